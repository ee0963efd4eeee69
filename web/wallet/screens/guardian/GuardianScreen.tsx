// Who looks after my payments, said kindly, and whom I look after.
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { formatMoney } from '../../../shared/money.ts';
import { type Guardianship, useGuardianships } from '../../../shared/person/guardian/guardianships.ts';
import { AskToGuard } from './AskToGuard.tsx';
import { MyGuardians } from './MyGuardians.tsx';

export default function GuardianScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const guardianships = useGuardianships();
  return (
    <>
      <Bar title={t('guardian.title')} onBack={() => void navigate('/settings')} />
      <div className="stack">
        <p className="quiet">{t('guardian.text')}</p>
        <Loaded query={guardianships} rows={5}>
          {({ asGuardian, asWard }) => (
            <>
              {asWard && <MyGuardians guardianship={asWard} />}
              {/* Who is looked after himself is spared the rest, unless it concerns him. */}
              {(asWard?.state !== 'active' || asGuardian.length > 0) && (
                <>
                  <Wards list={asGuardian} />
                  <AskToGuard />
                </>
              )}
            </>
          )}
        </Loaded>
      </div>
    </>
  );
}

function Wards(props: { list: readonly Guardianship[] }) {
  const { t } = useTranslation();
  return (
    <Panel flush title={t('guardian.whom')}>
      {props.list.length === 0 ? (
        <p className="row quiet">{t('guardian.whomNone')}</p>
      ) : (
        props.list.map((one) => <WardRow key={one.ward.id} guardianship={one} />)
      )}
    </Panel>
  );
}

function WardRow(props: { guardianship: Guardianship }) {
  const { t, i18n } = useTranslation();
  const { ward, state, challenge, spentToday } = props.guardianship;
  const to = state === 'asked' && challenge ? `/approvals/${challenge}` : `/settings/guardian/${ward.id}`;
  return (
    <Link to={to} className="row row-link">
      <span className="row-icon">
        <Icon name={state === 'active' ? 'shield' : 'clock'} size={20} />
      </span>
      <span className="row-label">
        {ward.name}{' '}
        <span className="quiet">
          {t(`guardian.wards.${state}`, { spent: formatMoney(spentToday, i18n.language) })}
        </span>
      </span>
      <Icon name="chevron" size={18} />
    </Link>
  );
}
