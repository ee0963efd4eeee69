// How a screen answers a request: yes with a proof, or no with a reason. For any page that has a session of its own: the
// wallet answers as a person, the console as an operator.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Api } from './api.ts';
import type { Challenge } from './challenge.ts';
import { isAboutPin } from './person/aboutPin.ts';
import { type CredentialJson, type OptionsJson, passkeySupport, signWithPasskey } from './person/passkey.ts';
import { Problem } from './problem.ts';
import type { Page, Passkey } from './types.ts';
import { useAct } from './useAct.ts';

export type Proof = { pin: string } | { code: string } | { passkey: unknown };
export type Answer = { answer: 'yes' | 'no'; about: string; reason?: string; proof?: Proof };

const ways = ['passkey', 'pin', 'code', 'word'] as const;
type Way = (typeof ways)[number];

export function answering(api: Api) {
  /** Says yes or no. Whatever comes of it, the screen shows what the server says then. */
  function useAnswer(id: string) {
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

  function useSendCode(id: string) {
    return useAct((_body: undefined, key) => api.post(`/v1/challenges/${id}/codes`, undefined, { key }));
  }

  /** True when this person has one and this browser knows them. */
  function useHasPasskey(wanted: boolean): boolean {
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
  async function signChallenge(challenge: string): Promise<CredentialJson> {
    const { options } = await api.post<{ options: OptionsJson }>(
      `/v1/challenges/${challenge}/passkey-options`,
    );
    try {
      return await signWithPasskey(options);
    } catch {
      throw new Problem({ status: 0, code: 'PASSKEY_UNUSED', effect: 'none' });
    }
  }

  /**
   * A yes to `shown` and nothing else: by the first way that this person has, or by another one that is chosen. What does
   * not concern the proof concerns the request, and ends the asking.
   */
  function useProving(of: {
    shown: Challenge;
    answer: ReturnType<typeof useAnswer>;
    onYes: () => void;
    onClose: () => void;
  }) {
    const { shown, answer } = of;
    const accepted = shown.mine?.proof ?? [];
    const hasPasskey = useHasPasskey(accepted.includes('passkey'));
    const own = ways.filter((way) => (way === 'passkey' ? hasPasskey : accepted.includes(way)));
    const [chosen, setChosen] = useState<Way>();
    const [passkeyError, setPasskeyError] = useState<unknown>();
    const way = chosen ?? own[0];
    const error = passkeyError ?? answer.error;

    function say(proof?: Proof) {
      answer.mutate(
        { answer: 'yes', about: shown.about, ...(proof ? { proof } : {}) },
        {
          onSuccess: of.onYes,
          onError: (refusal) => {
            if (!isAboutProof(refusal)) of.onClose();
          },
        },
      );
    }
    return {
      way,
      /** Other ways that may be chosen by a tap. */
      others: (['pin', 'code'] as const).filter((other) => other !== way && own.includes(other)),
      choose(next: Way) {
        answer.reset();
        setPasskeyError(undefined);
        setChosen(next);
      },
      say,
      async sign() {
        setPasskeyError(undefined);
        try {
          say({ passkey: await signChallenge(shown.id) });
        } catch (refusal) {
          setPasskeyError(refusal);
        }
      },
      error,
      /** The person turned away from the browser's question. */
      isUnused: error instanceof Problem && error.code === 'PASSKEY_UNUSED',
    };
  }

  return { useAnswer, useSendCode, useProving };
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
