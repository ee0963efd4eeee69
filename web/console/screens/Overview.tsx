// How the platform is doing: the books, the tree, and the last minutes as charts.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Loaded } from '../../shared/components/Empty.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { formatMoney, toDecimal } from '../../shared/money.ts';
import { clockTime } from '../../shared/time.ts';
import { Card, Head, Short, Stale } from '../parts/bits.tsx';
import { Chart } from '../parts/Chart.tsx';
import { refreshMs } from '../parts/List.tsx';
import { api } from '../session.ts';
import type { Overview, Series } from '../types.ts';

const ranges = [15, 60, 360, 1440] as const;

export function OverviewScreen() {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState<number>(60);
  const overview = useQuery({
    queryKey: ['overview'],
    queryFn: () => api.get<Overview>('/v1/operator/overview'),
    refetchInterval: 3_000,
  });
  const series = useQuery({
    queryKey: ['series', minutes],
    queryFn: () => api.get<Series>('/v1/operator/metrics-series', { minutes }),
    refetchInterval: refreshMs,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Head title={t('overview.title')}>
        <Segmented
          value={minutes}
          onChange={setMinutes}
          options={ranges.map((value) => ({ value, label: t(`overview.range.${value}`) }))}
        />
      </Head>
      <Loaded query={overview} rows={3}>
        {(data) => (
          <>
            <Stale error={overview.error} at={data.at} />
            <Trust overview={data} isStale={overview.error !== null} />
            <Numbers overview={data} />
          </>
        )}
      </Loaded>
      <Loaded query={series} rows={4}>
        {(data) => <Charts series={data} />}
      </Loaded>
    </>
  );
}

function Trust({ overview, isStale }: { overview: Overview; isStale: boolean }) {
  const { t } = useTranslation();
  const { books, tree, halted } = overview;
  const isWell = books.ok && !halted;
  const accounts = books.sums.reduce((count, sum) => count + sum.accounts, 0);
  return (
    <section className={`trust${isWell ? '' : ' trust-bad'}${isStale ? ' trust-stale' : ''}`}>
      <Link to="/ledger?tab=checks" className="trust-books">
        <span className="trust-mark" aria-hidden="true">
          <svg
            viewBox="0 0 24 24"
            width="26"
            height="26"
            fill="none"
            stroke="currentColor"
            strokeWidth="2.4"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden="true"
          >
            <path d={isWell ? 'M5 12.6l4.6 4.6L19.2 7.4' : 'M12 5v9M12 18.4v.1'} />
          </svg>
        </span>
        <span>
          <strong>{isWell ? t('overview.books') : t('overview.booksBad')}</strong>
          <small>
            {isWell ? t('overview.booksLead', { count: accounts }) : (halted ?? t('overview.booksBadLead'))}
          </small>
        </span>
      </Link>
      <div className="trust-tree">
        <strong>{t('overview.tree')}</strong>
        <span>
          <Short value={tree.root} keep={16} />
        </span>
        <small>{t('overview.treeLead', { size: Number(tree.size).toLocaleString() })}</small>
      </div>
    </section>
  );
}

function Numbers({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const { today, queue } = overview;
  const worries = [
    ['unknown', overview.unknownOutcomes, '/bank?state=unknown'],
    ['alerts', overview.alerts, '/bank?tab=alerts'],
    ['unmapped', overview.unmapped, '/prompts?tab=unmapped'],
    ['deliveries', overview.deliveriesFailing, '/webhooks'],
  ] as const;
  return (
    <dl className="numbers">
      <div>
        <dt>{t('overview.payments')}</dt>
        <dd className="figures">{today.payments.toLocaleString()}</dd>
      </div>
      <div>
        <dt>{t('overview.volume')}</dt>
        <dd>
          <Amount value={today.volume} size="l" />
        </dd>
      </div>
      <div>
        <dt>{t('overview.refusals')}</dt>
        <dd className="figures">{today.refusals.toLocaleString()}</dd>
      </div>
      <div>
        <dt>{t('overview.queue')}</dt>
        <dd className="figures">{queue.waiting.toLocaleString()}</dd>
      </div>
      {worries.map(([name, count, to]) =>
        count === undefined ? null : (
          <div key={name} className={count > 0 ? 'number-worry' : ''}>
            <dt>
              <Link to={to}>{t(`overview.${name}`)}</Link>
            </dt>
            <dd className="figures">{count.toLocaleString()}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Charts({ series }: { series: Series }) {
  const { t, i18n } = useTranslation();
  const options = useMemo(() => {
    const times = series.data.map(({ at }) => clockTime(at, i18n.language));
    const currency = volumeOf(series.data[0]?.volume).currency;
    const isShort = times.length <= maxBars;
    const time = {
      type: 'category',
      data: times,
      boundaryGap: isShort,
      axisLabel: { interval: (_: number, at: string) => isRound(at, times.length) },
    };
    const counts = { type: 'value', minInterval: 1 };
    const line = { type: 'line', symbol: 'none', lineStyle: { width: 1.5 }, areaStyle: { opacity: 0.14 } };
    // A minute is a minute: bars where there is room for them, and lines that invent nothing in between.
    const many = isShort ? { type: 'bar', barCategoryGap: '30%' } : line;
    const legend = { right: 4, top: 0, icon: 'roundRect', itemHeight: 8, itemWidth: 14 };
    const codes = [...series.refusalsByCode].sort((a, b) => a.count - b.count).slice(-8);
    return {
      payments: {
        legend,
        xAxis: time,
        yAxis: counts,
        series: [
          {
            ...many,
            stack: 'outcomes',
            name: t('overview.paymentsSeries'),
            data: series.data.map(({ payments }) => payments),
          },
          {
            ...many,
            stack: 'outcomes',
            name: t('overview.refusalsSeries'),
            data: series.data.map(({ refusals }) => refusals),
            color: '#c4554d',
          },
        ],
      },
      volume: {
        xAxis: time,
        yAxis: { type: 'value' },
        tooltip: {
          trigger: 'axis',
          valueFormatter: (value: number) =>
            formatMoney({ minor: String(Math.round(value * 100)), currency }, i18n.language),
        },
        series: [
          {
            ...many,
            name: currency,
            data: series.data.map(({ volume }) => Number(toDecimal(volumeOf(volume)))),
          },
        ],
      },
      refusals: {
        grid: { left: 8, right: 30, top: 6, bottom: 4, containLabel: true },
        xAxis: counts,
        yAxis: { type: 'category', data: codes.map(({ code }) => code) },
        tooltip: { trigger: 'item' },
        series: [
          {
            type: 'bar',
            color: '#c4554d',
            barMaxWidth: 16,
            itemStyle: { borderRadius: [0, 4, 4, 0] },
            label: { show: true, position: 'right', color: 'inherit' },
            data: codes.map(({ count }) => count),
          },
        ],
      },
      queue: {
        legend,
        xAxis: { ...time, boundaryGap: false },
        yAxis: counts,
        series: [
          { ...line, name: t('overview.commands'), data: series.data.map(({ commands }) => commands) },
          { ...line, name: t('overview.waiting'), data: series.data.map(({ queue }) => queue) },
        ],
      },
      codes,
    };
  }, [series, t, i18n.language]);

  return (
    <div className="charts">
      <Card title={t('overview.perMinute')}>
        <Chart label={t('overview.perMinute')} option={options.payments} />
      </Card>
      <Card title={t('overview.volumePerMinute')}>
        <Chart label={t('overview.volumePerMinute')} option={options.volume} />
      </Card>
      <Card title={t('overview.refusalsByCode')}>
        {options.codes.length === 0 ? (
          <p className="quiet">{t('overview.noRefusals')}</p>
        ) : (
          <Chart label={t('overview.refusalsByCode')} option={options.refusals} />
        )}
      </Card>
      <Card title={t('overview.queueChart')}>
        <Chart label={t('overview.queueChart')} option={options.queue} />
      </Card>
    </div>
  );
}

const maxBars = 60;

/** Labels stand at full hours and tens of minutes, not at every so-many-eth. */
function isRound(at: string, minutes: number): boolean {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const step = minutes <= 15 ? 5 : minutes <= maxBars ? 10 : minutes <= 360 ? 60 : 240;
  return (hour * 60 + minute) % step === 0;
}

function volumeOf(volume: Series['data'][number]['volume'] | undefined) {
  if (typeof volume === 'object') return volume;
  return { minor: volume ?? '0', currency: 'CNY' };
}
