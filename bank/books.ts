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
}

export type MoveOutcome = 'moved' | 'insufficient-funds' | 'other-currency';

/**
 * Moves money inside the caller's transaction, or changes nothing and says why. Rows are locked in one order (customers,
 * then the settlement account, then the vault). An account that only receives without any question is locked last and by
 * the update itself, because every card payment of the platform waits for the settlement account. Times on one account
 * never run backwards, so a statement once drawn stays true.
 */
export async function move(tx: Tx, movement: Movement): Promise<MoveOutcome> {
  const { from, to, now } = movement;
  const { minor, currency } = movement.amount;
  if (from === to || minor <= 0n) throw new Error('A movement needs two accounts and an amount');
  const locked = to === SETTLEMENT_ACCOUNT ? [from] : [from, to];
  const { rows } = await tx.query<AccountRow>({
    name: 'lock-accounts',
    text: 'select id, balance, floor, currency from accounts where id = any($1) order by rank, id for update',
    values: [locked],
  });
  const payer = rows.find((row) => row.id === from);
  if (!payer || rows.length !== locked.length) throw new Error('A movement needs accounts that exist');
  if (rows.some((row) => row.currency !== currency)) return 'other-currency';
  if (payer.floor !== null && BigInt(payer.balance) - minor < BigInt(payer.floor))
    return 'insufficient-funds';

  // From here the movement must succeed.
  const { rowCount } = await tx.query({
    name: 'move',
    text: `with moved as (
       insert into movements (reference, kind, at, note) values ($1, $2, $3::timestamptz, $4) returning id
     ), changed as (
       update accounts a set balance = a.balance + s.amount, last_at = greatest(a.last_at, $3::timestamptz)
       from (values ($5::text, -$7::bigint), ($6::text, $7::bigint)) s (account, amount)
       where a.id = s.account and a.currency = $8 returning a.id, a.balance, a.last_at, s.amount
     )
     insert into postings (movement, account, amount, balance_after, at)
     select moved.id, changed.id, changed.amount, changed.balance, changed.last_at from moved, changed`,
    values: [movement.reference, movement.kind, now, movement.note, from, to, String(minor), currency],
  });
  if (rowCount !== 2) throw new Error('A movement has two sides');
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
