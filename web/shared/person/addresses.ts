// The delivery addresses of the signed-in person, for wallet and checkout page.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Address } from '../types.ts';
import { useAct } from '../useAct.ts';
import { api } from './client.ts';

export type NewAddress = Omit<Address, 'id' | 'isDefault' | 'createdAt'>;

/** Newest first; asked only while they are `wanted`. */
export function useAddresses(wanted = true) {
  return useQuery({
    queryKey: ['addresses'],
    enabled: wanted,
    queryFn: async ({ signal }) =>
      (await api.get<{ data: Address[] }>('/v1/addresses', undefined, signal)).data,
  });
}

/** The one that is meant when none was chosen. */
export const defaultOf = (addresses: readonly Address[]) => addresses.find(({ isDefault }) => isDefault);

export function useAddAddress() {
  const queries = useQueryClient();
  return useAct(async (body: NewAddress, key) => {
    const made = await api.post<Address>('/v1/addresses', body, { key });
    await queries.invalidateQueries({ queryKey: ['addresses'] });
    return made;
  });
}
