// How long there still is to answer. The server's clock decides; this one only tells.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/Icon.tsx';
import { fullTime, remaining } from '../../time.ts';

const dayMs = 86_400_000;

/** `short`: in a list, where the words around say what it is. */
export function Expiry(props: { until: string; short?: boolean }) {
  const { t, i18n } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  const left = Date.parse(props.until) - now;
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className={left < 60_000 ? 'expiry expiry-soon' : 'expiry'} role="timer">
      <Icon name="clock" size={15} />
      <span className="figures">
        {left <= 0
          ? t('approval.timeUp')
          : left > dayMs
            ? t('approval.until', { time: fullTime(props.until, i18n.language) })
            : props.short
              ? remaining(props.until, now)
              : t('approval.timeLeft', { time: remaining(props.until, now) })}
      </span>
    </span>
  );
}
