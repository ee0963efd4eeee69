/** A decision that cannot be written down must commit nothing: COMMIT is sent right behind the writes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { currency } from '../../kernel/money.ts';
import { systemClock } from '../../kernel/time.ts';
import { createTestDatabase } from '../../testing/world.ts';
import { type Database, migrate, openDatabase } from '../database/index.ts';
import { bankAccount, checkBooks, ledgerMigrations, recountBooks, walletOf } from '../ledger/index.ts';
import { attempts } from './attempts.ts';
import { createJournal, defineCommand, type Journal, journalMigrations, put } from './index.ts';

const CNY = currency('CNY');
let database: Database;
let journal: Journal;
let drop: () => Promise<void>;

before(async () => {
  const made = await createTestDatabase();
  drop = made.drop;
  database = openDatabase({ url: made.url, instance: 'test' });
  await migrate(database.pool, [...ledgerMigrations, ...journalMigrations]);
  journal = await createJournal({ database, clock: systemClock });
});
after(async () => {
  await journal.stop();
  await database.close();
  await drop();
});

const pay = defineCommand<{ to: string; broken: 'no' | 'row' | 'effect' }, object>({
  kind: 'test.pay',
  decide: (_view, { body, key }) => ({
    ledger: [
      {
        act: 'post',
        debit: bankAccount(CNY),
        credit: walletOf(body.to, CNY),
        amount: { minor: 100n, currency: CNY },
        kind: 'top-up',
        reference: key,
      },
    ],
    changes:
      body.broken === 'row'
        ? [put(attempts, { id: key, streak: 0, dayStart: Number.NaN, dayCount: 0, lockedUntil: null })]
        : [],
    effects: body.broken === 'effect' ? [{ task: 'none', payload: { huge: 1n } as never }] : [],
    reply: {},
  }),
});

const ask = (key: string, broken: 'no' | 'row' | 'effect') =>
  journal.submit(pay, { key, actor: { id: 'platform' }, body: { to: 'ana', broken } });

for (const broken of ['row', 'effect'] as const) {
  test(`a ${broken} that cannot be written down moves nothing and refuses nobody else`, async () => {
    const before = (await journal.head()).seq;
    const results = await Promise.allSettled([
      ask(`${broken} good 1`, 'no'),
      ask(`${broken} bad`, broken),
      ask(`${broken} good 2`, 'no'),
    ]);
    assert.deepEqual(
      results.map((result) => result.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal((await journal.head()).seq, before + 2n);
    assert.equal((await checkBooks(database.pool)).ok, true);
    assert.deepEqual(await recountBooks(database.pool), []);
  });
}
