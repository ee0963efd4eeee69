// What a ward sees: who looks after his payments, what needs what, and how today stands. Nothing here can be changed by him.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Icon, type IconName } from '../../../shared/components/Icon.tsx';
import { formatMoney } from '../../../shared/money.ts';
import { endDay, type Guardianship, guardianNames } from '../../../shared/person/guardian/guardianships.ts';
import { DayGauge } from './DayGauge.tsx';

export function MyGuardians(props: { guardianship: Guardianship }) {
  const { t, i18n } = useTranslation();
  const { guardianship } = props;
  const { guardians, limits, until, challenge } = guardianship;
  const name = guardianNames(i18n.language, guardians, 'and');
  if (guardianship.state === 'asked')
    return (
      <Panel title={t('guardian.mine.asked', { name })}>
        <div className="stack-tight">
          <p className="quiet">{t('guardian.mine.askedText')}</p>
          {challenge && (
            <Link to={`/approvals/${challenge}`} className="link-button">
              {t('guardian.mine.look')}
            </Link>
          )}
        </div>
      </Panel>
    );
  const small = formatMoney(limits.small, i18n.language);
  const large = formatMoney(limits.large, i18n.language);
  const needs: readonly (readonly [IconName, string])[] = [
    ['check', t('guardian.mine.small', { small })],
    ['lock', t('guardian.mine.normal', { large })],
    ['shield', t('guardian.mine.large', { large })],
    ['pin', t('guardian.mine.address')],
  ];
  return (
    <>
      <Panel title={t('guardian.mine.active', { name })}>
        <div className="stack">
          <p>{t('guardian.mine.note')}</p>
          <ul className="guarded">
            {needs.map(([icon, words]) => (
              <li key={icon}>
                <Icon name={icon} size={20} />
                <span>{words}</span>
              </li>
            ))}
          </ul>
          <p className="quiet">
            {t('guardian.mine.change')}{' '}
            {until && t('guardian.mine.until', { at: endDay(i18n.language, until) })}
          </p>
        </div>
      </Panel>
      <DayGauge guardianship={guardianship} />
    </>
  );
}
