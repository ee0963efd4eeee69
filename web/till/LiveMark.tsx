// Whether the till hears of payments as they happen.
import { useTranslation } from 'react-i18next';
import { useLive } from '../shared/live.tsx';

export function LiveMark() {
  const { t } = useTranslation();
  const { state } = useLive();
  return (
    <span className={`till-live till-live-${state}`} role="status">
      {state === 'live' ? t('live.live') : t('live.waiting')}
    </span>
  );
}
