// One order at the counter: its QR code until it is paid, then what was paid, its refunds, and what may still be done.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { labelText } from '../../shared/address.ts';
import { AddressText } from '../../shared/components/AddressText.tsx';
import { Bar, Facts, Panel } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { Loaded } from '../../shared/components/Empty.tsx';
import { useProblemWords } from '../../shared/components/ErrorCard.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { notify } from '../../shared/components/Notices.tsx';
import { Qr } from '../../shared/components/Qr.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { formatMoney, times } from '../../shared/money.ts';
import { fullTime, remaining, shortTime } from '../../shared/time.ts';
import type { Order, Page, Refund } from '../../shared/types.ts';
import { confirm } from '../Confirm.tsx';
import { LiveMark } from '../LiveMark.tsx';
import { countSold } from '../products.ts';
import { api, useShop } from '../session.ts';
import { RefundSheet } from './RefundSheet.tsx';
import { productName } from './Sell.tsx';

export function OrderScreen() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const order = useQuery({
    queryKey: ['order', id],
    queryFn: () => api.get<Order>(`/v1/orders/${id}`),
    // The stream tells at once; this is for the moment in which it is away.
    refetchInterval: ({ state }) => (isUnfinished(state.data) ? 5_000 : false),
  });
  return (
    <>
      <Bar
        title={order.data ? t('order.title', { number: order.data.number }) : t('orders.title')}
        onBack={() => navigate('/orders')}
        right={<LiveMark />}
      />
      <Loaded query={order}>{(data) => <OrderDetail order={data} />}</Loaded>
    </>
  );
}

const isUnfinished = (order: Order | undefined) => order?.state === 'open' || order?.state === 'paying';

