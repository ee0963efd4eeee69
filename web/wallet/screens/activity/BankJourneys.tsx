// Top-ups and withdrawals that still wait for the bank, or that lately came to nothing: each leads to its own page.
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { shortTime } from '../../../shared/time.ts';
import { type BankJourney, type BankMoneyKind, seenEnds } from '../../bankJourneys.ts';
import { isOver, useBankJourneys } from '../../queries.ts';

export function BankJourneys(props: {
  kinds: readonly BankMoneyKind[];
  /** Leaves out the ends that were read already. */
  newsOnly?: boolean;
  hidden?: boolean;
}) {
  const { t } = useTranslation();
  const journeys = useBankJourneys();
  const seen = props.newsOnly ? seenEnds() : [];
  const shown = (journeys.data ?? []).filter(
    (journey) => props.kinds.includes(journey.kind) && !(isOver(journey) && seen.includes(journey.id)),
  );
  if (shown.length === 0) return null;
  return (
    <Panel flush title={t('journey.withBank')}>
      <ul>
        {shown.map((journey) => (
          <Row key={journey.id} journey={journey} hidden={props.hidden ?? false} />
        ))}
      </ul>
    </Panel>
  );
}

function Row(props: { journey: BankJourney; hidden: boolean }) {
  const { t, i18n } = useTranslation();
  const { journey } = props;
  const { id, kind, state } = journey;
  const at = journey.endedAt ?? journey.createdAt;
  return (
    <li>
      <Link to={`/${kind}/${id}`} className="movement">
        <span className={isOver(journey) ? 'disc' : 'disc disc-wait'}>
          <Icon name={kind === 'top-ups' ? 'plus' : 'bank'} size={20} />
        </span>
        <span className="movement-words">
          <span className="movement-title">{t(`journey.${kind}`)}</span>
          {at && <span className="movement-detail">{shortTime(at, i18n.language)}</span>}
        </span>
        <span className="movement-end">
          <Amount value={journey.amount} sign="never" hidden={props.hidden} />
          <StatePill state={state} label={t(isOver(journey) ? `journey.${state}` : 'journey.waits')} />
        </span>
      </Link>
    </li>
  );
}
