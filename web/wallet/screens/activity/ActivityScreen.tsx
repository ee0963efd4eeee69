// Everything that moved, page by page, newest first.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { Empty, Loaded } from '../../../shared/components/Empty.tsx';
import { Icon } from '../../../shared/components/Icon.tsx';
import { Segmented } from '../../../shared/components/Switches.tsx';
import { useMovements } from '../../queries.ts';
import { MovementList } from './MovementList.tsx';

type Direction = 'all' | 'in' | 'out';

export default function ActivityScreen() {
  const { t } = useTranslation();
  const movements = useMovements();
  const [direction, setDirection] = useState<Direction>('all');
  return (
    <>
      <Bar title={t('activity.title')} />
      <div className="narrow stack">
        <Segmented
          name="direction"
          label={t('activity.show')}
          value={direction}
          onChange={setDirection}
          options={(['all', 'in', 'out'] as const).map((value) => ({ value, label: t(`activity.${value}`) }))}
        />
        <Panel flush>
          <Loaded query={movements} rows={8}>
            {(rows) => {
              const shown = rows.filter(({ amount }) =>
                direction === 'all' ? true : (direction === 'out') === amount.minor.startsWith('-'),
              );
              return shown.length === 0 ? (
                <Empty title={t('activity.empty')} icon={<Icon name="list" size={36} />} />
              ) : (
                <MovementList movements={shown} />
              );
            }}
          </Loaded>
        </Panel>
        {movements.hasNextPage && (
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
