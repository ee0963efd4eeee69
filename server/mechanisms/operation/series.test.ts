/** Payments per minute: each counted once, whoever made it, and without reading what this process wrote itself. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import type { QueryConfig } from 'pg';
import { currency, money } from '../../kernel/money.ts';
import { createTestClock, MINUTE_MS } from '../../kernel/time.ts';
import { until } from '../../testing/bank-controls.ts';
import { openTestGround, type TestGround } from '../../testing/ground.ts';
import type { Database } from '../database/index.ts';
import { defineCommand, type Journal } from '../journal/index.ts';
import { type AccountRef, bankAccount, merchantAccountOf } from '../ledger/index.ts';
import { createPaymentCount, type PaymentLimits } from './payment-count.ts';
import { createSeries, type Series } from './series.ts';

type Pay = {
  readonly to: readonly string[];
  readonly minor: string;
  readonly code: string;
  readonly kind: string;
};
const accountsOf = ({ to, code }: Pay): [AccountRef, ...AccountRef[]] => [
  bankAccount(currency(code)),
  ...to.map((name) => merchantAccountOf(name, currency(code))),
];
const pay = defineCommand<Pay, object>({
  kind: 'test.pay',
  load: (loader, commands) => loader.accounts(commands.flatMap(({ body }) => accountsOf(body))),
  decide(_view, { body, key }) {
    const [debit, ...credits] = accountsOf(body);
    const amount = money(BigInt(body.minor), currency(body.code));
    return {
      ledger: credits.map((credit) => ({
        act: 'post' as const,
        debit,
        credit,
        amount,
        kind: body.kind,
        reference: key,
      })),
      reply: {},
    };
  },
});

const clock = createTestClock(Date.parse('2026-01-05T09:00:00Z'));
const noParts = { parts: () => [], clock };
let first: TestGround;
let second: TestGround;
let ends: (() => void)[] = [];

before(async () => {
  first = await openTestGround(noParts);
  second = await openTestGround({ ...noParts, beside: first });
});
afterEach(() => {
  for (const end of ends) end();
  ends = [];
  // What a test counts is in minutes of its own.
  clock.advance(10 * MINUTE_MS);
});
after(async () => {
  await second.stop();
  await first.stop();
});

async function payAt(place: TestGround, how: Partial<Pay> = {}): Promise<void> {
  await place.ground.journal.submit(pay, {
    key: randomUUID(),
    actor: { id: 'platform' },
    body: { to: ['shop'], minor: '100', code: 'CNY', kind: 'payment', ...how },
  });
}

/** The database, and the names of the statements that went to it. */
function watched(database: Database): { database: Database; asked: string[] } {
  const asked: string[] = [];
  const pool = new Proxy(database.pool, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target);
      return (query: QueryConfig) => {
        asked.push(query.name ?? '');
        return target.query(query);
      };
    },
  });
  return { database: { ...database, pool }, asked };
}

async function seriesOf(place: TestGround): Promise<{ series: Series; asked: string[] }> {
  const { database, asked } = watched(place.ground.database);
  const series = createSeries({ database, journal: place.ground.journal, clock, currency: 'CNY' });
  await series.start();
  ends.push(series.stop);
  return { series, asked };
}

/** Payments and volume of the last minutes, oldest first. */
async function counted(series: Series, minutes = 1): Promise<[number, bigint][]> {
  await series.sample();
  return series.minutes(minutes).map(({ payments, volume }) => [payments, volume]);
}

/** Entries of the other process come within a quarter of a second. */
const untilCounted = (series: Series, payments: number) =>
  until(
    () => counted(series),
    ([minute]) => Number(minute?.[0]) >= payments,
    10_000,
  );
async function caughtUp(journal: Journal): Promise<void> {
  const { seq } = await journal.head();
  await until(
    async () => journal.feed.seq,
    (known) => known === seq,
    10_000,
  );
}

