// A money operation and its one life: pending -> done | declined. Kept under the platform's reference, which names it
// for ever: the same request again gets the same operation, and never moves money twice.

import type { Bank } from './bank.ts';
import { callbackOf } from './callbacks.ts';
import { type Tx, transaction } from './database.ts';
import { type Decline, decline, declineAsTold } from './declines.ts';
import { execute } from './execute.ts';
import type { LiesTold } from './lies.ts';
import { type MoneyJson, toJson } from './money.ts';
import { type Refusal, refusal, requestHash } from './requests.ts';
import { addTodo } from './todo.ts';

export type OperationName = 'debits' | 'refunds' | 'transfers';

export interface OperationRow {
  seq: string;
  reference: string;
  bank_reference: string;
  operation: OperationName | 'cancel';
  request_hash: string;
  state: 'pending' | 'done' | 'declined';
  code: string | null;
  message: string | null;
  amount: string;
  currency: string;
  card_token: string | null;
  debit_reference: string | null;
  payee: string | null;
  order_reference: string | null;
  note: string | null;
  must_confirm: boolean;
  refunded: string;
  /** Lies that fall on what happens after the request. */
  lies: { twice?: true; dropCallback?: true; wrongAmount?: true; callbackDelayMs?: number };
  received_at: Date;
  window_ends_at: Date | null;
  finished_at: Date | null;
}

export type Outcome = { state: 'done' } | Decline;

export interface OperationRequest {
  reference: string;
  amount: MoneyJson;
  cardToken?: string;
  debitReference?: string;
  payee?: string;
  order?: string;
  note?: string;
  confirm?: boolean;
}

export interface OperationReply {
  reference: string;
  bankReference: string;
  state: 'pending' | 'done' | 'declined';
  code?: string;
  message?: string;
  amount: MoneyJson;
}

/** Takes in a debit, refund or transfer: once per reference. */
export async function receive(
  bank: Bank,
  operation: OperationName,
  request: OperationRequest,
  lies: LiesTold,
): Promise<OperationReply | Refusal> {
  const hash = requestHash({ operation, ...request });
  const reply = await transaction(bank.db, async (tx) => {
    const { row, isNew } = await keep(tx, bank, operation, request, hash, lies);
    if (!isNew)
      return row.operation === 'cancel' || row.request_hash === hash
        ? toReply(row)
        : refusal('REFERENCE_REUSED');
    if (lies.decline) return toReply(await finish(tx, bank, row, declineAsTold(lies.decline.code ?? '05')));
    if (row.must_confirm) {
      const hopeless = await execute(tx, row, bank.now(), { isTrial: true });
      if (hopeless.state === 'declined') return toReply(await finish(tx, bank, row, hopeless));
      await addTodo(tx, { kind: 'ask', subject: row.reference, runAt: startOfWork(bank, lies) });
      return toReply(row);
    }
    if (lies.pending) {
      await addTodo(tx, { kind: 'finish', subject: row.reference, runAt: startOfWork(bank, lies) });
      return toReply(row);
    }
    return toReply(await finish(tx, bank, row, await execute(tx, row, bank.now(), { isTrial: false })));
  });
  bank.wake();
  bank.changes.tell('operation');
  return reply;
}

/** Executes or declines a pending operation, once; a row that is final already stays as it is. */
export async function settle(bank: Bank, reference: string, verdict: 'execute' | Decline): Promise<void> {
  await transaction(bank.db, async (tx) => {
    const row = await findOperation(tx, reference, { lock: true });
    if (row?.state !== 'pending') return;
    await finish(
      tx,
      bank,
      row,
      verdict === 'execute' ? await execute(tx, row, bank.now(), { isTrial: false }) : verdict,
    );
  });
  bank.wake();
  bank.changes.tell('operation');
}

/**
 * Cancels what is still pending. What is done stays done (refund it); and a reference that never arrived is closed, so
 * that a request which is late on its way finds itself declined.
 */
export async function cancel(bank: Bank, { reference }: { reference: string }): Promise<OperationReply> {
  const reply = await transaction(bank.db, async (tx) => {
    await tx.query(
      `insert into operations (reference, bank_reference, operation, request_hash, state, code, message, amount,
         currency, received_at, finished_at)
       values ($1, ${NEXT_BANK_REFERENCE('$2')}, 'cancel', '', 'declined', $3, $4, 0, 'CNY', $2, $2)
       on conflict (reference) do nothing`,
      [reference, bank.now(), decline('17').code, decline('17').message],
    );
    const row = await findOperation(tx, reference, { lock: true });
    if (!row) throw new Error('A cancelled operation was not kept');
    return toReply(row.state === 'pending' ? await finish(tx, bank, row, decline('17')) : row);
  });
  bank.wake();
  bank.changes.tell('operation');
  return reply;
}

export type QueryReply =
  | { found: false }
  | (Omit<OperationReply, 'reference'> & { found: true; operation: OperationRow['operation'] });

