// Which screen answers to which address, and who may see it: signed out -> sign-in; new -> PIN and real name; else the wallet.
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, Navigate, NavLink, Outlet, Route, Routes, useLocation } from 'react-router';
import { AppFrame, Brand } from '../shared/components/AppFrame.tsx';
import { Arrival } from '../shared/components/Arrival.tsx';
import { Boundary } from '../shared/components/Boundary.tsx';
import { Loading } from '../shared/components/Empty.tsx';
import { ErrorCard } from '../shared/components/ErrorCard.tsx';
import { Icon, type IconName } from '../shared/components/Icon.tsx';
import { LiveProvider } from '../shared/live.tsx';
import { api, useMe, useSessionToken } from '../shared/person/client.ts';
import { TellLanguage } from '../shared/person/language.tsx';
import { InboxBadge, InboxNotices } from './screens/approvals/Badge.tsx';
import { GuardianNotices } from './screens/guardian/GuardianNotices.tsx';
import { HomeScreen } from './screens/home/HomeScreen.tsx';
import { LiveNotices } from './screens/home/LiveNotices.tsx';
import { SignInScreen } from './screens/sign-in/SignInScreen.tsx';
import { SupervisorNotices } from './screens/supervisor/SupervisorNotices.tsx';

// The tabs are fetched ahead; what else there is, when it is opened.
const tabScreens = {
  activity: () => import('./screens/activity/ActivityScreen.tsx'),
  approvals: () => import('./screens/approvals/ApprovalsScreen.tsx'),
  cards: () => import('./screens/cards/CardsScreen.tsx'),
  settings: () => import('./screens/settings/SettingsScreen.tsx'),
};
const ActivityScreen = lazy(tabScreens.activity);
const ApprovalsScreen = lazy(tabScreens.approvals);
const CardsScreen = lazy(tabScreens.cards);
const SettingsScreen = lazy(tabScreens.settings);
const ReceiptScreen = lazy(() => import('./screens/activity/ReceiptScreen.tsx'));
const JourneyScreen = lazy(() => import('./screens/activity/JourneyScreen.tsx'));
const ApprovalScreen = lazy(() => import('./screens/approvals/ApprovalScreen.tsx'));
const AddCardScreen = lazy(() => import('./screens/cards/AddCardScreen.tsx'));
const PayScreen = lazy(() => import('./screens/pay/PayScreen.tsx'));
const TransferScreen = lazy(() => import('./screens/transfer/TransferScreen.tsx'));
const BankMoneyScreen = lazy(() => import('./screens/bank-money/BankMoneyScreen.tsx'));
const AddressesScreen = lazy(() => import('./screens/settings/AddressesScreen.tsx'));
const DevicesScreen = lazy(() => import('./screens/settings/DevicesScreen.tsx'));
const PasskeysScreen = lazy(() => import('./screens/settings/PasskeysScreen.tsx'));
const PinScreen = lazy(() => import('./screens/settings/PinScreen.tsx'));
const ForgotPinScreen = lazy(() => import('./screens/forgot-pin/ForgotPinScreen.tsx'));
const SecondDeviceScreen = lazy(() => import('./screens/second-device/SecondDeviceScreen.tsx'));
const GuardianScreen = lazy(() => import('./screens/guardian/GuardianScreen.tsx'));
const WardScreen = lazy(() => import('./screens/guardian/WardScreen.tsx'));
const SupervisorScreen = lazy(() => import('./screens/supervisor/SupervisorScreen.tsx'));
const SupervisedScreen = lazy(() => import('./screens/supervisor/SupervisedScreen.tsx'));
const WelcomeScreen = lazy(() => import('./screens/welcome/WelcomeScreen.tsx'));

export function Wallet() {
  const token = useSessionToken();
  return (
    <BrowserRouter basename="/wallet">
      {token === undefined ? (
        <SignInScreen />
      ) : (
        <LiveProvider api={api} token={token}>
          <Arrival />
          <TellLanguage />
          <LiveNotices />
          <InboxNotices />
          <GuardianNotices />
          <SupervisorNotices />
          <Gate>
            <Suspense fallback={<Waiting />}>
              <Screens />
            </Suspense>
          </Gate>
        </LiveProvider>
      )}
    </BrowserRouter>
  );
}

