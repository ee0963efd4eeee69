// How a screen answers a request: yes with a proof, or no with a reason. For any page that has a session of its own: the
// wallet answers as a person, the console as an operator.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Api } from './api.ts';
import type { Challenge } from './challenge.ts';
import { isAboutPin } from './person/aboutPin.ts';
import { type CredentialJson, type OptionsJson, passkeySupport, signWithPasskey } from './person/passkey.ts';
import { Problem } from './problem.ts';
import type { Page, Passkey } from './types.ts';
import { useAct } from './useAct.ts';

export type Proof = { pin: string } | { code: string } | { passkey: unknown };
export type Answer = { answer: 'yes' | 'no'; about: string; reason?: string; proof?: Proof };

export function answering(api: Api) {
  return {
    /** Says yes or no. Whatever comes of it, the screen shows what the server says then. */
    useAnswer(id: string) {
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
    },

    useSendCode(id: string) {
      return useAct((_body: undefined, key) => api.post(`/v1/challenges/${id}/codes`, undefined, { key }));
    },

    /** True when this person has one and this browser knows them. */
    useHasPasskey(wanted: boolean): boolean {
      const enabled = wanted && passkeySupport() === 'yes';
      const own = useQuery({
        queryKey: ['passkeys'],
        enabled,
        staleTime: 60_000,
        queryFn: async ({ signal }) => (await api.get<Page<Passkey>>('/v1/passkeys', undefined, signal)).data,
      });
      return enabled && (own.data?.length ?? 0) > 0;
    },

    /** The browser asks for fingerprint, face or screen lock. Throws PASSKEY_UNUSED when the person turns away. */
    async signChallenge(challenge: string): Promise<CredentialJson> {
      const { options } = await api.post<{ options: OptionsJson }>(
        `/v1/challenges/${challenge}/passkey-options`,
      );
      try {
        return await signWithPasskey(options);
      } catch {
        throw new Problem({ status: 0, code: 'PASSKEY_UNUSED', effect: 'none' });
      }
    },
  };
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
