// The journal explorer: the one order of everything, and each entry to its last byte.
import { useQuery } from '@tanstack/react-query';
import { Button, Descriptions, Drawer, Input, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { actName } from '../../shared/actName.ts';
import { Empty, Loaded } from '../../shared/components/Empty.tsx';
import { Amount } from '../../shared/components/Money.tsx';
import { currentLanguage } from '../../shared/i18n.ts';
import { Problem } from '../../shared/problem.ts';
import { fullTime } from '../../shared/time.ts';
import { AccountName, Head, Json, Short, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { api } from '../session.ts';
import { idOfActor, type JournalDetail, type JournalRow, nameOfActor } from '../types.ts';

export function JournalScreen() {
  const { t } = useTranslation();
  const { seq } = useParams();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const filter = (name: string) => search.get(name) ?? undefined;
  function choose(name: string, value: string | undefined) {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next);
  }
  const open = (number: string) => navigate({ pathname: `/journal/${number}`, search: search.toString() });

  return (
    <>
      <Head title={t('journal.title')} lead={t('journal.lead')} />
      <div className="filters">
        <Typed
          label={t('journal.filterKind')}
          value={filter('kind')}
          onChoose={(value) => choose('kind', value)}
        />
        <Typed
          label={t('journal.filterActor')}
          value={filter('actor')}
          onChoose={(value) => choose('actor', value)}
        />
        <Segmented
          value={filter('outcome') ?? ''}
          onChange={(value) => choose('outcome', value || undefined)}
          options={[
            { value: '', label: t('common.all') },
            { value: 'done', label: t('journal.done') },
            { value: 'refused', label: t('journal.refused') },
          ]}
        />
      </div>
      <List<JournalRow>
        path="/v1/operator/journal"
        query={{ kind: filter('kind'), actor: filter('actor'), outcome: filter('outcome') }}
        rowKey={(row) => row.seq}
        onOpen={(row) => open(row.seq)}
        rowClass={({ outcome }) => (outcome === 'refused' ? 'row-refused' : '')}
        columns={[
          {
            title: t('journal.seq'),
            dataIndex: 'seq',
            render: (value) => <span className="figures quiet">{value}</span>,
          },
          { title: t('common.time'), dataIndex: 'at', render: (at) => <When at={at} /> },
          { title: t('journal.outcome'), render: (_, row) => <OutcomeTag row={row} /> },
          {
            title: t('journal.act'),
            render: (_, row) => (
              <>
                <ActWords kind={row.kind} />
                <Why row={row} />
              </>
            ),
          },
          {
            title: t('journal.actor'),
            render: (_, { actor }) => <span title={idOfActor(actor)}>{nameOfActor(actor, t)}</span>,
          },
          { title: t('journal.about'), dataIndex: 'ref', render: (value) => <Short value={value} /> },
        ]}
      />
      <Drawer
        open={seq !== undefined}
        onClose={() => navigate({ pathname: '/journal', search: search.toString() })}
        size={720}
        title={t('journal.entry', { seq })}
        extra={
          seq !== undefined && (
            <span className="drawer-steps">
              <Button size="small" disabled={seq === '1'} onClick={() => open(String(BigInt(seq) - 1n))}>
                {t('journal.older')}
              </Button>
              <Button size="small" onClick={() => open(String(BigInt(seq) + 1n))}>
                {t('journal.newer')}
              </Button>
            </span>
          )
        }
      >
        {seq !== undefined && (
          <EntryDetail seq={seq} onActor={(actor) => navigate(`/journal?actor=${actor}`)} />
        )}
      </Drawer>
    </>
  );
}

/** A filter that is applied with Enter or when it is left. */
function Typed(props: {
  label: string;
  value: string | undefined;
  onChoose: (value: string | undefined) => void;
}) {
  const [text, setText] = useState(props.value ?? '');
  return (
    <Input
      allowClear
      className="filter"
      aria-label={props.label}
      placeholder={props.label}
      maxLength={60}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        if (target.value === '') props.onChoose(undefined);
      }}
      onPressEnter={() => props.onChoose(text.trim() || undefined)}
      onBlur={() => props.onChoose(text.trim() || undefined)}
    />
  );
}

function ActWords({ kind }: { kind: string }) {
  const { t } = useTranslation();
  const words = actName(t, kind);
  return (
    <span>
      {words} {words !== kind && <small className="mono quiet kind">{kind}</small>}
    </span>
  );
}

