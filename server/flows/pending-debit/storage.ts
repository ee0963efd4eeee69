/** The record of a confirmed debit. */
import type { Id } from '../../kernel/id.ts';
import { uuidOfId, uuidOrNull } from '../../kernel/id.ts';
import type { Currency } from '../../kernel/money.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { type BankRequest, bankRequests } from '../../mechanisms/bank/index.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  selectRows,
} from '../../mechanisms/database/index.ts';
import type { PageWish } from '../../mechanisms/http/index.ts';
import type { PendingDebitState } from './rules.ts';

export type PendingDebit = {
  readonly request: Id<'bankreq'>;
  /** The payment or top-up; unique. */
  readonly subject: string;
  readonly merchant: Id<'merchant'> | null;
  readonly feedback: string;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly orderNumber: string | null;
  readonly state: PendingDebitState;
  readonly mark: string | null;
  readonly reminders: number;
  readonly remindAt: Instant | null;
  readonly confirmedAt: Instant;
  readonly markedAt: Instant | null;
};

export const pendingDebits = defineTable({
  name: 'pending_debit.debit',
  key: 'request',
  columns: {
    request: column.id('bankreq'),
    subject: column.text(),
    merchant: column.nullable(column.id('merchant')),
    feedback: column.text(),
    amount: column.int8(),
    currency: column.text<Currency>(),
    orderNumber: column.nullable(column.text()),
    state: column.text<PendingDebitState>(),
    mark: column.nullable(column.text()),
    reminders: column.int4(),
    remindAt: column.nullable(column.time()),
    confirmedAt: column.time(),
    markedAt: column.nullable(column.time()),
  },
  lookups: { bySubject: ['subject'] },
});

const debitColumns = columnList(pendingDebits as never);
const requestColumns = columnList(bankRequests as never);

export async function findDebit(db: Queryable, request: string): Promise<PendingDebit | undefined> {
  return (await selectRows(db, pendingDebits, [request]))[0];
}

export async function findRequest(db: Queryable, request: string): Promise<BankRequest | undefined> {
  return (await selectRows(db, bankRequests, [request]))[0];
}

/** A page of the requests that the bank may still ask about, in the order of their ids. */
export function openRequests(db: Queryable, after: string | null, limit: number): Promise<BankRequest[]> {
  const text = `select ${requestColumns} from bank.request t
    where t.confirm and t.state in ('asking', 'pending', 'unknown') and ($1::uuid is null or t.id > $1) order by t.id limit $2`;
  return queryRows(db, bankRequests, text, [uuidOrNull(after), limit]);
}

/** Debited by the bank since, but not recorded as confirmed: a crash came between the answer and the record. */
export function unrecordedRequests(db: Queryable, since: Instant, limit: number): Promise<BankRequest[]> {
  const text = `select ${requestColumns} from bank.request t
    where t.confirm and t.state in ('done', 'undoing', 'undone') and t.changed_at >= $1
      and not exists (select from pending_debit.debit d where d.request = t.id) limit $2`;
  return queryRows(db, bankRequests, text, [isoTime(since), limit]);
}

export function unmarkedDebits(db: Queryable, now: Instant, limit: number): Promise<PendingDebit[]> {
  const text = `select ${debitColumns} from pending_debit.debit t
    where t.state = 'confirmed' and t.remind_at <= $1 order by t.remind_at limit $2`;
  return queryRows(db, pendingDebits, text, [isoTime(now), limit]);
}

export function debitsOf(
  db: Queryable,
  what: PageWish & { readonly merchant: string; readonly state: PendingDebitState | null },
): Promise<PendingDebit[]> {
  const text = `select ${debitColumns} from pending_debit.debit t
    where t.merchant = $1 and ($2::text is null or t.state = $2) and ($3::uuid is null or t.request < $3)
    order by t.request desc limit $4`;
  return queryRows(db, pendingDebits, text, [
    uuidOfId(what.merchant),
    what.state,
    uuidOrNull(what.after),
    what.limit,
  ]);
}