function OrderDetail({ order }: { order: Order }) {
  const { t, i18n } = useTranslation();
  const shop = useShop();
  const queries = useQueryClient();
  const [refunding, setRefunding] = useState(false);
  const refunds = useQuery({
    queryKey: ['refunds', order.id],
    queryFn: () => api.get<Page<Refund>>('/v1/refunds', { order: order.id }),
    enabled: order.state === 'paid' || order.state === 'refunded',
  });
  const refunded = order.refunded ?? { minor: '0', currency: order.amount.currency };
  const left = {
    minor: String(BigInt(order.amount.minor) - BigInt(refunded.minor)),
    currency: order.amount.currency,
  };
  const mayRefund = order.state === 'paid' && BigInt(left.minor) > 0n;

  useEffect(() => {
    if (order.state === 'paid')
      countSold({ shop: shop.id, currency: shop.currency, order }, (product) => productName(product, t));
  }, [order, shop, t]);

  return (
    <div className="till-order">
      {isUnfinished(order) ? <ToPay order={order} /> : <Ended order={order} />}
      <div className="till-order-side">
        {mayRefund && (
          <Button kind="quiet" size="large" block onClick={() => setRefunding(true)}>
            {t('order.refund')}
          </Button>
        )}
        {order.delivery && <DeliverTo order={order} />}
        <Panel title={t('order.lines')}>
          <ul className="till-lines">
            {order.lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one version do not move
              <li key={index}>
                <div>
                  <p>{line.item}</p>
                  <small className="figures">
                    {t('order.each', {
                      quantity: line.quantity,
                      price: formatMoney(line.unitPrice, i18n.language),
                    })}
                  </small>
                </div>
                <Amount value={times(line.unitPrice, line.quantity)} />
              </li>
            ))}
            <li className="till-lines-total">
              <span>{t('order.total')}</span>
              <Amount value={order.amount} size="l" />
            </li>
          </ul>
        </Panel>
        {(refunds.data?.data.length ?? 0) > 0 && (
          <Panel title={t('order.refunds')}>
            <ul className="till-lines">
              {refunds.data?.data.map((refund) => (
                <li key={refund.id}>
                  <div>
                    <p>
                      <StatePill state={refund.state} />
                    </p>
                    <small>{shortTime(refund.createdAt, i18n.language)}</small>
                  </div>
                  <Amount value={refund.amount} />
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <Panel title={t('order.details')}>
          <Facts
            rows={[
              [
                t('order.number'),
                <span key="n" className="figures">
                  {order.number}
                </span>,
              ],
              [
                t('order.reference'),
                <span key="r" className="mono">
                  {order.merchantReference}
                </span>,
              ],
              [t('order.made'), fullTime(order.createdAt, i18n.language)],
              order.paidAt ? [t('order.paidAt'), fullTime(order.paidAt, i18n.language)] : undefined,
              order.payment ? [t('order.mode'), modeName(order, t)] : undefined,
              order.payment
                ? [
                    t('order.payment'),
                    <span key="p" className="mono">
                      {order.payment.id}
                    </span>,
                  ]
                : undefined,
              order.version > 1
                ? [
                    t('order.version'),
                    <span key="v" className="figures">
                      {order.version}
                    </span>,
                  ]
                : undefined,
            ]}
          />
        </Panel>
      </div>
      <RefundSheet
        order={order}
        left={left}
        open={refunding}
        onClose={() => setRefunding(false)}
        onDone={() => {
          setRefunding(false);
          void queries.invalidateQueries();
        }}
      />
    </div>
  );
}

/** For the parcel. Nobody's address stands in an order that nobody pays. */
function DeliverTo({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { deliveryAddress: address } = order;
  if (!address)
    return isUnfinished(order) ? (
      <Panel title={t('address.to')}>
        <p className="till-small">{t('order.addressLater')}</p>
      </Panel>
    ) : null;
  const copy = () =>
    navigator.clipboard.writeText(labelText(address)).then(() => notify(t('address.copied'), 'good'));
  return (
    <Panel title={t('address.to')}>
      <div className="till-address">
        <AddressText address={address} />
        <Button kind="quiet" size="small" onClick={() => void copy()}>
          {t('address.copy')}
        </Button>
      </div>
    </Panel>
  );
}

function ToPay({ order }: { order: Order }) {
  const { t } = useTranslation();
  const [now, setNow] = useState(Date.now());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const queries = useQueryClient();
  const words = useProblemWords(error);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (error !== undefined) notify(words.prompt, 'bad');
  }, [error, words.prompt]);

  async function cancel() {
    const sure = await confirm({
      text: t('order.cancelAsk'),
      yes: t('order.cancelYes'),
      no: t('order.keep'),
    });
    if (!sure) return;
    setBusy(true);
    try {
      await api.post(`/v1/orders/${order.id}/cancel`);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
      void queries.invalidateQueries();
    }
  }

  const url = new URL(order.payUrl, window.location.origin).href;
  const isPaying = order.state === 'paying';
  return (
    <section className="till-pay" aria-live="polite">
      <p className="till-pay-lead">
        {t(order.payment?.state === 'waiting' ? 'order.approving' : isPaying ? 'order.paying' : 'order.scan')}
      </p>
      <Amount value={order.amount} size="xl" />
      <div className={isPaying ? 'till-qr till-qr-busy' : 'till-qr'}>
        <Qr value={url} size={264} />
        {isPaying && <span className="till-qr-spinner" aria-hidden="true" />}
      </div>
      <p className="till-pay-hint">{t(isPaying ? 'order.payingLead' : 'order.scanLead')}</p>
      {!isPaying && (
        <a className="till-pay-url mono" href={url} target="_blank" rel="noreferrer">
          {url.replace(/^https?:\/\//, '')}
        </a>
      )}
      <p className="till-pay-clock">
        <StatePill state={order.state} />
        <span className="figures">{t('order.expires', { time: remaining(order.expiresAt, now) })}</span>
      </p>
      {!isPaying && (
        <div className="till-pay-acts">
          <Button
            kind="quiet"
            onClick={() =>
              void navigator.clipboard.writeText(url).then(() => notify(t('order.copied'), 'good'))
            }
          >
            {t('order.copyLink')}
          </Button>
          <Button kind="danger" busy={busy} onClick={() => void cancel()}>
            {t('order.cancel')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Ended({ order }: { order: Order }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const good = order.state === 'paid';
  const partly = order.refunded && order.refunded.minor !== '0' && order.state === 'paid';
  return (
    <section className={`till-ended till-ended-${order.state}`} aria-live="polite">
      <span className="till-ended-mark" aria-hidden="true">
        <svg
          aria-hidden="true"
          viewBox="0 0 48 48"
          width="72"
          height="72"
          fill="none"
          stroke="currentColor"
          strokeWidth="4"
          strokeLinecap="round"
          strokeLinejoin="round"
        >
          {good ? (
            <path className="till-tick" d="m13 25 8 8 15-17" />
          ) : order.state === 'refunded' ? (
            <path d="M17 17h12a7 7 0 0 1 0 14H18M21 12l-5 5 5 5" />
          ) : (
            <path d="m16 16 16 16M32 16 16 32" />
          )}
        </svg>
      </span>
      <h2>
        {good
          ? t('order.paid')
          : order.state === 'refunded'
            ? t('order.refundedAll')
            : t(`state.${order.state}`)}
      </h2>
      <Amount value={order.amount} size="xl" struck={order.state !== 'paid'} />
      {order.paidAt && good && (
        <p>
          {t('order.paidLead', { time: shortTime(order.paidAt, i18n.language), mode: modeName(order, t) })}
        </p>
      )}
      {partly && order.refunded && (
        <p className="till-partly">
          {t('order.partly', { amount: formatMoney(order.refunded, i18n.language) })}
        </p>
      )}
      {(order.state === 'cancelled' || order.state === 'expired') && <p>{t(`order.${order.state}`)}</p>}
      <Button size="large" onClick={() => navigate('/')}>
        {t('order.newSale')}
      </Button>
    </section>
  );
}

function modeName(order: Order, t: (key: string) => string): string {
  const mode = order.payment?.mode;
  if (mode === undefined) return '';
  if (mode === 'balance') return t('order.balance');
  return order.modes?.find(({ id }) => id === mode)?.label ?? t('order.card');
}
