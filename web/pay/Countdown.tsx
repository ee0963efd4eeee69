// How long the order can still be paid. The server's clock decides; this one only tells.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shared/components/Icon.tsx';
import { remaining } from '../shared/time.ts';

export function Countdown(props: { until: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [now, setNow] = useState(() => Date.now());
  const left = Date.parse(props.until) - now;
  const over = left <= 0;

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (over) void queries.invalidateQueries({ queryKey: ['order'] });
  }, [over, queries]);

  // More than a day away is no countdown.
  if (left > 86_400_000) return null;
  return (
    <span className={left < 120_000 ? 'countdown countdown-soon' : 'countdown'} role="timer">
      <Icon name="clock" size={14} />
      <span className="figures">{t('order.timeLeft', { time: remaining(props.until, now) })}</span>
    </span>
  );
}
