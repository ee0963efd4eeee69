// Orders of all merchants.
import { Descriptions, Drawer, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddressText } from '../../shared/components/AddressText.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { formatMoney } from '../../shared/money.ts';
import type { Order } from '../../shared/types.ts';
import { Head, Short, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';

const states = ['open', 'paying', 'paid', 'refunded', 'cancelled', 'expired'] as const;

export function OrdersScreen() {
  const { t, i18n } = useTranslation();
  const [state, setState] = useState('');
  const [shown, setShown] = useState<Order>();
  return (
    <>
      <Head title={t('orders.title')} lead={t('orders.lead')} />
      <div className="filters">
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: '', label: t('common.all') },
            ...states.map((value) => ({ value: value as string, label: t(`state.${value}`) })),
          ]}
        />
      </div>
      <List<Order>
        path="/v1/operator/orders"
        query={{ state: state || undefined }}
        rowKey={({ id }) => id}
        onOpen={setShown}
        columns={[
          { title: t('common.time'), render: (_, row) => <When at={row.createdAt} /> },
          {
            title: t('orders.merchant'),
            render: (_, row) => row.merchant.name ?? <Short value={row.merchant.id} />,
          },
          {
            title: t('orders.items'),
            render: (_, row) => (
              <span className="clip">
                {row.lines.map(({ item, quantity }) => `${quantity} × ${item}`).join(', ')}
              </span>
            ),
          },
          { title: t('common.state'), render: (_, row) => <StatePill state={row.state} /> },
          { title: t('common.amount'), align: 'end', render: (_, row) => <Amount value={row.amount} /> },
          {
            title: t('orders.refunded'),
            align: 'end',
            render: (_, { refunded }) =>
              refunded && refunded.minor !== '0' ? (
                <Amount value={refunded} />
              ) : (
                <span className="quiet">–</span>
              ),
          },
          { title: t('common.reference'), render: (_, row) => <Short value={row.merchantReference} /> },
          { title: t('common.id'), render: (_, row) => <Short value={row.id} /> },
        ]}
      />
      <Drawer
        open={shown !== undefined}
        onClose={() => setShown(undefined)}
        size={560}
        title={t('orders.detail')}
      >
        {shown && (
          <Descriptions
            column={1}
            items={[
              { key: 'state', label: t('common.state'), children: <StatePill state={shown.state} /> },
              { key: 'amount', label: t('common.amount'), children: <Amount value={shown.amount} /> },
              {
                key: 'merchant',
                label: t('orders.merchant'),
                children: shown.merchant.name ?? shown.merchant.id,
              },
              {
                key: 'items',
                label: t('orders.items'),
                children: (
                  <span>
                    {shown.lines.map(({ item, quantity, unitPrice }) => (
                      <span key={item} className="block">
                        {quantity} × {item} · {formatMoney(unitPrice, i18n.language)}
                      </span>
                    ))}
                  </span>
                ),
              },
              ...(shown.deliveryAddress
                ? [
                    {
                      key: 'address',
                      label: t('address.to'),
                      children: <AddressText address={shown.deliveryAddress} />,
                    },
                  ]
                : []),
              { key: 'made', label: t('common.made'), children: <When at={shown.createdAt} /> },
              { key: 'paid', label: t('orders.paid'), children: <When at={shown.paidAt} /> },
              {
                key: 'reference',
                label: t('common.reference'),
                children: <Short value={shown.merchantReference} keep={30} />,
              },
              { key: 'id', label: t('common.id'), children: <Short value={shown.id} keep={30} /> },
              ...(shown.payment
                ? [
                    {
                      key: 'payment',
                      label: t('orders.payment'),
                      children: <Short value={shown.payment.id} keep={30} />,
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Drawer>
    </>
  );
}
