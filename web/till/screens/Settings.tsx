// The till's settings; for owners also API keys and staff.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Bar, Facts, Panel } from '../../shared/components/AppFrame.tsx';
import { Button } from '../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../shared/components/Empty.tsx';
import { ErrorCard } from '../../shared/components/ErrorCard.tsx';
import { Field } from '../../shared/components/Field.tsx';
import { notify } from '../../shared/components/Notices.tsx';
import { Sheet } from '../../shared/components/Sheet.tsx';
import { LanguageSwitch, Segmented, ThemeSwitch } from '../../shared/components/Switches.tsx';
import { showPhone } from '../../shared/person/phone.ts';
import { shortTime } from '../../shared/time.ts';
import type { Page } from '../../shared/types.ts';
import { confirm } from '../Confirm.tsx';
import { LiveMark } from '../LiveMark.tsx';
import { api, isMerchantKey, personApi, rememberShop, session, useShop } from '../session.ts';
import type { ApiKey, Staff } from '../types.ts';
import { OnceShown } from './OnceShown.tsx';

export function SettingsScreen(props: { onLeave?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const shop = useShop();
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
        {shop.role === 'owner' && (
          <Panel flush>
            <ul className="till-menu">
              {(['keys', 'webhooks', 'staff'] as const).map((name) => (
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

export function StaffScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [phone, setPhone] = useState('+86');
  const [role, setRole] = useState<'clerk' | 'manager' | 'owner'>('clerk');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const staff = useQuery({ queryKey: ['staff'], queryFn: () => api.get<Page<Staff>>('/v1/merchant/staff') });

  async function add(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await api.post('/v1/merchant/staff', { phone: phone.replace(/[^\d+]/g, ''), role });
      notify(t('staff.added'), 'good');
      setOpen(false);
      void queries.invalidateQueries({ queryKey: ['staff'] });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }

  async function remove(person: Staff) {
    const sure = await confirm({
      text: t('staff.removeAsk', { name: person.name }),
      yes: t('staff.remove'),
    });
    if (!sure) return;
    await api.del(`/v1/merchant/staff/${person.person}`).catch(setError);
    void queries.invalidateQueries({ queryKey: ['staff'] });
  }

  return (
    <>
      <Bar title={t('settings.staff')} onBack={() => navigate('/settings')} />
      <div className="till-narrow">
        <p className="till-lead">{t('settings.staffLead')}</p>
        {error !== undefined && !open && <ErrorCard error={error} compact />}
        <Loaded query={staff}>
          {({ data }) => (
            <Panel flush>
              <ul className="till-things">
                {data.map((person) => (
                  <li key={person.person}>
                    <div>
                      <p>{person.name}</p>
                      <small>
                        {t(`role.${person.role}`, { defaultValue: person.role })}
                        {person.phone ? ` · ${showPhone(person.phone)}` : ''}
                      </small>
                    </div>
                    <Button kind="danger" size="small" onClick={() => void remove(person)}>
                      {t('staff.remove')}
                    </Button>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </Loaded>
        <Button block size="large" onClick={() => setOpen(true)}>
          {t('staff.add')}
        </Button>
      </div>
      <Sheet open={open} onClose={() => setOpen(false)} title={t('staff.add')}>
        <form className="till-form" onSubmit={(event) => void add(event)}>
          <Field label={t('staff.phone')} type="tel" inputMode="tel" value={phone} onChange={setPhone} mono />
          <Segmented
            name="role"
            label={t('staff.role')}
            value={role}
            options={(['clerk', 'manager', 'owner'] as const).map((value) => ({
              value,
              label: t(`role.${value}`),
            }))}
            onChange={setRole}
          />
          {error !== undefined && <ErrorCard error={error} compact />}
          <Button type="submit" block size="large" busy={busy}>
            {t('staff.add')}
          </Button>
        </form>
      </Sheet>
    </>
  );
}
