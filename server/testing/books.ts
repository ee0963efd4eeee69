/** The books as tests read them: balances by owner, and the whole ledger as one value that two moments can be compared by. */
import assert from 'node:assert/strict';
import type { Pool } from 'pg';
import { currency } from '../kernel/money.ts';
import { leafHash } from '../mechanisms/journal/index.ts';
import {
  accountsOf,
  availableOf,
  balanceOf,
  merchantAccountOf,
  suspenseAccount,
  walletOf,
} from '../mechanisms/ledger/index.ts';
import { naiveRoot } from './naive-tree.ts';
import type { TestMerchant, TestPerson, World } from './world.ts';

export type Owner = Pick<TestPerson, 'id'> | Pick<TestMerchant, 'id'> | 'platform';

const CNY = currency('CNY');

/** "70.00" or, with money held on the way out, "70.00 (30.00 held)"; of a wallet, a merchant or the suspense account. */
export async function balance(world: World, owner: Owner): Promise<string> {
  const ref =
    owner === 'platform'
      ? suspenseAccount(CNY)
      : owner.id.startsWith('merchant_')
        ? merchantAccountOf(owner.id, CNY)
        : walletOf(owner.id, CNY);
  const account = (await accountsOf(world.app.ground.database.pool, ref.owner)).find(
    ({ kind }) => kind === ref.kind,
  );
  if (!account) return '0.00';
  const held = balanceOf(account) - availableOf(account);
  return decimal(balanceOf(account)) + (held === 0n ? '' : ` (${decimal(held)} held)`);
}

export const decimal = (minor: bigint) => (Number(minor) / 100).toFixed(2);

export const cny = (minor: bigint | number) => ({ minor: String(minor), currency: 'CNY' });

export type Books = { readonly accounts: unknown[]; readonly holds: unknown[]; readonly transfers: number };

/** Every account with its counters, every hold with its state, and the number of transfers. */
export async function readBooks(world: World): Promise<Books> {
  const { pool } = world.app.ground.database;
  const accounts = await pool.query(
    `select owner, kind, currency, debits_posted, credits_posted, debits_held, credits_held from ledger.account
      where debits_posted <> 0 or credits_posted <> 0 or debits_held <> 0 or credits_held <> 0 order by 1, 2, 3`,
  );
  const holds = await pool.query('select id, state, amount, posted from ledger.hold order by id');
  const transfers = await pool.query('select count(*)::int n from ledger.transfer');
  return { accounts: accounts.rows, holds: holds.rows, transfers: Number(transfers.rows[0].n) };
}

/** How often a movement of this kind was made for a reference (the order's id), with its phase. */
export async function movements(world: World, reference: string): Promise<string[]> {
  const result = await world.app.ground.database.pool.query(
    'select kind, phase, amount from ledger.transfer where reference = $1 order by seq, n',
    [reference],
  );
  return result.rows.map((row) => `${row.kind} ${row.phase} ${decimal(BigInt(row.amount))}`);
}

/**
 * The journal as anybody can check it: no gap in its numbers, every leaf the hash of its entry, and the head's root the
 * tree of all leaves, made the slow way (RFC 6962, 2.1). Returns the number of entries.
 */
export async function checkJournal(pool: Pick<Pool, 'query'>): Promise<number> {
  const head = (await pool.query(`select seq::int seq, encode(root, 'hex') root from journal.head`)).rows[0];
  const { rows } = await pool.query(
    'select seq::int seq, leaf, content from journal.entry where seq <= $1 order by seq',
    [head.seq],
  );
  const leaves = rows.map((row, i) => {
    assert.equal(row.seq, i + 1, 'a gap in the journal');
    assert.deepEqual(row.leaf, leafHash(row.content), `entry ${row.seq} is not what its leaf says`);
    return row.leaf as Buffer;
  });
  assert.equal(rows.length, head.seq);
  assert.equal(naiveRoot(leaves).toString('hex'), head.root, 'the root is not that of the entries');
  return rows.length;
}
