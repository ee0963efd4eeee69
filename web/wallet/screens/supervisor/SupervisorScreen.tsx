// Who looks after my payments, and whose payments I look after.
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { formatMoney } from '../../../shared/money.ts';
import { type Supervision, useSupervisions } from '../../../shared/person/supervisions.ts';
import { shortTime } from '../../../shared/time.ts';
import { AskSupervisor } from './AskSupervisor.tsx';
import { MySupervisor } from './MySupervisor.tsx';
import { StandingIn } from './StandingIn.tsx';

export default function SupervisorScreen() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const supervisions = useSupervisions();
  return (
    <>
      <Bar title={t('supervisor.title')} onBack={() => void navigate('/settings')} />
      <div className="stack">
        <p className="quiet">{t('supervisor.text')}</p>
        <Loaded query={supervisions} rows={4}>
          {({ asPayer, asSupervisor, asDeputy, resigned }) => (
            <>
              {resigned && (
                <p className="approval-note">
                  {t('supervisor.resignedNote', {
                    name: resigned.supervisor.name,
                    at: shortTime(resigned.at, i18n.language),
                  })}
                </p>
              )}
              {asPayer ? <MySupervisor key={asPayer.state} supervision={asPayer} /> : <AskSupervisor />}
              <Panel flush title={t('supervisor.whom')}>
                {asSupervisor.length === 0 ? (
                  <p className="row quiet">{t('supervisor.whomNone')}</p>
                ) : (
                  asSupervisor.map((one) => <WardRow key={one.payer.id} supervision={one} />)
                )}
              </Panel>
              <StandingIn supervisions={asDeputy} />
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}

function WardRow(props: { supervision: Supervision }) {
  const { t, i18n } = useTranslation();
  const { payer, state, challenge, freeLimit, endsAt } = props.supervision;
  const to = state === 'asked' && challenge ? `/approvals/${challenge}` : `/settings/supervisor/${payer.id}`;
  return (
    <Link to={to} className="row row-link">
      <span className="row-icon">
        <Icon name={state === 'active' ? 'shield' : 'clock'} size={20} />
      </span>
      <span className="row-label">
        {payer.name}
        <span className="quiet">
          {' '}
          {t(`supervisor.wards.${state === 'active' && freeLimit.minor === '0' ? 'all' : state}`, {
            limit: formatMoney(freeLimit, i18n.language),
            at: endsAt ? shortTime(endsAt, i18n.language) : '',
          })}
        </span>
      </span>
      <Icon name="chevron" size={18} />
    </Link>
  );
}
