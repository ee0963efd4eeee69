// The till: who is here, in which shop, and then its four places.
import { useQuery } from '@tanstack/react-query';
import { ConfigProvider } from 'antd-mobile';
import enUS from 'antd-mobile/es/locales/en-US';
import zhCN from 'antd-mobile/es/locales/zh-CN';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, Navigate, NavLink, Route, Routes } from 'react-router';
import { AppFrame, Brand } from '../shared/components/AppFrame.tsx';
import { Arrival } from '../shared/components/Arrival.tsx';
import { Empty, Loaded } from '../shared/components/Empty.tsx';
import { PhoneSignIn } from '../shared/components/PhoneSignIn.tsx';
import { LanguageSwitch } from '../shared/components/Switches.tsx';
import { LiveProvider } from '../shared/live.tsx';
import { demoCredentials } from '../shared/session.ts';
import type { Person } from '../shared/types.ts';
import { Confirm } from './Confirm.tsx';
import { DayScreen } from './screens/Day.tsx';
import { KeysScreen } from './screens/Keys.tsx';
import { OrderScreen } from './screens/Order.tsx';
import { OrdersScreen } from './screens/Orders.tsx';
import { SellScreen } from './screens/Sell.tsx';
import { SettingsScreen } from './screens/Settings.tsx';
import { StaffScreen } from './screens/Staff.tsx';
import { WebhooksScreen } from './screens/Webhooks.tsx';
import {
  api,
  isMerchantKey,
  personApi,
  rememberedShop,
  rememberShop,
  type Shop,
  ShopContext,
  session,
} from './session.ts';

export function TillApp() {
  const token = session.useToken();
  const { i18n } = useTranslation();
  return (
    <ConfigProvider locale={i18n.language === 'zh' ? zhCN : enUS}>
      {token ? <ShopGate token={token} /> : <Welcome />}
      <Confirm />
    </ConfigProvider>
  );
}

function Welcome() {
  const { t } = useTranslation();
  return (
    <main className="till-welcome">
      <div className="till-welcome-head">
        <Brand />
        <LanguageSwitch compact />
      </div>
      <h1>{t('signIn.title')}</h1>
      <p>{t('signIn.lead')}</p>
      <PhoneSignIn api={personApi} onToken={session.signIn} demo={demoStaff} />
    </main>
  );
}

/** In the demo, a shop's staff walk in with one tap; where there is no staff token, the shop's key does. */
async function demoStaff(): Promise<{ name: string; token: string }[]> {
  const credentials = await demoCredentials();
  return (credentials?.merchants ?? []).map(({ name, secretKey, staff }) => ({
    name,
    token: staff?.token ?? secretKey,
  }));
}

