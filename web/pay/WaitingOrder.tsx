// An order whose payment waits for somebody's yes, and how the waiting ended. The payment keeps its id all the while.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fact, Facts } from '../shared/components/AppFrame.tsx';
import { Button } from '../shared/components/Button.tsx';
import { Loaded, Loading } from '../shared/components/Empty.tsx';
import { remembered, useChallenge } from '../shared/person/approval/challenges.ts';
import { Ended } from '../shared/person/approval/Ended.tsx';
import { Waiting } from '../shared/person/approval/Waiting.tsx';
import { Details } from '../shared/person/approval/What.tsx';
import { Lines } from './Lines.tsx';
import type { DrawnOrder } from './useOrder.ts';

/** The challenge that this order waits or waited for, until the shopper has seen how it ended. */
export function useWaiting(order: DrawnOrder | undefined) {
  const id = order?.id;
  const [ended, setEnded] = useState<string>();
  const waiting = order?.payment?.state === 'waiting' ? order.payment.challenge : undefined;
  useEffect(() => {
    if (!id) return;
    if (waiting) remembered(id).keep(waiting);
    setEnded(remembered(id).read());
  }, [id, waiting]);
  return {
    challenge: waiting,
    /** Only while the order is open again. */
    ended: order?.state === 'open' ? ended : undefined,
    dismiss() {
      if (id) remembered(id).forget();
      setEnded(undefined);
    },
  };
}

export function WaitingOrder(props: { order: DrawnOrder; challenge: string; onGivenUp: () => void }) {
  const { t } = useTranslation();
  const { order } = props;
  const challenge = useChallenge(props.challenge);
  return (
    <main className="outcome-page">
      <h1 className="unseen">{t('outcome.waiting')}</h1>
      <Loaded query={challenge} rows={6}>
        {(data) =>
          data.state === 'pending' ? (
            <Waiting challenge={data} onGivenUp={props.onGivenUp} />
          ) : (
            <Ended challenge={data} />
          )
        }
      </Loaded>
      <section className="outcome-facts">
        <Facts>
          <Fact label={t('outcome.shop')}>{order.merchant.name ?? t('order.shop')}</Fact>
          <Fact label={t('outcome.number')}>{order.number}</Fact>
          {order.payment && (
            <Fact label={t('outcome.payment')} mono>
              {order.payment.id}
            </Fact>
          )}
        </Facts>
        <details className="outcome-lines">
          <summary>{t('outcome.lines')}</summary>
          <Lines lines={order.lines} draft={{}} />
        </details>
      </section>
    </main>
  );
}

/** The order is open again: first says why, then shows it. */
export function NotApproved(props: { challenge: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { onDone } = props;
  const challenge = useChallenge(props.challenge);
  // Everybody agreed, but the bank did not: the order's own page says so.
  const isApproved = challenge.data?.state === 'approved';
  useEffect(() => {
    if (isApproved) onDone();
  }, [isApproved, onDone]);
  return (
    <main className="outcome-page">
      <h1 className="unseen">{t('outcome.waiting')}</h1>
      <Loaded query={challenge} rows={6}>
        {(data) =>
          data.state === 'pending' || isApproved ? (
            <Loading rows={6} />
          ) : (
            <>
              <Ended challenge={data} />
              <section className="outcome-facts">
                <Details challenge={data} />
              </section>
            </>
          )
        }
      </Loaded>
      <Button size="large" block onClick={onDone}>
        {t('approval.backToOrder')}
      </Button>
    </main>
  );
}
