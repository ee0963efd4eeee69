/**
 * A batch that was sent while the one before was still in the air: nothing is answered before its own commit, and
 * whatever goes wrong with the first, the second is never written on top of something that did not happen.
 */
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { currency, money } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { createTestClock } from '../../kernel/time.ts';
import { until } from '../../testing/bank-controls.ts';
import { checkJournal } from '../../testing/books.ts';
import { createTestDatabase } from '../../testing/world.ts';
import { type Database, migrate, openDatabase } from '../database/index.ts';
import {
  accountsOf,
  balanceOf,
  bankAccount,
  checkBooks,
  ledgerMigrations,
  recountBooks,
  walletOf,
} from '../ledger/index.ts';
import { attempts } from './attempts.ts';
import { createJournal, defineCommand, type Journal, journalMigrations, type Outcome, put } from './index.ts';

const CNY = currency('CNY');
const refOf = (name: string) => (name === 'bank' ? bankAccount(CNY) : walletOf(name, CNY));
/** More than is needed to be sent behind a batch of one. */
const MANY = 12;

type Move = {
  readonly from: string;
  readonly to: string;
  readonly minor: string;
  /** boom: a bug. schema: the database refuses it. reads: asks for a row that is in no cache. */
  readonly twist?: 'boom' | 'schema' | 'reads';
  readonly note?: string;
};
const move = defineCommand<Move, { moved: string }>({
  kind: 'test.move',
  load: async (loader, commands) => {
    await loader.accounts(commands.flatMap(({ body }) => [refOf(body.from), refOf(body.to)]));
    const read = commands.filter(({ body }) => body.twist === 'reads').map(({ key }) => key);
    if (read.length > 0) await loader.fetch(attempts, read);
  },
  decide(view, { body, key }, { now }) {
    if (body.twist === 'boom') throw new TypeError('boom');
    if (body.twist === 'reads') view.get(attempts, key);
    const row = { id: key, streak: -1, dayStart: now, dayCount: 0, lockedUntil: null };
    return {
      ledger: [
        {
          act: 'post',
          debit: refOf(body.from),
          credit: refOf(body.to),
          amount: money(BigInt(body.minor), CNY),
          kind: 'test',
          reference: key,
        },
      ],
      changes: body.twist === 'schema' ? [put(attempts, row)] : [],
      reply: { moved: body.minor },
    };
  },
});

/** Puts accounts into the cache: a batch that must read cannot be sent behind another one. */
const warm = defineCommand<{ readonly names: readonly string[] }, object>({
  kind: 'test.warm',
  load: (loader, commands) => loader.accounts(commands.flatMap(({ body }) => body.names.map(refOf))),
  decide: () => ({ reply: {} }),
});

