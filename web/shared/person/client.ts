// The signed-in person of wallet and checkout page: one session, one API client.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { createApi } from '../api.ts';
import { currentLanguage } from '../i18n.ts';
import { createSession } from '../session.ts';
import type { Account, Instrument, Page, Person } from '../types.ts';

export const session = createSession('person');

export const api = createApi({
  token: session.token,
  language: currentLanguage,
  onSignedOut: session.signOut,
});

export function useMe() {
  const token = session.useToken();
  return useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.get<Person>('/v1/me', undefined, signal),
    enabled: token !== undefined,
    staleTime: 30_000,
  });
}

export function useAccounts(enabled = true) {
  return useQuery({
    queryKey: ['accounts'],
    enabled,
    queryFn: async ({ signal }) => (await api.get<Page<Account>>('/v1/accounts', undefined, signal)).data,
  });
}

/** The balance account of the wallet: the first one of a person. */
export function useWalletAccount(): Account | undefined {
  const accounts = useAccounts();
  return accounts.data?.[0];
}

export function useInstruments() {
  return useQuery<Instrument[]>({
    queryKey: ['instruments'],
    // While the bank is asked for a code, its answer is looked for.
    refetchInterval: ({ state }) => (state.data?.some((card) => card.state === 'asking') ? 1_500 : false),
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<Instrument>>('/v1/instruments', undefined, signal);
      return page.data.filter(({ kind }) => kind === 'card');
    },
  });
}

/** The token; when it changes or ends, nothing of the person before stays in memory. */
export function useSessionToken(): string | undefined {
  const token = session.useToken();
  const queries = useQueryClient();
  const before = useRef(token);
  useEffect(() => {
    if (before.current !== undefined && before.current !== token) void queries.resetQueries();
    before.current = token;
  }, [token, queries]);
  return token;
}

const hideKey = 'bursar.hideAmounts';

/** Hidden amounts stay hidden on this device, in the wallet and where it pays. */
export const hidesAmounts = (): boolean => localStorage.getItem(hideKey) === 'yes';

export function hideAmounts(hidden: boolean): void {
  if (hidden) localStorage.setItem(hideKey, 'yes');
  else localStorage.removeItem(hideKey);
}

/** Signs out on the server, then here; nothing of the person stays in memory. */
export function useSignOut(): () => Promise<void> {
  return async () => {
    await api.post('/v1/sign-out').catch(() => undefined);
    session.signOut();
  };
}
