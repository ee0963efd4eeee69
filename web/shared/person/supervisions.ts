// Who supervises whom, for wallet and checkout page.
import { useQuery } from '@tanstack/react-query';
import type { Brief } from '../challenge.ts';
import type { Money } from '../money.ts';
import { api } from './client.ts';

export type Supervision = {
  payer: Brief;
  supervisor: Brief;
  deputies: Brief[];
  freeLimit: Money;
  state: 'asked' | 'active' | 'leaving' | 'ended';
  /** While leaving. */
  endsAt?: string;
  /** The one that asks the supervisor. */
  challenge?: string;
  leaveRefused?: { reason: string; at: string };
};
export type Supervisions = {
  asPayer: Supervision | null;
  asSupervisor: Supervision[];
  asDeputy: Supervision[];
  /** My last supervisor gave it up. */
  resigned?: { supervisor: Brief; at: string };
};

export function useSupervisions() {
  return useQuery({
    queryKey: ['supervision'],
    queryFn: ({ signal }) => api.get<Supervisions>('/v1/supervision', undefined, signal),
  });
}
