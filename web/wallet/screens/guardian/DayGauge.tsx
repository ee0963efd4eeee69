// What passed today without a guardian's yes, as a bar against the two sums of a day. The list beside it says the same.
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { formatMoney } from '../../../shared/money.ts';
import type { Guardianship } from '../../../shared/person/guardian/guardianships.ts';
import '../../../shared/person/guardian/guardian.css';

export function DayGauge(props: { guardianship: Guardianship }) {
  const { t, i18n } = useTranslation();
  const { spentToday, limits } = props.guardianship;
  // Widths only: a picture may round, amounts never do.
  const [spent, small, normal] = [spentToday, limits.dailySmall, limits.dailyNormal].map(({ minor }) =>
    Number(minor),
  ) as [number, number, number];
  const whole = Math.max(1, spent, normal);
  const at = (part: number) => `${(part / whole) * 100}%`;
  const words =
    spent >= normal ? 'guardian.overNormal' : spent >= small ? 'guardian.overSmall' : 'guardian.ok';
  return (
    <Panel title={t('guardian.today')} right={<Amount value={spentToday} sign="never" />}>
      <div className={spent >= small ? 'gauge gauge-over' : 'gauge'}>
        <div className="gauge-track" aria-hidden="true">
          <span className="gauge-fill" style={{ width: at(spent) }} />
          <span className="gauge-mark" style={{ left: at(small) }} />
          <span className="gauge-mark" style={{ left: at(normal) }} />
        </div>
        <ul className="gauge-legend">
          <li>
            {t('guardian.dailySmall')}
            <span className="figures">{formatMoney(limits.dailySmall, i18n.language)}</span>
          </li>
          <li>
            {t('guardian.dailyNormal')}
            <span className="figures">{formatMoney(limits.dailyNormal, i18n.language)}</span>
          </li>
        </ul>
        <p className="quiet">
          {t(words)} {t('guardian.dayHint')}
        </p>
      </div>
    </Panel>
  );
}
