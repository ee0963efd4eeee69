// What the wallet's screens ask the server for.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, useWalletAccount } from '../shared/person/client.ts';
import type { Journey, Order, Page, Passkey, Session, Statement, StatementEntry } from '../shared/types.ts';
import { type BankJourney, type BankMoneyKind, toldJourneys } from './bankJourneys.ts';

/** Movements of the wallet, newest first, page by page. */
export function useMovements(limit = 30) {
  const account = useWalletAccount();
  return useInfiniteQuery({
    queryKey: ['statement', account?.id, limit],
    enabled: account !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.get<Statement>(`/v1/accounts/${account?.id}/statement`, { after: pageParam, limit }, signal),
    getNextPageParam: (last) => (last.hasMore ? (last.next ?? undefined) : undefined),
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}

/** Reads on, page by page, while `wants` holds and something is left; true while more is on its way. */
export function useReadOn(movements: ReturnType<typeof useMovements>, wants: boolean): boolean {
  const { hasNextPage, isFetching, isError, fetchNextPage } = movements;
  // What could not be read is asked for again by a person or an event, not in a circle.
  const goesOn = wants && hasNextPage && !isError;
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage();
  }, [goesOn, isFetching, fetchNextPage]);
  return goesOn;
}

const maxReadBack = 1_000;

/** Reads on until the list reaches back to `first`, or to its thousandth movement. */
export function useReadBack(
  movements: ReturnType<typeof useMovements>,
  first: Date,
): 'all' | 'reading' | 'part' {
  const { data = [], hasNextPage } = movements;
  const oldest = data.at(-1);
  const isPart = hasNextPage && oldest !== undefined && Date.parse(oldest.at) >= first.getTime();
  const isReading = useReadOn(movements, isPart && data.length < maxReadBack);
  return isReading ? 'reading' : isPart ? 'part' : 'all';
}

const monthPages = 10;

/** All movements of a local month, up to a thousand; `clipped` says that there were more. */
export function useMonth(first: Date) {
  const account = useWalletAccount();
  const end = new Date(first.getFullYear(), first.getMonth() + 1, 1);
  return useQuery({
    queryKey: ['statement', account?.id, 'month', first.toISOString()],
    enabled: account !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const movements: StatementEntry[] = [];
      const at = end.getTime() < Date.now() ? end.toISOString() : undefined;
      let after: string | undefined;
      for (let count = 0; count < monthPages; count++) {
        const path = `/v1/accounts/${account?.id}/statement`;
        const page = await api.get<Statement>(path, { after, at, limit: 100 }, signal);
        movements.push(...page.data);
        const oldest = page.data.at(-1);
        if (!page.hasMore || !page.next || !oldest || Date.parse(oldest.at) < first.getTime())
          return { movements, clipped: false };
        after = page.next;
      }
      return { movements, clipped: true };
    },
  });
}

/** Orders paid by me, newest first, page by page. */
export function useMyOrders() {
  return useInfiniteQuery({
    queryKey: ['orders'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Order>>('/v1/orders', { after: pageParam, limit: 20 }, signal),
    getNextPageParam: (last) => (last.hasMore ? (last.next ?? undefined) : undefined),
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}

export type JourneyKind = 'transfers' | BankMoneyKind;

/** A journey that may wait for the bank: asked again every 1.5 s (and by every event) until its end is certain. */
export function useJourney(kind: JourneyKind, id: string, first?: Journey) {
  return useQuery({
    queryKey: ['journey', kind, id],
    queryFn: ({ signal }) => api.get<Journey>(`/v1/${kind}/${id}`, undefined, signal),
    ...(first ? { initialData: first, initialDataUpdatedAt: 0 } : {}),
    refetchInterval: ({ state }) => {
      if (state.data && isOver(state.data)) return false;
      // People take longer than banks, and events tell at once.
      return state.data?.state === 'waiting' ? 5_000 : 1_500;
    },
  });
}

/** Top-ups and withdrawals that wait for the bank or lately came to nothing, of the newest fifty of each. */
export function useBankJourneys() {
  return useQuery<BankJourney[]>({
    queryKey: ['bank-journeys'],
    // Events make it ask again; this is for browsers that lose the stream.
    refetchInterval: ({ state }) => (state.data?.some((one) => !isOver(one)) ? 10_000 : false),
    queryFn: async ({ signal }) => {
      const read = async (kind: BankMoneyKind) => {
        const { data } = await api.get<Page<Journey>>(`/v1/${kind}`, { limit: 50 }, signal);
        return data.map((journey) => ({ ...journey, kind }));
      };
      const lists = await Promise.all([read('top-ups'), read('withdrawals')]);
      return toldJourneys(lists.flat(), Date.now());
    },
  });
}

export function isOver(journey: Pick<Journey, 'state'>): boolean {
  return journey.state === 'done' || journey.state === 'failed';
}

export function useSessions() {
  return useQuery({
    queryKey: ['sessions'],
    queryFn: async ({ signal }) => (await api.get<Page<Session>>('/v1/sessions', undefined, signal)).data,
  });
}

export function usePasskeys() {
  return useQuery({
    queryKey: ['passkeys'],
    queryFn: async ({ signal }) => (await api.get<Page<Passkey>>('/v1/passkeys', undefined, signal)).data,
  });
}
