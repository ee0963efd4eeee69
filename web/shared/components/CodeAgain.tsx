// Under the field for a one-time code: ask for another one after half a minute, and, in the demo, where codes arrive.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { demoCredentials } from '../session.ts';
import { Button } from './Button.tsx';

const PAUSE_MS = 30_000;

export function CodeAgain(props: { busy: boolean; onAsk: () => void }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(() => Date.now() + PAUSE_MS);
  const [now, setNow] = useState(() => Date.now());
  // By the clock, not by counting: a phone that was put away for a while counts no seconds.
  const left = Math.max(0, Math.ceil((from - now) / 1_000));
  const isWaiting = left > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isWaiting]);
  return (
    <Button
      kind="quiet"
      block
      busy={props.busy}
      disabled={isWaiting}
      onClick={() => {
        setNow(Date.now());
        setFrom(Date.now() + PAUSE_MS);
        props.onAsk();
      }}
    >
      {isWaiting ? t('signIn.newCodeIn', { seconds: left }) : t('signIn.newCode')}
    </Button>
  );
}

/** No real telephone gets the demo's messages. Inside of the town the phone shows them itself. */
export function DemoCodes() {
  const { t } = useTranslation();
  const credentials = useQuery({
    queryKey: ['demo'],
    queryFn: async () => (await demoCredentials()) ?? null,
  });
  if (!credentials.data || window.parent !== window) return null;
  return (
    <p className="demo-codes">
      {t('signIn.demoCodes')}{' '}
      <a href="/" target="_blank" rel="noreferrer">
        {t('signIn.demoTown')}
      </a>
    </p>
  );
}
