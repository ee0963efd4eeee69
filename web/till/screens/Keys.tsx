// Secret keys of the shop's own systems: made, shown once, and revoked.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../shared/components/Empty.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Field } from '../../shared/components/Field.tsx';
import { Sheet } from '../../shared/components/Sheet.tsx';
import { shortTime } from '../../shared/time.ts';
import type { Page } from '../../shared/types.ts';
import { confirm } from '../Confirm.tsx';
import { SettingsPage } from '../SettingsPage.tsx';
import { api } from '../session.ts';
import type { ApiKey } from '../types.ts';
import { OnceShown, useOnceShown } from './OnceShown.tsx';

export function KeysScreen() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const once = useOnceShown();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => api.get<Page<ApiKey>>('/v1/merchant/keys') });

  async function make(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const key = await api.post<ApiKey>(
        '/v1/merchant/keys',
        name.trim() === '' ? {} : { label: name.trim() },
      );
      setOpen(false);
      setName('');
      if (key.secretKey) once.show({ of: key.label || t('keys.secret'), value: key.secretKey });
      void queries.invalidateQueries({ queryKey: ['keys'] });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }

  async function revoke(key: ApiKey) {
    if (
      !(await confirm({
        text: t('keys.revokeAsk'),
        yes: t('keys.revoke'),
      }))
    )
      return;
    setError(undefined);
    await api.del(`/v1/merchant/keys/${key.id}`).catch(setError);
    void queries.invalidateQueries({ queryKey: ['keys'] });
  }

  return (
    <SettingsPage name="keys" error={open ? undefined : error}>
      <OnceShown title={t('keys.once')} lead={t('keys.onceLead')} once={once} />
      <Loaded query={keys}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={t('keys.empty')} />
          ) : (
            <Panel flush>
              <ul className="till-things">
                {data
                  .filter(({ state }) => state === 'active')
                  .map((key) => (
                    <li key={key.id}>
                      <div>
                        <p>{key.label || t('keys.secret')}</p>
                        <small className="mono">sk_…{key.last4}</small>
                        <small>
                          {t('keys.created', { time: shortTime(key.createdAt, i18n.language) })}
                          {key.expiresAt
                            ? ` · ${t('keys.until', { time: shortTime(key.expiresAt, i18n.language) })}`
                            : ''}
                        </small>
                      </div>
                      <Button kind="danger" size="small" onClick={() => void revoke(key)}>
                        {t('keys.revoke')}
                      </Button>
                    </li>
                  ))}
              </ul>
            </Panel>
          )
        }
      </Loaded>
      <Button block size="large" onClick={() => setOpen(true)}>
        {t('keys.new')}
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('keys.new')}>
        <form className="till-form" onSubmit={(event) => void make(event)}>
          <Field
            label={t('keys.name')}
            placeholder={t('keys.namePlaceholder')}
            value={name}
            onChange={setName}
            maxLength={60}
          />
          {error !== undefined && <ErrorCard error={error} compact />}
          <Button type="submit" block size="large" busy={busy}>
            {t('keys.new')}
          </Button>
        </form>
      </Sheet>
    </SettingsPage>
  );
}
