// How long the order can still be paid. The server's clock decides; this one only tells, and asks when time is up.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../shared/components/Icon.tsx';
import { remaining } from '../shared/time.ts';

export function Countdown(props: { until: string; now: number }) {
  const { t } = useTranslation();
  const left = Date.parse(props.until) - props.now;

  // More than a day away is no countdown.
  if (left > 86_400_000) return null;
  return (
    <span className={left < 120_000 ? 'countdown countdown-soon' : 'countdown'} role="timer">
      <Icon name="clock" size={14} />
      <span className="figures">{t('order.timeLeft', { time: remaining(props.until, props.now) })}</span>
    </span>
  );
}

/** The time, each second. Once `until` has passed, the order is asked for every 2 s until the server has ended it. */
export function useClock(until: string): { now: number; isOver: boolean } {
  const queries = useQueryClient();
  const [now, setNow] = useState(() => Date.now());
  const isOver = now >= Date.parse(until);

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (!isOver) return;
    const ask = () => void queries.invalidateQueries({ queryKey: ['order'] });
    ask();
    const timer = setInterval(ask, 2_000);
    return () => clearInterval(timer);
  }, [isOver, queries]);
  return { now, isOver };
}
