// An order that is no longer open: being paid, paid, cancelled, expired, refunded.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddressText } from '../shared/components/AddressText.tsx';
import { Fact, Facts } from '../shared/components/AppFrame.tsx';
import { Icon, type IconName } from '../shared/components/Icon.tsx';
import { Amount } from '../shared/components/Money.tsx';
import { Timeline } from '../shared/components/Timeline.tsx';
import { fullTime } from '../shared/time.ts';
import { Lines } from './Lines.tsx';
import type { DrawnOrder } from './useOrder.ts';

const icons: Record<string, IconName> = { paid: 'check', refunded: 'undo', paying: 'clock' };

export function Outcome(props: { order: DrawnOrder }) {
  const { t, i18n } = useTranslation();
  const { order } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const { state, payment } = order;
  useEffect(() => {
    if (state) heading.current?.focus();
  }, [state]);
  const shop = order.merchant.name ?? t('order.shop');
  const wasPaid = state === 'paid' || state === 'refunded';
  const partly = state === 'paid' && order.refunded !== undefined && order.refunded.minor !== '0';
  return (
    <main className="outcome-page">
      <section className="outcome-card" aria-live="polite">
        <span className={`outcome-mark outcome-mark-${state}`}>
          <Icon name={icons[state] ?? 'cross'} size={34} />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {t(`outcome.${state}`)}
        </h1>
        <p className="outcome-amount">
          <Amount
            value={payment?.amount ?? order.amount}
            size="xl"
            sign="never"
            struck={state === 'cancelled' || state === 'expired'}
          />
        </p>
        <p className="quiet">{t(`outcome.${state}Text`, { name: shop })}</p>
        {state === 'paying' && (
          <div className="outcome-steps">
            <Timeline
              steps={[
                { key: 'asked', state: 'done', title: t('outcome.stepAsked') },
                {
                  key: 'bank',
                  state: 'current',
                  title: t('outcome.stepBank'),
                  detail: <BankPatience since={payment?.createdAt} />,
                },
                { key: 'paid', state: 'todo', title: t('outcome.stepPaid', { name: shop }) },
              ]}
            />
          </div>
        )}
      </section>

      <section className="outcome-facts">
        <Facts>
          <Fact label={t('outcome.shop')}>{shop}</Fact>
          <Fact label={t('outcome.number')}>{order.number}</Fact>
          {order.paidAt && <Fact label={t('outcome.at')}>{fullTime(order.paidAt, i18n.language)}</Fact>}
          {order.deliveryAddress && (
            <Fact label={t('address.to')}>
              <AddressText address={order.deliveryAddress} />
            </Fact>
          )}
          {partly && order.refunded && (
            <Fact label={t('outcome.refundedPart')}>
              <Amount value={order.refunded} />
            </Fact>
          )}
          {wasPaid && payment && (
            <Fact label={t('outcome.payment')} mono>
              {payment.id}
            </Fact>
          )}
        </Facts>
        <details className="outcome-lines">
          <summary>{t('outcome.lines')}</summary>
          <Lines lines={order.lines} draft={{}} />
        </details>
      </section>
      <WayOn order={order} shop={shop} />
    </main>
  );
}

/** Back to the shop that sent the payer here, if it said where; the wallet otherwise. */
function WayOn(props: { order: DrawnOrder; shop: string }) {
  const { t } = useTranslation();
  const { returnUrl, state } = props.order;
  const back = state === 'paying' ? undefined : returnUrl;
  const look = (isFirst: boolean) =>
    `button ${isFirst ? 'button-primary' : 'button-quiet'} button-large button-block`;
  return (
    <>
      {back !== undefined && (
        <a className={look(true)} href={back} rel="noreferrer">
          {t('outcome.back', { name: props.shop })}
        </a>
      )}
      <a className={look(back === undefined)} href="/wallet">
        {t('outcome.wallet')}
      </a>
    </>
  );
}

const patienceMs = 10_000;

/** After ten seconds it is honest to say that the bank is silent and what happens then. */
function BankPatience(props: { since: string | undefined }) {
  const { t } = useTranslation();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const waited = props.since ? Date.now() - Date.parse(props.since) : 0;
    const timer = setTimeout(() => setLong(true), Math.max(0, patienceMs - waited));
    return () => clearTimeout(timer);
  }, [props.since]);
  return t(long ? 'outcome.stepBankSilent' : 'outcome.stepBankText');
}
