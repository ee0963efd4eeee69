// Tells a supervised payer, before he pays, that somebody will be asked. Everybody else sees nothing.
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/Icon.tsx';
import { exceeds, type Money } from '../money.ts';
import { useSupervisions } from './supervisions.ts';
import './guardian/guardian.css';

export function SupervisedNote(props: { amount: Money | undefined }) {
  const { t } = useTranslation();
  const mine = useSupervisions().data?.asPayer;
  if (!mine || !['active', 'leaving'].includes(mine.state)) return null;
  if (!exceeds(props.amount, mine.freeLimit)) return null;
  return (
    <p className="outlook outlook-guardian" aria-live="polite" data-testid="supervised">
      <Icon name="shield" size={20} />
      <span>
        {t(mine.freeLimit.minor === '0' ? 'outlook.supervisorAlways' : 'outlook.supervisor', {
          name: mine.supervisor.name,
        })}
      </span>
    </p>
  );
}
