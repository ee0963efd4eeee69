// Seven small bars: what was spent each day. A list for screen readers says the same. Never shows a total of a part as the
// whole.
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { formatMoney } from '../../../shared/money.ts';
import type { StatementEntry } from '../../../shared/types.ts';
import { spendingByDay } from '../../spending.ts';

export function SpendingChart(props: {
  movements: readonly StatementEntry[];
  currency: string;
  hidden: boolean;
  /** Whether all movements of these days are there. */
  read: 'all' | 'reading' | 'part';
}) {
  const { t, i18n } = useTranslation();
  const { days, total } = spendingByDay(props.movements, props.currency, new Date());
  // Heights only: a picture may round, amounts never do.
  const highest = Math.max(1, ...days.map(({ spent }) => Number(spent.minor)));
  const weekday = new Intl.DateTimeFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'narrow' });
  const longDay = new Intl.DateTimeFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'long' });
  return (
    <Panel
      title={t('home.spending')}
      right={
        props.read === 'reading' ? (
          <span className="quiet">{t('loading')}</span>
        ) : (
          <Amount value={total} sign="never" hidden={props.hidden} />
        )
      }
    >
      <div className="bars" aria-hidden="true">
        {days.map(({ key, date, spent, isToday }) => (
          <div key={key} className={isToday ? 'bar-day bar-today' : 'bar-day'}>
            <span className="bar-track">
              <span
                className="bar-fill"
                style={{
                  height: props.hidden ? '30%' : `${(Math.max(0, Number(spent.minor)) / highest) * 100}%`,
                }}
              />
            </span>
            <span>{weekday.format(date)}</span>
          </div>
        ))}
      </div>
      {!props.hidden && (
        <ul className="unseen">
          {days.map(({ key, date, spent }) => (
            <li key={key}>
              {longDay.format(date)}: {formatMoney(spent, i18n.language)}
            </li>
          ))}
        </ul>
      )}
      {props.read === 'part' && <p className="quiet">{t('home.spendingPart')}</p>}
    </Panel>
  );
}
