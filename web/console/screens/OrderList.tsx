// Orders, newest first; one that is opened shows itself in a drawer.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Amount } from '../../shared/components/Money.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { Short, When } from '../parts/bits.tsx';
import { List, type Query } from '../parts/List.tsx';
import { OrderDrawer, type OrderRow } from './OrderDrawer.tsx';

/** `brief` leaves out what the drawer shows anyway, for a list among other things. */
export function OrderList({ brief = false, ...props }: { query: Query; empty?: string; brief?: boolean }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<OrderRow>();
  return (
    <>
      <List<OrderRow>
        {...props}
        path="/v1/operator/orders"
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
            hidden: brief,
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
            hidden: brief,
            render: (_, { refunded }) =>
              refunded && refunded.minor !== '0' ? (
                <Amount value={refunded} />
              ) : (
                <span className="quiet">–</span>
              ),
          },
          { title: t('common.reference'), render: (_, row) => <Short value={row.merchantReference} /> },
          { title: t('common.id'), hidden: brief, render: (_, row) => <Short value={row.id} /> },
        ]}
      />
      <OrderDrawer order={shown} onClose={() => setShown(undefined)} />
    </>
  );
}
