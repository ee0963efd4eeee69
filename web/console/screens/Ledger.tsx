// The ledger explorer: every account, and the checks that must always hold.
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { Loaded } from '../../shared/components/Empty.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { fullTime } from '../../shared/time.ts';
import { Card, Head, Short } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { api } from '../session.ts';
import type { Books, LedgerAccount, Tree } from '../types.ts';

const kinds = ['wallet', 'merchant', 'bank', 'suspense', 'fees'] as const;

export function LedgerScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const tab = search.get('tab') === 'checks' ? 'checks' : 'accounts';
  const kind = search.get('kind') ?? '';
  return (
    <>
      <Head title={t('ledger.title')} lead={t('ledger.lead')}>
        <Segmented
          value={tab}
          onChange={(value) => setSearch(value === 'checks' ? { tab: value } : {})}
          options={(['accounts', 'checks'] as const).map((value) => ({ value, label: t(`ledger.${value}`) }))}
        />
      </Head>
      {tab === 'checks' ? (
        <Checks />
      ) : (
        <>
          <div className="filters">
            <Segmented
              value={kind}
              onChange={(value) => setSearch(value ? { kind: value } : {})}
              options={[
                { value: '', label: t('common.all') },
                ...kinds.map((value) => ({ value: value as string, label: t(`ledger.kind.${value}`) })),
              ]}
            />
          </div>
          <List<LedgerAccount>
            path="/v1/operator/ledger/accounts"
            query={{ kind: kind || undefined }}
            rowKey={({ id }) => id}
            onOpen={({ id }) => navigate(`/ledger/${id}`)}
            columns={[
              {
                title: t('ledger.owner'),
                render: (_, row) =>
                  row.ownerName ??
                  (row.owner === 'platform' ? t('ledger.platform') : <Short value={row.owner} />),
              },
              {
                title: t('common.kind'),
                render: (_, row) => (
                  <span>
                    {t(`ledger.kind.${row.kind}`, { defaultValue: row.kind })}{' '}
                    <small className="quiet">{t(`ledger.side.${row.side}`)}</small>
                  </span>
                ),
              },
              {
                title: t('ledger.balance'),
                align: 'end',
                render: (_, { balance }) => <Amount value={balance} />,
              },
              {
                title: t('ledger.held'),
                align: 'end',
                render: (_, { held }) =>
                  held.minor === '0' ? <span className="quiet">–</span> : <Amount value={held} />,
              },
              {
                title: t('ledger.available'),
                align: 'end',
                render: (_, { available }) => <Amount value={available} />,
              },
              { title: t('common.id'), render: (_, { id }) => <Short value={id} /> },
            ]}
          />
        </>
      )}
    </>
  );
}

type ChecksReply = {
  at?: string;
  books: Books;
  tree: Tree;
  recount?: { ok: boolean; differing: readonly string[] };
};

function Checks() {
  const { t, i18n } = useTranslation();
  const checks = useQuery({
    queryKey: ['checks'],
    queryFn: () => api.get<ChecksReply>('/v1/operator/ledger/checks', { recount: true }),
  });
  return (
    <Loaded query={checks}>
      {({ at, books, tree, recount }) => (
        <div className="cards">
          <Card
            title={t('ledger.sums')}
            right={
              <Tag color={books.ok ? 'success' : 'error'}>
                {books.ok ? t('overview.books') : t('overview.booksBad')}
              </Tag>
            }
            className="card-wide"
          >
            <Table
              size="small"
              pagination={false}
              rowKey="currency"
              dataSource={[...books.sums]}
              columns={[
                { title: t('common.currency'), dataIndex: 'currency' },
                {
                  title: `${t('ledger.posted')} (${t('ledger.zero')})`,
                  render: (_, row) => <Zero value={row.posted} />,
                },
                {
                  title: `${t('ledger.held')} (${t('ledger.zero')})`,
                  render: (_, row) => <Zero value={row.held} />,
                },
                { title: t('ledger.accountsCount'), dataIndex: 'accounts', align: 'end' },
              ]}
            />
          </Card>
          <Card title={t('ledger.clearing')}>
            {books.clearing.length === 0 ? (
              <p>
                <Tag color="success">{t('ledger.clearingEmpty')}</Tag>
              </p>
            ) : (
              books.clearing.map(({ currency, kind, balance }) => (
                <p key={`${currency} ${kind}`} className="pair">
                  <span>{t(`ledger.kind.${kind}`, { defaultValue: kind })}</span>
                  <Amount value={{ minor: balance, currency }} />
                </p>
              ))
            )}
          </Card>
          {recount && (
            <Card title={t('ledger.recount')}>
              <p className="quiet">{t('ledger.recountLead')}</p>
              <p>
                <Tag color={recount.ok ? 'success' : 'error'}>
                  {recount.ok
                    ? t('ledger.recountOk')
                    : t('ledger.recountBad', { count: recount.differing.length })}
                </Tag>
              </p>
            </Card>
          )}
          <Card title={t('ledger.tree')} className="card-wide">
            <p className="pair">
              <span>{t('ledger.treeSize')}</span>
              <strong className="figures">{Number(tree.size).toLocaleString()}</strong>
            </p>
            <p className="pair">
              <span>{t('ledger.treeRoot')}</span>
              <code className="mono wrap">{tree.root}</code>
            </p>
          </Card>
          <p className="quiet">
            {at && t('ledger.checkedAt', { time: fullTime(at, i18n.language) })}{' '}
            <Button size="small" loading={checks.isFetching} onClick={() => void checks.refetch()}>
              {t('ledger.checkAgain')}
            </Button>
          </p>
        </div>
      )}
    </Loaded>
  );
}

function Zero({ value }: { value: string }) {
  return <strong className={value === '0' ? 'figures good' : 'figures bad'}>{value}</strong>;
}
