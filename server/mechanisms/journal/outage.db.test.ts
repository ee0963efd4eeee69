/** The database is gone for long: who waited is told in time, who comes later at once, and all is well when it is back. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { Refusal } from '../../kernel/refusal.ts';
import { systemClock } from '../../kernel/time.ts';
import { fundWallet } from '../../testing/commands.ts';
import { createTestDatabase } from '../../testing/world.ts';
import { type Database, migrate, openDatabase } from '../database/index.ts';
import { checkBooks, ledgerMigrations, recountBooks } from '../ledger/index.ts';
import { createJournal, type Journal, journalMigrations } from './index.ts';

let place: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let journal: Journal;
let admin: pg.Client;
let attempts = 0;

before(async () => {
  place = await createTestDatabase();
  database = openDatabase({ url: place.url, instance: 'outage' });
  await migrate(database.pool, [...ledgerMigrations, ...journalMigrations]);
  const connect: Database['connect'] = (name) => {
    attempts += 1;
    return database.connect(name);
  };
  journal = await createJournal({
    database: { ...database, connect },
    clock: systemClock,
    reconnectDelaysMs: [0, 50, 50],
  });
  const elsewhere = new URL(place.url);
  elsewhere.pathname = '/postgres';
  admin = new pg.Client({ connectionString: elsewhere.href });
  await admin.connect();
});
after(async () => {
  await journal.stop();
  await admin.end();
  await database.close();
  await place.drop();
});

const ask = (key: string) =>
  journal.submit(fundWallet, { key, actor: { id: 'platform' }, body: { person: 'ana', minor: '1' } });
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'ok',
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );

async function setAway(isAway: boolean): Promise<void> {
  const name = new URL(place.url).pathname.slice(1);
  await admin.query(`alter database "${name}" with allow_connections ${!isAway}`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
}

test('a long outage', async () => {
  await ask('before');
  await setAway(true);
  attempts = 0;
  const waited = ['first', 'second', 'third'];
  assert.deepEqual(await Promise.all(waited.map(ask).map(codeOf)), Array(3).fill('STORAGE_UNAVAILABLE'));
  assert.equal(attempts, 3);
  for (const key of ['late', 'later']) assert.equal(await codeOf(ask(key)), 'STORAGE_UNAVAILABLE');
  assert.equal(attempts, 5, 'each of those who come later costs one attempt');
  await setAway(false);
  const all = ['before', ...waited, 'late', 'later'];
  assert.deepEqual(await Promise.all(all.map(ask).map(codeOf)), Array(all.length).fill('ok'));
  assert.equal((await journal.head()).seq, BigInt(all.length));
  await setAway(true);
  attempts = 0;
  assert.equal(await codeOf(ask(randomUUID())), 'STORAGE_UNAVAILABLE');
  assert.equal(attempts, 3, 'the next outage is waited for again');
  await setAway(false);
  assert.ok((await checkBooks(database.pool)).ok);
  assert.deepEqual(await recountBooks(database.pool), []);
});
