// A forgotten PIN on its way to a new one, as the server has it. Its id stands in the address: whoever goes to read the
// bank's message comes back to where he was.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../shared/person/client.ts';
import { Problem } from '../../../shared/problem.ts';
import { useAct } from '../../../shared/useAct.ts';
import type { TypedCard } from '../cards/TypedCardForm.tsx';

export type Recovery = {
  id: string;
  state: 'asking' | 'unverified' | 'verified' | 'done' | 'declined' | 'replaced';
  last4: string;
  code?: string;
  expiresAt?: string;
};

const path = '/v1/pin-recoveries';

/** While the bank is asked for a code, its answer is looked for. */
export function useRecovery(id: string | undefined) {
  return useQuery({
    queryKey: ['pin-recovery', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.get<Recovery>(`${path}/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'asking' ? 1_500 : false),
  });
}

/** Each step is answered with the whole; the screen shows what the server says then. */
function useKeep() {
  const queries = useQueryClient();
  return (recovery: Recovery) => {
    queries.setQueryData(['pin-recovery', recovery.id], recovery);
    return recovery;
  };
}

export function useStart() {
  const keep = useKeep();
  return useAct(async (card: TypedCard, key) =>
    keep(await api.post<Recovery>(path, card, { key, waitSeconds: 10 })),
  );
}

export function useVerify(id: string) {
  const keep = useKeep();
  return useAct(async (body: { code: string }, key) =>
    keep(await api.post<Recovery>(`${path}/${id}/verify`, body, { key, waitSeconds: 10 })),
  );
}

export function useSetPin(id: string) {
  const keep = useKeep();
  const queries = useQueryClient();
  return useAct(async (body: { pin: string }, key) => {
    const done = keep(await api.post<Recovery>(`${path}/${id}/pin`, body, { key }));
    void queries.invalidateQueries({ queryKey: ['me'] });
    return done;
  });
}

/** Refusals after which this recovery leads nowhere any more. */
export function isOverError(error: unknown): boolean {
  return error instanceof Problem && over.has(error.code);
}
const over = new Set(['EXPIRED', 'LOCKED', 'REPLAYED', 'CONFLICT', 'NOT_FOUND', 'INSTRUMENT_UNUSABLE']);
