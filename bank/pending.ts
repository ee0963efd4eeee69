// A debit that is "to be debited": before it moves money the bank asks the platform, and obeys. No answer, or "wait",
// is asked again until the window ends; then the debit is declined. It never debits without a confirmation.

import type { Bank } from './bank.ts';
import { decline } from './declines.ts';
import { type OperationRow, settle, toReply, wrongAmount } from './operations.ts';
import type { TodoHandler } from './todo.ts';

export const PENDING_DEBIT_PATH = '/bank/pending-debits';

export function askPlatform(bank: Bank): TodoHandler {
  return async ({ subject }) => {
    const { rows } = await bank.db.query<OperationRow>('select * from operations where reference = $1', [
      subject,
    ]);
    const row = rows[0];
    if (row?.state !== 'pending' || !row.window_ends_at) return null;
    const windowEndsAt = row.window_ends_at;
    const leftMs = windowEndsAt.getTime() - bank.now().getTime();
    if (leftMs > 0) {
      const instruction = await ask(bank, row, windowEndsAt, leftMs);
      if (instruction !== 'wait') {
        await settle(bank, row.reference, instruction === 'confirm' ? 'execute' : decline('57'));
        return null;
      }
      const again = Math.min(bank.now().getTime() + bank.settings.askAgainMs, windowEndsAt.getTime());
      return new Date(again);
    }
    await settle(bank, row.reference, decline('68'));
    return null;
  };
}

/** Executes what was only answered "pending" (a lie of the bank's, but one that real banks tell). */
export function finishPending(bank: Bank): TodoHandler {
  return async ({ subject }) => {
    await settle(bank, subject, 'execute');
    return null;
  };
}

async function ask(
  bank: Bank,
  row: OperationRow,
  windowEndsAt: Date,
  leftMs: number,
): Promise<'confirm' | 'reject' | 'wait'> {
  const { amount } = toReply(row);
  const feedback = {
    feedback: `fbk_${row.bank_reference}`,
    reference: row.reference,
    bankReference: row.bank_reference,
    amount: row.lies.wrongAmount ? wrongAmount(amount) : amount,
    payee: row.payee ?? '',
    ...(row.order_reference !== null && { order: row.order_reference }),
    at: row.received_at.toISOString(),
    windowEndsAt: windowEndsAt.toISOString(),
  };
  const answer = await bank.platform.post(PENDING_DEBIT_PATH, JSON.stringify(feedback), leftMs);
  if (!answer.ok || typeof answer.body !== 'object' || answer.body === null) return 'wait';
  const { instruction } = answer.body as { instruction?: unknown };
  return instruction === 'confirm' || instruction === 'reject' ? instruction : 'wait';
}
