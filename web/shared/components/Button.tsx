// The one button. `primary` once per screen; `busy` keeps its width, says so to screen readers and cannot be tapped twice.
import type { ReactNode } from 'react';

export function Button(props: {
  children: ReactNode;
  onClick?: () => void;
  type?: 'button' | 'submit';
  kind?: 'primary' | 'soft' | 'quiet' | 'danger';
  size?: 'large' | 'medium' | 'small';
  busy?: boolean;
  disabled?: boolean;
  block?: boolean;
  icon?: ReactNode;
}) {
  const { kind = 'primary', size = 'medium', busy = false, block = false } = props;
  return (
    <button
      type={props.type ?? 'button'}
      className={`button button-${kind} button-${size}${block ? ' button-block' : ''}${busy ? ' button-busy' : ''}`}
      disabled={props.disabled || busy}
      aria-busy={busy}
      onClick={props.onClick}
    >
      {props.icon && (
        <span className="button-icon" aria-hidden="true">
          {props.icon}
        </span>
      )}
      <span>{props.children}</span>
      {busy && <span className="button-spinner" aria-hidden="true" />}
    </button>
  );
}
