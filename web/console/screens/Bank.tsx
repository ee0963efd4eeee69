// What was asked of the bank and how it ended; alerts that a person must look at; and the comparison with its statement.
import { Button, Segmented, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Amount } from '../../shared/components/Money.tsx';
import { AskingButton, useToldAct } from '../parts/acts.tsx';
import { Head, Short, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { api } from '../session.ts';
import type { Alert, BankRequest, Reconciliation } from '../types.ts';
import { FailedUndos } from './FailedUndos.tsx';

const tabs = ['requests', 'alerts', 'undos', 'reconciliations'] as const;
const states = [
  'asking',
  'pending',
  'unknown',
  'escalated',
  'abandoned',
  'done',
  'declined',
  'undoing',
  'undone',
] as const;
const colours: Record<string, string> = {
  done: 'success',
  declined: 'error',
  unknown: 'warning',
  escalated: 'error',
  abandoned: 'default',
  asking: 'processing',
  pending: 'processing',
  undoing: 'warning',
  undone: 'default',
  open: 'warning',
  closed: 'default',
};

export function BankScreen() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const tab = tabs.find((name) => name === search.get('tab')) ?? 'requests';
  return (
    <>
      <Head title={t('bank.title')} lead={t('bank.lead')}>
        <Segmented
          value={tab}
          onChange={(value) => setSearch({ tab: value })}
          options={tabs.map((value) => ({ value, label: t(`bank.${value}`) }))}
        />
      </Head>
      {tab === 'requests' && (
        <Requests
          state={search.get('state') ?? ''}
          onState={(state) => setSearch(state ? { tab, state } : { tab })}
        />
      )}
      {tab === 'alerts' && <Alerts />}
      {tab === 'undos' && <FailedUndos />}
      {tab === 'reconciliations' && <Reconciliations />}
    </>
  );
}

function StateTag({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Tag color={colours[state] ?? 'default'}>{t(`bank.state.${state}`, { defaultValue: state })}</Tag>;
}

function Requests(props: { state: string; onState: (state: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="filters">
        <Segmented
          value={props.state}
          onChange={props.onState}
          options={[
            { value: '', label: t('common.all') },
            ...states.map((value) => ({ value: value as string, label: t(`bank.state.${value}`) })),
          ]}
        />
      </div>
      <List<BankRequest>
        path="/v1/operator/bank-requests"
        query={{ state: props.state || undefined }}
        rowKey={({ id }) => id}
        columns={[
          { title: t('bank.asked'), render: (_, row) => <When at={row.askedAt} /> },
          {
            title: t('bank.operation'),
            render: (_, row) => t(`bank.op.${row.operation}`, { defaultValue: row.operation }),
          },
          {
            title: t('common.state'),
            render: (_, row) => (
              <span className="nowrap">
                <StateTag state={row.state} />
                {row.code && <small className="mono bad"> {row.code}</small>}
              </span>
            ),
          },
          { title: t('common.amount'), align: 'end', render: (_, row) => <Amount value={row.amount} /> },
          { title: t('bank.attempts'), align: 'end', dataIndex: 'attempts' },
          { title: t('bank.inquiries'), align: 'end', dataIndex: 'inquiries' },
          { title: t('bank.changed'), render: (_, row) => <When at={row.changedAt} /> },
          { title: t('bank.subject'), render: (_, row) => <Short value={row.subject} /> },
          { title: t('bank.bankReference'), render: (_, row) => <Short value={row.bankReference} /> },
          { title: t('common.id'), render: (_, row) => <Short value={row.id} /> },
        ]}
      />
    </>
  );
}

function Alerts() {
  const { t } = useTranslation();
  const close = useToldAct((body: { alert: string }, key) =>
    api.post(`/v1/operator/alerts/${body.alert}/close`, undefined, { key }),
  );
  return (
    <List<Alert>
      path="/v1/operator/alerts"
      rowKey={({ id }) => id}
      empty={t('bank.noAlerts')}
      columns={[
        { title: t('common.time'), render: (_, row) => <When at={row.raisedAt} /> },
        { title: t('common.kind'), render: (_, row) => <AlertKind kind={row.kind} /> },
        { title: t('bank.note'), render: (_, row) => <span className="clip-wide">{row.note}</span> },
        { title: t('bank.subject'), render: (_, row) => <Short value={row.object} /> },
        { title: t('common.state'), render: (_, row) => <StateTag state={row.state} /> },
        {
          title: '',
          render: (_, row) =>
            row.state === 'open' ? (
              <AskingButton
                ask={t('bank.closeAsk')}
                label={t('bank.close')}
                onYes={() => close.mutate({ alert: row.id })}
              />
            ) : null,
        },
      ]}
    />
  );
}

/** In words; its code, which the journal and the log have, when pointed at. */
function AlertKind({ kind }: { kind: string }) {
  const { t } = useTranslation();
  return (
    <Tooltip title={<span className="mono">{kind}</span>}>
      <span>{t(`bank.alertKind.${kind}`, { defaultValue: kind })}</span>
    </Tooltip>
  );
}

function Reconciliations() {
  const { t } = useTranslation();
  const compare = useToldAct(
    (body: object, key) => api.post<Reconciliation>('/v1/operator/reconciliations', body, { key }),
    { done: ({ entries, matched }) => t('bank.compared', { entries, matched }) },
  );
  const money = (minor: string) => <Amount value={{ minor, currency: 'CNY' }} />;
  return (
    <>
      <div className="filters">
        <Button type="primary" loading={compare.isPending} onClick={() => compare.mutate({})}>
          {t('bank.compare')}
        </Button>
      </div>
      <List<Reconciliation>
        path="/v1/operator/reconciliations"
        empty={t('bank.notCompared')}
        rowKey={({ id }) => id}
        columns={[
          { title: t('common.time'), render: (_, row) => <When at={row.at} /> },
          {
            title: t('bank.period'),
            render: (_, row) => (
              <span className="nowrap">
                <When at={row.from} /> – <When at={row.to} />
              </span>
            ),
          },
          { title: t('common.state'), render: (_, row) => <AgreementTag of={row} /> },
          { title: t('bank.matched'), align: 'end', render: (_, row) => `${row.matched} / ${row.entries}` },
          { title: t('bank.bankBalance'), align: 'end', render: (_, row) => money(row.bankBalance) },
          { title: t('bank.ledgerBalance'), align: 'end', render: (_, row) => money(row.ledgerBalance) },
          {
            title: t('bank.differences'),
            render: (_, row) => (
              <span className="clip-wide">
                {row.differences
                  .map(({ kind }) => t(`bank.difference.${kind}`, { defaultValue: kind }))
                  .join(t('role.comma')) || '–'}
              </span>
            ),
          },
        ]}
      />
    </>
  );
}

/** Lines may agree while the balances do not: something was under way when the period ended, or an earlier one differs. */
function AgreementTag({ of }: { of: Reconciliation }) {
  const { t } = useTranslation();
  if (!of.ok) return <Tag color="error">{t('bank.differ')}</Tag>;
  return of.bankBalance === of.ledgerBalance ? (
    <Tag color="success">{t('bank.agree')}</Tag>
  ) : (
    <Tag color="warning">{t('bank.agreeInLines')}</Tag>
  );
}
