// On or off, at once. The words beside it are its name.
export function Toggle(props: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
  busy?: boolean;
}) {
  return (
    <button
      type="button"
      role="switch"
      className="toggle"
      aria-checked={props.on}
      aria-label={props.label}
      aria-busy={props.busy ?? false}
      disabled={(props.disabled ?? false) || (props.busy ?? false)}
      onClick={() => props.onChange(!props.on)}
    >
      <span aria-hidden="true" />
    </button>
  );
}
