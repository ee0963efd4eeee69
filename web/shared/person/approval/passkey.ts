// Passkeys as a proof: does this browser know them, has this person one, and the signature over one request.
import { useQuery } from '@tanstack/react-query';
import { Problem } from '../../problem.ts';
import { api } from '../client.ts';

const isKnown = () =>
  typeof PublicKeyCredential === 'function' &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function';

/** True when a passkey may be offered here. */
export function usePasskey(wanted: boolean): boolean {
  const own = useQuery({
    queryKey: ['passkeys'],
    enabled: wanted && isKnown(),
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<{ data: { id: string }[] }>('/v1/passkeys', undefined, signal),
  });
  return wanted && isKnown() && (own.data?.data.length ?? 0) > 0;
}

/** The browser asks for fingerprint, face or screen lock. Throws PASSKEY_UNUSED when the person turns away. */
export async function signWithPasskey(challenge: string): Promise<unknown> {
  const { options } = await api.post<{ options: PublicKeyCredentialRequestOptionsJSON }>(
    `/v1/challenges/${challenge}/passkey-options`,
  );
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const signed = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!(signed instanceof PublicKeyCredential))
    throw new Problem({ status: 0, code: 'PASSKEY_UNUSED', effect: 'none' });
  return signed.toJSON();
}
