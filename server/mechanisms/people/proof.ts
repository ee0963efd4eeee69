/**
 * The payer's proof: a PIN or a payment session. The slow check (argon2) is made outside the journal by `checkProof`;
 * what it found travels in `command.found.proof`; `guardProof` decides on it, counts wrong PINs and spends the session.
 */
import type { Money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import {
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
import { pinAttempts, refuseJustRecovered } from './pin-recovery.ts';
import { paymentSessions, paymentSessionsSpent, pins } from './tables.ts';

/** What `checkProof` found. `version` is of the PIN that was compared; 0 when none is set. `none`: nothing was shown. */
export type ProofFound =
  | { readonly kind: 'none' }
  | { readonly kind: 'pin'; readonly matched: boolean; readonly version: number }
  | { readonly kind: 'session'; readonly id: string };

/** The parts of a command that matter here. */
type Proven = Pick<Command<unknown>, 'actor' | 'found'>;

function proofOf(command: Proven): ProofFound {
  const proof = command.found?.proof as ProofFound | undefined;
  if (!proof) throw new Error('the command carries no found.proof: call checkProof first');
  return proof;
}

/** Prefetches what `guardProof` reads. A payment session costs three cached reads. */
export async function loadProof(loader: Loader, commands: readonly Proven[]): Promise<void> {
  const people: string[] = [];
  const byPin: string[] = [];
  const bySession: string[] = [];
  for (const command of commands) {
    const proof = proofOf(command);
    if (proof.kind === 'none') continue;
    people.push(command.actor.id);
    if (proof.kind === 'pin') byPin.push(command.actor.id);
    else bySession.push(proof.id);
  }
  await Promise.all([
    loader.fetch(pins, people),
    loader.fetch(attempts, byPin.map(pinAttempts)),
    loader.fetch(paymentSessions, bySession),
    loader.fetch(paymentSessionsSpent, bySession),
  ]);
}

/**
 * Refuses PROOF_REQUIRED, LOCKED, PIN_NOT_SET, PIN_WRONG, PAYMENT_SESSION_INVALID or PAYMENT_SESSION_LIMIT; otherwise returns the
 * changes to add to the decision. `amount` null: something that costs nothing, for which a payment session is no proof.
 */
export function guardProof(
  view: View,
  command: Proven,
  context: DecisionContext,
  amount: Money | null,
): Change[] {
  const proof = proofOf(command);
  if (proof.kind === 'none') return refuse('PROOF_REQUIRED');
  // What costs nothing changes rules, adds passkeys or answers for others.
  if (amount === null) refuseJustRecovered(view, command, context);
  if (proof.kind === 'pin') return guardPin(view, command, context, proof);
  // A payment session pays, and does nothing else.
  return amount === null
    ? refuse('PROOF_REQUIRED')
    : guardPaymentSession(view, command, context, proof.id, amount);
}

/**
 * For what reaches no further than paying does, though it costs nothing itself: a payer's own yes to his payment, another
 * PIN. Refuses what `guardProof` refuses, but also takes a PIN that was just set anew with a card.
 */
export function guardPayerPin(view: View, command: Proven, context: DecisionContext): Change[] {
  const proof = proofOf(command);
  return proof.kind === 'pin'
    ? guardPin(view, command, context, proof)
    : guardProof(view, command, context, null);
}

/** Whether the payer has shown anything at all: approvals may waive his proof, or ask for it later. */
export const hasProof = (command: Proven): boolean => proofOf(command).kind !== 'none';

function guardPin(
  view: View,
  command: Proven,
  { now }: DecisionContext,
  proof: ProofFound & { kind: 'pin' },
): Change[] {
  const id = pinAttempts(command.actor.id);
  refuseWhenLocked(view, id, now);
  const pin = view.get(pins, command.actor.id);
  if (!pin) return refuse('PIN_NOT_SET');
  if (!proof.matched || proof.version !== pin.version) {
    const { change, left } = countFailure(view, id, now);
    return refuse('PIN_WRONG', { left }, [change]);
  }
  return clearStreak(view, id);
}

function guardPaymentSession(
  view: View,
  { actor }: Proven,
  { now }: DecisionContext,
  id: string,
  amount: Money,
): Change[] {
  const paid = view.get(paymentSessions, id);
  if (!paid || paid.person !== actor.id || paid.session !== actor.session || paid.device !== actor.device) {
    return refuse('PAYMENT_SESSION_INVALID');
  }
  if (now >= paid.expiresAt) refuse('PAYMENT_SESSION_INVALID');
  if (paid.pinVersion !== view.get(pins, actor.id)?.version) refuse('PAYMENT_SESSION_INVALID');
  if (amount.currency !== paid.currency) refuse('PAYMENT_SESSION_LIMIT', { currency: paid.currency });
  const spent = view.get(paymentSessionsSpent, id)?.minor ?? 0n;
  const left = paid.spendingLimit - spent;
  if (amount.minor > left)
    refuse('PAYMENT_SESSION_LIMIT', { left: left.toString(), currency: paid.currency });
  return [put(paymentSessionsSpent, { id: paid.id, minor: spent + amount.minor })];
}
