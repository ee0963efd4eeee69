// What the screens of approvals ask the server for, and the answers they send. Events make all of it ask again; the slow
// intervals are for browsers that lose the stream.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type Challenge, isMine } from '../../challenge.ts';
import { Problem } from '../../problem.ts';
import type { Page } from '../../types.ts';
import { useAct } from '../../useAct.ts';
import { isAboutPin } from '../aboutPin.ts';
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

export type Proof = { pin: string } | { code: string } | { passkey: unknown };
export type Answer = { answer: 'yes' | 'no'; about: string; reason?: string; proof?: Proof };

/** Says yes or no. Whatever comes of it, the screen shows what the server says then. */
export function useAnswer(id: string) {
  const queries = useQueryClient();
  return useAct(async (body: Answer, key) => {
    try {
      const answered = await api.post<Challenge>(`/v1/challenges/${id}/answers`, body, { key });
      queries.setQueryData(['challenge', id], answered);
      return answered;
    } finally {
      void queries.invalidateQueries();
    }
  });
}

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

export function useSendCode(id: string) {
  return useAct((_body: undefined, key) => api.post(`/v1/challenges/${id}/codes`, undefined, { key }));
}

/** Refusals that concern the proof: the sheet stays open and says so. All others concern the request itself. */
export function isAboutProof(error: unknown): error is Problem {
  return isAboutPin(error) || (error instanceof Problem && proofCodes.has(error.code));
}
const proofCodes = new Set([
  'CODE_WRONG',
  'CODE_NOT_SENT',
  'PASSKEY_INVALID',
  'PASSKEY_NOT_SET',
  'PASSKEY_UNUSED',
]);

/** The answer met a request that was over. */
export function isTooLate(error: unknown): boolean {
  return error instanceof Problem && ['CHALLENGE_OVER', 'EXPIRED', 'REPLAYED'].includes(error.code);
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
