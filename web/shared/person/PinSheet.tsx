// The sheet that asks for the payment PIN: what, how much, to whom, and six digits. A wrong PIN shakes and may be tried again.
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { ErrorCard } from '../components/ErrorCard.tsx';
import { Amount } from '../components/Money.tsx';
import { PinPad } from '../components/PinPad.tsx';
import { Sheet } from '../components/Sheet.tsx';
import type { Money } from '../money.ts';
import { useOnline } from '../useOnline.ts';
import { ForgotPinLink } from './ForgotPinLink.tsx';
import { LockedNote, usePinLock } from './LockedNote.tsx';

export function PinSheet(props: {
  open: boolean;
  title: ReactNode;
  amount?: Money | undefined;
  detail?: ReactNode;
  busy: boolean;
  busyWords?: string | undefined;
  error?: unknown;
  onPin: (pin: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [attempt, setAttempt] = useState(0);
  const { error, busy } = props;
  const online = useOnline();
  const isLocked = usePinLock(error);
  useEffect(() => {
    if (error) setAttempt((count) => count + 1);
  }, [error]);
  return (
    <Sheet open={props.open} onClose={busy ? undefined : props.onClose} title={t('pin.label')}>
      <div className="pin-sheet">
        <div className="pin-sheet-what">
          <p>{props.title}</p>
          {props.amount && <Amount value={props.amount} size="xl" sign="never" />}
          {props.detail && <p className="quiet">{props.detail}</p>}
        </div>
        {error && !busy ? <ErrorCard error={error} compact /> : null}
        {isLocked && !busy ? (
          <>
            <LockedNote />
            <Button kind="quiet" size="large" block onClick={props.onClose}>
              {t('action.close')}
            </Button>
          </>
        ) : (
          <PinPad onPin={props.onPin} busy={busy} attempt={attempt} />
        )}
        <div className="pin-sheet-foot">
          <p className="pin-sheet-busy" aria-live="polite">
            {busy ? (online ? (props.busyWords ?? t('pin.checking')) : t('pin.offline')) : ''}
          </p>
          {!busy && <ForgotPinLink />}
        </div>
      </div>
    </Sheet>
  );
}
