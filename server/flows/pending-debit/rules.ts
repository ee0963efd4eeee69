/** States of a confirmed debit and when its merchant is reminded. Pure. */
import { machine } from '../../kernel/machine.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/time.ts';

export type PendingDebitState = 'confirmed' | 'marked';
export const pendingDebitMachine = machine<PendingDebitState>({ confirmed: ['marked'], marked: [] });

/** After the event itself, which webhooks deliver and retry on their own. */
const REMINDERS_MS = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS] as const;

/** null: the last reminder has been sent; it stays on the list. */
export function nextReminder(sent: number, now: Instant): Instant | null {
  const after = REMINDERS_MS[sent];
  return after === undefined ? null : now + after;
}
