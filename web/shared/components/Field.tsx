// A labelled text field with a hint or what is wrong with it.
import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

type Attributes = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  | 'type'
  | 'inputMode'
  | 'autoComplete'
  | 'placeholder'
  | 'maxLength'
  | 'autoFocus'
  | 'required'
  | 'disabled'
  | 'list'
>;

export function Field(
  props: Attributes & {
    label: ReactNode;
    value: string;
    onChange: (value: string) => void;
    hint?: ReactNode;
    problem?: string | undefined;
    right?: ReactNode;
    mono?: boolean;
  },
) {
  const { label, value, onChange, hint, problem, right, mono, ...attributes } = props;
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className={problem ? 'field field-wrong' : 'field'}>
      <label htmlFor={id}>{label}</label>
      <div className="field-line">
        <input
          {...attributes}
          id={id}
          className={mono ? 'figures' : undefined}
          value={value}
          aria-invalid={problem !== undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        {right}
      </div>
      {note && (
        <p id={`${id}-note`} className="field-note">
          {note}
        </p>
      )}
    </div>
  );
}
