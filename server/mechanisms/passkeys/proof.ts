/**
 * A passkey as a proof. The signature is checked outside the journal (`checkPasskey`); what that found travels in
 * `command.found.proof`; `guardPasskey` decides on it, counts failures (R13) and spends the signed challenge (R2).
 */
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import {
  attemptId,
  attempts,
  type Change,
  type Command,
  clearStreak,
  countFailure,
  type DecisionContext,
  type Loader,
  put,
  refuseWhenLocked,
  type View,
} from '../journal/index.ts';
import { passkeys, spentNonces } from './storage.ts';

/** What `checkPasskey` found. */
export type PasskeyFound =
  | { readonly kind: 'passkey'; readonly matched: false }
  | {
      readonly kind: 'passkey';
      readonly matched: true;
      readonly passkey: string;
      readonly nonce: string;
      readonly expiresAt: Instant;
      /** The authenticator's count of signatures, as it signed it. */
      readonly counter: number;
      /** What it signed for. */
      readonly challenge: string;
      readonly about: string;
    };

type Proven = Pick<Command<unknown>, 'actor' | 'found'>;

export const passkeyAttempts = (person: string) => attemptId(person, 'passkey');

function proofOf(command: Proven): PasskeyFound {
  const proof = command.found?.proof as PasskeyFound | undefined;
  if (proof?.kind !== 'passkey')
    throw new Error('the command carries no found.proof: call checkPasskey first');
  return proof;
}

/** Prefetches what `guardPasskey` reads. */
export async function loadPasskey(loader: Loader, commands: readonly Proven[]): Promise<void> {
  const signed = commands.flatMap((command) => {
    const proof = proofOf(command);
    return proof.matched ? [proof] : [];
  });
  await Promise.all([
    loader.fetch(
      attempts,
      commands.map(({ actor }) => passkeyAttempts(actor.id)),
    ),
    loader.fetch(
      passkeys,
      signed.map(({ passkey }) => passkey),
    ),
    loader.fetch(
      spentNonces,
      signed.map(({ nonce }) => nonce),
    ),
  ]);
}

/** Refuses LOCKED, PASSKEY_INVALID, REPLAYED or EXPIRED; otherwise returns the changes to add to the decision. */
export function guardPasskey(
  view: View,
  command: Proven,
  { now }: DecisionContext,
  challenge: { readonly id: string; readonly about: string },
): Change[] {
  const id = passkeyAttempts(command.actor.id);
  const proof = proofOf(command);
  const invalid = (because: string): never => {
    const { change, left } = countFailure(view, id, now);
    return refuse('PASSKEY_INVALID', { because, left }, [change]);
  };
  refuseWhenLocked(view, id, now);
  if (!proof.matched) return invalid('NOT_VERIFIED');
  if (proof.challenge !== challenge.id || proof.about !== challenge.about) return invalid('OTHER_QUESTION');
  const passkey = view.get(passkeys, proof.passkey);
  if (passkey?.state !== 'active' || passkey.person !== command.actor.id) return invalid('REMOVED');
  if (view.get(spentNonces, proof.nonce)) refuse('REPLAYED');
  if (now >= proof.expiresAt) refuse('EXPIRED');
  // Both 0: an authenticator that does not count. Else the count must grow, or the key has been copied.
  const counter = BigInt(proof.counter);
  const counts = counter > 0n || passkey.signCount > 0n;
  if (counts && counter <= passkey.signCount) return invalid('COUNTER');
  // From here the command must succeed.
  return [
    put(spentNonces, { nonce: proof.nonce as `nonce_${string}`, at: now }),
    put(passkeys, { ...passkey, signCount: counter, lastUsedAt: now }),
    ...clearStreak(view, id),
  ];
}
