// What the screens of supervised payments ask the server for.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { Brief } from '../../../shared/challenge.ts';
import type { Money } from '../../../shared/money.ts';
import { api } from '../../../shared/person/client.ts';
import type { Supervision } from '../../../shared/person/supervisions.ts';
import type { Page } from '../../../shared/types.ts';
import { useAct } from '../../../shared/useAct.ts';

export type SupervisedAct = {
  challenge: string;
  kind: string;
  subject: string;
  payee?: Brief;
  amount?: Money;
  note?: string;
  state: 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
  outcome: 'waiting' | 'paid' | 'dropped';
  answeredBy?: Brief;
  createdAt: string;
  endedAt?: string;
};

/** What of this person was asked, newest first, page by page. */
export function useSupervisedActs(payer: string) {
  return useInfiniteQuery({
    queryKey: ['supervision', 'history', payer],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<SupervisedAct>>(`/v1/supervision/${payer}/history`, { after: pageParam }, signal),
    getNextPageParam: (last) => (last.hasMore ? (last.next ?? undefined) : undefined),
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}

/** A change of whatever kind; afterwards everything about supervision is asked again. */
export function useSupervise<Body>(send: (body: Body, key: string) => Promise<Supervision>) {
  const queries = useQueryClient();
  return useAct(async (body: Body, key) => {
    try {
      return await send(body, key);
    } finally {
      void queries.invalidateQueries({ queryKey: ['supervision'] });
    }
  });
}

type Proven<Body> = Body & { pin: string };

export const useAskSupervisor = () =>
  useSupervise(({ pin, supervisor }: Proven<{ supervisor: string }>, key) =>
    api.post<Supervision>('/v1/supervision', { supervisor, proof: { pin } }, { key }),
  );

export const useLeave = () =>
  useSupervise(({ pin }: { pin: string }, key) =>
    api.post<Supervision>('/v1/supervision/leave', { proof: { pin } }, { key }),
  );

export const useSetFreeLimit = (payer: string) =>
  useSupervise(({ pin, freeLimit }: Proven<{ freeLimit: Money }>, key) =>
    api.put<Supervision>(`/v1/supervision/${payer}/free-limit`, { freeLimit, proof: { pin } }, { key }),
  );

export const useAddDeputy = (payer: string) =>
  useSupervise(({ pin, person }: Proven<{ person: string }>, key) =>
    api.post<Supervision>(`/v1/supervision/${payer}/deputies`, { person, proof: { pin } }, { key }),
  );

export const useRemoveDeputy = (payer: string) =>
  useSupervise((person: string, key) =>
    api.del<Supervision>(`/v1/supervision/${payer}/deputies/${person}`, { key }),
  );

/** Only the supervisor's own PIN will do. */
export const useResign = (payer: string) =>
  useSupervise(({ pin }: { pin: string }, key) =>
    api.post<Supervision>(`/v1/supervision/${payer}/resign`, { proof: { pin } }, { key }),
  );
