// Under the field for a one-time code: ask for another one after half a minute, and, in the demo, where codes arrive.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { demoCredentials } from '../session.ts';
import { Button } from './Button.tsx';

const pauseSeconds = 30;

export function CodeAgain(props: { busy: boolean; onAsk: () => void }) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(pauseSeconds);
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <Button
      kind="quiet"
      block
      busy={props.busy}
      disabled={left > 0}
      onClick={() => {
        setLeft(pauseSeconds);
        props.onAsk();
      }}
    >
      {left > 0 ? t('signIn.newCodeIn', { seconds: left }) : t('signIn.newCode')}
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
