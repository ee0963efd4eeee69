// The bank's books: every movement takes an amount from one account and gives it to another, so all balances of a
// currency always sum to zero. Nothing else in the bank writes a balance.

import type { Database, Tx } from './database.ts';
import type { Money } from './money.ts';

export const SETTLEMENT_ACCOUNT = 'settlement-platform';
export const VAULT_ACCOUNT = 'vault';

export interface Movement {
  reference: string;
  kind: string;
  from: string;
  to: string;
  amount: Money;
  note: string;
  now: Date;
}

interface AccountRow {
  id: string;
  balance: string;
  floor: string | null;
  currency: string;
  last_at: Date;
}

export type MoveOutcome = 'moved' | 'insufficient-funds' | 'other-currency';

/**
 * Moves money inside the caller's transaction, or changes nothing and says why. Both accounts are locked first, always
 * in the same order. Times on one account never run backwards, so a statement once drawn stays true.
 */
export async function move(tx: Tx, movement: Movement): Promise<MoveOutcome> {
  const { rows } = await tx.query<AccountRow>(
    'select id, balance, floor, currency, last_at from accounts where id = any($1) order by rank, id for update',
    [[movement.from, movement.to]],
  );
  const from = rows.find((row) => row.id === movement.from);
  const to = rows.find((row) => row.id === movement.to);
  const { minor, currency } = movement.amount;
  if (!from || !to || from === to || minor <= 0n)
    throw new Error('A movement needs two accounts and an amount');
  if (from.currency !== currency || to.currency !== currency) return 'other-currency';
  const left = BigInt(from.balance) - minor;
  if (from.floor !== null && left < BigInt(from.floor)) return 'insufficient-funds';

  // From here the movement must succeed.
  const at = new Date(Math.max(from.last_at.getTime(), to.last_at.getTime(), movement.now.getTime()));
  await tx.query(
    `with moved as (
       insert into movements (reference, kind, at, note) values ($1, $2, $3, $4) returning id
     ), sides (account, amount) as (
       values ($5::text, -$7::bigint), ($6::text, $7::bigint)
     ), changed as (
       update accounts a set balance = a.balance + s.amount, last_at = $3
       from sides s where a.id = s.account returning a.id, a.balance, s.amount
     )
     insert into postings (movement, account, amount, balance_after, at)
     select moved.id, changed.id, changed.amount, changed.balance, $3 from moved, changed`,
    [movement.reference, movement.kind, at, movement.note, movement.from, movement.to, String(minor)],
  );
  return 'moved';
}

export interface BooksCheck {
  balanced: boolean;
  currencies: { currency: string; sum: string }[];
  movements: number;
  unbalancedMovements: number;
  accountsThatDisagree: number;
}

/** Proves the books: balances sum to zero, every movement too, and every balance is the sum of its postings. */
export async function checkBooks(db: Database): Promise<BooksCheck> {
  const { rows } = await db.query<{
    currencies: { currency: string; sum: string }[] | null;
    movements: number;
    unbalanced: number;
    disagreeing: number;
  }>(
    `select
       (select json_agg(c) from (select currency, sum(balance)::text as sum from accounts group by 1 order by 1) c)
         as currencies,
       (select count(*)::int from movements) as movements,
       (select count(*)::int from (
          select 1 from movements m left join postings p on p.movement = m.id
          group by m.id having coalesce(sum(p.amount), 0) <> 0 or count(p.*) <> 2) x) as unbalanced,
       (select count(*)::int from accounts a where a.balance <>
          (select coalesce(sum(amount), 0) from postings where account = a.id)) as disagreeing`,
  );
  const row = rows[0];
  if (!row) throw new Error('The books gave no answer');
  const currencies = row.currencies ?? [];
  return {
    balanced: currencies.every(({ sum }) => sum === '0') && row.unbalanced === 0 && row.disagreeing === 0,
    currencies,
    movements: row.movements,
    unbalancedMovements: row.unbalanced,
    accountsThatDisagree: row.disagreeing,
  };
}
