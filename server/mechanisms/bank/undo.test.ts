/** Late successes that the bank will not take back: tried again on a schedule, or decided by two operators. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { newId, uuidOfId } from '../../kernel/id.ts';
import { currency } from '../../kernel/money.ts';
import {
  alertKinds,
  assertAgreement,
  type BankControls,
  bankOf,
  bindCard,
  CARDS,
  type Lie,
  quietEnv,
  until,
  walletBalance,
} from '../../testing/bank-controls.ts';
import {
  type Answer,
  createTestDatabase,
  createWorld,
  type TestPerson,
  type World,
} from '../../testing/world.ts';
import { migrate, openDatabase, selectRows } from '../database/index.ts';
import { accountsOf, balanceOf } from '../ledger/index.ts';
import { declinedAgain, type FailedUndo, failedUndos, RETRY_DELAYS_MS, retryEffect } from './failed-undos.ts';
import { bankMigrations } from './index.ts';

test('after each decline a longer wait, and after the last one nothing but operators', () => {
  const declined = {
    request: newId('bankreq', 0),
    amount: 1n,
    currency: currency('CNY'),
    code: '05',
  };
  let undo: FailedUndo | null = null;
  const waits: (number | null)[] = [];
  for (let now = 1_000; waits.length < RETRY_DELAYS_MS.length + 1; now += 1_000) {
    undo = declinedAgain(undo === null ? null : { ...undo, state: 'refunding' }, declined, now);
    waits.push(undo.retryAt === null ? null : undo.retryAt - now);
    assert.equal(undo.state, undo.retryAt === null ? 'stuck' : 'waiting');
    assert.equal(retryEffect(undo)[0]?.runAt, undo.retryAt ?? undefined);
  }
  assert.deepEqual(waits, [60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, null]);
  assert.equal(undo?.failedAt, 1_000);
});

test('those that had failed before there were retries wait for operators', async () => {
  const place = await createTestDatabase();
  const database = openDatabase({ url: place.url, instance: 'test', maxConnections: 2 });
  try {
    await migrate(database.pool, bankMigrations.slice(0, 1));
    const add = (id: string, operation: string, state: string, debit: string | null) =>
      database.pool.query(
        `insert into bank.request values ($1, $2, $3, $4, 'subject', 500, 'CNY', $5, $6, '', null, null, false, '05', null, 1, 0, now(), now(), now())`,
        [
          uuidOfId(id),
          operation,
          state,
          debit ? 'bank-undo' : 'top-up',
          debit ? null : uuidOfId(id),
          debit ? uuidOfId(debit) : null,
        ],
      );
    const [failed, asking, undone] = [1, 2, 3].map((n) => newId('bankreq', n)) as [string, string, string];
    for (const debit of [failed, asking]) await add(debit, 'debit', 'undoing', null);
    await add(undone, 'debit', 'undone', null);
    await add(newId('bankreq', 4), 'refund', 'declined', failed);
    await add(newId('bankreq', 5), 'refund', 'asking', asking);
    await add(newId('bankreq', 6), 'refund', 'done', undone);
    await migrate(database.pool, bankMigrations);
    const found = await selectRows(database.pool, failedUndos, [failed, asking, undone]);
    assert.deepEqual(
      found.map(({ request, state, amount, declines }) => ({ request, state, amount, declines })),
      [{ request: failed, state: 'stuck', amount: 500n, declines: 1 }],
    );
  } finally {
    await database.close();
    await place.drop();
  }
});

describe('a late success that the bank will not take back', () => {
  let world: World;
  let bank: BankControls;
  let ana: TestPerson;
  let card: string;
  const operators: Record<'first' | 'second' | 'support', TestPerson> = {} as never;

  before(async () => {
    world = await createWorld({ bank: true, env: quietEnv() });
    bank = bankOf(world);
    ana = await world.person('Ana Lin');
    card = await bindCard(world, ana, CARDS.ana);
    for (const name of ['first', 'second', 'support'] as const) {
      operators[name] = await world.person(name);
      await world.app.ground.people.grantOperator(operators[name].id, [
        name === 'support' ? 'support' : 'admin',
      ]);
    }
  });
  beforeEach(async () => bank.lies());
  after(async () => world.stop());

  const suspense = async () =>
    (await accountsOf(world.app.ground.database.pool, 'platform'))
      .filter(({ kind }) => kind === 'suspense')
      .reduce((sum, account) => sum + balanceOf(account), 0n);

  type Undo = {
    id: string;
    state: string;
    declines: number;
    retryAt: string | null;
    proposal: { id: string } | null;
  };
  const undos = async () =>
    (await operators.support.api.get('/v1/operator/failed-undos?limit=100')).body.data as Undo[];
  const read = async (id: string) => (await undos()).find((one) => one.id === id);
  const comesTo = (id: string, state: string, declines?: number) =>
    until(
      () => read(id),
      (undo) => undo?.state === state && (declines === undefined || undo.declines === declines),
      20_000,
    );

  /** The bank has debited, tells another amount when it is asked, and declines to take the money back. */
  async function fail(minor: number, ...more: Lie[]): Promise<string> {
    const known = new Set((await undos()).map(({ id }) => id));
    await bank.lies(
      { operation: 'debits', lie: 'lost-reply', times: 1 },
      { operation: 'debits', lie: 'drop-callback', times: 1 },
      { operation: 'query', lie: 'wrong-amount', times: 3 },
      { operation: 'refunds', lie: 'decline', times: 1, code: '05' },
      ...more,
    );
    const body = {
      instrument: card,
      amount: { minor: String(minor), currency: 'CNY' },
      proof: { pin: ana.pin },
    };
    assert.equal((await ana.api.post('/v1/top-ups', body)).status, 201);
    const found = await until(undos, (list) => list.some(({ id }) => !known.has(id)), 20_000);
    return found.find(({ id }) => !known.has(id))?.id ?? '';
  }

  /** The next try's time has come. */
  async function timePasses(id: string): Promise<void> {
    const { rowCount } = await world.app.ground.database.pool.query(
      `update graphile_worker._private_jobs j set run_at = now() from graphile_worker._private_tasks t
        where t.id = j.task_id and t.identifier = 'bank.retry-undo' and j.payload->>'request' = $1 and j.run_at > now()`,
      [id],
    );
    assert.equal(rowCount, 1);
  }

  const propose = (who: TestPerson, id: string, body: object): Promise<Answer> =>
    who.api.post(`/v1/operator/failed-undos/${id}/proposals`, {
      reason: 'the bank agreed by phone',
      ...body,
    });
  const confirm = (who: TestPerson, id: string, proposal: unknown): Promise<Answer> =>
    who.api.post(`/v1/operator/failed-undos/${id}/confirm`, { proposal });
  const proposalOf = (answer: Answer) => (answer.body.proposal as { id: string } | null)?.id;

  test('the next try comes by itself, under a new reference, and the money is back on the card', async () => {
    const before = await bank.balance('ana-debit');
    const id = await fail(300);
    const undo = await comesTo(id, 'waiting', 1);
    assert.ok(undo?.retryAt);
    assert.equal(await suspense(), 300n);
    assert.equal(await bank.balance('ana-debit'), before - 300n);
    await bank.lies();
    await timePasses(id);
    await comesTo(id, 'refunded', 1);
    assert.equal(await bank.balance('ana-debit'), before);
    await assertAgreement(world);
    const { rows } = await world.app.ground.database.pool.query(
      `select state from bank.request where subject_kind = 'bank-undo' and subject = $1 order by id`,
      [id],
    );
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['declined', 'done'],
    );
  });

  test('a bank that never takes it is asked six times; then operators are told again and a wallet gets the money', async () => {
    const before = await bank.balance('ana-debit');
    const told = (await alertKinds(world)).length;
    const id = await fail(400, { operation: 'refunds', lie: 'decline', code: '05' });
    for (let declines = 1; declines <= RETRY_DELAYS_MS.length; declines++) {
      await comesTo(id, 'waiting', declines);
      await timePasses(id);
    }
    await comesTo(id, 'stuck', 6);
    assert.deepEqual((await alertKinds(world)).slice(told), [
      'AMOUNT_MISMATCH',
      'UNDO_FAILED',
      'UNDO_FAILED',
    ]);
    const { data } = (await operators.first.api.get('/v1/operator/alerts')).body;
    const notes = (data as { object: string; note: string }[]).flatMap(({ object, note }) =>
      object === id ? [note.replace(/amount [\d.]+/, 'amount ?')] : [],
    );
    assert.deepEqual(notes, [
      'The bank will not take back 4.00 CNY: 05; operators must decide',
      notes[1],
      'inquiry: the bank says done, amount ? CNY; asked for 4.00 CNY, state unknown',
    ]);
    const wallet = (await walletBalance(world, ana.id)).posted;

    const proposed = await propose(operators.first, id, { act: 'wallet', person: ana.id });
    assert.equal(proposed.status, 201);
    const proposal = proposalOf(proposed);
    assert.equal((await confirm(operators.first, id, proposal)).body.code, 'FOUR_EYES');
    assert.equal((await confirm(operators.support, id, proposal)).body.code, 'FORBIDDEN');
    assert.equal((await walletBalance(world, ana.id)).posted, wallet);
    const done = await confirm(operators.second, id, proposal);
    assert.deepEqual([done.status, done.body.state], [200, 'resolved']);
    assert.equal((await walletBalance(world, ana.id)).posted, wallet + 400n);
    assert.equal(await bank.balance('ana-debit'), before - 400n);
    await assertAgreement(world);
    // It is over: neither operators nor time can do it again.
    assert.equal((await confirm(operators.second, id, proposal)).body.code, 'CONFLICT');
    assert.equal((await propose(operators.first, id, { act: 'refund' })).body.code, 'CONFLICT');
    // Both stand in the journal.
    const entries = (await operators.support.api.get('/v1/operator/journal?limit=50')).body.data as {
      kind: string;
      outcome: string;
      actor: { id: string };
    }[];
    const acted = (kind: string) =>
      entries.filter((one) => one.kind === kind && one.outcome === 'done').map(({ actor }) => actor.id);
    assert.deepEqual(acted('bank.propose-undo'), [operators.first.id]);
    assert.deepEqual(acted('bank.confirm-undo'), [operators.second.id]);
  });

  test('two operators try at once; the try that was waiting then does nothing', async () => {
    const before = await bank.balance('ana-debit');
    const id = await fail(500);
    await comesTo(id, 'waiting', 1);
    await bank.lies({ operation: 'refunds', lie: 'slow', times: 1, delayMs: 1_500 });
    const first = proposalOf(await propose(operators.first, id, { act: 'refund' }));
    // A newer proposal takes the place of the older one.
    const second = proposalOf(await propose(operators.second, id, { act: 'refund' }));
    assert.equal((await confirm(operators.second, id, first)).body.code, 'CONFLICT');
    assert.equal((await confirm(operators.first, id, second)).body.state, 'refunding');
    // While the bank is asked nobody else decides.
    assert.equal((await propose(operators.second, id, { act: 'refund' })).body.code, 'CONFLICT');
    await timePasses(id);
    await comesTo(id, 'refunded');
    assert.equal(await bank.balance('ana-debit'), before);
    await assertAgreement(world);
  });

  test('a declined try of operators waits again, and needs a proposal anew', async () => {
    const id = await fail(600, { operation: 'refunds', lie: 'decline', times: 1, code: '91' });
    await comesTo(id, 'waiting', 1);
    const proposal = proposalOf(await propose(operators.first, id, { act: 'refund' }));
    assert.equal((await confirm(operators.second, id, proposal)).status, 200);
    await comesTo(id, 'waiting', 2);
    assert.equal((await confirm(operators.second, id, proposal)).body.code, 'CONFLICT');
    await bank.lies();
    const again = proposalOf(await propose(operators.second, id, { act: 'refund' }));
    assert.equal((await confirm(operators.first, id, again)).status, 200);
    await comesTo(id, 'refunded', 2);
    await assertAgreement(world);
  });

  test('refused: who receives the money, a wallet without its person, nobody known, nothing failed', async () => {
    const id = await fail(700);
    await comesTo(id, 'waiting', 1);
    const cases: [TestPerson, string, object, string][] = [
      [operators.first, id, { act: 'wallet', person: operators.first.id }, 'FOUR_EYES'],
      [operators.first, id, { act: 'wallet' }, 'BODY_INVALID'],
      [operators.first, id, { act: 'refund', person: ana.id }, 'BODY_INVALID'],
      [operators.first, id, { act: 'wallet', person: newId('person', Date.now()) }, 'NOT_FOUND'],
      [operators.first, newId('bankreq', Date.now()), { act: 'refund' }, 'NOT_FOUND'],
      [operators.support, id, { act: 'refund' }, 'FORBIDDEN'],
    ];
    for (const [who, of, body, code] of cases) assert.equal((await propose(who, of, body)).body.code, code);
    const toSecond = await propose(operators.first, id, { act: 'wallet', person: operators.second.id });
    assert.equal((await confirm(operators.second, id, proposalOf(toSecond))).body.code, 'FOUR_EYES');
    assert.equal(await suspense(), 700n);
    await bank.lies();
    await timePasses(id);
    await comesTo(id, 'refunded');
    await assertAgreement(world);
  });
});
