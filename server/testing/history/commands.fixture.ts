/** Sends wishes straight to the journal, as the flows' routes would. Stands in a fixture because it names commands that the flows do not offer at their doors. */

import { cancelOrder, createOrder, expireOrder } from '../../flows/checkout/order-commands.ts';
import { payOrder } from '../../flows/checkout/pay-command.ts';
import { createRefund } from '../../flows/checkout/refund-command.ts';
import { createTopUp } from '../../flows/top-up/index.ts';
import { createTransfer } from '../../flows/transfer/index.ts';
import { createWithdrawal } from '../../flows/withdrawal/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import type { CommandInput, CommandSpec } from '../../mechanisms/journal/index.ts';
import { openPaymentSession, setPin, unlockPerson } from '../../mechanisms/people/person-commands.ts';
import { revokeSession } from '../../mechanisms/people/session-commands.ts';
import { fundWallet, setAnyRule } from '../commands.ts';
import type { Answer, JsonObject, Proof, Wish } from './wishes.ts';

const specs = new Map<string, CommandSpec<never, never>>(
  [
    createOrder,
    payOrder,
    cancelOrder,
    expireOrder,
    createRefund,
    createTransfer,
    createTopUp,
    createWithdrawal,
    openPaymentSession,
    setPin,
    unlockPerson,
    revokeSession,
    fundWallet,
    setAnyRule,
  ].map((spec) => [spec.kind, spec as unknown as CommandSpec<never, never>]),
);

function foundProof(proof: Proof): JsonObject {
  if (proof.kind === 'none') return { kind: 'none' };
  return proof.kind === 'session'
    ? { kind: 'session', id: proof.id }
    : { kind: 'pin', matched: proof.right, version: proof.version };
}

/** `pinHash` goes with `pin.set`: everybody keeps the PIN that he had. */
export async function submitWish(
  { journal, challenges }: Pick<Ground, 'journal' | 'challenges'>,
  wish: Wish,
  pinHash: string,
): Promise<Answer> {
  const own = Object.values(challenges.commands).find(({ kind }) => kind === wish.kind);
  const spec = (own as CommandSpec<never, never> | undefined) ?? specs.get(wish.kind);
  if (!spec) throw new Error(`nobody takes ${wish.kind}`);
  const proof = wish.proof ? { proof: foundProof(wish.proof) } : {};
  const command = {
    key: wish.key,
    actor: wish.actor,
    body: wish.body,
    found: { ...proof, ...(wish.kind === 'pin.set' ? { hash: pinHash } : {}) },
  };
  const outcome = await journal.submit(spec, command as unknown as CommandInput<never>);
  return {
    code: outcome.refused?.code ?? null,
    reply: outcome.refused ? null : (JSON.parse(outcome.replyJson) as JsonObject),
    hit: outcome.hit,
    seq: outcome.seq,
  };
}
