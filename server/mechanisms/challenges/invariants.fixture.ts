/** What must hold of a database in which challenges have come and gone, looked at from outside: rows and journal, no model. */
import assert from 'node:assert/strict';
import type { Pool } from 'pg';
import { checkJournal } from '../../testing/books.ts';
import { queryRows } from '../database/index.ts';
import { columnList } from '../database/table.ts';
import { parseEntry } from '../journal/index.ts';
import { checkBooks, recountBooks } from '../ledger/index.ts';
import type { Leaf, Tree } from './expression.ts';
import { challenges } from './storage.ts';

const ENDS = ['approved', 'refused', 'cancelled', 'expired'];

export async function checkEverything(
  pool: Pool,
): Promise<{ captured: number; ended: number; entries: number }> {
  const sums = await checkBooks(pool);
  assert.ok(sums.ok, 'every currency sums to zero');
  assert.deepEqual(await recountBooks(pool), [], 'counters are what the movements say');
  const entries = await checkJournal(pool);

  const all = await queryRows(
    pool,
    challenges,
    `select ${columnList(challenges)} from challenges.challenge t`,
    [],
  );
  const open = all.filter(({ state }) => state === 'pending');
  assert.deepEqual(
    open.map(({ id }) => id),
    [],
    'nobody waits any more',
  );
  for (const { id, state, tree, leaves, refusal } of all) {
    // Only an approval had its whole expression.
    if (state === 'approved') assert.ok(isWhole(tree, leaves), `${id} was approved with ${said(leaves)}`);
    else assert.ok(!isWhole(tree, leaves), `${id} is ${state} with ${said(leaves)}`);
    assert.equal(refusal !== null, state === 'refused');
    for (const leaf of leaves) assert.equal(leaf.state === 'pending', leaf.by === null);
  }
  await checkEvents(pool, new Map(all.map(({ id, state }) => [id, state])));
  const captured = await checkMoney(pool);
  return { captured, ended: all.length, entries };
}

const said = (leaves: readonly Leaf[]) => leaves.map(({ state }) => state).join(' ');

/** Does the expression hold by its yeses alone? */
function isWhole(tree: Tree, leaves: readonly Leaf[]): boolean {
  if ('leaf' in tree) return leaves[tree.leaf]?.state === 'yes';
  const parts = 'all' in tree ? tree.all : 'any' in tree ? tree.any : tree.of;
  const yes = parts.filter((part) => isWhole(part, leaves)).length;
  return yes >= ('all' in tree ? parts.length : 'any' in tree ? 1 : tree.atLeast);
}

/** The journal tells of each: asked once, ended once, in the state that the row has. */
async function checkEvents(pool: Pool, states: ReadonlyMap<string, string>): Promise<void> {
  const { rows } = await pool.query(
    `select content from journal.entry where content like '%"type":"challenge.%' order by seq`,
  );
  const told = new Map<string, string[]>();
  for (const { content } of rows) {
    for (const { type, object } of parseEntry(String(content)).events) {
      if (!type.startsWith('challenge.')) continue;
      const list = told.get(object);
      if (list) list.push(type.slice('challenge.'.length));
      else told.set(object, [type.slice('challenge.'.length)]);
    }
  }
  assert.equal(told.size, states.size);
  for (const [id, state] of states) {
    const [first, ...more] = told.get(id) ?? [];
    assert.equal(first, 'asked', id);
    assert.equal(more.at(-1), state, `${id}: ${more.join(' ')}`);
    assert.equal(more.filter((what) => ENDS.includes(what)).length, 1, `${id}: ${more.join(' ')}`);
  }
}

/** What waited for a challenge, with its hold if it has one and what the bank was asked. */
const WAITED = `select challenge, hold, state, code, null::uuid request from transfer.transfer where challenge is not null
  union all select challenge, hold, state, code, request from withdrawal.withdrawal where challenge is not null
  union all select challenge, hold, state, code, request from checkout.payment where challenge is not null`;

/** Every hold was made by a challenge, moved once, and was captured by an approval only. Returns how many were. */
async function checkMoney(pool: Pool): Promise<number> {
  const wrong = await pool.query(
    `with waited as (${WAITED}),
       moved as (select hold, array_agg(phase order by seq, n) phases
         from ledger.transfer where hold is not null group by hold)
     select h.id, h.state, w.state record, w.code, c.state challenge, m.phases
       from ledger.hold h
       left join waited w on w.hold = h.id
       left join challenges.challenge c on c.id = w.challenge
       left join moved m on m.hold = h.id
      where (case h.state
          when 'posted' then c.state = 'approved' and w.state = 'done' and m.phases = array['held', 'post']
          when 'voided' then w.state = 'failed' and m.phases = array['held', 'void']
        end) is not true`,
  );
  assert.deepEqual(wrong.rows, [], 'a hold whose end is not that of its challenge');
  const unapproved = await pool.query(
    `select c.id, c.state, w.state record, w.code, w.request
       from challenges.challenge c left join (${WAITED}) w on w.challenge = c.id
      where (case when c.state = 'approved'
          then w.state in ('done', 'reversed') or (w.state = 'failed' and w.code not like 'APPROVAL_%')
          else w.state = 'failed' and w.code = 'APPROVAL_' || upper(c.state) and w.request is null
        end) is not true`,
  );
  assert.deepEqual(
    unapproved.rows,
    [],
    'done or asked of the bank without its approval, or not done in spite of it',
  );
  const left = await pool.query(
    'select owner from ledger.account where debits_held <> 0 or credits_held <> 0',
  );
  assert.deepEqual(left.rows, [], 'money is held for nothing');
  const twice = await pool.query(
    `select orders from checkout.payment where state = 'done' group by orders having count(*) > 1`,
  );
  assert.deepEqual(twice.rows, [], 'an order that was paid twice');
  const done = await pool.query(`select count(*)::int n from (${WAITED}) w where state = 'done'`);
  return done.rows[0].n;
}
