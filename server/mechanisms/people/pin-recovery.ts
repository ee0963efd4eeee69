/**
 * A forgotten PIN, set anew. Who may do so is decided by the flow `forgotten-pin`; here stands what it does to everything
 * that the old PIN meant, and what a PIN that was won back like this may not do for a while.
 */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { DAY_MS, isoTime } from '../../kernel/time.ts';
import {
  type Actor,
  attemptId,
  attempts,
  type Change,
  clearCount,
  type DecisionContext,
  type JournalEvent,
  type Loader,
  put,
  type View,
} from '../journal/index.ts';
import { pins } from './tables.ts';

/** The counter of wrong PINs. */
export const pinAttempts = (person: string) => attemptId(person, 'pin');

/**
 * So long it only pays. Whoever finds phone and card together must not become somebody's guardian with them, or add a
 * passkey that outlives the discovery; the owner has a day to hear of it.
 */
export const RECOVERED_MS = DAY_MS;

/** The counters of tries to set a PIN anew, and of the bank's codes for that; support's unlock clears them too. */
export const recoveryAttempts = (person: string) => attemptId(person, 'forgotten-pin');
export const recoveryCodeAttempts = (person: string) => attemptId(person, 'forgotten-pin-code');

/** Prefetches what `recoverPin` reads. */
export async function loadPinRecovery(loader: Loader, people: readonly string[]): Promise<void> {
  await Promise.all([loader.fetch(pins, people), loader.fetch(attempts, people.map(pinAttempts))]);
}

/**
 * The new PIN: proofs checked against the old one are wrong and payment sessions opened with it are over, since both name
 * its version; the PIN's lock ends. Refuses PIN_NOT_SET.
 */
export function recoverPin(
  view: View,
  { now }: DecisionContext,
  { person, hash }: { readonly person: Id<'person'>; readonly hash: string },
): { changes: Change[]; events: JournalEvent[] } {
  const before = view.get(pins, person) ?? refuse('PIN_NOT_SET');
  return {
    changes: [
      put(pins, { person, hash, version: before.version + 1, setAt: now, recoveredAt: now }),
      ...clearCount(view, pinAttempts(person)),
    ],
    events: [
      { type: 'pin.set', object: person, audience: [person], data: { changed: true, recovered: true } },
    ],
  };
}

/** Refuses PIN_RECOVERED. */
export function refuseJustRecovered(
  view: View,
  { actor }: { readonly actor: Actor },
  { now }: DecisionContext,
): void {
  const at = view.get(pins, actor.id)?.recoveredAt ?? null;
  if (at !== null && now < at + RECOVERED_MS) refuse('PIN_RECOVERED', { until: isoTime(at + RECOVERED_MS) });
}