/** Finds the shop: a key's own, the only membership, the remembered one, or the one that is chosen. */
function ShopGate({ token }: { token: string }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(rememberedShop());
  const me = useQuery({
    queryKey: ['me', token],
    queryFn: () => personApi.get<Person>('/v1/me'),
    enabled: !isMerchantKey(token),
    staleTime: 60_000,
  });
  if (isMerchantKey(token))
    return <ShopDoor token={token} membership={{ merchant: '', name: '', role: 'owner' }} />;
  return (
    <Loaded query={me} around={(state) => <Door>{state}</Door>}>
      {({ memberships }) => {
        const membership =
          memberships.find(({ merchant }) => merchant === chosen) ??
          (memberships.length === 1 ? memberships[0] : undefined);
        if (membership) {
          rememberShop(membership.merchant);
          return (
            <ShopDoor
              key={membership.merchant}
              token={token}
              membership={membership}
              {...(memberships.length > 1 ? { onLeave: () => setChosen(undefined) } : {})}
            />
          );
        }
        return (
          <Door>
            {memberships.length === 0 ? (
              <Empty title={t('merchant.none')}>{t('merchant.noneLead')}</Empty>
            ) : (
              <>
                <h1>{t('merchant.choose')}</h1>
                <ul className="till-shops">
                  {memberships.map(({ merchant, name, role }) => (
                    <li key={merchant}>
                      <button type="button" onClick={() => setChosen(merchant)}>
                        <span>{name}</span>
                        <small>{t(`role.${role}`, { defaultValue: role })}</small>
                      </button>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </Door>
        );
      }}
    </Loaded>
  );
}

/** What stands before the till is open: the reason, and the way out. */
function Door(props: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className="till-welcome">
      <Brand />
      {props.children}
      <button type="button" className="till-link" onClick={session.signOut}>
        {t('action.signOut')}
      </button>
    </main>
  );
}

/** The shop's events are followed only here, where it is known which shop the calls are for. */
function ShopDoor(props: { token: string; membership: Person['memberships'][number]; onLeave?: () => void }) {
  const { membership } = props;
  const merchant = useQuery({
    queryKey: ['merchant', membership.merchant],
    queryFn: () => api.get<{ id: string; name: string; currency?: string }>('/v1/merchant'),
    staleTime: 60_000,
  });
  return (
    <Loaded query={merchant} around={(state) => <Door>{state}</Door>}>
      {({ id, name, currency }) => {
        const shop: Shop = { id, name, role: membership.role, currency: currency ?? 'CNY' };
        return (
          <ShopContext value={shop}>
            <LiveProvider api={api} token={props.token}>
              <BrowserRouter basename="/till">
                <Arrival />
                <AppFrame width="wide" tabs={<Places />}>
                  <main>
                    <Routes>
                      <Route index element={<SellScreen />} />
                      <Route path="orders" element={<OrdersScreen />} />
                      <Route path="orders/:id" element={<OrderScreen />} />
                      <Route path="day" element={<DayScreen />} />
                      <Route path="settings" element={<SettingsScreen onLeave={props.onLeave} />} />
                      <Route path="settings/keys" element={<KeysScreen />} />
                      <Route path="settings/webhooks" element={<WebhooksScreen />} />
                      <Route path="settings/staff" element={<StaffScreen />} />
                      <Route path="*" element={<Navigate to="/" replace />} />
                    </Routes>
                  </main>
                </AppFrame>
              </BrowserRouter>
            </LiveProvider>
          </ShopContext>
        );
      }}
    </Loaded>
  );
}

const places: readonly { to: string; word: string; icon: ReactNode }[] = [
  {
    to: '/',
    word: 'nav.sell',
    icon: (
      <path d="M4 9.5 5.5 4h13L20 9.5M4 9.5V20h16V9.5M4 9.5a2.7 2.7 0 0 0 5.3 0 2.7 2.7 0 0 0 5.4 0 2.7 2.7 0 0 0 5.3 0M9.5 20v-5h5v5" />
    ),
  },
  {
    to: '/orders',
    word: 'nav.orders',
    icon: <path d="M6 3.5h12V21l-3-1.8-3 1.8-3-1.8L6 21zM9.5 8.5h5M9.5 12.5h5" />,
  },
  { to: '/day', word: 'nav.day', icon: <path d="M4 20.5h16M6.5 17v-5M12 17V5M17.5 17V9" /> },
  {
    to: '/settings',
    word: 'nav.settings',
    icon: <path d="M4 7h9M17 7h3M4 17h3M11 17h9M13 4.5v5M9 14.5v5" />,
  },
];

function Places() {
  const { t } = useTranslation();
  return (
    <nav className="till-places" aria-label={t('nav.label')}>
      <span className="till-places-brand">
        <Brand name={false} size={34} />
      </span>
      {places.map(({ to, word, icon }) => (
        <NavLink
          key={to}
          to={to}
          end={to === '/'}
          className={({ isActive }) => (isActive ? 'till-place till-place-on' : 'till-place')}
        >
          <svg
            viewBox="0 0 24 24"
            width="24"
            height="24"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden="true"
          >
            {icon}
          </svg>
          {t(word)}
        </NavLink>
      ))}
    </nav>
  );
}
