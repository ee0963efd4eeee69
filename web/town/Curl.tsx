// The same acts by hand: commands to paste into a terminal, with the demo's own keys.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notify } from '../shared/components/Notices.tsx';
import type { Credentials } from './credentials.ts';

const names = ['order', 'pay', 'transfer', 'statement', 'events'] as const;

export function Curl({ credentials }: { credentials: Credentials }) {
  const { t } = useTranslation();
  const [name, setName] = useState<(typeof names)[number]>('order');
  const command = commandFor(name, credentials, window.location.origin);
  return (
    <section className="town-panel" data-place="api">
      <header>
        <h2>{t('api.title')}</h2>
        <p>{t('api.lead')}</p>
      </header>
      <div className="town-curl-tabs" role="tablist" aria-label={t('api.title')}>
        {names.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={each === name}
            onClick={() => setName(each)}
          >
            {t(`api.${each}`)}
          </button>
        ))}
      </div>
      <div className="town-curl" role="tabpanel">
        <pre className="mono">{command}</pre>
        <button
          type="button"
          className="town-copy"
          onClick={() =>
            void navigator.clipboard.writeText(command).then(() => notify(t('action.copied'), 'good'))
          }
        >
          {t('api.copy')}
        </button>
      </div>
    </section>
  );
}

export function commandFor(name: (typeof names)[number], credentials: Credentials, origin: string): string {
  const [ana, bo] = credentials.people;
  const key = credentials.merchants[0]?.secretKey ?? 'sk_...';
  const read = (path: string, token: string, more = '') =>
    `curl ${more}${origin}${path} \\\n  -H 'Authorization: Bearer ${token}'`;
  const write = (path: string, token: string, body: unknown) =>
    `${read(path, token, '-X POST ')} \\\n  -H "Idempotency-Key: try-$(date +%s)-$RANDOM" \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body, null, 2)}'`;
  const amount = (minor: string) => ({ minor, currency: 'CNY' });
  switch (name) {
    case 'order':
      return write('/v1/orders', key, {
        // The shell makes a new one each time: the same command may be pasted again.
        merchantReference: "T-'$RANDOM$RANDOM'",
        lines: [{ item: 'Oolong tea', unitPrice: amount('1800'), quantity: 2 }],
      });
    case 'pay':
      return write('/v1/orders/ORDER_ID/pay', ana?.token ?? '', {
        version: 1,
        mode: 'balance',
        proof: { pin: ana?.pin ?? '' },
      });
    case 'transfer':
      return write('/v1/transfers', bo?.token ?? '', {
        to: ana?.phone ?? '',
        amount: amount('2000'),
        note: 'Lunch',
        proof: { pin: bo?.pin ?? '' },
      });
    case 'statement':
      return read('/v1/accounts', ana?.token ?? '');
    case 'events':
      return `${read('/v1/events', key, '-N ')} \\\n  -H 'Accept: text/event-stream'`;
  }
}
