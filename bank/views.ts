// Reads for the page and the tests: people with their cards, accounts with their balances, operations newest first.

import type { Database } from './database.ts';
import { toJson } from './money.ts';
import { type OperationRow, toReply } from './operations.ts';
import { BANK_NAME } from './seed.ts';

export async function listPeople(db: Database): Promise<object[]> {
  const { rows } = await db.query<{ id: string; name: string; phone: string; cards: CardView[] }>(
    `select p.id, p.name, p.phone, (
       select json_agg(json_build_object('id', c.id, 'pan', c.pan, 'last4', right(c.pan, 4),
         'expiry', substr(c.expiry, 6, 2) || '/' || substr(c.expiry, 3, 2), 'holderName', c.holder_name,
         'phone', c.reserved_phone, 'kind', c.kind, 'brand', c.brand, 'account', c.account, 'state', c.state,
         'note', c.note) order by c.note <> '', c.kind desc, c.id) from cards c where c.person = p.id) as cards
     from people p order by p.phone`,
  );
  return rows.map((row) => ({ ...row, cards: row.cards.map((card) => ({ ...card, bankName: BANK_NAME })) }));
}

interface CardView {
  id: string;
  pan: string;
}

export async function listAccounts(db: Database): Promise<object[]> {
  const { rows } = await db.query<{
    id: string;
    person: string | null;
    name: string;
    kind: string;
    currency: string;
    balance: string;
    floor: string | null;
  }>(
    'select id, person, name, kind, currency, balance, floor from accounts order by rank, person, kind desc, id',
  );
  return rows.map(({ currency, balance, floor, person, ...row }) => ({
    ...row,
    ...(person !== null && { person }),
    currency,
    balance: toJson({ minor: BigInt(balance), currency }),
    ...(floor !== null && { available: toJson({ minor: BigInt(balance) - BigInt(floor), currency }) }),
  }));
}

export interface OperationsFilter {
  after?: string;
  state?: 'pending' | 'done' | 'declined';
  limit: number;
}

interface ListedRow extends OperationRow {
  callback_tries: number | null;
  acknowledged_at: Date | null;
  last_problem: string | null;
  last4: string | null;
}

export async function listOperations(
  db: Database,
  { after, state, limit }: OperationsFilter,
): Promise<{ data: object[]; hasMore: boolean; next: string | null }> {
  const { rows } = await db.query<ListedRow>(
    `select o.*, c.tries as callback_tries, c.acknowledged_at, c.last_problem,
       (select right(k.pan, 4) from verifications v join cards k on k.id = v.card where v.card_token = o.card_token)
         as last4
     from operations o left join callbacks c on c.reference = o.reference
     where ($1::bigint is null or o.seq < $1) and ($2::text is null or o.state = $2)
     order by o.seq desc limit $3`,
    [after ?? null, state ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  return { data: page.map(toView), hasMore: rows.length > limit, next: page.at(-1)?.seq ?? null };
}

const toView = (row: ListedRow): object => ({
  ...toReply(row),
  operation: row.operation,
  receivedAt: row.received_at.toISOString(),
  ...(row.finished_at && { finishedAt: row.finished_at.toISOString() }),
  ...(row.window_ends_at && { windowEndsAt: row.window_ends_at.toISOString() }),
  ...(row.payee !== null && { payee: row.payee }),
  ...(row.order_reference !== null && { order: row.order_reference }),
  ...(row.debit_reference !== null && { debitReference: row.debit_reference }),
  ...(row.last4 !== null && { last4: row.last4 }),
  ...(row.callback_tries !== null && {
    callback: {
      tries: row.callback_tries,
      acknowledged: row.acknowledged_at !== null,
      ...(row.last_problem !== null && { problem: row.last_problem }),
    },
  }),
});
