// Stands where the PIN would be typed after the last try: until when it is locked, as the server says it, and the way out.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/Icon.tsx';
import { shortTime } from '../time.ts';
import { useMe } from './client.ts';

export function LockedNote() {
  const { t, i18n } = useTranslation();
  const { data, refetch } = useMe();
  useEffect(() => {
    void refetch();
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
