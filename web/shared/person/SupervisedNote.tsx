// Tells a supervised payer, before he pays, that somebody will be asked. Everybody else sees nothing.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Brief } from '../challenge.ts';
import { Icon } from '../components/Icon.tsx';
import { exceeds, type Money } from '../money.ts';
import { api } from './client.ts';
import './guardian/guardian.css';

type Mine = { asPayer: { supervisor: Brief; freeLimit: Money; state: string } | null };

export function SupervisedNote(props: { amount: Money | undefined }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['supervision'],
    queryFn: ({ signal }) => api.get<Mine>('/v1/supervision', undefined, signal),
  });
  const mine = data?.asPayer;
  if (!mine || !['active', 'leaving'].includes(mine.state)) return null;
  if (!exceeds(props.amount, mine.freeLimit)) return null;
  return (
    <p className="outlook outlook-guardian" aria-live="polite" data-testid="supervised">
      <Icon name="shield" size={20} />
      <span>{t('outlook.supervisor', { name: mine.supervisor.name })}</span>
    </p>
  );
}
