// A month of the balance at a glance: what was spent, on what and with whom, and what came in. What a card paid directly is
// among the orders, and the words must not pretend that it is counted here. The bars repeat what stands beside them.
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { Stepper } from '../../../shared/components/Stepper.tsx';
import { useWalletAccount } from '../../../shared/person/client.ts';
import { useMonth } from '../../queries.ts';
import { type Month, monthBefore, spendingOfMonth } from '../../spending.ts';

const maxBack = 11;

/** `back`: how many months before this one. */
export function MonthCard(props: { back: number; onBack: (back: number) => void }) {
  const { t, i18n } = useTranslation();
  const { back } = props;
  const account = useWalletAccount();
  const first = monthBefore(new Date(), back);
  const query = useMonth(first);
  const name = new Intl.DateTimeFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', {
    month: 'long',
    year: 'numeric',
  }).format(first);
  return (
    <Panel>
      <div className="month-head">
        <Stepper
          back={back}
          max={maxBack}
          earlier={t('month.earlier')}
          later={t('month.later')}
          onBack={props.onBack}
        >
          {name}
        </Stepper>
      </div>
      <Loaded query={query} rows={2}>
        {({ movements, clipped }) => (
          <>
            {account && <Figures month={spendingOfMonth(movements, account.currency, first)} />}
            {clipped && <p className="quiet">{t('month.clipped')}</p>}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Figures({ month }: { month: Month }) {
  const { t } = useTranslation();
  return (
    <>
      <dl className="month-sums">
        <div>
          <dt>{t('month.spent')}</dt>
          <dd>
            <Amount value={month.spent} size="l" sign="never" />
          </dd>
        </div>
        <div>
          <dt>{t('month.received')}</dt>
          <dd>
            <Amount value={month.received} size="l" sign="never" />
          </dd>
        </div>
      </dl>
      {month.kinds.length > 0 && (
        <>
          <div className="month-split" aria-hidden="true">
            {month.kinds.map(({ kind, share }) => (
              <i key={kind} className={`month-${kind}`} style={{ flexGrow: share }} />
            ))}
          </div>
          <ul className="month-kinds">
            {month.kinds.map(({ kind, amount, share }) => (
              <li key={kind}>
                <i className={`month-dot month-${kind}`} aria-hidden="true" />
                <span>{t(`month.kind.${kind}`)}</span>
                <span className="quiet figures">{Math.round(share * 100)}%</span>
                <Amount value={amount} sign="never" />
              </li>
            ))}
          </ul>
          <details className="month-payees">
            <summary>{t('month.payees')}</summary>
            <ul>
              {month.payees.map(({ name, kind, amount, share }) => (
                <li key={`${kind} ${name}`}>
                  <span>{name}</span>
                  <Amount value={amount} sign="never" />
                  <span className="month-bar" aria-hidden="true">
                    <i className={`month-${kind}`} style={{ inlineSize: `${share * 100}%` }} />
                  </span>
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
    </>
  );
}