test('payments of this process are counted by minute; the ledger is not read for them', async () => {
  const { series, asked } = await seriesOf(first);
  asked.length = 0;
  await payAt(first, { to: ['shop', 'kiosk'] });
  await payAt(first, { minor: '250' });
  clock.advance(MINUTE_MS);
  await payAt(first, { minor: '7' });
  const expected = [
    [3, 450n],
    [1, 7n],
  ];
  assert.deepEqual(await counted(series, 2), expected);
  assert.deepEqual(asked, ['currencies of accounts']);
  asked.length = 0;
  await payAt(first);
  assert.deepEqual(await counted(series, 2), [expected[0], [2, 107n]]);
  assert.deepEqual(asked, [], 'the accounts are known by now');
});

test('only payments count, and only in the configured currency', async () => {
  const { series } = await seriesOf(first);
  await payAt(first, { kind: 'top-up' });
  await payAt(first, { code: 'EUR' });
  await payAt(second, { code: 'EUR' });
  await payAt(second, { kind: 'refund' });
  assert.deepEqual(await counted(series), [[0, 0n]]);
  await payAt(first, { code: 'EUR' });
  await payAt(first);
  // Behind those of the other process it comes from the table.
  await caughtUp(first.ground.journal);
  assert.deepEqual(await counted(series), [[1, 100n]]);
});

test('two processes: both count every payment of both once, however their entries alternate', async () => {
  const one = await seriesOf(first);
  const other = await seriesOf(second);
  for (let round = 0; round < 12; round++) {
    await Promise.all([payAt(first, { minor: '1' }), payAt(second, { minor: '10' })]);
    if (round % 4 === 0) await Promise.all([counted(one.series), counted(one.series), counted(other.series)]);
  }
  for (const { series } of [one, other]) await untilCounted(series, 24);
  await payAt(second, { minor: '1000' });
  for (const { series } of [one, other]) assert.deepEqual(await untilCounted(series, 25), [[25, 1132n]]);
});

test('a restart counts each payment once, those made while it starts too', async () => {
  await payAt(first, { minor: '1' });
  await payAt(second, { minor: '2' });
  const making = Array.from({ length: 20 }, () => payAt(first, { minor: '10' }));
  const starting = seriesOf(first);
  await Promise.all(making);
  const { series } = await starting;
  await payAt(second, { minor: '200' });
  assert.deepEqual(await untilCounted(series, 23), [[23, 403n]]);
  const again = await seriesOf(first);
  assert.deepEqual(await counted(again.series), [[23, 403n]]);
});

test('with hardly any memory it reads more and still counts each payment once', async () => {
  const tiny: PaymentLimits = { maxStretches: 2, maxEntries: 3, maxWaiting: 2, maxAccounts: 1 };
  const { ground } = first;
  const sum = { payments: 0, volume: 0n };
  const payments = createPaymentCount({
    database: ground.database,
    currency: 'CNY',
    limits: tiny,
    count(_minute, count, volume) {
      sum.payments += count;
      sum.volume += volume;
    },
  });
  const since = ground.journal.feed.seq;
  await payAt(first, { minor: '1' });
  payments.takeEarlier(since + 1n, ground.journal.feed.seq);
  ends.push(ground.journal.feed.listen(payments.take));
  for (let round = 0; round < 8; round++) {
    await payAt(first, { minor: '1', to: [`shop ${round}`, `kiosk ${round}`] });
    await Promise.all([payAt(first, { minor: '1' }), payAt(second, { minor: '1' })]);
    if (round === 4) await Promise.all([payments.read(), payAt(second, { minor: '1' }), payments.read()]);
  }
  await caughtUp(ground.journal);
  await payments.read();
  assert.deepEqual(sum, { payments: 34, volume: 34n });
});

test('a database that does not answer makes it count later, not less', async () => {
  let isDown = true;
  const pool = {
    query: (query: object) =>
      isDown
        ? Promise.reject(new Error('the database is away'))
        : first.ground.database.pool.query(query as never),
  } as unknown as Database['pool'];
  const { database, journal } = first.ground;
  const series = createSeries({ database: { ...database, pool }, journal, clock, currency: 'CNY' });
  ends.push(series.stop);
  await assert.rejects(series.start(), /away/);
  await payAt(first);
  await payAt(second);
  await caughtUp(journal);
  await assert.rejects(series.sample(), /away/);
  await payAt(first);
  isDown = false;
  assert.deepEqual(await counted(series), [[3, 300n]]);
});
