// The console: an operator's session, a menu at the side (a drawer on a phone), and its screens.
import { useQuery } from '@tanstack/react-query';
import { App, Badge, Button, ConfigProvider, Drawer, Menu, theme } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, Navigate, Route, Routes, useLocation, useNavigate } from 'react-router';
import { type Challenge, isMine } from '../shared/challenge.ts';
import { Brand } from '../shared/components/AppFrame.tsx';
import { Arrival } from '../shared/components/Arrival.tsx';
import { Empty, Loaded } from '../shared/components/Empty.tsx';
import { Icon, type IconName } from '../shared/components/Icon.tsx';
import { PhoneSignIn } from '../shared/components/PhoneSignIn.tsx';
import { SkipLink } from '../shared/components/SkipLink.tsx';
import { LanguageSwitch } from '../shared/components/Switches.tsx';
import { demoCredentials } from '../shared/session.ts';
import { antdTheme, chooseTheme, useMode } from '../shared/theme.ts';
import type { Page, Person } from '../shared/types.ts';
import { refreshMs } from './parts/List.tsx';
import { useMe } from './parts/operator.ts';
import { ApprovalsScreen } from './screens/Approvals.tsx';
import { BankScreen } from './screens/Bank.tsx';
import { JournalScreen } from './screens/Journal.tsx';
import { LedgerScreen } from './screens/Ledger.tsx';
import { MerchantsScreen } from './screens/Merchants.tsx';
import { OrdersScreen } from './screens/Orders.tsx';
import { OverviewScreen } from './screens/Overview.tsx';
import { PeopleScreen } from './screens/People.tsx';
import { PersonScreen } from './screens/Person.tsx';
import { PolicyScreen } from './screens/Policy.tsx';
import { PromptsScreen } from './screens/Prompts.tsx';
import { StatementScreen } from './screens/Statement.tsx';
import { WebhooksScreen } from './screens/Webhooks.tsx';
import { api, session } from './session.ts';

export function ConsoleApp() {
  const { i18n } = useTranslation();
  const mode = useMode();
  const token = session.useToken();
  const algorithms = { light: theme.defaultAlgorithm, dark: theme.darkAlgorithm };
  return (
    <ConfigProvider
      locale={i18n.language === 'zh' ? zhCN : enGB}
      theme={antdTheme(mode, algorithms)}
      button={{ autoInsertSpace: false }}
    >
      <App>{token ? <OperatorGate /> : <Welcome />}</App>
    </ConfigProvider>
  );
}

function Welcome() {
  const { t } = useTranslation();
  return (
    <main className="console-welcome">
      <div className="console-welcome-head">
        <Brand />
        <LanguageSwitch compact />
      </div>
      <h1>{t('signIn.title')}</h1>
      <p>{t('signIn.lead')}</p>
      <PhoneSignIn
        api={api}
        onToken={session.signIn}
        demo={async () => (await demoCredentials())?.operators ?? []}
      />
    </main>
  );
}

function OperatorGate() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Loaded query={me} around={(state) => <Door>{state}</Door>}>
      {(person) =>
        person.operatorRoles.length === 0 ? (
          <Door>
            <Empty title={t('notOperator')}>{t('notOperatorLead')}</Empty>
          </Door>
        ) : (
          <BrowserRouter basename="/console">
            <Frame person={person} />
          </BrowserRouter>
        )
      }
    </Loaded>
  );
}

/** What stands before the console is open: the reason, and the way out. */
function Door(props: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className="console-welcome">
      <Brand />
      {props.children}
      <Button onClick={session.signOut}>{t('action.signOut')}</Button>
    </main>
  );
}

const places: readonly { key: string; icon: IconName }[] = [
  { key: 'overview', icon: 'home' },
  { key: 'approvals', icon: 'bell' },
  { key: 'journal', icon: 'list' },
  { key: 'ledger', icon: 'wallet' },
  { key: 'orders', icon: 'bag' },
  { key: 'people', icon: 'person' },
  { key: 'policy', icon: 'check' },
  { key: 'merchants', icon: 'shop' },
  { key: 'bank', icon: 'bank' },
  { key: 'prompts', icon: 'shield' },
  { key: 'webhooks', icon: 'send' },
];

