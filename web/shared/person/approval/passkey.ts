// Passkeys as a proof of an answer: may one be offered here, and the signature over one request.
import { useQuery } from '@tanstack/react-query';
import { Problem } from '../../problem.ts';
import type { Page, Passkey } from '../../types.ts';
import { api } from '../client.ts';
import { type CredentialJson, type OptionsJson, passkeySupport, signWithPasskey } from '../passkey.ts';

/** True when this person has one and this browser knows them. */
export function useHasPasskey(wanted: boolean): boolean {
  const enabled = wanted && passkeySupport() === 'yes';
  const own = useQuery({
    queryKey: ['passkeys'],
    enabled,
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await api.get<Page<Passkey>>('/v1/passkeys', undefined, signal)).data,
  });
  return enabled && (own.data?.length ?? 0) > 0;
}

/** The browser asks for fingerprint, face or screen lock. Throws PASSKEY_UNUSED when the person turns away. */
export async function signChallenge(challenge: string): Promise<CredentialJson> {
  const { options } = await api.post<{ options: OptionsJson }>(`/v1/challenges/${challenge}/passkey-options`);
  try {
    return await signWithPasskey(options);
  } catch {
    throw new Problem({ status: 0, code: 'PASSKEY_UNUSED', effect: 'none' });
  }
}