function Screens() {
  return (
    <Routes>
      <Route element={<Tabbed />}>
        <Route index element={<HomeScreen />} />
        <Route path="activity" element={<ActivityScreen />} />
        <Route path="approvals" element={<ApprovalsScreen />} />
        <Route path="cards" element={<CardsScreen />} />
        <Route path="settings" element={<SettingsScreen />} />
      </Route>
      <Route element={<Plain />}>
        <Route path="approvals/:id" element={<ApprovalScreen />} />
        <Route path="activity/:entry" element={<ReceiptScreen />} />
        <Route path="transfers/:id" element={<JourneyScreen kind="transfers" />} />
        <Route path="top-ups/:id" element={<JourneyScreen kind="top-ups" />} />
        <Route path="withdrawals/:id" element={<JourneyScreen kind="withdrawals" />} />
        <Route path="cards/add" element={<AddCardScreen />} />
        <Route path="pay" element={<PayScreen />} />
        <Route path="transfer" element={<TransferScreen />} />
        <Route path="top-up" element={<BankMoneyScreen key="in" kind="top-ups" />} />
        <Route path="withdraw" element={<BankMoneyScreen key="out" kind="withdrawals" />} />
        <Route path="settings/addresses" element={<AddressesScreen />} />
        <Route path="settings/devices" element={<DevicesScreen />} />
        <Route path="settings/passkeys" element={<PasskeysScreen />} />
        <Route path="settings/pin" element={<PinScreen />} />
        <Route path="settings/forgot-pin" element={<ForgotPinScreen />} />
        <Route path="settings/second-device" element={<SecondDeviceScreen />} />
        <Route path="settings/guardian" element={<GuardianScreen />} />
        <Route path="settings/guardian/:ward" element={<WardScreen />} />
        <Route path="settings/supervisor" element={<SupervisorScreen />} />
        <Route path="settings/supervisor/:payer" element={<SupervisedScreen />} />
      </Route>
      <Route path="*" element={<Navigate to="/" replace />} />
    </Routes>
  );
}

/** A screen that breaks leaves the bar with the other places in peace. */
function Screen() {
  const { pathname } = useLocation();
  return (
    <Boundary key={pathname}>
      <Outlet />
    </Boundary>
  );
}

/** A person without a PIN cannot pay: first set one, then tell the real name. */
function Gate(props: { children: ReactNode }) {
  const me = useMe();
  if (me.data && (!me.data.hasPin || !me.data.realName))
    return (
      <Suspense fallback={<Waiting />}>
        <WelcomeScreen me={me.data} />
      </Suspense>
    );
  if (me.data) return props.children;
  return (
    <AppFrame>
      <div className="gate">
        <Brand />
        {me.error ? <ErrorCard error={me.error} onRetry={() => void me.refetch()} /> : <Loading rows={5} />}
      </div>
    </AppFrame>
  );
}

function Plain() {
  return (
    <AppFrame>
      <main className="screen">
        <Screen />
      </main>
    </AppFrame>
  );
}

const tabs: readonly { to: string; icon: IconName; words: string }[] = [
  { to: '/', icon: 'home', words: 'tab.home' },
  { to: '/activity', icon: 'list', words: 'tab.activity' },
  { to: '/approvals', icon: 'shield', words: 'tab.approvals' },
  { to: '/cards', icon: 'card', words: 'tab.cards' },
  { to: '/settings', icon: 'person', words: 'tab.me' },
];

const idleMs = 1_500;

/** Fetches the other tabs once the first one stands, so that without a network they open, too. */
function useTabsAhead() {
  useEffect(() => {
    const timer = setTimeout(() => {
      // A script that failed stays failed until the page is loaded anew, so it is not tried without a network.
      if (!navigator.onLine) return;
      for (const load of Object.values(tabScreens)) load().catch(() => undefined);
    }, idleMs);
    return () => clearTimeout(timer);
  }, []);
}

function Tabbed() {
  const { t } = useTranslation();
  useTabsAhead();
  const bar = (
    <nav className="tabs" aria-label={t('tab.label')}>
      <span className="tabs-brand">
        <Brand />
      </span>
      {tabs.map(({ to, icon, words }) => (
        <NavLink key={to} to={to} end className={({ isActive }) => (isActive ? 'tab tab-on' : 'tab')}>
          <Icon name={icon} />
          <span>{t(words)}</span>
          {to === '/approvals' && <InboxBadge />}
        </NavLink>
      ))}
    </nav>
  );
  return (
    <AppFrame tabs={bar} width="wide">
      <main className="screen">
        <Screen />
      </main>
    </AppFrame>
  );
}

function Waiting() {
  return (
    <div className="gate">
      <Loading rows={6} />
    </div>
  );
}
