// Who guards whom, and what a payment of mine would need, for wallet and checkout page. The server judges; this only asks.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Brief } from '../../challenge.ts';
import type { Money } from '../../money.ts';
import type { DeliveryAddress, Page } from '../../types.ts';
import { useAct } from '../../useAct.ts';
import { api } from '../client.ts';

export type Limits = { small: Money; large: Money; dailySmall: Money; dailyNormal: Money };
export type Relation = 'minor' | 'elder';
export type Guardianship = {
  ward: Brief;
  guardians: Brief[];
  relation: Relation;
  limits: Limits;
  spentToday: Money;
  state: 'asked' | 'active';
  until?: string;
  challenge?: string;
};
export type Guardianships = { asGuardian: Guardianship[]; asWard: Guardianship | null };

export type Verdict = 'free' | 'own-proof' | 'guardian' | 'refused';
export type Band = 'small' | 'normal' | 'large';
export type Outlook = { band: Band; treatedAs: Band; verdict: Verdict; because: string };

export type Notice = Outlook & {
  id: string;
  ward: Brief;
  kind: string;
  payee: Brief;
  amount: Money;
  address: DeliveryAddress | null;
  addressApproved: boolean;
  state: 'asked' | 'paid' | 'failed';
  /** The guardian who decided. */
  answeredBy?: Brief & { answer: 'yes' | 'no' };
  at: string;
};
export type WardAddress = { address: DeliveryAddress; isDefault: boolean; approved: boolean };

const path = '/v1/guardianships';
const key = 'guardianships';

export function useGuardianships() {
  return useQuery({
    queryKey: [key],
    queryFn: ({ signal }) => api.get<Guardianships>(path, undefined, signal),
  });
}

/** Nothing for those who have no guardian, and while the amount is none. */
export function useOutlook(amount: Money | undefined, address?: string) {
  const mine = useGuardianships().data?.asWard;
  const guardians = mine?.state === 'active' ? mine.guardians : undefined;
  const isAsked = guardians !== undefined && amount !== undefined && BigInt(amount.minor) > 0n;
  const { data } = useQuery({
    queryKey: [key, 'outlook', amount, address],
    enabled: isAsked,
    queryFn: ({ signal }) => api.get<Outlook>(`${path}/outlook`, { ...amount, address }, signal),
  });
  return isAsked && data ? { ...data, guardians } : undefined;
}

export function useWardAddresses(ward: string) {
  return useQuery({
    queryKey: [key, ward, 'addresses'],
    queryFn: async ({ signal }) =>
      (await api.get<{ data: WardAddress[] }>(`${path}/${ward}/addresses`, undefined, signal)).data,
  });
}

/** A note for every payment, newest first, page by page. */
export function useNotices(ward: string) {
  return useInfiniteQuery({
    queryKey: [key, ward, 'history'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Notice>>(`${path}/${ward}/history`, { after: pageParam }, signal),
    getNextPageParam: (last) => (last.hasMore ? (last.next ?? undefined) : undefined),
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
}

/** A change of whatever kind; afterwards everything about guardians is asked again. */
function useGuard<Body, Reply>(send: (body: Body, key: string) => Promise<Reply>) {
  const queries = useQueryClient();
  return useAct(async (body: Body, intent) => {
    try {
      return await send(body, intent);
    } finally {
      void queries.invalidateQueries({ queryKey: [key] });
    }
  });
}

export type Wish = { ward: string; relation: Relation; until?: string };

export const useAskGuardianship = () =>
  useGuard(({ pin, ...wish }: Wish & { pin: string }, intent) =>
    api.post<Guardianship>(path, { ...wish, proof: { pin } }, { key: intent }),
  );

export const useSetLimits = (ward: string) =>
  useGuard(({ pin, limits }: { pin: string; limits: Limits }, intent) =>
    api.put(`${path}/${ward}/limits`, { ...limits, proof: { pin } }, { key: intent }),
  );

export const useMarkAddress = (ward: string) =>
  useGuard(({ pin, address, approved }: { pin: string; address: string; approved: boolean }, intent) => {
    const place = `${path}/${ward}/addresses/${address}`;
    const body = { proof: { pin } };
    return approved ? api.put(place, body, { key: intent }) : api.del(place, { key: intent }, body);
  });

export const useEndGuardianship = (ward: string) =>
  useGuard(({ pin }: { pin: string }, intent) =>
    api.del(`${path}/${ward}`, { key: intent }, { proof: { pin } }),
  );

const localeOf = (language: string) => (language === 'zh' ? 'zh-CN' : 'en-GB');

/** "Lin and Mei" are told; "Lin or Mei" is asked, for any of them may answer. */
export function guardianNames(language: string, guardians: readonly Brief[], how: 'and' | 'or'): string {
  const type = how === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat(localeOf(language), { type }).format(guardians.map(({ name }) => name));
}

/** The day on which a guardianship ends by itself. */
export const endDay = (language: string, until: string): string =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long' }).format(new Date(until));
