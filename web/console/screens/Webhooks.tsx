// Webhook deliveries of all merchants: what, where to, how it fared, and sending one again.
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../../shared/types.ts';
import { useToldAct } from '../parts/acts.tsx';
import { Head, Short, When } from '../parts/bits.tsx';
import { List } from '../parts/List.tsx';
import { useMay } from '../parts/operator.ts';
import { api } from '../session.ts';
import type { Delivery } from '../types.ts';

const states = ['pending', 'delivered', 'failed', 'cancelled'] as const;
const colours: Record<string, string> = {
  pending: 'processing',
  delivered: 'success',
  failed: 'error',
  cancelled: 'default',
};

export function WebhooksScreen() {
  const { t } = useTranslation();
  const [state, setState] = useState('');
  const urls = useUrls();
  const mayReplay = useMay('support', 'admin');
  const replay = useToldAct(
    (body: { delivery: string }, key) =>
      api.post(`/v1/operator/webhook-deliveries/${body.delivery}/replay`, undefined, { key }),
    { done: t('webhooks.replayed') },
  );
  return (
    <>
      <Head title={t('webhooks.title')} lead={t('webhooks.lead')} />
      <div className="filters">
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: '', label: t('common.all') },
            ...states.map((value) => ({ value: value as string, label: t(`webhooks.state.${value}`) })),
          ]}
        />
      </div>
      <List<Delivery>
        path="/v1/operator/webhook-deliveries"
        empty={t('webhooks.none')}
        query={{ state: state || undefined }}
        rowKey={({ id }) => id}
        columns={[
          { title: t('common.time'), render: (_, row) => <When at={row.createdAt} /> },
          { title: t('webhooks.event'), render: (_, row) => <span className="mono">{row.eventType}</span> },
          {
            title: t('common.state'),
            render: (_, row) => (
              <Tag color={colours[row.state] ?? 'default'}>
                {t(`webhooks.state.${row.state}`, { defaultValue: row.state })}
              </Tag>
            ),
          },
          { title: t('webhooks.attempts'), dataIndex: 'attempts', align: 'end' },
          {
            title: t('webhooks.status'),
            render: (_, row) => (
              <Tooltip title={row.lastError ?? undefined}>
                <span className="figures">{row.lastStatus ?? (row.lastError ? '!' : '–')}</span>
              </Tooltip>
            ),
          },
          { title: t('webhooks.next'), render: (_, row) => <When at={row.nextAttemptAt} /> },
          {
            title: t('webhooks.endpoint'),
            render: (_, row) => {
              const url = urls.get(row.endpoint);
              return url ? <span className="mono endpoint">{url}</span> : <Short value={row.endpoint} />;
            },
          },
          {
            title: '',
            render: (_, row) =>
              mayReplay && (
                <Button size="small" onClick={() => replay.mutate({ delivery: row.id })}>
                  {t('webhooks.replay')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

const maxUrls = 100;

/** Where the endpoints are, by id; of one beyond the newest hundred the id has to do. */
function useUrls(): ReadonlyMap<string, string> {
  const endpoints = useQuery({
    queryKey: ['operator-endpoints'],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      api.get<Page<{ id: string; url: string }>>(
        '/v1/operator/webhook-endpoints',
        { limit: maxUrls },
        signal,
      ),
  });
  return new Map((endpoints.data?.data ?? []).map(({ id, url }) => [id, url]));
}