function Frame({ person }: { person: Person }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className="console">
      <Arrival />
      <SkipLink />
      <aside className="console-side">
        <Brand />
        <Places onGo={() => {}} />
        <Foot person={person} />
      </aside>
      <header className="console-bar">
        <Button
          type="text"
          aria-label={t('nav.menu')}
          icon={<Icon name="list" />}
          onClick={() => setOpen(true)}
        />
        <Brand />
      </header>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="left"
        size={272}
        title={<Brand />}
        className="console-drawer"
      >
        <Places onGo={() => setOpen(false)} />
        <Foot person={person} />
      </Drawer>
      <main className="console-main">
        <Routes>
          <Route index element={<OverviewScreen />} />
          <Route path="approvals" element={<ApprovalsScreen />} />
          <Route path="approvals/:id" element={<ApprovalsScreen />} />
          <Route path="journal" element={<JournalScreen />} />
          <Route path="journal/:seq" element={<JournalScreen />} />
          <Route path="ledger" element={<LedgerScreen />} />
          <Route path="ledger/:id" element={<StatementScreen />} />
          <Route path="orders" element={<OrdersScreen />} />
          <Route path="people" element={<PeopleScreen />} />
          <Route path="people/:id" element={<PersonScreen />} />
          <Route path="policy" element={<PolicyScreen />} />
          <Route path="merchants" element={<MerchantsScreen />} />
          <Route path="bank" element={<BankScreen />} />
          <Route path="prompts" element={<PromptsScreen />} />
          <Route path="webhooks" element={<WebhooksScreen />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Routes>
      </main>
    </div>
  );
}

function Places(props: { onGo: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const here = useLocation().pathname.split('/')[1] || 'overview';
  return (
    <nav aria-label={t('nav.label')}>
      <Menu
        mode="inline"
        selectedKeys={[here]}
        items={places.map(({ key, icon }) => ({
          key,
          label: (
            <span className="place">
              {t(`nav.${key}`)}
              {key === 'approvals' && <WaitingCount />}
            </span>
          ),
          icon: (
            <span>
              <Icon name={icon} size={19} />
            </span>
          ),
        }))}
        onClick={({ key }) => {
          navigate(key === 'overview' ? '/' : `/${key}`);
          props.onGo();
        }}
      />
    </nav>
  );
}

/** How many requests wait for this operator's answer. */
function WaitingCount() {
  const { t } = useTranslation();
  const waiting = useQuery({
    queryKey: ['waiting-for-me'],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<Challenge>>('/v1/challenges', { role: 'operator', limit: 100 }, signal);
      return page.data.filter(isMine).length;
    },
  });
  if (!waiting.data) return null;
  return <Badge count={waiting.data} title={t('approval.count', { count: waiting.data })} />;
}

function Foot({ person }: { person: Person }) {
  const { t } = useTranslation();
  const mode = useMode();
  const other = mode === 'dark' ? 'light' : 'dark';
  return (
    <div className="console-foot">
      <p>
        {person.name}
        <small>
          {person.operatorRoles
            .map((role) => t(`role.${role}`, { defaultValue: role }))
            .join(t('role.comma'))}
        </small>
      </p>
      <div>
        <Button
          type="text"
          aria-label={`${t('theme.label')}: ${t(`theme.${other}`)}`}
          icon={<Icon name="moon" size={18} />}
          onClick={() => chooseTheme(other)}
        />
        <LanguageSwitch compact />
        <Button
          type="text"
          size="small"
          onClick={() => {
            void api.post('/v1/sign-out').catch(() => {});
            session.signOut();
          }}
        >
          {t('action.signOut')}
        </Button>
      </div>
    </div>
  );
}
