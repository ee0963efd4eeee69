// Six digits of a PIN, by our own keys, a keyboard or a screen reader. The digits live in this component's state only and
// are handed over once.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isFocusLost } from '../screen.ts';

const length = 6;
const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0', 'delete'] as const;

/** Calls `onPin` when the sixth digit is there, then empties itself. Change `attempt` to shake after a wrong PIN. */
export function PinPad(props: {
  onPin: (pin: string) => void;
  busy?: boolean;
  label?: string;
  attempt?: number;
}) {
  const { t } = useTranslation();
  const [digits, setDigits] = useState('');
  const pad = useRef<HTMLDivElement>(null);
  const { onPin, busy = false, attempt = 0 } = props;

  // One frame later, because a dialog that opens around it first gives the focus to its own first button.
  useEffect(() => {
    const frame = requestAnimationFrame(() => pad.current?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, []);
  // Keys that are switched off lose the focus: the next try begins at the pad again.
  useEffect(() => {
    if (!busy && isFocusLost()) pad.current?.focus({ preventScroll: true });
  }, [busy]);

  function press(key: string) {
    if (busy) return;
    if (key === 'delete') return setDigits(digits.slice(0, -1));
    const next = digits + key;
    if (next.length < length) return setDigits(next);
    setDigits('');
    onPin(next);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset of its own stands inside; this is the pad with its dots
    <div
      ref={pad}
      className="pin-pad"
      role="group"
      aria-label={props.label ?? t('pin.label')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (/^\d$/.test(event.key)) press(event.key);
        else if (event.key === 'Backspace') press('delete');
      }}
    >
      <div className={attempt > 0 ? 'pin-dots pin-dots-wrong' : 'pin-dots'} key={attempt} aria-hidden="true">
        {Array.from({ length }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: six fixed places
          <span key={index} className={busy || index < digits.length ? 'pin-dot pin-dot-full' : 'pin-dot'} />
        ))}
      </div>
      <p className="unseen" aria-live="polite">
        {t('pin.entered', { count: digits.length })}
      </p>
      <fieldset className="pin-keys" disabled={busy}>
        <legend className="unseen">{t('pin.keys')}</legend>
        {keys.map((key) =>
          key === '' ? (
            <span key="gap" />
          ) : (
            <button
              key={key}
              type="button"
              className={key === 'delete' ? 'pin-key pin-key-delete' : 'pin-key figures'}
              aria-label={key === 'delete' ? t('pin.delete') : key}
              onClick={() => press(key)}
            >
              {key === 'delete' ? '⌫' : key}
            </button>
          ),
        )}
      </fieldset>
    </div>
  );
}
