// Everything that moved, page by page, newest first.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Segmented } from '../../../shared/components/Switches.tsx';
import { useAsked } from '../../../shared/person/approval/challenges.ts';
import type { StatementEntry } from '../../../shared/types.ts';
import type { BankMoneyKind } from '../../bankJourneys.ts';
import { useMonth, useMovements } from '../../queries.ts';
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
  const movements = useMovements();
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
        <Panel flush>
          {show === 'orders' ? (
            <OrderList />
          ) : isEarlier ? (
            <Earlier back={back} show={show} />
          ) : (
            <Loaded query={movements} rows={8}>
              {(rows) => <Shown rows={rows} show={show} />}
            </Loaded>
          )}
        </Panel>
        {show !== 'orders' && !isEarlier && movements.hasNextPage && (
          <Button
            kind="quiet"
            block
            busy={movements.isFetchingNextPage}
            onClick={() => void movements.fetchNextPage()}
          >
            {t('action.more')}
          </Button>
        )}
      </div>
    </>
  );
}

/** The movements of the month that the card shows. */
function Earlier(props: { back: number; show: Show }) {
  const first = monthBefore(new Date(), props.back);
  const month = useMonth(first);
  return (
    <Loaded query={month} rows={8}>
      {({ movements }) => (
        <Shown rows={movements.filter(({ at }) => isWithin(new Date(at), first))} show={props.show} />
      )}
    </Loaded>
  );
}

function Shown(props: { rows: readonly StatementEntry[]; show: Show }) {
  const { t } = useTranslation();
  const { rows, show } = props;
  const shown = rows.filter(
    ({ amount }) => show === 'all' || (show === 'out') === amount.minor.startsWith('-'),
  );
  return shown.length === 0 ? (
    <Empty title={t('activity.empty')} icon={<Icon name="list" size={36} />} />
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
