// The till's settings; for owners also API keys.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Bar, Facts, Panel } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../shared/components/Empty.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Field } from '../../shared/components/Field.tsx';
import { Sheet } from '../../shared/components/Sheet.tsx';
import { LanguageSwitch, ThemeSwitch } from '../../shared/components/Switches.tsx';
import { shortTime } from '../../shared/time.ts';
import type { Page } from '../../shared/types.ts';
import { confirm } from '../Confirm.tsx';
import { LiveMark } from '../LiveMark.tsx';
import { api, isMerchantKey, personApi, rememberShop, session, useShop } from '../session.ts';
import type { ApiKey } from '../types.ts';
import { OnceShown } from './OnceShown.tsx';

/** What each role may keep; the server has the last word. */
const placesOf: Readonly<Record<string, readonly ('keys' | 'webhooks' | 'staff')[]>> = {
  owner: ['keys', 'webhooks', 'staff'],
  manager: ['webhooks', 'staff'],
};

export function SettingsScreen(props: { onLeave?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const shop = useShop();
  const places = placesOf[shop.role] ?? [];
  return (
    <>
      <Bar title={t('settings.title')} right={<LiveMark />} />
      <div className="till-narrow">
        <Panel title={t('settings.shop')}>
          <Facts
            rows={[
              [t('settings.name'), shop.name],
              [t('settings.role'), t(`role.${shop.role}`, { defaultValue: shop.role })],
            ]}
          />
        </Panel>
        {places.length > 0 && (
          <Panel flush>
            <ul className="till-menu">
              {places.map((name) => (
                <li key={name}>
                  <Link to={`/settings/${name}`}>
                    <span>
                      {t(`settings.${name}`)}
                      <small>{t(`settings.${name}Lead`)}</small>
                    </span>
                    <svg
                      viewBox="0 0 24 24"
                      width="20"
                      height="20"
                      fill="none"
                      stroke="currentColor"
                      strokeWidth="2"
                      strokeLinecap="round"
                      aria-hidden="true"
                    >
                      <path d="m9 5 7 7-7 7" />
                    </svg>
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <Panel title={t('settings.device')}>
          <div className="till-form">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </Panel>
        {props.onLeave && (
          <Button
            kind="quiet"
            block
            onClick={() => {
              rememberShop(undefined);
              props.onLeave?.();
            }}
          >
            {t('settings.changeShop')}
          </Button>
        )}
        <Button kind="danger" block onClick={() => void signOut()}>
          {t('action.signOut')}
        </Button>
      </div>
    </>
  );
}

/** The session ends at the server too; a key is only forgotten here. */
async function signOut(): Promise<void> {
  if (!isMerchantKey(session.token())) await personApi.post('/v1/sign-out').catch(() => {});
  session.signOut();
}

export function KeysScreen() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [made, setMade] = useState<string>();
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
      setMade(key.secretKey);
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
    await api.del(`/v1/merchant/keys/${key.id}`).catch(setError);
    void queries.invalidateQueries({ queryKey: ['keys'] });
  }

  return (
    <>
      <Bar title={t('settings.keys')} onBack={() => navigate('/settings')} />
      <div className="till-narrow">
        <p className="till-lead">{t('settings.keysLead')}</p>
        {made && (
          <OnceShown
            title={t('keys.once')}
            lead={t('keys.onceLead')}
            value={made}
            onClose={() => setMade(undefined)}
          />
        )}
        {error !== undefined && !open && <ErrorCard error={error} compact />}
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
      </div>
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
    </>
  );
}
