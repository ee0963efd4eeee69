// Whose yes a person's payments need: the rules that hold, every version that ever held, and a trial that moves nothing.
import { useQuery } from '@tanstack/react-query';
import { Select, Table, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ruleWords } from '../../shared/challenge.ts';
import { Empty, Loaded } from '../../shared/components/Empty.tsx';
import { Icon } from '../../shared/components/Icon.tsx';
import { showPhone } from '../../shared/person/phone.ts';
import type { Page } from '../../shared/types.ts';
import { Card, Head, Short, When } from '../parts/bits.tsx';
import { Params } from '../parts/Params.tsx';
import { api } from '../session.ts';
import type { PersonRow, PolicyHistory, PolicyRule } from '../types.ts';
import { DryRun } from './DryRun.tsx';

export function PolicyScreen() {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const person = address.get('person') ?? undefined;
  return (
    <>
      <Head title={t('policy.title')} lead={t('policy.lead')} />
      <div className="filters">
        <PersonSearch value={person} onChange={(id) => setAddress(id ? { person: id } : {})} />
      </div>
      {person === undefined ? (
        <Empty title={t('policy.nobody')} icon={<Icon name="shield" size={40} />}>
          {t('policy.nobodyLead')}
        </Empty>
      ) : (
        <PersonPolicy key={person} person={person} />
      )}
    </>
  );
}

function PersonSearch(props: { value: string | undefined; onChange: (id: string | undefined) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [query, setQuery] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQuery(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({
    queryKey: ['people-for-policy', query || props.value],
    queryFn: ({ signal }) =>
      api.get<Page<PersonRow>>(
        '/v1/operator/people',
        { query: query || props.value || undefined, limit: 20 },
        signal,
      ),
  });
  const options = (found.data?.data ?? []).map(({ id, name, phone }) => ({
    value: id,
    label: `${name} · ${showPhone(phone)}`,
  }));
  return (
    <Select
      className="filter-wide"
      aria-label={t('policy.search')}
      placeholder={t('policy.search')}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      loading={found.isFetching}
      options={options}
      value={props.value ?? null}
      onChange={(id: string | null | undefined) => props.onChange(id ?? undefined)}
    />
  );
}

function PersonPolicy(props: { person: string }) {
  const { t } = useTranslation();
  const policy = useQuery({
    queryKey: ['policy', props.person],
    refetchInterval: 10_000,
    queryFn: ({ signal }) =>
      api.get<PolicyHistory>(`/v1/operator/people/${props.person}/policy`, undefined, signal),
  });
  return (
    <div className="policy">
      <DryRun person={props.person} />
      <Loaded query={policy}>
        {({ current, history }) => (
          <>
            <Card
              title={t('policy.now')}
              right={<Tag>{t('policy.version', { version: current.version })}</Tag>}
            >
              <Rules rules={current.rules} />
            </Card>
            <Card title={t('policy.history')}>
              <Table
                size="middle"
                rowKey={({ version }) => version}
                dataSource={history}
                pagination={false}
                scroll={{ x: 'max-content' }}
                locale={{ emptyText: t('policy.noHistory') }}
                expandable={{
                  expandedRowRender: ({ rules }) => <Rules rules={rules} />,
                  rowExpandable: ({ rules }) => rules.length > 0,
                }}
                columns={[
                  { title: t('policy.versionColumn'), render: (_, row) => `v${row.version}` },
                  { title: t('common.time'), render: (_, row) => <When at={row.at} /> },
                  { title: t('policy.by'), render: (_, row) => row.by.name || <Short value={row.by.id} /> },
                  {
                    title: t('policy.rules'),
                    render: (_, row) =>
                      row.rules.length === 0
                        ? t('policy.none')
                        : row.rules.map((rule) => `${ruleWords(t, rule.kind)} v${rule.version}`).join(', '),
                  },
                ]}
              />
            </Card>
          </>
        )}
      </Loaded>
    </div>
  );
}

function Rules(props: { rules: readonly PolicyRule[] }) {
  const { t } = useTranslation();
  return (
    <Table
      size="middle"
      rowKey={({ kind }) => kind}
      dataSource={[...props.rules]}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: t('policy.none') }}
      columns={[
        {
          title: t('policy.rule'),
          render: (_, rule) => (
            <span>
              <strong>{ruleWords(t, rule.kind)}</strong> <small className="quiet">v{rule.version}</small>
            </span>
          ),
        },
        { title: t('policy.params'), render: (_, rule) => <Params params={rule.params} /> },
        { title: t('policy.setBy'), render: (_, rule) => rule.setBy.name || <Short value={rule.setBy.id} /> },
        { title: t('policy.since'), render: (_, rule) => <When at={rule.since} /> },
        { title: t('policy.until'), render: (_, rule) => <When at={rule.until} /> },
      ]}
    />
  );
}
