// The operator as a person: who he is, and the answers that he alone may give, with a proof of his own.
import { useQuery } from '@tanstack/react-query';
import { answering } from '../../shared/answer.ts';
import type { Person } from '../../shared/types.ts';
import { api, session } from '../session.ts';
import type { OperatorRole } from '../types.ts';

export const { useAnswer, useProving, useSendCode } = answering(api);

export function useMe() {
  const token = session.useToken();
  return useQuery({
    queryKey: ['me', token],
    queryFn: () => api.get<Person>('/v1/me'),
    staleTime: 60_000,
  });
}

/** May this operator do it? Only for what to offer: the server asks again. */
export function useMay(...roles: readonly OperatorRole[]): boolean {
  const me = useMe();
  return roles.some((role) => me.data?.operatorRoles.includes(role));
}
