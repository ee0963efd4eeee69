/** The committer on a real database: one order, each command once, and no command at another's mercy. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { currency, money } from '../../kernel/money.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import { type Clock, createTestClock, HOUR_MS } from '../../kernel/time.ts';
import { checkJournal } from '../../testing/books.ts';
import { createTestDatabase } from '../../testing/world.ts';
import { type Database, migrate, openDatabase } from '../database/index.ts';
import {
  accountsOf,
  balanceAt,
  balanceOf,
  bankAccount,
  checkBooks,
  type LedgerAct,
  ledgerMigrations,
  recountBooks,
  statement,
  walletOf,
} from '../ledger/index.ts';
import { MAX_QUEUE } from './committer.ts';
import {
  attemptId,
  attempts,
  countFailure,
  createJournal,
  defineCommand,
  type FeedEntry,
  type Journal,
  journalMigrations,
  type Outcome,
  refuseWhenLocked,
} from './index.ts';

const CNY = currency('CNY');
const wallet = (name: string) => walletOf(name, CNY);

type Move = { readonly from: string; readonly to: string; readonly minor: string };
const move = defineCommand<Move, { moved: string }>({
  kind: 'test.move',
  load: (loader, commands) =>
    loader.accounts(commands.flatMap(({ body }) => [refOf(body.from), refOf(body.to)])),
  decide(_view, { body, key }) {
    const act: LedgerAct = {
      act: 'post',
      debit: refOf(body.from),
      credit: refOf(body.to),
      amount: money(BigInt(body.minor), CNY),
      kind: 'test',
      reference: key,
    };
    return {
      ledger: [act],
      events: [{ type: 'test.moved', object: body.to, audience: [], data: { minor: body.minor } }],
      reply: { moved: body.minor },
    };
  },
});
const refOf = (name: string) => (name === 'bank' ? bankAccount(CNY) : wallet(name));

const poison = defineCommand<{ how: string }, object>({
  kind: 'test.poison',
  decide(view, { body }) {
    if (body.how === 'forgets to load') view.get(attempts, 'x');
    else if (body.how === 'breaks the schema')
      return {
        ledger: [
          {
            act: 'post',
            debit: refOf('bank'),
            credit: refOf('poisoned'),
            amount: money(1n, CNY),
            kind: null as unknown as string,
            reference: 'r',
          },
        ],
        reply: {},
      };
    else throw new TypeError(body.how);
    return { reply: {} };
  },
});

const guess = defineCommand<{ right: boolean }, { in: true }>({
  kind: 'test.guess',
  load: (loader) => loader.fetch(attempts, [attemptId('ana', 'guess')]),
  decide(view, { body }, { now }) {
    const id = attemptId('ana', 'guess');
    refuseWhenLocked(view, id, now);
    if (body.right) return { reply: { in: true } };
    const { change, left } = countFailure(view, id, now);
    return refuse('FORBIDDEN', { left }, [change]);
  },
});

describe('the committer', () => {
  let place: { url: string; drop(): Promise<void> };
  let database: Database;
  let journal: Journal;
  const clock = createTestClock(Date.parse('2026-01-05T09:00:00Z'));
  const opened: Journal[] = [];
  const databases: Database[] = [];
  const bugs: unknown[] = [];

  function open(instance: string, at: Clock = clock): Promise<Journal> {
    const own = openDatabase({ url: place.url, instance, maxConnections: 4 });
    databases.push(own);
    const made = createJournal({ database: own, clock: at, onBug: (error) => bugs.push(error) });
    return made.then((one) => {
      opened.push(one);
      return one;
    });
  }

  before(async () => {
    place = await createTestDatabase();
    database = openDatabase({ url: place.url, instance: 'reader', maxConnections: 4 });
    await migrate(database.pool, [...ledgerMigrations, ...journalMigrations]);
    journal = await open('first');
  });
  afterEach(async () => {
    const { ok } = await checkBooks(database.pool);
    assert.ok(ok, 'the books do not balance');
    assert.deepEqual(await recountBooks(database.pool), []);
    await checkJournal(database.pool);
  });
  after(async () => {
    for (const one of opened) await one.stop();
    for (const one of [...databases, database]) await one.close();
    await place.drop();
  });

  const send = (from: string, to: string, minor: number, key: string = randomUUID(), on = journal) =>
    on.submit(move, { key, actor: { id: 'tester' }, body: { from, to, minor: String(minor) } });
  const balance = async (name: string) => {
    const [account] = await accountsOf(database.pool, name === 'bank' ? 'platform' : name);
    return account ? Number(balanceOf(account)) : 0;
  };
  const head = async () => Number((await journal.head()).seq);
  const codeOf = (outcome: Outcome<object>) => outcome.refused?.code ?? 'ok';
  const rejection = (thrown: unknown) => (thrown instanceof Refusal ? thrown.code : String(thrown));

  test('the same key and body: decided once, the first reply again', async () => {
    const first = await send('bank', 'ana', 100_000, 'k1');
    const again = await send('bank', 'ana', 100_000, 'k1');
    assert.deepEqual(
      [first.hit, again.hit, again.seq, again.replyJson],
      [false, true, first.seq, first.replyJson],
    );
    assert.equal(await balance('ana'), 100_000);
  });

  test('the same key many times in one batch: decided once', async () => {
    const before = await head();
    const all = await Promise.all(Array.from({ length: 20 }, () => send('ana', 'bo', 10, 'k2')));
    assert.equal(all.filter(({ hit }) => !hit).length, 1);
    assert.equal(new Set(all.map(({ seq }) => seq)).size, 1);
    assert.deepEqual([await balance('bo'), await head()], [10, before + 1]);
  });

  test('the same key with another body, also in the same batch: IDEMPOTENCY_KEY_REUSED, nothing journalled', async () => {
    const before = await head();
    const [right, wrong] = await Promise.all([send('ana', 'bo', 10, 'k3'), send('ana', 'bo', 11, 'k3')]);
    assert.deepEqual([codeOf(right), codeOf(wrong)], ['ok', 'IDEMPOTENCY_KEY_REUSED']);
    assert.equal(codeOf(await send('ana', 'cara', 10, 'k3')), 'IDEMPOTENCY_KEY_REUSED');
    assert.equal(await head(), before + 1);
    assert.throws(
      () => wrong.reply(),
      (thrown) => rejection(thrown) === 'IDEMPOTENCY_KEY_REUSED',
    );
  });

  test('one key of two actors: two commands', async () => {
    const body = { from: 'ana', to: 'bo', minor: '1' };
    const submit = (id: string) => journal.submit(move, { key: 'shared', actor: { id }, body });
    const [left, right] = await Promise.all([submit('a'), submit('b')]);
    assert.deepEqual([left.hit, right.hit, left.seq === right.seq], [false, false, false]);
  });

  test('a refusal is journalled, answered again under its key, and moves nothing', async () => {
    const before = [await balance('bo'), await balance('cara'), await head()];
    const poor = await send('bo', 'cara', 1_000_000, 'k4');
    const again = await send('bo', 'cara', 1_000_000, 'k4');
    assert.deepEqual(
      [codeOf(poor), codeOf(again), again.hit, again.seq],
      ['INSUFFICIENT_FUNDS', 'INSUFFICIENT_FUNDS', true, poor.seq],
    );
    assert.deepEqual(
      [await balance('bo'), await balance('cara'), await head()],
      [before[0], before[1], Number(before[2]) + 1],
    );
    const [entry] = await journal.entries(poor.seq - 1n, 1);
    assert.deepEqual([entry?.outcome, entry?.code, entry?.events], ['refused', 'INSUFFICIENT_FUNDS', []]);
  });

  test('a thousand spend the last money at once: exactly what is there is spent, in the order of the journal', async () => {
    await send('bank', 'dai', 300);
    const all = await Promise.all(Array.from({ length: 1_000 }, () => send('dai', 'eve', 1)));
    const paid = all.filter((one) => codeOf(one) === 'ok');
    assert.equal(paid.length, 300);
    assert.ok(all.filter((one) => codeOf(one) !== 'ok').every((one) => codeOf(one) === 'INSUFFICIENT_FUNDS'));
    assert.deepEqual([await balance('dai'), await balance('eve')], [0, 300]);
    assert.deepEqual(
      all.map(({ seq }) => seq),
      all.map(({ seq }) => seq).sort((a, b) => Number(a - b)),
    );
  });

  test('a poisonous command, of any poison, refuses nobody else and leaves nothing', async () => {
    for (const how of ['boom', 'breaks the schema', 'forgets to load']) {
      bugs.length = 0;
      const before = [await balance('bo'), await head()];
      const bad = journal.submit(poison, { key: randomUUID(), actor: { id: 'x' }, body: { how } });
      const good = Array.from({ length: 5 }, () => send('ana', 'bo', 1));
      const outcome = await bad.then(
        () => 'done',
        () => 'failed',
      );
      // What was not prefetched is fetched: slower, never wrong.
      assert.equal(outcome, how === 'forgets to load' ? 'done' : 'failed');
      assert.equal(bugs.length, how === 'forgets to load' ? 0 : 1);
      assert.deepEqual((await Promise.all(good)).map(codeOf), Array(5).fill('ok'));
      const entries = 5 + (how === 'forgets to load' ? 1 : 0);
      assert.deepEqual(
        [await balance('bo'), await head()],
        [Number(before[0]) + 5, Number(before[1]) + entries],
      );
    }
    assert.equal(await balance('poisoned'), 0);
  });

  test('R13: refusals count their attempts; the third locks, also within one batch, until the cool-down is over', async () => {
    const submit = (right: boolean) =>
      journal.submit(guess, { key: randomUUID(), actor: { id: 'ana' }, body: { right } });
    const codes = (await Promise.all([false, false, false, false, true].map(submit))).map(codeOf);
    assert.deepEqual(codes, ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'LOCKED', 'LOCKED']);
    clock.advance(HOUR_MS - 1);
    assert.equal(codeOf(await submit(true)), 'LOCKED');
    clock.advance(1);
    assert.equal(codeOf(await submit(true)), 'ok');
  });

  test('every entry reaches every listener once, in order, also those of another process; a broken listener harms nobody', async () => {
    const second = await open('listening');
    const seen: FeedEntry[][] = [[], []];
    const stops = [
      journal.feed.listen(() => {
        throw new Error('a broken listener');
      }),
      journal.feed.listen((entries) => void seen[0]?.push(...entries)),
      second.feed.listen((entries) => void seen[1]?.push(...entries)),
    ];
    const warnings: string[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning.message);
    process.on('warning', onWarning);
    const from = await head();
    for (let i = 0; i < 10; i++)
      await Promise.all([send('ana', 'bo', 1), send('ana', 'bo', 1, randomUUID(), second)]);
    const expected = Array.from({ length: 20 }, (_, i) => BigInt(from + 1 + i));
    for (let i = 0; i < 100 && seen.some((list) => list.length < 20); i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    for (const list of seen)
      assert.deepEqual(
        list.map(({ seq }) => seq),
        expected,
      );
    for (const stop of stops) stop();
    process.off('warning', onWarning);
    assert.ok(warnings.includes('a broken listener'));
  });

  test('two committers on one database: one order, no lost update, each command once', async () => {
    const second = await open('second');
    await send('bank', 'two', 1_000);
    const before = await head();
    const keys = Array.from({ length: 400 }, () => randomUUID());
    // Every command is sent to both, and the last of the money is fought for.
    const all = await Promise.all(
      keys.flatMap((key) => [send('two', 'three', 5, key, journal), send('two', 'three', 5, key, second)]),
    );
    const paid = keys.filter((_, i) => {
      const [left, right] = [all[2 * i], all[2 * i + 1]];
      assert.ok(left && right);
      assert.deepEqual([left.seq, codeOf(left)], [right.seq, codeOf(right)]);
      assert.equal([left, right].filter(({ hit }) => hit).length, 1);
      return codeOf(left) === 'ok';
    });
    assert.equal(paid.length, 200);
    assert.deepEqual([await balance('two'), await balance('three'), await head()], [0, 1_000, before + 400]);
    // Each sees the other's writes at once.
    for (let i = 0; i < 20; i++) {
      assert.equal(codeOf(await send('three', 'two', 50, randomUUID(), i % 2 ? journal : second)), 'ok');
    }
    assert.equal(codeOf(await send('three', 'two', 1, randomUUID(), journal)), 'INSUFFICIENT_FUNDS');
  });

  test('the connection is cut in the middle, again and again: retried inside, everything exactly once', async () => {
    await send('bank', 'cut', 100_000);
    let over = false;
    let cuts = 0;
    const cutter = (async () => {
      while (!over) {
        const { rowCount } = await database.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'first committer'`,
        );
        cuts += rowCount ?? 0;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    })();
    const outcomes: Outcome<object>[] = [];
    for (let round = 0; round < 15; round++)
      outcomes.push(...(await Promise.all(Array.from({ length: 40 }, () => send('cut', 'kept', 1)))));
    over = true;
    await cutter;
    assert.ok(cuts > 0);
    assert.deepEqual(new Set(outcomes.map(codeOf)), new Set(['ok']));
    assert.equal(new Set(outcomes.map(({ seq }) => seq)).size, 600);
    assert.deepEqual([await balance('cut'), await balance('kept')], [99_400, 600]);
  });

  test('halted: nothing is written any more, by any process, until someone has looked', async () => {
    const second = await open('halted');
    const before = await head();
    await journal.halt('a test');
    for (const on of [journal, second])
      await assert.rejects(
        send('ana', 'bo', 1, randomUUID(), on),
        (thrown) => rejection(thrown) === 'HALTED',
      );
    assert.equal(await head(), before);
    await database.pool.query('update journal.head set halted = null');
    assert.equal(codeOf(await send('ana', 'bo', 1)), 'ok');
  });

  test('a queue that is full refuses BUSY and keeps what it has accepted', async () => {
    const busy = await open('busy');
    await send('bank', 'queue', MAX_QUEUE);
    const surplus = 50;
    const all = await Promise.allSettled(
      Array.from({ length: MAX_QUEUE + surplus }, () => send('queue', 'served', 1, randomUUID(), busy)),
    );
    const refused = all.filter((one) => one.status === 'rejected');
    assert.equal(refused.length, surplus);
    assert.ok(refused.every((one) => rejection(one.reason) === 'BUSY'));
    assert.deepEqual([await balance('queue'), await balance('served')], [0, MAX_QUEUE]);
  });

  test('a graceful stop finishes what was accepted and takes no more', async () => {
    const stopped = await open('stopped');
    await send('bank', 'leaving', 500);
    const accepted = Array.from({ length: 500 }, () => send('leaving', 'left', 1, randomUUID(), stopped));
    const stop = stopped.stop();
    await assert.rejects(
      send('leaving', 'left', 1, randomUUID(), stopped),
      (thrown) => rejection(thrown) === 'STOPPING',
    );
    assert.deepEqual(new Set((await Promise.all(accepted)).map(codeOf)), new Set(['ok']));
    await stop;
    assert.deepEqual([await balance('leaving'), await balance('left')], [0, 500]);
  });

  test('statements and the balance as of a time: by page, newest first', async () => {
    const start = clock.now();
    for (const minor of [100, 20, 3]) {
      clock.advance(1_000);
      await send('bank', 'read', minor);
    }
    await send('read', 'bo', 50);
    const account = wallet('read').id;
    const whole = await statement(database.pool, account, { before: null, at: null, limit: 100 });
    assert.deepEqual(
      whole.lines.map((line) => [line.debit === account ? -line.amount : line.amount]),
      [[-50n], [3n], [20n], [100n]],
    );
    const first = await statement(database.pool, account, { before: null, at: null, limit: 3 });
    const last = first.lines[2];
    assert.ok(first.hasMore && last);
    const rest = await statement(database.pool, account, { before: last, at: null, limit: 3 });
    assert.deepEqual([[...first.lines, ...rest.lines], rest.hasMore], [whole.lines, false]);
    const at = (ms: number) => balanceAt(database.pool, account, start + ms);
    assert.deepEqual(await Promise.all([0, 999, 1_000, 1_999, 2_000, 3_000, 9_000].map(at)), [
      0n,
      0n,
      100n,
      100n,
      120n,
      73n,
      73n,
    ]);
  });

  test('time never runs backwards in the journal, whatever the clocks say', async () => {
    const late = await open('behind', createTestClock(1_000));
    const first = await send('bank', 'ana', 1);
    const second = await send('bank', 'ana', 1, randomUUID(), late);
    assert.ok(second.seq > first.seq && second.at >= first.at);
  });

  test('blnk#55: the database itself refuses a balance below its floor and a transfer to oneself', async () => {
    const { pool } = database;
    const poor = pool.query(
      `update ledger.account set debits_posted = credits_posted + 1 where owner = 'ana'`,
    );
    await assert.rejects(poor, /check constraint/);
    const self =
      pool.query(`insert into ledger.transfer (seq, n, at, kind, phase, debit, credit, amount, reference, debit_balance, credit_balance)
      select 1, 99, now(), 'x', 'posted', id, id, 1, 'r', 0, 0 from ledger.account limit 1`);
    await assert.rejects(self, /check constraint/);
  });
});
