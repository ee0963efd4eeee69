// A transfer, top-up or withdrawal on its way: asking the bank, and its honest end: done, failed, or not known yet.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { Bar, Fact, Facts, Panel } from '../../../shared/components/AppFrame.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { type Step, Timeline } from '../../../shared/components/Timeline.tsx';
import { useChallenge } from '../../../shared/person/approval/challenges.ts';
import { Ended } from '../../../shared/person/approval/Ended.tsx';
import { Waiting } from '../../../shared/person/approval/Waiting.tsx';
import { BankRefusal } from '../../../shared/person/BankRefusal.tsx';
import { useMe } from '../../../shared/person/client.ts';
import { fullTime } from '../../../shared/time.ts';
import type { Journey } from '../../../shared/types.ts';
import { markSeen } from '../../bankJourneys.ts';
import { type JourneyKind, useJourney, useMovements } from '../../queries.ts';

export default function JourneyScreen(props: { kind: JourneyKind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id = '' } = useParams();
  const given = useLocation().state as { journey?: Journey; to?: string } | null;
  const journey = useJourney(props.kind, id, given?.journey);
  const isFailed = journey.data?.state === 'failed';
  useEffect(() => {
    if (isFailed) markSeen(id);
  }, [isFailed, id]);
  return (
    <>
      <Bar title={t(`journey.${props.kind}`)} onBack={() => void navigate('/')} />
      <Loaded query={journey}>
        {(data) =>
          data.challenge && data.state !== 'done' ? (
            <Asked kind={props.kind} journey={data} challenge={data.challenge} to={given?.to} />
          ) : (
            <JourneyView kind={props.kind} journey={data} to={given?.to} />
          )
        }
      </Loaded>
    </>
  );
}

/** A journey that waits for somebody's yes, or ended for want of it; else as any other. */
function Asked(props: { kind: JourneyKind; journey: Journey; challenge: string; to: string | undefined }) {
  const { t } = useTranslation();
  const { journey, kind, to } = props;
  const asked = useChallenge(props.challenge);
  const payee = to ?? asked.data?.shown.payee?.name;
  const isWaiting = journey.state === 'waiting';
  const isDropped = journey.state === 'failed' && (journey.code ?? '').startsWith('APPROVAL_');
  if (!isWaiting && !isDropped) return <JourneyView kind={kind} journey={journey} to={payee} />;
  const facts = <JourneyFacts journey={journey} to={payee} />;
  return (
    <Loaded query={asked} rows={6}>
      {(challenge) => (
        <div className="stack">
          {isWaiting && challenge.state === 'pending' ? (
            <Waiting challenge={challenge} />
          ) : (
            <Ended challenge={challenge} />
          )}
          {facts}
          {!isWaiting && <Done words={t('action.done')} />}
        </div>
      )}
    </Loaded>
  );
}

function Done(props: { words: string }) {
  return (
    <Link to="/" className="button button-primary button-large button-block">
      {props.words}
    </Link>
  );
}

function JourneyView(props: { kind: JourneyKind; journey: Journey; to: string | undefined }) {
  const { t } = useTranslation();
  const { journey, kind, to } = props;
  const isIncoming = useIncoming(journey);
  return (
    <div className="stack">
      <Panel>
        <div className="receipt-head" aria-live="polite">
          <span className={`outcome outcome-${journey.state}`}>
            <Icon
              name={journey.state === 'done' ? 'check' : journey.state === 'failed' ? 'cross' : 'clock'}
              size={30}
            />
          </span>
          <p className="receipt-name">
            {kind === 'transfers' && journey.state === 'done'
              ? t(isIncoming ? 'kind.transferIn' : 'journey.sent')
              : t(`journey.${journey.state}`, { defaultValue: t('journey.pending') })}
          </p>
          <Amount value={journey.amount} size="xl" sign="never" />
        </div>
        {kind !== 'transfers' && <Timeline steps={bankSteps(journey, t)} />}
        {journey.state === 'failed' && (
          <div className="outcome-refusal">
            <BankRefusal code={journey.code ?? undefined} />
          </div>
        )}
        {journey.state === 'unknown' && <p className="outcome-wait">{t('journey.unknownText')}</p>}
      </Panel>
      <JourneyFacts journey={journey} to={to} />
      <Done words={t('action.done')} />
    </div>
  );
}

function JourneyFacts(props: { journey: Journey; to: string | undefined }) {
  const { t, i18n } = useTranslation();
  const { journey, to } = props;
  const note = typeof journey.note === 'string' && journey.note !== '' ? journey.note : undefined;
  const seq = useJournalEntry(journey);
  const isIncoming = useIncoming(journey);
  return (
    <Panel title={t('receipt.proof')}>
      <Facts>
        {to && <Fact label={t(isIncoming ? 'journey.from' : 'journey.to')}>{to}</Fact>}
        {note && <Fact label={t('receipt.note')}>{note}</Fact>}
        {journey.createdAt && (
          <Fact label={t('receipt.at')}>{fullTime(journey.createdAt, i18n.language)}</Fact>
        )}
        <Fact label={t('receipt.reference')} mono>
          {journey.id}
        </Fact>
        {seq && (
          <Fact label={t('receipt.journal')} mono>
            {`#${seq}`}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

/** A transfer is shown to both of its sides; this one came to me. */
function useIncoming(journey: Journey): boolean {
  const me = useMe().data?.id;
  return me !== undefined && journey.to === me;
}

/** What has happened, what is happening, what is still to come. */
function bankSteps(journey: Journey, t: (key: string) => string): Step[] {
  const { state } = journey;
  const asked: Step = { key: 'asked', state: 'done', title: t('journey.stepAsked') };
  const bank: Step = {
    key: 'bank',
    state: state === 'done' ? 'done' : state === 'failed' ? 'failed' : 'current',
    title: t(state === 'done' || state === 'failed' ? 'journey.stepAnswered' : 'journey.stepBank'),
    ...(state === 'unknown' ? { detail: t('journey.stepBankSilent') } : {}),
  };
  const end: Step = {
    key: 'end',
    state: state === 'done' || state === 'failed' ? 'done' : 'todo',
    title: t(state === 'failed' ? 'journey.stepNothing' : 'journey.stepBooked'),
  };
  return [asked, bank, end];
}

/** The journal entry that moved the money, as the statement names it; undefined until it has. */
function useJournalEntry(journey: Journey): string | undefined {
  const movements = useMovements();
  return movements.data?.find(({ reference }) => reference === journey.id)?.id.split('_')[0];
}