function OutcomeTag({ row }: { row: JournalRow }) {
  const { t } = useTranslation();
  if (row.outcome === 'refused') return <Tag color="error">{t('journal.refused')}</Tag>;
  return <Tag color="success">{t('journal.done')}</Tag>;
}

/** Why it was refused: what people read, and the code for those who look further. */
function Why({ row }: { row: JournalRow }) {
  useTranslation(); // anew when the language changes
  if (row.outcome !== 'refused') return null;
  return (
    <small className="why">
      {row.prompt?.[currentLanguage()]} <span className="mono">{row.code}</span>
    </small>
  );
}

const isMissing = (error: unknown) => error instanceof Problem && error.status === 404;

function EntryDetail(props: { seq: string; onActor: (actor: string) => void }) {
  const { t, i18n } = useTranslation();
  const entry = useQuery({
    queryKey: ['entry', props.seq],
    queryFn: () => api.get<JournalDetail>(`/v1/operator/journal/${props.seq}`),
    staleTime: Number.POSITIVE_INFINITY,
    // The newest entry has no newer one, until it has.
    refetchInterval: ({ state }) => (isMissing(state.error) ? 2_000 : false),
  });
  if (isMissing(entry.error)) return <Empty title={t('journal.notYet', { seq: props.seq })} />;
  return (
    <Loaded query={entry}>
      {(data) => (
        <div className="entry">
          <Descriptions
            column={1}
            size="small"
            items={[
              {
                key: 'act',
                label: t('journal.act'),
                children: <ActWords kind={data.kind} />,
              },
              {
                key: 'outcome',
                label: t('journal.outcome'),
                children: (
                  <span>
                    <OutcomeTag row={data} />
                    <Why row={data} />
                  </span>
                ),
              },
              {
                key: 'at',
                label: t('common.time'),
                children: <span className="figures">{fullTime(data.at, i18n.language)}</span>,
              },
              {
                key: 'actor',
                label: t('journal.actor'),
                children: (
                  <span>
                    {nameOfActor(data.actor, t)}{' '}
                    <Button type="link" size="small" onClick={() => props.onActor(idOfActor(data.actor))}>
                      {t('journal.onlyThis')}
                    </Button>
                  </span>
                ),
              },
              ...(data.key
                ? [{ key: 'key', label: t('journal.key'), children: <Short value={data.key} keep={24} /> }]
                : []),
              ...(data.leaf
                ? [{ key: 'leaf', label: t('journal.leaf'), children: <Short value={data.leaf} keep={24} /> }]
                : []),
            ]}
          />
          <h3>{t('journal.postings')}</h3>
          {(data.transfers?.length ?? 0) === 0 ? (
            <p className="quiet">{t('journal.noPostings')}</p>
          ) : (
            <Table
              size="small"
              pagination={false}
              scroll={{ x: 'max-content' }}
              rowKey={(row) => `${row.n ?? 0} ${JSON.stringify(row.debit)}`}
              dataSource={[...(data.transfers ?? [])]}
              columns={[
                {
                  title: t('common.amount'),
                  align: 'end',
                  render: (_, { amount }) => <Amount value={amount} />,
                },
                { title: t('journal.from'), render: (_, { debit }) => <AccountName account={debit} /> },
                { title: t('journal.to'), render: (_, { credit }) => <AccountName account={credit} /> },
                {
                  title: t('journal.phase'),
                  render: (_, { phase }) => t(`state.${phase}`, { defaultValue: phase }),
                },
              ]}
            />
          )}
          <h3>{t('journal.events')}</h3>
          {data.events.length === 0 ? (
            <p className="quiet">{t('journal.noEvents')}</p>
          ) : (
            data.events.map((event, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an entry's events never change
              <details key={index} className="fold">
                <summary>
                  <span className="mono">{event.type}</span> {event.object && <Short value={event.object} />}
                </summary>
                <Json value={event.data ?? {}} />
              </details>
            ))
          )}
          {data.effects.length > 0 && (
            <>
              <h3>{t('journal.effects')}</h3>
              <p className="mono">{data.effects.map(({ kind, task }) => kind ?? task).join(', ')}</p>
            </>
          )}
          <h3>{t('journal.body')}</h3>
          <Json value={data.body ?? {}} />
          <h3>{data.outcome === 'refused' ? t('journal.details') : t('journal.reply')}</h3>
          <Json value={(data.outcome === 'refused' ? data.details : data.reply) ?? {}} />
        </div>
      )}
    </Loaded>
  );
}
