// Orders this person paid, by balance or by card; a card's money never touches the balance, so it is seen here.
import { useTranslation } from 'react-i18next';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { shortTime } from '../../../shared/time.ts';
import { useMyOrders } from '../../queries.ts';

export function OrderList() {
  const { t, i18n } = useTranslation();
  const orders = useMyOrders();
  return (
    <>
      <Loaded query={orders} rows={6}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t('activity.empty')} icon={<Icon name="bag" size={36} />} />
          ) : (
            <ul>
              {list.map((order) => (
                <li key={order.id}>
                  <a className="movement" href={`/pay/${order.id}?from=wallet`}>
                    <span className="disc">
                      <Icon name="shop" size={20} />
                    </span>
                    <span className="movement-words">
                      <span className="movement-title">{order.merchant.name ?? order.number}</span>
                      <span className="movement-detail">
                        {shortTime(order.paidAt ?? order.createdAt, i18n.language)} ·{' '}
                        {order.lines.map(({ item }) => item).join(', ')}
                      </span>
                    </span>
                    <span className="movement-end">
                      <Amount value={order.amount} sign="never" />
                      <StatePill state={order.state} />
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {orders.hasNextPage && (
        <div className="list-more">
          <Button
            kind="quiet"
            block
            busy={orders.isFetchingNextPage}
            onClick={() => void orders.fetchNextPage()}
          >
            {t('action.more')}
          </Button>
        </div>
      )}
    </>
  );
}
