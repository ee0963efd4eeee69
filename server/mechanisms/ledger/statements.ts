/** Reading the books: balances now and as of a time, statements, and the checks that must always hold. */
import type { Id } from '../../kernel/id.ts';
import { uuidOfId } from '../../kernel/id.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { columnList, type Queryable, queryRows } from '../database/index.ts';
import { type Account, accounts } from './accounts.ts';
import { type Transfer, transfers } from './transfers.ts';

export async function accountsOf(db: Queryable, owner: string): Promise<Account[]> {
  const text = `select ${columnList(accounts)} from ledger.account t where t.owner = $1 order by t.kind, t.currency`;
  return (await queryRows(db, accounts, text, [owner])) as Account[];
}

export async function accountById(db: Queryable, id: Id<'account'>): Promise<Account | undefined> {
  const text = `select ${columnList(accounts)} from ledger.account t where t.id = $1`;
  return (await queryRows(db, accounts, text, [uuidOfId(id)]))[0] as Account | undefined;
}

export async function accountsByIds(
  db: Queryable,
  ids: readonly Id<'account'>[],
): Promise<Map<string, Account>> {
  if (ids.length === 0) return new Map();
  const text = `select ${columnList(accounts)} from ledger.account t where t.id = any($1::uuid[])`;
  const rows = (await queryRows(db, accounts, text, [[...new Set(ids)].map(uuidOfId)])) as Account[];
  return new Map(rows.map((row) => [row.id, row]));
}

/** Newest first; `before` is the (seq, n) of the last line of the page before. At most 100 lines, one more tells `hasMore`. */
export async function statement(
  db: Queryable,
  account: Id<'account'>,
  page: {
    before: { seq: bigint; n: number } | null;
    at: Instant | null;
    limit: number;
    /** Only what moved the posted balance: neither holds nor their release. */
    posted?: boolean;
  },
): Promise<{ lines: Transfer[]; hasMore: boolean }> {
  const posted = page.posted ? ` and t.phase in ('posted', 'post')` : '';
  const side = (which: 'debit' | 'credit') => `(select ${columnList(transfers)} from ledger.transfer t
     where t.${which} = $1 and ($2::bigint is null or (t.seq, t.n) < ($2::bigint, $3::int))
       and ($4::timestamptz is null or t.at <= $4::timestamptz)${posted}
     order by t.seq desc, t.n desc limit $5)`;
  const text = `select * from (${side('debit')} union all ${side('credit')}) t order by seq desc, n desc limit $5`;
  const rows = (await queryRows(db, transfers, text, [
    uuidOfId(account),
    page.before ? page.before.seq.toString() : null,
    page.before ? page.before.n : null,
    page.at === null ? null : isoTime(page.at),
    page.limit + 1,
  ])) as Transfer[];
  return { lines: rows.slice(0, page.limit), hasMore: rows.length > page.limit };
}

/** The posted balance after the last movement at or before `at`; zero before the first. Minor units, own direction. */
export async function balanceAt(db: Queryable, account: Id<'account'>, at: Instant): Promise<bigint> {
  const { lines } = await statement(db, account, { before: null, at, limit: 1 });
  const last = lines[0];
  if (!last) return 0n;
  return last.debit === account ? last.debitBalance : last.creditBalance;
}

/** What was held on the way out of an account at that time, minor units: held by then, and not yet posted or released. */
export async function heldAt(db: Queryable, account: Account, at: Instant): Promise<bigint> {
  const way = account.side === 'credit' ? 'debit' : 'credit';
  const text = `select coalesce(sum(t.amount), 0)::text from ledger.transfer t join ledger.hold h on h.id = t.hold
    where t.${way} = $1 and t.phase = 'held' and t.at <= $2::timestamptz
      and (h.ended_at is null or h.ended_at > $2::timestamptz)`;
  const result = await db.query({ text, values: [uuidOfId(account.id), isoTime(at)], rowMode: 'array' });
  return BigInt((result.rows as unknown as string[][])[0]?.[0] ?? '0');
}

export type BooksCheck = {
  /** Sum of debits minus credits over all accounts, per currency: always zero. */
  sums: { currency: string; posted: bigint; held: bigint; accounts: number }[];
  /** Clearing accounts that are not empty. They drain; for a moment they may not be. */
  clearing: { currency: string; kind: string; balance: bigint }[];
  ok: boolean;
};

export async function checkBooks(db: Queryable): Promise<BooksCheck> {
  const result = await db.query(
    `select currency, count(*)::int accounts,
            coalesce(sum(debits_posted) - sum(credits_posted), 0)::text posted,
            coalesce(sum(debits_held) - sum(credits_held), 0)::text held
       from ledger.account group by currency order by currency`,
  );
  const clearing = await db.query(
    `select currency, kind, (credits_posted - debits_posted)::text balance from ledger.account
      where kind = 'suspense' and credits_posted <> debits_posted`,
  );
  const sums = result.rows.map((row) => ({
    currency: String(row.currency),
    accounts: Number(row.accounts),
    posted: BigInt(row.posted),
    held: BigInt(row.held),
  }));
  return {
    sums,
    clearing: clearing.rows.map((row) => ({
      currency: String(row.currency),
      kind: String(row.kind),
      balance: BigInt(row.balance),
    })),
    ok: sums.every((sum) => sum.posted === 0n && sum.held === 0n),
  };
}

/** The slow, whole check: every counter of every account equals the sum of its transfers. Returns the accounts that differ. */
export async function recountBooks(db: Queryable): Promise<string[]> {
  const result = await db.query(`
    with moves as (
      select debit id, case when phase in ('posted','post') then amount else 0 end dp, 0::numeric cp,
             case phase when 'held' then amount when 'void' then -amount when 'expire' then -amount
               when 'post' then -(select h.amount from ledger.hold h where h.id = hold) else 0 end dh, 0::numeric ch
        from ledger.transfer
      union all
      select credit, 0, case when phase in ('posted','post') then amount else 0 end, 0,
             case phase when 'held' then amount when 'void' then -amount when 'expire' then -amount
               when 'post' then -(select h.amount from ledger.hold h where h.id = hold) else 0 end
        from ledger.transfer),
    sums as (select id, sum(dp) dp, sum(cp) cp, sum(dh) dh, sum(ch) ch from moves group by id)
    select a.id from ledger.account a left join sums s on s.id = a.id
     where a.debits_posted <> coalesce(s.dp, 0) or a.credits_posted <> coalesce(s.cp, 0)
        or a.debits_held <> coalesce(s.dh, 0) or a.credits_held <> coalesce(s.ch, 0)`);
  return result.rows.map((row) => String(row.id));
}
