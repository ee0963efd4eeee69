// Home: what there is, what can be done, what happened.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { Icon, type IconName } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { useLive } from '../../../shared/live.tsx';
import { formatMoney } from '../../../shared/money.ts';
import {
  hideAmounts,
  hidesAmounts,
  useAccounts,
  useInstruments,
  useMe,
} from '../../../shared/person/client.ts';
import { useScreen } from '../../../shared/screen.ts';
import { useMovements, useReadBack } from '../../queries.ts';
import { daysBefore } from '../../spending.ts';
import { BankJourneys } from '../activity/BankJourneys.tsx';
import { MovementList } from '../activity/MovementList.tsx';
import { InboxBanner } from '../approvals/Badge.tsx';
import { SpendingChart } from './SpendingChart.tsx';

const actions: readonly { to: string; icon: IconName; words: string }[] = [
  { to: '/pay', icon: 'scan', words: 'action.pay' },
  { to: '/transfer', icon: 'send', words: 'action.transfer' },
  { to: '/top-up', icon: 'plus', words: 'action.topUp' },
  { to: '/withdraw', icon: 'bank', words: 'action.withdraw' },
];

export function HomeScreen() {
  const { t, i18n } = useTranslation();
  const heading = useScreen(t('tab.home'));
  const me = useMe();
  const accounts = useAccounts();
  const movements = useMovements(100);
  const read = useReadBack(movements, daysBefore(new Date()));
  const { state } = useLive();
  const [hidden, setHidden] = useHidden();
  const hasNoCard = useInstruments().data?.length === 0;
  const account = accounts.data?.[0];

  return (
    <div className="home">
      <header className="home-head">
        <div>
          <p className="quiet">{t('home.hello')}</p>
          <h1 ref={heading}>{me.data?.name}</h1>
        </div>
        <span className={`live live-${state}`}>{state === 'live' ? t('live.live') : t('live.waiting')}</span>
      </header>

      <div className="home-left">
        <InboxBanner />
        <section className="hero" aria-label={t('home.balance')}>
          <div className="hero-line">
            <span>{t('home.balance')}</span>
            <button
              type="button"
              className="hero-eye"
              aria-label={t(hidden ? 'money.show' : 'money.hide')}
              aria-pressed={hidden}
              onClick={() => setHidden(!hidden)}
            >
              <Icon name={hidden ? 'eyeOff' : 'eye'} size={20} />
            </button>
          </div>
          <p className="hero-amount" data-testid="balance">
            {account ? (
              <Amount value={account.available} size="xl" hidden={hidden} />
            ) : accounts.error ? null : (
              <span className="hero-wait" />
            )}
          </p>
          <p className="hero-foot">
            {account && account.held.minor !== '0' ? (
              <Link to="/activity" className="hero-held">
                <Icon name="clock" size={14} />{' '}
                {hidden ? (
                  <Amount value={account.held} size="s" hidden />
                ) : (
                  t('home.held', { amount: formatMoney(account.held, i18n.language) })
                )}
              </Link>
            ) : (
              t('home.safe')
            )}
          </p>
          <nav className="hero-actions" aria-label={t('home.actions')}>
            {actions.map(({ to, icon, words }) => (
              <Link key={to} to={to} className="hero-action">
                <span className="hero-action-icon">
                  <Icon name={icon} />
                </span>
                {t(words)}
              </Link>
            ))}
          </nav>
        </section>
        <BankJourneys kinds={['top-ups', 'withdrawals']} newsOnly hidden={hidden} />
        {accounts.error && !account ? (
          <ErrorCard error={accounts.error} onRetry={() => void accounts.refetch()} />
        ) : null}
        {account && movements.data && movements.data.length > 0 && (
          <SpendingChart movements={movements.data} currency={account.currency} hidden={hidden} read={read} />
        )}
      </div>

      <div className="home-right">
        <Panel
          flush
          title={t('home.recent')}
          right={
            <Link to="/activity" className="more">
              {t('home.all')}
            </Link>
          }
        >
          <Loaded query={movements} rows={5}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty title={t('activity.empty')} icon={<Icon name="wallet" size={36} />}>
                  <p>{t('activity.emptyText')}</p>
                  {hasNoCard && (
                    <Link to="/cards/add" className="button button-primary button-medium home-first">
                      {t('home.firstCard')}
                    </Link>
                  )}
                </Empty>
              ) : (
                <MovementList movements={rows.slice(0, 8)} hidden={hidden} />
              )
            }
          </Loaded>
        </Panel>
      </div>
    </div>
  );
}

function useHidden(): [boolean, (hidden: boolean) => void] {
  const [hidden, setHidden] = useState(hidesAmounts);
  return [
    hidden,
    (next) => {
      setHidden(next);
      hideAmounts(next);
    },
  ];
}
