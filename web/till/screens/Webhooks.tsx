// Where this shop's systems are told about payments, and how each message fared.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../shared/components/Empty.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Field } from '../../shared/components/Field.tsx';
import { notify } from '../../shared/components/Notices.tsx';
import { Sheet } from '../../shared/components/Sheet.tsx';
import { StatePill } from '../../shared/components/StatePill.tsx';
import { Problem } from '../../shared/problem.ts';
import { shortTime } from '../../shared/time.ts';
import type { Page } from '../../shared/types.ts';
import { confirm } from '../Confirm.tsx';
import { waitingBehind } from '../deliveries.ts';
import { SettingsPage } from '../SettingsPage.tsx';
import { api } from '../session.ts';
import type { Delivery, Endpoint } from '../types.ts';
import { OnceShown, useOnceShown } from './OnceShown.tsx';

export function WebhooksScreen() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const once = useOnceShown();
  const [error, setError] = useState<unknown>();
  const endpoints = useQuery({
    queryKey: ['endpoints'],
    queryFn: () => api.get<Page<Endpoint>>('/v1/webhook-endpoints'),
  });
  const refresh = () => void queries.invalidateQueries({ queryKey: ['endpoints'] });

  const show = ({ url, secret }: Endpoint) => secret && once.show({ of: url, value: secret });

  async function rotate(endpoint: Endpoint) {
    if (
      !(await confirm({
        text: t('hooks.rotateAsk'),
        yes: t('hooks.rotate'),
      }))
    )
      return;
    setError(undefined);
    try {
      show(await api.post<Endpoint>(`/v1/webhook-endpoints/${endpoint.id}/rotate`));
    } catch (problem) {
      setError(problem);
    }
  }

  async function remove(endpoint: Endpoint) {
    if (
      !(await confirm({
        text: t('hooks.removeAsk'),
        yes: t('hooks.remove'),
      }))
    )
      return;
    setError(undefined);
    await api.del(`/v1/webhook-endpoints/${endpoint.id}`).catch(setError);
    refresh();
  }

  return (
    <SettingsPage name="webhooks" error={error}>
      <OnceShown title={t('hooks.secretOnce')} lead={t('hooks.secretLead')} once={once} />
      <Loaded query={endpoints}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={t('hooks.empty')} />
          ) : (
            <Panel flush>
              <ul className="till-things">
                {data.map((endpoint) => (
                  <li key={endpoint.id}>
                    <div>
                      <p className="mono">{endpoint.url}</p>
                      {endpoint.description && <small>{endpoint.description}</small>}
                    </div>
                    <span className="till-thing-acts">
                      <Button kind="quiet" size="small" onClick={() => void rotate(endpoint)}>
                        {t('hooks.rotate')}
                      </Button>
                      <Button kind="danger" size="small" onClick={() => void remove(endpoint)}>
                        {t('hooks.remove')}
                      </Button>
                    </span>
                  </li>
                ))}
              </ul>
            </Panel>
          )
        }
      </Loaded>
      <Button block size="large" onClick={() => setAdding(true)}>
        {t('hooks.new')}
      </Button>
      <Deliveries endpoints={endpoints.data?.data ?? []} />
      <NewEndpoint
        open={adding}
        onClose={() => setAdding(false)}
        onMade={(endpoint) => {
          setAdding(false);
          show(endpoint);
          refresh();
        }}
      />
    </SettingsPage>
  );
}

function NewEndpoint(props: { open: boolean; onClose: () => void; onMade: (endpoint: Endpoint) => void }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState('https://');
  const [description, setDescription] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const looksRight = /^https?:\/\/[^\s/]+/.test(url);
  // An address is pasted behind the "https://" that stands there, and with a space around it.
  const type = (text: string) => setUrl(text.trim().replace(/^https?:\/\/\s*(?=https?:\/\/)/, ''));

  async function make(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const body = {
        url,
        ...(description.trim() === '' ? {} : { description: description.trim() }),
      };
      props.onMade(await api.post<Endpoint>('/v1/webhook-endpoints', body));
      setUrl('https://');
      setDescription('');
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Sheet open={props.open} onClose={props.onClose} title={t('hooks.new')}>
      <form className="till-form" onSubmit={(event) => void make(event)}>
        <Field
          label={t('hooks.url')}
          type="url"
          inputMode="url"
          value={url}
          onChange={type}
          maxLength={500}
          problem={url.length > 8 && !looksRight ? t('hooks.urlWrong') : undefined}
          mono
        />
        <Field label={t('hooks.description')} value={description} onChange={setDescription} maxLength={140} />
        {error !== undefined && <ErrorCard error={error} compact />}
        <Button type="submit" block size="large" busy={busy} disabled={!looksRight}>
          {t('hooks.new')}
        </Button>
      </form>
    </Sheet>
  );
}

function Deliveries(props: { endpoints: readonly Endpoint[] }) {
  const { t, i18n } = useTranslation();
  // Which of them it went to matters where there is more than one.
  const urls = new Map(props.endpoints.map(({ id, url }) => [id, url]));
  const queries = useQueryClient();
  const deliveries = useInfiniteQuery({
    queryKey: ['deliveries'],
    queryFn: ({ pageParam }) =>
      api.get<Page<Delivery>>('/v1/webhook-deliveries', { limit: 20, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.hasMore ? (page.next ?? undefined) : undefined),
    refetchInterval: 4_000,
  });
  const rows = deliveries.data?.pages.flatMap(({ data }) => data) ?? [];

  const behind = waitingBehind(rows);

  async function replay(delivery: Delivery) {
    try {
      await api.post(`/v1/webhook-deliveries/${delivery.id}/replay`);
      notify(t('hooks.replayed'), 'good');
    } catch (problem) {
      notify((problem instanceof Problem && problem.prompt) || t('error.neutral'), 'bad');
    }
    void queries.invalidateQueries({ queryKey: ['deliveries'] });
  }

  return (
    <Panel title={t('hooks.deliveries')}>
      {rows.length === 0 ? (
        <p className="till-small">{t('hooks.noDeliveries')}</p>
      ) : (
        <ul className="till-things till-things-inset">
          {rows.map((delivery) => (
            <li key={delivery.id}>
              <div>
                <p className="mono">{delivery.eventType}</p>
                {urls.size > 1 && <small className="mono">{urls.get(delivery.endpoint)}</small>}
                <small>
                  {shortTime(delivery.createdAt, i18n.language)}
                  {' · '}
                  {t('hooks.attempts', { count: delivery.attempts })}
                  {delivery.lastStatus ? ` · ${t('hooks.status', { status: delivery.lastStatus })}` : ''}
                  {behind.has(delivery.id)
                    ? ` · ${t('hooks.behind')}`
                    : delivery.nextAttemptAt && delivery.state !== 'delivered'
                      ? ` · ${t('hooks.next', { time: shortTime(delivery.nextAttemptAt, i18n.language) })}`
                      : ''}
                </small>
                {delivery.lastError && !delivery.lastStatus && delivery.state !== 'delivered' && (
                  <small className="till-wrong">{delivery.lastError}</small>
                )}
              </div>
              <span className="till-thing-acts">
                <StatePill
                  state={delivery.state}
                  label={t(`hooks.state.${delivery.state}`, { defaultValue: delivery.state })}
                />
                {!behind.has(delivery.id) && (
                  <Button kind="quiet" size="small" onClick={() => void replay(delivery)}>
                    {t('hooks.replay')}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {deliveries.hasNextPage && (
        <Button kind="quiet" block onClick={() => void deliveries.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </Panel>
  );
}
