// A day of this week, today first: sales by hour, totals and best sellers.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Panel } from '../../shared/components/AppFrame.tsx';
import { Empty, Loaded } from '../../shared/components/Empty.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { Stepper } from '../../shared/components/Stepper.tsx';
import { formatMoney } from '../../shared/money.ts';
import { dayHeading } from '../../shared/time.ts';
import type { Order, Page } from '../../shared/types.ts';
import { type Day, sumDay } from '../day.ts';
import { LiveMark } from '../LiveMark.tsx';
import { api, useShop } from '../session.ts';

const maxPages = 10;
const pageSize = 100;
const maxBack = 6;

export function DayScreen() {
  const { t, i18n } = useTranslation();
  const shop = useShop();
  const [back, setBack] = useState(0);
  const midnight = midnightBefore(back);
  const orders = useQuery({
    queryKey: ['orders', 'day', midnight.getTime()],
    queryFn: () => ordersSince(midnight),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Bar title={t('day.title')} right={<LiveMark />} />
      <div className="till-day">
        <Stepper back={back} max={maxBack} earlier={t('day.earlier')} later={t('day.later')} onBack={setBack}>
          {dayHeading(midnight.toISOString(), i18n.language)}
        </Stepper>
        <Loaded query={orders}>
          {({ orders: found, clipped }) => {
            const day = sumDay(found, midnight, shop.currency);
            return (
              <>
                <Figures day={day} />
                <Panel title={t('day.chart')}>
                  {day.count > 0 ? (
                    <Hours day={day} />
                  ) : back === 0 ? (
                    <Empty title={t('day.none')}>{t('day.noneLead')}</Empty>
                  ) : (
                    <Empty title={t('day.noneThen')} />
                  )}
                </Panel>
                {day.best.length > 0 && <Best day={day} />}
                {clipped && <p className="till-small">{t('day.clipped', { count: maxPages * pageSize })}</p>}
              </>
            );
          }}
        </Loaded>
      </div>
    </>
  );
}

function midnightBefore(back: number): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
}

/** Pages back to a midnight; at most 1,000 orders. */
async function ordersSince(midnight: Date): Promise<{ orders: Order[]; clipped: boolean }> {
  const orders: Order[] = [];
  let after: string | undefined;
  for (let count = 0; count < maxPages; count++) {
    const page = await api.get<Page<Order>>('/v1/orders', { limit: pageSize, after });
    orders.push(...page.data);
    const oldest = page.data.at(-1);
    if (!page.hasMore || !page.next || !oldest || Date.parse(oldest.createdAt) < midnight.getTime())
      return { orders, clipped: false };
    after = page.next;
  }
  return { orders, clipped: true };
}

function Figures({ day }: { day: Day }) {
  const { t } = useTranslation();
  return (
    <dl className="till-figures">
      <div className="till-figure-main">
        <dt>{t('day.net')}</dt>
        <dd>
          <Amount value={day.net} size="xl" />
        </dd>
      </div>
      <div>
        <dt>{t('day.sales')}</dt>
        <dd>
          <Amount value={day.sales} size="l" />
        </dd>
      </div>
      <div>
        <dt>{t('day.refunds')}</dt>
        <dd>
          <Amount value={day.refunds} size="l" />
        </dd>
      </div>
      <div>
        <dt>{t('day.count')}</dt>
        <dd className="figures">{day.count}</dd>
      </div>
      <div>
        <dt>{t('day.average')}</dt>
        <dd>
          <Amount value={day.average} size="l" />
        </dd>
      </div>
    </dl>
  );
}

/** Bars of the hours that matter: from the first sale (or 8:00) to the last (or 20:00). */
function Hours({ day }: { day: Day }) {
  const { t, i18n } = useTranslation();
  const shop = useShop();
  const busy = day.hours.flatMap((minor, hour) => (minor > 0n ? [hour] : []));
  const first = Math.min(8, ...busy);
  const last = Math.max(20, ...busy);
  const top = day.hours.reduce((most, minor) => (minor > most ? minor : most), 1n);
  const show = (minor: bigint) =>
    formatMoney({ minor: String(minor), currency: shop.currency }, i18n.language);
  return (
    <ol className="till-hours" aria-label={t('day.chart')}>
      {day.hours.slice(first, last + 1).map((minor, index) => {
        const hour = first + index;
        const share = Number((minor * 1000n) / top) / 10;
        return (
          <li key={hour} title={`${t('day.hour', { hour })} · ${show(minor)}`}>
            <span
              className={minor === top ? 'till-hour-bar till-hour-top' : 'till-hour-bar'}
              style={{ blockSize: `${minor > 0n ? Math.max(share, 3) : 0}%` }}
            />
            {minor === top && <span className="till-hour-label figures">{show(minor)}</span>}
            <span className="till-hour figures" aria-hidden={hour % 3 !== 0}>
              {hour % 3 === 0 ? hour : ''}
            </span>
            <span className="unseen">
              {t('day.hour', { hour })}: {show(minor)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Best({ day }: { day: Day }) {
  const { t } = useTranslation();
  const top = BigInt(day.best[0]?.amount.minor ?? '1');
  return (
    <Panel title={t('day.best')}>
      <ul className="till-best">
        {day.best.map(({ item, quantity, amount }) => (
          <li key={item}>
            <span className="till-best-name">{item}</span>
            <small>{t('day.sold', { count: quantity })}</small>
            <Amount value={amount} />
            <span className="till-best-bar" aria-hidden="true">
              <i style={{ inlineSize: `${Number((BigInt(amount.minor) * 1000n) / (top || 1n)) / 10}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
