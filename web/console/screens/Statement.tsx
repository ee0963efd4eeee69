// One account: its balance now or as of a moment, and every movement that made it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, DatePicker, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Loading } from '../../shared/components/Empty.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { fullTime } from '../../shared/time.ts';
import type { Page } from '../../shared/types.ts';
import { AccountName, Card, Head, Short, When } from '../parts/bits.tsx';
import { api } from '../session.ts';
import type { LedgerAccount, StatementRow } from '../types.ts';

export function StatementScreen() {
  const { t, i18n } = useTranslation();
  const { id = '' } = useParams();
  const [at, setAt] = useState<string>();
  const statement = useInfiniteQuery({
    queryKey: ['statement', id, at],
    queryFn: ({ pageParam }) =>
      api.get<Page<StatementRow> & { account: LedgerAccount }>(
        `/v1/operator/ledger/accounts/${id}/statement`,
        {
          limit: 50,
          after: pageParam,
          at,
        },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.hasMore ? (page.next ?? undefined) : undefined),
  });
  const account = statement.data?.pages[0]?.account;
  const rows = statement.data?.pages.flatMap(({ data }) => data) ?? [];
  if (statement.error && !account)
    return <ErrorCard error={statement.error} onRetry={() => void statement.refetch()} />;
  if (!account) return <Loading rows={6} />;
  return (
    <>
      <p className="crumbs">
        <Link to="/ledger">{t('ledger.title')}</Link> / {t('ledger.statement')}
      </p>
      <Head
        title={account.ownerName ?? (account.owner === 'platform' ? t('ledger.platform') : account.owner)}
        lead={`${t(`ledger.kind.${account.kind}`, { defaultValue: account.kind })} · ${account.currency} · ${t(`ledger.side.${account.side}`)}`}
      >
        <DatePicker
          showTime
          placeholder={`${t('ledger.at')}: ${t('ledger.atNow')}`}
          aria-label={t('ledger.at')}
          onChange={(date) => setAt(date ? date.toDate().toISOString() : undefined)}
        />
      </Head>
      <dl className="numbers">
        {(at ? (['balance'] as const) : (['balance', 'held', 'available'] as const)).map((name) =>
          account[name] ? (
            <div key={name}>
              <dt>{at ? `${t('ledger.at')} ${fullTime(at, i18n.language)}` : t(`ledger.${name}`)}</dt>
              <dd>
                <Amount value={account[name]} />
              </dd>
            </div>
          ) : null,
        )}
      </dl>
      <Card>
        <Table
          size="middle"
          pagination={false}
          loading={statement.isFetching}
          scroll={{ x: 'max-content' }}
          rowKey={(row) => `${row.seq} ${row.n}`}
          dataSource={rows}
          locale={{ emptyText: t('common.none') }}
          columns={[
            { title: t('common.time'), render: (_, row) => <When at={row.at} /> },
            {
              title: t('common.kind'),
              render: (_, { kind, phase }) =>
                `${t(`ledger.move.${kind}`, { defaultValue: kind })}${phase === 'posted' ? '' : ` · ${t(`state.${phase}`, { defaultValue: phase })}`}`,
            },
            {
              title: t('common.amount'),
              align: 'end',
              render: (_, row) => <Amount value={row.amount} sign="always" tone="sign" />,
            },
            {
              title: t('ledger.counterparty'),
              render: (_, row) => <AccountName account={row.counterparty} />,
            },
            {
              title: t('ledger.after'),
              align: 'end',
              render: (_, row) => <Amount value={row.balanceAfter} />,
            },
            { title: t('common.reference'), render: (_, row) => <Short value={row.reference} /> },
            {
              title: t('ledger.entry'),
              render: (_, row) => <Link to={`/journal/${row.seq}`}>#{row.seq}</Link>,
            },
          ]}
        />
        {statement.hasNextPage && (
          <Button block loading={statement.isFetchingNextPage} onClick={() => void statement.fetchNextPage()}>
            {t('common.more')}
          </Button>
        )}
      </Card>
    </>
  );
}
