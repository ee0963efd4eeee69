// What debits, refunds and transfers do to the books. Runs inside the operation's transaction; a trial looks at
// everything but moves nothing. Guards stand in the order in which a host would find the fault.

import { move, SETTLEMENT_ACCOUNT } from './books.ts';
import { type Card, findCardByToken, whyUnusable } from './cards.ts';
import type { Tx } from './database.ts';
import { decline } from './declines.ts';
import { findOperation, type OperationRow, type Outcome } from './operations.ts';

const DONE: Outcome = { state: 'done' };

export async function execute(
  tx: Tx,
  row: OperationRow,
  now: Date,
  { isTrial }: { isTrial: boolean },
): Promise<Outcome> {
  if (BigInt(row.amount) <= 0n) return decline('13');
  switch (row.operation) {
    case 'debits':
      return debit(tx, row, now, isTrial);
    case 'refunds':
      return refund(tx, row, now);
    case 'transfers':
      return transfer(tx, row, now);
    case 'cancel':
      return decline('12');
  }
}

async function debit(tx: Tx, row: OperationRow, now: Date, isTrial: boolean): Promise<Outcome> {
  const card = await findCardByToken(tx, row.card_token ?? '');
  if (!card) return decline('14');
  const unusable = whyUnusable(card, now);
  if (unusable) return unusable;
  if (isTrial) return hasFunds(tx, card, row);
  return moveFor(tx, row, now, { from: card.account, to: SETTLEMENT_ACCOUNT, pan: card.pan });
}

/** Gives back at most what its debit took, to the card that paid. */
async function refund(tx: Tx, row: OperationRow, now: Date): Promise<Outcome> {
  const original = await findOperation(tx, row.debit_reference ?? '', { lock: true });
  if (original?.operation !== 'debits') return decline('25');
  const card = await findCardByToken(tx, original.card_token ?? '');
  if (!card || original.state !== 'done' || original.currency !== row.currency) return decline('12');
  const refunded = BigInt(original.refunded) + BigInt(row.amount);
  if (refunded > BigInt(original.amount)) return decline('13', card.pan);
  const outcome = await moveFor(tx, row, now, { from: SETTLEMENT_ACCOUNT, to: card.account });
  if (outcome.state === 'declined') return outcome;
  await tx.query('update operations set refunded = $2 where reference = $1', [
    original.reference,
    String(refunded),
  ]);
  return DONE;
}

async function transfer(tx: Tx, row: OperationRow, now: Date): Promise<Outcome> {
  const card = await findCardByToken(tx, row.card_token ?? '');
  if (!card) return decline('14');
  const unusable = whyUnusable(card, now);
  if (unusable) return unusable;
  return moveFor(tx, row, now, { from: SETTLEMENT_ACCOUNT, to: card.account });
}

async function moveFor(
  tx: Tx,
  row: OperationRow,
  now: Date,
  { from, to, pan }: { from: string; to: string; pan?: string },
): Promise<Outcome> {
  const outcome = await move(tx, {
    reference: row.reference,
    kind: row.operation,
    from,
    to,
    amount: { minor: BigInt(row.amount), currency: row.currency },
    note: row.payee ?? row.note ?? row.debit_reference ?? '',
    now,
  });
  if (outcome === 'insufficient-funds') return decline('51', pan);
  return outcome === 'moved' ? DONE : decline('12', pan);
}

async function hasFunds(tx: Tx, card: Card, row: OperationRow): Promise<Outcome> {
  const { rows } = await tx.query<{ is_same: boolean; is_enough: boolean }>(
    `select currency = $2 as is_same, coalesce(balance - $3::bigint >= floor, true) as is_enough
     from accounts where id = $1`,
    [card.account, row.currency, row.amount],
  );
  if (!rows[0]?.is_same) return decline('12', card.pan);
  return rows[0].is_enough ? DONE : decline('51', card.pan);
}
