// Orders of all merchants.
import { Input, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Amount } from '../../shared/components/Money.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { Head, Short, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { OrderDrawer, type OrderRow } from './OrderDrawer.tsx';

const states = ['open', 'paying', 'paid', 'refunded', 'cancelled', 'expired'] as const;

export function OrdersScreen() {
  const { t } = useTranslation();
  const [state, setState] = useState('');
  const [reference, setReference] = useState('');
  const [shown, setShown] = useState<OrderRow>();
  return (
    <>
      <Head title={t('orders.title')} lead={t('orders.lead')} />
      <div className="filters">
        <Input.Search
          allowClear
          className="filter-wide"
          placeholder={t('orders.search')}
          aria-label={t('orders.search')}
          maxLength={100}
          onSearch={(text) => setReference(text.trim())}
        />
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: '', label: t('common.all') },
            ...states.map((value) => ({ value: value as string, label: t(`state.${value}`) })),
          ]}
        />
      </div>
      <List<OrderRow>
        path="/v1/operator/orders"
        query={{ state: state || undefined, merchantReference: reference || undefined }}
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
      <OrderDrawer order={shown} onClose={() => setShown(undefined)} />
    </>
  );
}
