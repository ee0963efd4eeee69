// Tells the platform how each operation ended, again and again until it says 2xx. Stored with the outcome, so that
// neither a crash of the bank nor of the platform loses one. A callback's body never changes.

import type { Bank } from './bank.ts';
import { type OperationRow, toReply, wrongAmount } from './operations.ts';
import type { TodoHandler } from './todo.ts';

export const CALLBACK_PATH = '/bank/callbacks';

const PAUSES_MS = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000];
/** About 30 days; then it stays in the list, unacknowledged. */
const MAX_TRIES = 8_700;
const TWICE_AFTER_MS = 200;

export interface Callback {
  id: string;
  body: string;
  /** When to send it: two times when the bank lies so. */
  runAt: Date[];
}

/** The callback of an operation that became final, or null when a lie drops it. */
export function callbackOf(row: OperationRow, now: Date): Callback | null {
  if (row.lies.dropCallback) return null;
  const { reference, bankReference, state, code, message, amount } = toReply(row);
  const id = `cbk_${bankReference}`;
  const body = {
    callback: id,
    reference,
    bankReference,
    operation: row.operation,
    state,
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    amount: row.lies.wrongAmount ? wrongAmount(amount) : amount,
    at: (row.finished_at ?? now).toISOString(),
  };
  const first = new Date(now.getTime() + (row.lies.callbackDelayMs ?? 0));
  const second = row.lies.twice ? [new Date(first.getTime() + TWICE_AFTER_MS)] : [];
  return { id, body: JSON.stringify(body), runAt: [first, ...second] };
}

export function sendCallbacks(bank: Bank): TodoHandler {
  return async (todo) => {
    const { rows } = await bank.db.query<{ body: string }>('select body from callbacks where id = $1', [
      todo.subject,
    ]);
    if (!rows[0]) return null;
    const answer = await bank.platform.post(CALLBACK_PATH, rows[0].body);
    await bank.db.query(
      `update callbacks set tries = tries + 1, last_problem = $2,
         acknowledged_at = coalesce(acknowledged_at, $3) where id = $1`,
      [todo.subject, answer.ok ? null : answer.problem, answer.ok ? bank.now() : null],
    );
    bank.changes.tell('operation');
    if (answer.ok || todo.tries >= MAX_TRIES) return null;
    const pauseMs = PAUSES_MS[Math.min(todo.tries, PAUSES_MS.length) - 1] ?? 0;
    return new Date(bank.now().getTime() + pauseMs);
  };
}
