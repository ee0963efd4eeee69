// One step back and forth in time, with the name of what is shown between: a month, a day.
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';

/** `back`: how many steps before now; never below nothing or above `max`. */
export function Stepper(props: {
  back: number;
  max: number;
  earlier: string;
  later: string;
  children: ReactNode;
  onBack: (back: number) => void;
}) {
  const { back } = props;
  const step = (to: number, words: string, isBack: boolean) => (
    <button
      type="button"
      className={isBack ? 'stepper-step stepper-back' : 'stepper-step'}
      aria-label={words}
      disabled={to < 0 || to > props.max}
      onClick={() => props.onBack(to)}
    >
      <Icon name="chevron" size={18} />
    </button>
  );
  return (
    <div className="stepper">
      {step(back + 1, props.earlier, true)}
      <h2 aria-live="polite">{props.children}</h2>
      {step(back - 1, props.later, false)}
    </div>
  );
}