describe('batches in the air', { timeout: 120_000 }, () => {
  let place: { url: string; drop(): Promise<void> };
  let reader: Database;
  let first: Journal;
  let second: Journal;
  const bugs: unknown[] = [];
  const opened: { journal: Journal; database: Database }[] = [];
  /** Transactions of the first process that were sent to their end. */
  let commits = 0;
  let letGo: (last?: string) => Promise<void> = async () => {};

  async function open(instance: string, onCommit: () => void): Promise<Journal> {
    const database = openDatabase({ url: place.url, instance, maxConnections: 2 });
    const connect: Database['connect'] = async (name) => {
      const client = await database.connect(name);
      const query = client.query.bind(client) as (statement: { name: string }) => unknown;
      client.query = ((statement: { name: string }) => {
        if (statement.name === 'commit') onCommit();
        return query(statement);
      }) as unknown as typeof client.query;
      return client;
    };
    const journal = await createJournal({
      database: { ...database, connect },
      clock: createTestClock(Date.parse('2026-01-05T09:00:00Z')),
      onBug: (error) => bugs.push(error),
    });
    opened.push({ journal, database });
    return journal;
  }

  before(async () => {
    place = await createTestDatabase();
    reader = openDatabase({ url: place.url, instance: 'reader', maxConnections: 4 });
    await migrate(reader.pool, [...ledgerMigrations, ...journalMigrations]);
    second = await open('second', () => {});
  });
  beforeEach(async () => {
    bugs.length = 0;
    first = await open(`first-${randomUUID().slice(0, 8)}`, () => {
      commits += 1;
    });
    await send('bank', 'ana', 1_000);
  });
  afterEach(async () => {
    await letGo();
    assert.ok((await checkBooks(reader.pool)).ok, 'the books do not balance');
    assert.deepEqual(await recountBooks(reader.pool), []);
    await checkJournal(reader.pool);
  });
  after(async () => {
    for (const one of opened) {
      await one.journal.stop();
      await one.database.close();
    }
    await reader.close();
    await place.drop();
  });

  const command = (body: Move, key: string = randomUUID()) => ({
    kind: move.kind,
    key,
    actor: { id: 'tester' },
    body,
  });
  const send = (from: string, to: string, minor: number, twist?: Move['twist'], key?: string, on = first) =>
    on.submit(
      move,
      command(twist ? { from, to, minor: String(minor), twist } : { from, to, minor: String(minor) }, key),
    );
  const many = (from: string, to: string, count = MANY) =>
    Array.from({ length: count }, () => send(from, to, 1));
  const codeOf = (outcome: Outcome<object>) => outcome.refused?.code ?? 'ok';
  const balance = async (name: string) => {
    const [account] = await accountsOf(reader.pool, name);
    return account ? Number(balanceOf(account)) : 0;
  };
  const seqNow = async () => Number((await first.head()).seq);

  /** Nobody gets past the head until it is let go; `last` is done just before. */
  async function holdHead(...names: string[]): Promise<(last?: string) => Promise<void>> {
    const body = { names: ['ana', ...names] };
    await first.submit(warm, { key: randomUUID(), actor: { id: 'tester' }, body });
    const client = await reader.pool.connect();
    await client.query('begin');
    await client.query('select 1 from journal.head where id = 1 for update');
    let isHeld = true;
    letGo = async (last) => {
      if (!isHeld) return;
      isHeld = false;
      if (last) await client.query(last);
      await client.query('commit');
      client.release();
    };
    return letGo;
  }

  /** Sends the second batch when the first is on its way, and returns when both are. */
  async function inTheAir<A, B>(one: () => A, two: () => B, count = 2): Promise<[A, B]> {
    const before = commits;
    const left = one();
    await until(
      async () => commits - before,
      (n) => n === 1,
      5_000,
    );
    const right = two();
    await until(
      async () => commits - before,
      (n) => n === count,
      5_000,
    );
    return [left, right];
  }
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'first-%committer'`;

  test('nothing is answered before its own commit; then all, in order, each decision on the one before', async () => {
    const release = await holdHead('chain1', 'chain2');
    const order: bigint[] = [];
    const note = (outcome: Outcome<object>) => {
      order.push(outcome.seq);
      return outcome;
    };
    const [left, right] = await inTheAir(
      () => [send('ana', 'chain1', 700).then(note)],
      () => Array.from({ length: MANY }, () => send('chain1', 'chain2', 100).then(note)),
    );
    await sleep(100);
    assert.deepEqual(order, []);
    await release();
    const codes = (await Promise.all([...left, ...right])).map(codeOf);
    assert.deepEqual(codes, [...Array(8).fill('ok'), ...Array(5).fill('INSUFFICIENT_FUNDS')]);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => Number(a - b)),
    );
    assert.deepEqual([await balance('chain1'), await balance('chain2')], [0, 700]);
  });

  test('one short command waits for the batch in the air, one with a long body is sent behind it', async () => {
    const release = await holdHead('bo');
    const [left] = await inTheAir(
      () => send('ana', 'bo', 1),
      () => null,
      1,
    );
    const short = send('ana', 'bo', 1);
    await sleep(100);
    assert.equal(first.queued, 1);
    const body = { from: 'ana', to: 'bo', minor: '1', note: 'x'.repeat(10_000) };
    const long = first.submit(move, command(body));
    await until(
      async () => first.queued,
      (n) => n === 0,
      5_000,
    );
    await release();
    assert.deepEqual((await Promise.all([left, short, long])).map(codeOf), ['ok', 'ok', 'ok']);
  });

  test('overtaken by a batch of the same length: neither is written on top of it', async () => {
    const release = await holdHead('heir', 'charity');
    const theirs = send('ana', 'thief', await balance('ana'), undefined, undefined, second);
    await sleep(150);
    const [left, right] = await inTheAir(
      () => send('ana', 'heir', 1_000),
      () => many('heir', 'charity'),
    );
    await release();
    assert.equal(codeOf(await theirs), 'ok');
    assert.equal(codeOf(await left), 'INSUFFICIENT_FUNDS');
    const codes = (await Promise.all(right)).map(codeOf);
    assert.deepEqual(new Set(codes), new Set(['INSUFFICIENT_FUNDS']));
    assert.deepEqual([await balance('ana'), await balance('heir')], [0, 0]);
  });

  test('halted meanwhile: both are refused, nothing is written', async () => {
    const release = await holdHead('bo');
    const before = await seqNow();
    const [left, right] = await inTheAir(
      () => [send('ana', 'bo', 1)],
      () => many('ana', 'bo'),
    );
    const ended = Promise.allSettled([...left, ...right]);
    await release(`update journal.head set halted = 'a test'`);
    for (const one of await ended)
      assert.equal(one.status === 'rejected' && one.reason instanceof Refusal && one.reason.code, 'HALTED');
    await reader.pool.query('update journal.head set halted = null');
    assert.equal(await seqNow(), before);
    assert.equal(codeOf(await send('ana', 'bo', 1)), 'ok');
  });

  test('the connection is cut with two in the air: each command exactly once', async () => {
    const release = await holdHead('cut');
    const before = await seqNow();
    const [left, right] = await inTheAir(
      () => many('ana', 'cut', 3),
      () => many('ana', 'cut'),
    );
    await release(cut);
    const outcomes = await Promise.all([...left, ...right]);
    assert.deepEqual(new Set(outcomes.map(codeOf)), new Set(['ok']));
    assert.equal(await seqNow(), before + 3 + MANY);
    assert.equal(new Set(outcomes.map(({ seq }) => seq)).size, 3 + MANY);
    assert.equal(await balance('cut'), 3 + MANY);
  });

  test('a key that another process has used fails the first of two: its first answer, and all others as asked', async () => {
    const key = randomUUID();
    const theirs = await send('ana', 'used', 5, undefined, key, second);
    // The quick way is open again when twenty batches in a row have met nobody.
    for (let i = 0; i < 22; i++) await send('ana', 'used', 1);
    const release = await holdHead('used');
    const before = await seqNow();
    const [left, right] = await inTheAir(
      () => [send('ana', 'used', 5, undefined, key), ...many('ana', 'used', 3)],
      () => many('ana', 'used'),
    );
    await release();
    const [again, ...others] = await Promise.all([...left, ...right]);
    assert.deepEqual([again?.hit, again?.seq], [true, theirs.seq]);
    assert.ok(others.every((one) => codeOf(one) === 'ok' && !one.hit));
    assert.equal(await seqNow(), before + 3 + MANY);
  });

  test('the database refuses a command of the first batch: it alone fails, also with another batch behind', async () => {
    const release = await holdHead('poison');
    const before = await seqNow();
    const [left, right] = await inTheAir(
      () => [send('ana', 'poison', 1, 'schema').catch(() => 'failed'), ...many('ana', 'poison', 3)],
      () => many('ana', 'poison'),
    );
    await release();
    assert.equal(await left[0], 'failed');
    const others = (await Promise.all([...left.slice(1), ...right])) as Outcome<object>[];
    assert.deepEqual(new Set(others.map(codeOf)), new Set(['ok']));
    assert.deepEqual([await balance('poison'), bugs.length], [3 + MANY, 1]);
    assert.equal(await seqNow(), before + 3 + MANY);
  });

  for (const twist of ['boom', 'schema'] as const) {
    test(`a bug in the batch behind (${twist}): it alone fails`, async () => {
      const release = await holdHead(`behind ${twist}`);
      const before = commits;
      const left = send('ana', `behind ${twist}`, 1);
      await until(
        async () => commits - before,
        (n) => n === 1,
        5_000,
      );
      const bad = send('ana', `behind ${twist}`, 1, twist).catch(() => 'failed');
      const right = many('ana', `behind ${twist}`);
      await sleep(150);
      await release();
      assert.deepEqual([codeOf(await left), await bad], ['ok', 'failed']);
      assert.deepEqual(new Set((await Promise.all(right)).map(codeOf)), new Set(['ok']));
      assert.deepEqual([await balance(`behind ${twist}`), bugs.length], [1 + MANY, 1]);
    });
  }

  test('a key that is in the air is not decided again, and finds its answer', async () => {
    const key = randomUUID();
    const release = await holdHead('once');
    const before = await seqNow();
    const sent = commits;
    const left = send('ana', 'once', 7, undefined, key);
    await until(
      async () => commits - sent,
      (n) => n === 1,
      5_000,
    );
    const again = send('ana', 'once', 7, undefined, key);
    const other = send('ana', 'once', 8, undefined, key);
    const right = many('ana', 'once');
    await sleep(100);
    await release();
    const [one, two, three] = [await left, await again, await other];
    assert.deepEqual([one.hit, two.hit, two.seq, two.replyJson], [false, true, one.seq, one.replyJson]);
    assert.equal(codeOf(three), 'IDEMPOTENCY_KEY_REUSED');
    await Promise.all(right);
    assert.deepEqual([await balance('once'), await seqNow()], [7 + MANY, before + 1 + MANY]);
  });

  test('a batch that must read waits behind the one in the air, whose answers do not wait for it', async () => {
    const order: string[] = [];
    const release = await holdHead('reads', 'bo');
    const sent = commits;
    const left = send('ana', 'reads', 100).then(() => order.push('left'));
    await until(
      async () => commits - sent,
      (n) => n === 1,
      5_000,
    );
    const right = Array.from({ length: MANY }, () =>
      send('reads', 'bo', 1, 'reads').then((outcome) => {
        order.push('right');
        return codeOf(outcome);
      }),
    );
    await sleep(100);
    assert.deepEqual([order, commits - sent], [[], 1]);
    await release();
    assert.deepEqual(new Set(await Promise.all(right)), new Set(['ok']));
    await left;
    assert.equal(order[0], 'left');
    assert.equal(await balance('reads'), 100 - MANY);
  });

  test('reads of a batch whose forerunner fails: decided again on what there is', async () => {
    const release = await holdHead('reads2', 'bo');
    const sent = commits;
    const theirs = send('ana', 'thief2', await balance('ana'), undefined, undefined, second);
    await sleep(150);
    const left = send('ana', 'reads2', 1_000);
    await until(
      async () => commits - sent,
      (n) => n === 1,
      5_000,
    );
    const right = Array.from({ length: MANY }, () => send('reads2', 'bo', 1, 'reads'));
    await sleep(100);
    await release();
    assert.deepEqual([codeOf(await theirs), codeOf(await left)], ['ok', 'INSUFFICIENT_FUNDS']);
    const codes = (await Promise.all(right)).map(codeOf);
    assert.deepEqual(new Set(codes), new Set(['INSUFFICIENT_FUNDS']));
  });

  test('a graceful stop finishes both', async () => {
    const release = await holdHead('stopped');
    const [left, right] = await inTheAir(
      () => [send('ana', 'stopped', 1)],
      () => many('ana', 'stopped'),
    );
    const stopped = first.stop();
    await release();
    const codes = (await Promise.all([...left, ...right])).map(codeOf);
    assert.deepEqual(new Set(codes), new Set(['ok']));
    await stopped;
    assert.equal(await balance('stopped'), 1 + MANY);
  });

  test('a storm: two processes, shared keys, bugs, reads and cut connections: each command once, no money made', async () => {
    await send('bank', 'storm', 100_000);
    const before = await balance('storm');
    const asked = new Map<string, Promise<Outcome<object> | null>[]>();
    const until = Date.now() + 4_000;
    const cutter = (async () => {
      while (Date.now() < until) {
        await sleep(randomInt(100, 600));
        await reader.pool.query(cut);
      }
    })();
    const lanes = Array.from({ length: 60 }, async () => {
      while (Date.now() < until) {
        const key = randomUUID();
        const roll = randomInt(200);
        const twist = roll === 0 ? 'boom' : roll === 1 ? 'schema' : roll < 20 ? 'reads' : undefined;
        const on = roll % 4 === 3 ? [first, second] : [roll % 9 === 8 ? second : first];
        const all = on.map((one) => send('storm', `s${roll % 5}`, 1, twist, key, one).catch(() => null));
        asked.set(key, all);
        await Promise.all(all);
        if (roll % 10 === 0) await sleep(randomInt(30));
      }
    });
    await Promise.all([cutter, ...lanes]);
    let paid = 0;
    for (const all of asked.values()) {
      const outcomes = (await Promise.all(all)).filter((one) => one !== null);
      assert.ok(outcomes.length <= 1 || outcomes[0]?.seq === outcomes[1]?.seq);
      if (outcomes.some((one) => codeOf(one) === 'ok')) paid += 1;
    }
    assert.ok(paid > 200, `only ${paid} were paid`);
    assert.equal(await balance('storm'), before - paid);
  });
});
