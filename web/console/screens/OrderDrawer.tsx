// One order: what it is, who paid it and how, and what was given back.
import { useQuery } from '@tanstack/react-query';
import { Descriptions, type DescriptionsProps, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AddressText } from '../../shared/components/AddressText.tsx';
import { Loaded } from '../../shared/components/Empty.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { formatMoney } from '../../shared/money.ts';
import type { Order, Page, Refund } from '../../shared/types.ts';
import { Short, When } from '../parts/bits.tsx';
import { refreshMs } from '../parts/List.tsx';
import { api } from '../session.ts';

/** Operators are told who paid. */
export type OrderRow = Order & { payer?: { id: string; name: string } };

export function OrderDrawer({ order, onClose }: { order: OrderRow | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer open={order !== undefined} onClose={onClose} size={560} title={t('orders.detail')}>
      {order && <Detail order={order} />}
    </Drawer>
  );
}

function Detail({ order }: { order: OrderRow }) {
  const { t, i18n } = useTranslation();
  // A cancelled order keeps whoever tried to pay it.
  const isPayers = Boolean(order.paidAt) || order.state === 'paying';
  const payer = isPayers ? order.payer : undefined;
  const payment = isPayers ? order.payment : undefined;
  const items: DescriptionsProps['items'] = [
    { key: 'state', label: t('common.state'), children: <StatePill state={order.state} /> },
    { key: 'amount', label: t('common.amount'), children: <Amount value={order.amount} /> },
    { key: 'merchant', label: t('orders.merchant'), children: order.merchant.name ?? order.merchant.id },
    {
      key: 'items',
      label: t('orders.items'),
      children: (
        <span>
          {order.lines.map(({ item, quantity, unitPrice }) => (
            <span key={item} className="block">
              {quantity} × {item} · {formatMoney(unitPrice, i18n.language)}
            </span>
          ))}
        </span>
      ),
    },
  ];
  if (payer)
    items.push({
      key: 'payer',
      label: t('orders.payer'),
      children: (
        <span>
          <Link to={`/people/${payer.id}`}>{payer.name}</Link> <Short value={payer.id} />
        </span>
      ),
    });
  if (order.deliveryAddress)
    items.push({
      key: 'address',
      label: t('address.to'),
      children: <AddressText address={order.deliveryAddress} />,
    });
  items.push(
    { key: 'made', label: t('common.made'), children: <When at={order.createdAt} /> },
    { key: 'paid', label: t('orders.paid'), children: <When at={order.paidAt} /> },
    {
      key: 'reference',
      label: t('common.reference'),
      children: <Short value={order.merchantReference} keep={30} />,
    },
    { key: 'id', label: t('common.id'), children: <Short value={order.id} keep={30} /> },
  );
  if (payment)
    items.push(
      {
        key: 'mode',
        label: t('orders.mode'),
        children: t(payment.mode === 'balance' ? 'orders.byBalance' : 'orders.byCard'),
      },
      { key: 'payment', label: t('orders.payment'), children: <Short value={payment.id} keep={30} /> },
    );
  return (
    <>
      <Descriptions column={1} items={items} />
      {order.paidAt && <Refunds order={order} />}
    </>
  );
}

function Refunds({ order }: { order: OrderRow }) {
  const { t } = useTranslation();
  const refunds = useQuery({
    queryKey: ['refunds', order.id],
    queryFn: ({ signal }) =>
      api.get<Page<Refund>>('/v1/operator/refunds', { order: order.id, limit: 100 }, signal),
    refetchInterval: refreshMs,
  });
  return (
    <section className="order-refunds" aria-label={t('orders.refunds')}>
      <h3>{t('orders.refunds')}</h3>
      <Loaded query={refunds} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="quiet">{t('orders.noRefunds')}</p>
          ) : (
            <ul>
              {data.map((refund) => (
                <li key={refund.id}>
                  <When at={refund.createdAt} />
                  <StatePill state={refund.state} />
                  <Short value={refund.merchantReference} />
                  <Amount value={refund.amount} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
