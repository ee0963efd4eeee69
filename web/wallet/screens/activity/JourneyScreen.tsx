// A transfer, top-up or withdrawal on its way: asking the bank, and its honest end: done, failed, or not known yet.
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { Bar, Fact, Facts, Panel } from '../../../shared/components/AppFrame.tsx';
import { Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Amount } from '../../../shared/components/Money.tsx';
import { StatePill } from '../../../shared/components/StatePill.tsx';
import { type Step, Timeline } from '../../../shared/components/Timeline.tsx';
import { BankRefusal } from '../../../shared/person/BankRefusal.tsx';
import { fullTime } from '../../../shared/time.ts';
import type { Journey } from '../../../shared/types.ts';
import { type JourneyKind, useJourney, useMovements } from '../../queries.ts';

export default function JourneyScreen(props: { kind: JourneyKind }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id = '' } = useParams();
  const given = useLocation().state as { journey?: Journey; to?: string } | null;
  const journey = useJourney(props.kind, id, given?.journey);
  return (
    <>
      <Bar title={t(`journey.${props.kind}`)} onBack={() => void navigate('/')} />
      <Loaded query={journey}>
        {(data) => <JourneyView kind={props.kind} journey={data} to={given?.to} />}
      </Loaded>
    </>
  );
}

function JourneyView(props: { kind: JourneyKind; journey: Journey; to: string | undefined }) {
  const { t, i18n } = useTranslation();
  const { journey, kind, to } = props;
  const note = typeof journey.note === 'string' && journey.note !== '' ? journey.note : undefined;
  const seq = useJournalEntry(journey);
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
            {t(`journey.${journey.state}`, { defaultValue: t('journey.pending') })}
          </p>
          <Amount value={journey.amount} size="xl" sign="never" />
          <StatePill state={journey.state} />
        </div>
        {kind !== 'transfers' && <Timeline steps={bankSteps(journey, t)} />}
        {journey.state === 'failed' && (
          <div className="outcome-refusal">
            <BankRefusal code={journey.code ?? undefined} />
          </div>
        )}
        {journey.state === 'unknown' && <p className="outcome-wait">{t('journey.unknownText')}</p>}
      </Panel>
      <Panel title={t('receipt.proof')}>
        <Facts>
          {to && <Fact label={t('journey.to')}>{to}</Fact>}
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
      <Link to="/" className="button button-primary button-large button-block">
        {t('action.done')}
      </Link>
    </div>
  );
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
