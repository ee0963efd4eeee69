// What the screens of approvals ask the server for, and the answers they send. Events make all of it ask again; the slow
// intervals are for browsers that lose the stream.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { answering } from '../../answer.ts';
import { type Challenge, isMine } from '../../challenge.ts';
import type { Page } from '../../types.ts';
import { useAct } from '../../useAct.ts';
import { api } from '../client.ts';

const pageSize = 50;

/** What waits for my answer on this device, newest first. */
export function useInbox() {
  return useQuery({
    queryKey: ['challenges', 'inbox'],
    refetchInterval: 20_000,
    queryFn: ({ signal }) => readList('approver', 'pending', signal),
    select: waitingForMe,
  });
}

/** What I asked for and still waits. */
export function useAsked() {
  return useQuery({
    queryKey: ['challenges', 'asked'],
    queryFn: ({ signal }) => readList('asker', 'pending', signal),
  });
}

/** What was decided, mine and others', newest first. */
export function useDecided() {
  return useQuery({
    queryKey: ['challenges', 'decided'],
    queryFn: async ({ signal }) => {
      const lists = await Promise.all([
        readList('approver', 'all', signal),
        readList('asker', 'all', signal),
      ]);
      const known = new Map(lists.flat().map((one) => [one.id, one]));
      const decided = [...known.values()].filter(({ state }) => state !== 'pending');
      return decided.sort((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? '')).slice(0, 20);
    },
  });
}

const waitingForMe = (list: Challenge[]) => list.filter(isMine);

async function readList(role: 'approver' | 'asker', state: 'pending' | 'all', signal: AbortSignal) {
  const page = await api.get<Page<Challenge>>('/v1/challenges', { role, state, limit: pageSize }, signal);
  return page.data;
}

export function useChallenge(id: string | undefined, first?: Challenge) {
  return useQuery({
    queryKey: ['challenge', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.get<Challenge>(`/v1/challenges/${id}`, undefined, signal),
    ...(first ? { initialData: first, initialDataUpdatedAt: 0 } : {}),
    refetchInterval: ({ state: { data } }) => {
      if (data?.state !== 'pending') return false;
      return Date.now() >= Date.parse(data.expiresAt) ? 1_500 : 5_000;
    },
  });
}

export const { useAnswer, useProving, useSendCode } = answering(api);

/** `onDone` is called before the screens learn of it: what they show then may no longer hold the caller. */
export function useGiveUp(id: string, onDone: () => void) {
  const queries = useQueryClient();
  return useAct(async (_body: undefined, key) => {
    try {
      const ended = await api.post<Challenge>(`/v1/challenges/${id}/cancel`, undefined, { key });
      onDone();
      queries.setQueryData(['challenge', id], ended);
      return ended;
    } finally {
      void queries.invalidateQueries();
    }
  });
}

/** Keeps an id while the page is open or loaded again, so that it can say how the waiting ended. */
export function remembered(key: string) {
  const storageKey = `bursar.waiting.${key}`;
  return {
    read: () => sessionStorage.getItem(storageKey) ?? undefined,
    keep: (id: string) => sessionStorage.setItem(storageKey, id),
    forget: () => sessionStorage.removeItem(storageKey),
  };
}

/** Calls back once for each request that newly waits for me; those of the first look are not news. */
export function useArrivals(onArrival: (challenge: Challenge) => void): void {
  const inbox = useInbox();
  const seen = useRef<Set<string>>(undefined);
  useEffect(() => {
    if (!inbox.data) return;
    const known = seen.current;
    if (known) for (const challenge of inbox.data) if (!known.has(challenge.id)) onArrival(challenge);
    seen.current = new Set([...(known ?? []), ...inbox.data.map(({ id }) => id)]);
  }, [inbox.data, onArrival]);
}
