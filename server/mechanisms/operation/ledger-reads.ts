/** The ledger as an operator reads it: accounts by pages, transfers with both their sides. */
import { uuidOfId, uuidOrNull } from '../../kernel/id.ts';
import { type Money, moneyJson } from '../../kernel/money.ts';
import { columnList, type Queryable, queryRows } from '../database/index.ts';
import type { PageWish } from '../http/index.ts';
import { type Account, accounts, availableOf, balanceOf, type Transfer, transfers } from '../ledger/index.ts';
import type { Names } from './names.ts';

export async function accountsPage(
  db: Queryable,
  wish: PageWish & { kind: string | null; owner: string | null; currency: string | null },
): Promise<Account[]> {
  const text = `select ${columnList(accounts)} from ledger.account t
     where ($1::uuid is null or t.id > $1::uuid) and ($2::text is null or t.kind = $2) and ($3::text is null or t.owner = $3)
       and ($4::text is null or t.currency = $4)
     order by t.id limit $5`;
  return (await queryRows(db, accounts, text, [
    uuidOrNull(wish.after),
    wish.kind,
    wish.owner,
    wish.currency,
    wish.limit,
  ])) as Account[];
}

export async function accountsByIds(db: Queryable, ids: readonly string[]): Promise<Map<string, Account>> {
  const text = `select ${columnList(accounts)} from ledger.account t where t.id = any($1::uuid[])`;
  const rows = (await queryRows(db, accounts, text, [[...new Set(ids)].map(uuidOfId)])) as Account[];
  return new Map(rows.map((row) => [row.id, row]));
}

export async function accountView(account: Account, names: Names) {
  const inCurrency = (minor: bigint) => moneyJson({ minor, currency: account.currency } as Money);
  const balance = balanceOf(account);
  const available = availableOf(account);
  return {
    id: account.id,
    owner: account.owner,
    ownerName: await names.of(account.owner),
    kind: account.kind,
    currency: account.currency,
    side: account.side,
    balance: inCurrency(balance),
    held: inCurrency(balance - available),
    available: inCurrency(available),
    least: account.least === null ? null : inCurrency(account.least),
  };
}

export async function sideOf(account: Account | undefined, id: string, names: Names) {
  if (!account) return { id, kind: 'account', owner: '', name: null };
  return { id, kind: account.kind, owner: account.owner, name: await names.of(account.owner) };
}

export async function transfersOfEntry(db: Queryable, names: Names, seq: bigint) {
  const text = `select ${columnList(transfers)} from ledger.transfer t where t.seq = $1::bigint order by t.n limit 1000`;
  const moves = (await queryRows(db, transfers, text, [seq.toString()])) as Transfer[];
  const known = await accountsByIds(
    db,
    moves.flatMap((move) => [move.debit, move.credit]),
  );
  return Promise.all(
    moves.map(async (move) => ({
      n: move.n,
      kind: move.kind,
      phase: move.phase,
      debit: await sideOf(known.get(move.debit), move.debit, names),
      credit: await sideOf(known.get(move.credit), move.credit, names),
      amount: { minor: move.amount.toString(), currency: known.get(move.debit)?.currency ?? '' },
      hold: move.hold,
      reference: move.reference,
    })),
  );
}