export async function query(bank: Bank, { reference }: { reference: string }): Promise<QueryReply> {
  const row = await transaction(bank.db, (tx) => findOperation(tx, reference, { lock: false }));
  if (!row) return { found: false };
  const { reference: _, ...reply } = toReply(row);
  return { found: true, operation: row.operation, ...reply };
}

export async function findOperation(
  tx: Tx,
  reference: string,
  { lock }: { lock: boolean },
): Promise<OperationRow | undefined> {
  const { rows } = await tx.query<OperationRow>(
    `select * from operations where reference = $1${lock ? ' for update' : ''}`,
    [reference],
  );
  return rows[0];
}

export function toReply(row: OperationRow): OperationReply {
  return {
    reference: row.reference,
    bankReference: row.bank_reference,
    state: row.state,
    ...(row.code !== null && { code: row.code }),
    ...(row.message !== null && { message: row.message }),
    amount: toJson({ minor: BigInt(row.amount), currency: row.currency }),
  };
}

/** What the bank says when it lies about an amount: a tenth, at least one unit. */
export function wrongAmount({ minor, currency }: MoneyJson): MoneyJson {
  const tenth = BigInt(minor) / 10n;
  return { minor: String(tenth > 0n ? tenth : BigInt(minor) + 1n), currency };
}

const NEXT_BANK_REFERENCE = (at: string): string =>
  `'SB' || to_char(${at}::timestamptz at time zone 'UTC', 'YYYYMMDD') ||
   lpad(nextval('bank_reference_numbers')::text, 10, '0')`;

async function keep(
  tx: Tx,
  bank: Bank,
  operation: OperationName,
  request: OperationRequest,
  hash: string,
  lies: LiesTold,
): Promise<{ row: OperationRow; isNew: boolean }> {
  const now = bank.now();
  const windowEndsAt = new Date(startOfWork(bank, lies).getTime() + bank.settings.pendingWindowMs);
  const told: OperationRow['lies'] = {
    ...(lies.twice && { twice: true }),
    ...(lies['drop-callback'] && { dropCallback: true }),
    ...(lies['wrong-amount'] && { wrongAmount: true }),
    ...(lies.late && { callbackDelayMs: lies.late.delayMs ?? DEFAULT_LATE_MS }),
  };
  const inserted = await tx.query<OperationRow>(
    `insert into operations (reference, bank_reference, operation, request_hash, state, amount, currency, card_token,
       debit_reference, payee, order_reference, note, must_confirm, lies, received_at, window_ends_at)
     values ($1, ${NEXT_BANK_REFERENCE('$2')}, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12, $13, $2, $14)
     on conflict (reference) do nothing returning *`,
    [
      request.reference,
      now,
      operation,
      hash,
      request.amount.minor,
      request.amount.currency,
      request.cardToken ?? null,
      request.debitReference ?? null,
      request.payee ?? null,
      request.order ?? null,
      request.note ?? null,
      request.confirm === true,
      told,
      request.confirm === true ? windowEndsAt : null,
    ],
  );
  const isNew = inserted.rows[0] !== undefined;
  const row = inserted.rows[0] ?? (await findOperation(tx, request.reference, { lock: false }));
  if (!row) throw new Error('An operation was not kept');
  return { row, isNew };
}

/** Makes an operation final and stores its callback, in one transaction with whatever moved the money. */
async function finish(tx: Tx, bank: Bank, row: OperationRow, outcome: Outcome): Promise<OperationRow> {
  const now = bank.now();
  const final: OperationRow = {
    ...row,
    state: outcome.state,
    code: outcome.state === 'declined' ? outcome.code : null,
    message: outcome.state === 'declined' ? outcome.message : null,
    finished_at: now,
  };
  const callback = callbackOf(final, now);
  // One statement, because the settlement account stays locked until the commit.
  const { rowCount } = await tx.query({
    name: 'finish-operation',
    text: `with final as (
        update operations set state = $2, code = $3, message = $4, finished_at = $5::timestamptz
        where reference = $1 and state = 'pending' returning reference
      ), told as (
        insert into callbacks (id, reference, body, created_at) select $6::text, reference, $7::text, $5::timestamptz
        from final where $6::text is not null
      ), planned as (
        insert into todo (kind, subject, run_at) select 'callback', $6::text, unnest($8::timestamptz[]) from final
      )
      select reference from final`,
    values: [
      final.reference,
      final.state,
      final.code,
      final.message,
      now,
      callback?.id ?? null,
      callback?.body ?? null,
      callback?.runAt ?? [],
    ],
  });
  if (rowCount !== 1) throw new Error('An operation became final twice');
  return final;
}

export const DEFAULT_LATE_MS = 5_000;
const DEFAULT_PENDING_MS = 3_000;

const startOfWork = (bank: Bank, lies: LiesTold): Date =>
  new Date(bank.now().getTime() + (lies.pending ? (lies.pending.delayMs ?? DEFAULT_PENDING_MS) : 0));
