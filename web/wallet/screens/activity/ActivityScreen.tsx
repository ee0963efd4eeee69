// Everything that moved, page by page, newest first.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Segmented } from '../../../shared/components/Switches.tsx';
import { useAsked } from '../../../shared/person/approval/challenges.ts';
import { useMovements } from '../../queries.ts';
import { ChallengeRow } from '../approvals/ChallengeRow.tsx';
import { MonthCard } from './MonthCard.tsx';
import { MovementList } from './MovementList.tsx';
import { OrderList } from './OrderList.tsx';

type Show = 'all' | 'in' | 'out' | 'orders';

export default function ActivityScreen() {
  const { t } = useTranslation();
  const movements = useMovements();
  const [show, setShow] = useState<Show>('all');
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
        {(show === 'all' || show === 'out') && <MonthCard />}
        {(show === 'all' || show === 'out' || show === 'orders') && <WaitingList />}
        <Panel flush>
          {show === 'orders' ? (
            <OrderList />
          ) : (
            <Loaded query={movements} rows={8}>
              {(rows) => {
                const shown = rows.filter(({ amount }) =>
                  show === 'all' ? true : (show === 'out') === amount.minor.startsWith('-'),
                );
                return shown.length === 0 ? (
                  <Empty title={t('activity.empty')} icon={<Icon name="list" size={36} />} />
                ) : (
                  <MovementList movements={shown} />
                );
              }}
            </Loaded>
          )}
        </Panel>
        {show !== 'orders' && movements.hasNextPage && (
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
