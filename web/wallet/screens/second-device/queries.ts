// What the screen of the second device asks the server for.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Money } from '../../../shared/money.ts';
import { api } from '../../../shared/person/client.ts';
import { useAct } from '../../../shared/useAct.ts';

export type SecondDevice = {
  /** null: switched off. */
  above: Money | null;
  devices: { id: string; name: string; confirms: boolean; isThis: boolean; signedIn: boolean }[];
  /** Switched off by somebody who reaches no other confirming device: on until then. */
  endsAt?: string;
  /** A loosening that waits for the yes of another device. */
  waiting?: { challenge: string; above: Money | null; devices: string[] | null };
};

const key = ['second-device'];

export function useSecondDevice() {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<SecondDevice>('/v1/second-device', undefined, signal),
  });
}

/** null switches it off. */
export type Wish = { above: Money; devices: string[] } | null;

export function useSetSecondDevice() {
  const queries = useQueryClient();
  return useAct(async ({ wish, pin }: { wish: Wish; pin: string }, intent) => {
    const proof = { pin };
    const set = wish
      ? await api.put<SecondDevice>('/v1/second-device', { ...wish, proof }, { key: intent })
      : await api.del<SecondDevice>('/v1/second-device', { key: intent }, { proof });
    queries.setQueryData(key, set);
    return set;
  });
}
