// Stands where the PIN would be typed while it is locked: until when, as the server says it, and the way out.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/Icon.tsx';
import { shortTime } from '../time.ts';
import { isLastTry } from './aboutPin.ts';
import { useMe } from './client.ts';

/** Locked by the try just refused, or, as after a reload, by an earlier one that the server knows of. */
export function usePinLock(error: unknown): boolean {
  const { data } = useMe();
  return isLastTry(error) || (data?.pinLockedUntil ?? null) !== null;
}

/** The lock ends by the server's clock, and support may end it sooner. */
const askMs = 20_000;

export function LockedNote() {
  const { t, i18n } = useTranslation();
  const { data, refetch } = useMe();
  useEffect(() => {
    void refetch();
    const timer = setInterval(() => void refetch(), askMs);
    return () => clearInterval(timer);
  }, [refetch]);
  const until = data?.pinLockedUntil;
  return (
    <p className="pin-locked" aria-live="polite">
      <Icon name="lock" size={20} />
      <span>
        {until ? t('pin.lockedUntil', { time: shortTime(until, i18n.language) }) : t('pin.locked')}{' '}
        {t('pin.lockedHelp')}
      </span>
    </p>
  );
}
