// A panel that comes up from the bottom (a centred dialog on wide screens). The browser's own <dialog> keeps the focus inside,
// closes on Escape and hides the rest from screen readers.
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { focusQuietly, isFocusLost } from '../screen.ts';

export function Sheet(props: {
  open: boolean;
  onClose?: (() => void) | undefined;
  title: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { open, onClose } = props;

  // Closing it, also when it goes away as a whole, gives the focus back to what had it.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!open || !element) return;
    element.showModal();
    if (!window.matchMedia('(pointer: coarse)').matches) focusField(element);
    return () => {
      element.close();
      // What opened it may be gone as well, say a row that was removed.
      requestAnimationFrame(() => {
        if (isFocusLost()) focusQuietly(document.querySelector<HTMLElement>('h1'));
      });
    };
  }, [open]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is handled by the dialog itself (onCancel)
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClose={(event) => {
        // Some browsers close at the second Escape without asking.
        if (!open || event.currentTarget.open) return;
        if (onClose) onClose();
        else event.currentTarget.showModal();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose?.();
      }}
    >
      {open && (
        <div className="sheet-body">
          <div className="sheet-head">
            <h2 id={titleId}>{props.title}</h2>
            {onClose && (
              <button type="button" className="sheet-close" aria-label={t('action.close')} onClick={onClose}>
                <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
                  <path
                    d="M6 6l12 12M18 6 6 18"
                    stroke="currentColor"
                    strokeWidth="2"
                    strokeLinecap="round"
                  />
                </svg>
              </button>
            )}
          </div>
          {props.children}
        </div>
      )}
    </dialog>
  );
}

/** Where there is a keyboard, a form begins in its first field; on a phone it would hide the half of it. */
function focusField(dialog: HTMLElement): void {
  dialog.querySelector<HTMLElement>('input:not([type=radio], [type=checkbox]), textarea')?.focus();
}
