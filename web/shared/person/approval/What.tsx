// What a request is about: how much, to whom, for what, where to, and why somebody is asked. The same for both sides.
import { useTranslation } from 'react-i18next';
import { type Challenge, limitsOf, reasonsForMe, reasonWords, sentence } from '../../challenge.ts';
import { AddressText } from '../../components/AddressText.tsx';
import { Fact, Facts, Panel } from '../../components/AppFrame.tsx';
import { Amount } from '../../components/Money.tsx';
import { times } from '../../money.ts';

const mostLines = 20;

/** Payee and amount, large: what must never be overlooked. */
export function Headline(props: { challenge: Challenge; struck?: boolean }) {
  const { t, i18n } = useTranslation();
  const { shown, kind } = props.challenge;
  // The server's own words stand in where this screen has none for the kind.
  const hasWords = i18n.exists(`shared:approval.kind.${kind}`);
  return (
    <div className="approval-headline">
      {shown.amount && (
        <p className="approval-amount">
          <Amount value={shown.amount} size="xl" sign="never" struck={props.struck ?? false} />
        </p>
      )}
      {shown.payee?.name && <p className="approval-payee">{t('approval.to', { name: shown.payee.name })}</p>}
      {shown.text && !hasWords && <p className="approval-text">{shown.text}</p>}
    </div>
  );
}

export function Details(props: { challenge: Challenge }) {
  const { t } = useTranslation();
  const { shown, subject, asker, reasons } = props.challenge;
  const ward = reasons.map(({ details }) => details.ward).find((name) => typeof name === 'string');
  return (
    <Facts>
      <Fact label={t('approval.asker')}>{asker.name}</Fact>
      {ward && <Fact label={t('approval.ward')}>{ward}</Fact>}
      {shown.payee?.name && <Fact label={t('approval.payee')}>{shown.payee.name}</Fact>}
      {shown.mode && <Fact label={t('approval.mode')}>{t(`approval.modeOf.${shown.mode}`)}</Fact>}
      {shown.note && <Fact label={t('approval.note')}>{shown.note}</Fact>}
      <Fact label={t('approval.reference')} mono>
        {subject}
      </Fact>
    </Facts>
  );
}

export function Lines(props: { challenge: Challenge }) {
  const { t } = useTranslation();
  const { lines, amount } = props.challenge.shown;
  if (!lines || lines.length === 0 || !amount) return null;
  return (
    <Panel title={t('approval.lines')}>
      <ul className="approval-lines">
        {lines.map((line, place) => {
          const price = { minor: line.unitPrice, currency: amount.currency };
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place
            <li key={place}>
              <span className="approval-item">{line.item}</span>
              <span className="quiet figures">× {line.quantity}</span>
              <Amount value={times(price, line.quantity)} />
            </li>
          );
        })}
      </ul>
      {lines.length >= mostLines && <p className="quiet">{t('approval.moreLines')}</p>}
    </Panel>
  );
}

export function Where(props: { challenge: Challenge }) {
  const { t } = useTranslation();
  const { address } = props.challenge.shown;
  if (!address) return null;
  return (
    <Panel title={t('approval.address')}>
      <AddressText address={address} />
    </Panel>
  );
}

export function Why(props: { challenge: Challenge; isForMe: boolean }) {
  const { t, i18n } = useTranslation();
  const { challenge, isForMe } = props;
  const reasons = isForMe ? reasonsForMe(challenge) : challenge.reasons;
  const words = [...new Set(reasons.map((reason) => reasonWords(t, i18n.language, reason)))];
  if (words.length === 0) return null;
  return (
    <section className="approval-why">
      <h2>{t(isForMe ? 'approval.whyYou' : 'approval.why')}</h2>
      <ul>
        {words.map((reason) => (
          <li key={reason}>{t('approval.reasonSentence', { reason: sentence(reason) })}</li>
        ))}
      </ul>
    </section>
  );
}

/** What would hold from then on, for requests that move no money. */
export function Limits(props: { challenge: Challenge }) {
  const { t } = useTranslation();
  const limits = limitsOf(props.challenge);
  if (limits.length === 0) return null;
  return (
    <Panel title={t('approval.limits')}>
      <dl className="facts approval-limits">
        {limits.map(([name, limit]) => (
          <Fact key={name} label={t(`approval.limit.${name}`, { defaultValue: name })}>
            <Amount value={limit} />
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}
