// Third step: the new PIN, typed twice.
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../shared/components/AppFrame.tsx';
import { Button } from '../../../shared/components/Button.tsx';
import { ErrorCard } from '../../../shared/components/ErrorCard.tsx';
import { NewPin } from '../../../shared/person/NewPin.tsx';
import { isOverError, useSetPin } from './recovery.ts';

export function NewPinStep(props: { id: string; onAnew: () => void }) {
  const { t } = useTranslation();
  const set = useSetPin(props.id);
  return (
    <div className="stack">
      {set.error ? <ErrorCard error={set.error} /> : null}
      {isOverError(set.error) ? (
        <Button size="large" block onClick={props.onAnew}>
          {t('forgotPin.cardAgain')}
        </Button>
      ) : (
        <Panel>
          <NewPin busy={set.isPending} onPin={(pin) => set.mutate({ pin })} />
        </Panel>
      )}
    </div>
  );
}
