// Everything that moved, page by page, newest first.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded, Loading } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Segmented } from '../../../shared/components/Switches.tsx';
import { useAsked } from '../../../shared/person/approval/challenges.ts';
import type { StatementEntry } from '../../../shared/types.ts';
import type { BankMoneyKind } from '../../bankJourneys.ts';
import { useMonth, useMovements, useReadOn } from '../../queries.ts';
import { isWithin, monthBefore } from '../../spending.ts';
import { ChallengeRow } from '../approvals/ChallengeRow.tsx';
import { BankJourneys } from './BankJourneys.tsx';
import { MonthCard } from './MonthCard.tsx';
import { MovementList } from './MovementList.tsx';
import { OrderList } from './OrderList.tsx';

type Show = 'all' | 'in' | 'out' | 'orders';

const withBank: Readonly<Record<Show, readonly BankMoneyKind[]>> = {
  all: ['top-ups', 'withdrawals'],
  in: ['top-ups'],
  out: ['withdrawals'],
  orders: [],
};

export default function ActivityScreen() {
  const { t } = useTranslation();
  const [show, setShow] = useState<Show>('all');
  const [back, setBack] = useState(0);
  const hasMonth = show === 'all' || show === 'out';
  const isEarlier = hasMonth && back > 0;
  return (
    <>
      <Bar title={t('activity.title')} />
      <div className="narrow stack">
        <Segmented
          name="show"
          label={t('activity.show')}
          value={show}
          onChange={setShow}
          options={(['all', 'in', 'out', 'orders'] as const).map((value) => ({
            value,
            label: t(`activity.${value}`),
          }))}
        />
        {hasMonth && <MonthCard back={back} onBack={setBack} />}
        {(hasMonth || show === 'orders') && !isEarlier && <WaitingList />}
        {!isEarlier && <BankJourneys kinds={withBank[show]} />}
        {show !== 'orders' && !isEarlier ? (
          <Latest key={show} show={show} />
        ) : (
          <Panel flush>{show === 'orders' ? <OrderList /> : <Earlier back={back} show={show} />}</Panel>
        )}
      </div>
    </>
  );
}

/** How many movements are looked through for one to show before somebody is asked whether to look on. */
const readAhead = 300;

/** The newest movements. A filter may pass over whole pages: it is read on until there is one more to show. */
function Latest(props: { show: Show }) {
  const { t } = useTranslation();
  const movements = useMovements();
  const [wanted, setWanted] = useState(1);
  const [reach, setReach] = useState(readAhead);
  const read = movements.data?.length ?? 0;
  const shown = filtered(movements.data ?? [], props.show).length;
  const isReading = useReadOn(movements, shown < wanted && read < reach);
  function more() {
    setWanted(shown + 1);
    setReach(read + readAhead);
    void movements.fetchNextPage();
  }
  return (
    <>
      <Panel flush>
        <Loaded query={movements} rows={8}>
          {(rows) =>
            isReading && shown === 0 ? (
              <Loading rows={8} />
            ) : (
              <Shown rows={rows} show={props.show} mayBeMore={movements.hasNextPage} />
            )
          }
        </Loaded>
      </Panel>
      {movements.hasNextPage && (
        <Button kind="quiet" block busy={isReading || movements.isFetchingNextPage} onClick={more}>
          {t('action.more')}
        </Button>
      )}
    </>
  );
}

/** The movements of the month that the card shows. */
function Earlier(props: { back: number; show: Show }) {
  const first = monthBefore(new Date(), props.back);
  const month = useMonth(first);
  return (
    <Loaded query={month} rows={8}>
      {({ movements, clipped }) => (
        <Shown
          rows={movements.filter(({ at }) => isWithin(new Date(at), first))}
          show={props.show}
          mayBeMore={clipped}
        />
      )}
    </Loaded>
  );
}

const filtered = (rows: readonly StatementEntry[], show: Show) =>
  rows.filter(({ amount }) => show === 'all' || (show === 'out') === amount.minor.startsWith('-'));

/** Says that there is nothing only where there cannot be more. */
function Shown(props: { rows: readonly StatementEntry[]; show: Show; mayBeMore: boolean }) {
  const { t } = useTranslation();
  const shown = filtered(props.rows, props.show);
  return shown.length === 0 ? (
    <Empty
      title={t(props.mayBeMore ? 'activity.noneSoFar' : 'activity.empty')}
      icon={<Icon name="list" size={36} />}
    />
  ) : (
    <MovementList movements={shown} />
  );
}

/** What I asked for and somebody must still agree to. */
function WaitingList() {
  const { t } = useTranslation();
  const asked = useAsked();
  if (!asked.data || asked.data.length === 0) return null;
  return (
    <Panel flush title={t('approval.pendingOnes')}>
      <ul>
        {asked.data.map((challenge) => (
          <ChallengeRow key={challenge.id} challenge={challenge} />
        ))}
      </ul>
    </Panel>
  );
}
