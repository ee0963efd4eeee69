// The shop's orders, newest first, by state and by day.
import { useInfiniteQuery } from '@tanstack/react-query';
import { CapsuleTabs, PullToRefresh } from 'antd-mobile';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Bar } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { Empty, Loading } from '../../shared/components/Empty.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { dayHeading, shortTime } from '../../shared/time.ts';
import type { Order, Page } from '../../shared/types.ts';
import { LiveMark } from '../LiveMark.tsx';
import { api } from '../session.ts';

const filters = ['all', 'open', 'paid', 'refunded', 'cancelled', 'expired'] as const;

export function OrdersScreen() {
  const { t, i18n } = useTranslation();
  const [filter, setFilter] = useState<string>('all');
  const orders = useInfiniteQuery({
    queryKey: ['orders', filter],
    queryFn: ({ pageParam }) =>
      api.get<Page<Order>>('/v1/orders', {
        limit: 30,
        after: pageParam,
        state: filter === 'all' ? undefined : filter,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.hasMore ? (page.next ?? undefined) : undefined),
  });
  const rows = orders.data?.pages.flatMap(({ data }) => data) ?? [];
  const days = groupByDay(rows, i18n.language);
  return (
    <>
      <Bar title={t('orders.title')} right={<LiveMark />} />
      <div className="till-list">
        <CapsuleTabs activeKey={filter} onChange={setFilter} className="till-filters">
          {filters.map((name) => (
            <CapsuleTabs.Tab key={name} title={name === 'all' ? t('orders.all') : t(`state.${name}`)} />
          ))}
        </CapsuleTabs>
        {orders.isPending && <Loading rows={6} />}
        {orders.error && <ErrorCard error={orders.error} onRetry={() => void orders.refetch()} />}
        {!orders.isPending && !orders.error && rows.length === 0 && (
          <Empty title={t('orders.empty')}>{t('orders.emptyLead')}</Empty>
        )}
        <PullToRefresh onRefresh={async () => void (await orders.refetch())}>
          {days.map(({ day, orders: ofDay }) => (
            <section key={day} className="till-day-group">
              <h2>{day}</h2>
              <ul className="till-rows">
                {ofDay.map((order) => (
                  <li key={order.id}>
                    <Link to={`/orders/${order.id}`} className="till-row">
                      <span className="till-row-line">
                        <span className="till-row-title">
                          {order.lines.map(({ item }) => item).join(', ')}
                        </span>
                        <Amount
                          value={order.amount}
                          struck={
                            order.state === 'cancelled' ||
                            order.state === 'expired' ||
                            order.state === 'refunded'
                          }
                        />
                      </span>
                      <span className="till-row-line">
                        <small className="figures">
                          {order.number} · {shortTime(order.createdAt, i18n.language)}
                        </small>
                        {order.state === 'paid' && order.refunded && order.refunded.minor !== '0' ? (
                          <StatePill state="paid" label={t('orders.partly')} tone="quiet" />
                        ) : (
                          <StatePill state={order.state} />
                        )}
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </PullToRefresh>
        {orders.hasNextPage && (
          <Button
            kind="quiet"
            block
            busy={orders.isFetchingNextPage}
            onClick={() => void orders.fetchNextPage()}
          >
            {t('action.more')}
          </Button>
        )}
      </div>
    </>
  );
}

function groupByDay(orders: readonly Order[], language: string): { day: string; orders: Order[] }[] {
  const days: { day: string; orders: Order[] }[] = [];
  for (const order of orders) {
    const day = dayHeading(order.createdAt, language);
    const last = days.at(-1);
    if (last?.day === day) last.orders.push(order);
    else days.push({ day, orders: [order] });
  }
  return days;
}
