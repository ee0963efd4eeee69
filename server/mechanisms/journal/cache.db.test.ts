/** What the committer remembers between batches: rows, and that there is no row. Never longer than it is true. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { refuse } from '../../kernel/refusal.ts';
import { systemClock } from '../../kernel/time.ts';
import { createTestDatabase } from '../../testing/world.ts';
import { type Database, migrate, openDatabase } from '../database/index.ts';
import { ledgerMigrations } from '../ledger/index.ts';
import { attempts } from './attempts.ts';
import { createJournal, defineCommand, type Journal, journalMigrations, put } from './index.ts';

type Ask = { readonly id: string; readonly write: 'no' | 'refused' | 'yes' };

/** Says whether the row was there; writes it when asked to. */
const look = defineCommand<Ask, { was: boolean }>({
  kind: 'test.look',
  load: (loader, commands) =>
    loader.fetch(
      attempts,
      commands.map(({ body }) => body.id),
    ),
  decide(view, { body }, { now }) {
    const was = view.get(attempts, body.id) !== undefined;
    const row = { id: body.id, streak: 1, dayStart: now, dayCount: 1, lockedUntil: null };
    if (body.write === 'refused') return refuse('FORBIDDEN', {}, [put(attempts, row)]);
    return { reply: { was }, ...(body.write === 'yes' ? { changes: [put(attempts, row)] } : {}) };
  },
});

/** As attempts, but a streak of two is the end of it. */
const steps: typeof attempts = { ...attempts, isAtRest: ({ streak }) => streak === 2 };

/** Takes a row from nothing to one to two, and says where it was. */
const step = defineCommand<{ id: string }, { was: number }>({
  kind: 'test.step',
  load: (loader, commands) =>
    loader.fetch(
      steps,
      commands.map(({ body }) => body.id),
    ),
  decide(view, { body }, { now }) {
    const was = view.get(steps, body.id)?.streak ?? 0;
    const row = { id: body.id, streak: was + 1, dayStart: now, dayCount: 1, lockedUntil: null };
    return { reply: { was }, ...(was < 2 ? { changes: [put(steps, row)] } : {}) };
  },
});

let place: { url: string; drop(): Promise<void> };
const databases: Database[] = [];
const journals: Journal[] = [];
/** Names of the statements that the first process's committer has sent. */
const sent: string[] = [];
let first: Journal;
let second: Journal;

async function open(instance: string, onStatement: (name: string) => void): Promise<Journal> {
  const database = openDatabase({ url: place.url, instance, maxConnections: 2 });
  databases.push(database);
  if (journals.length === 0) await migrate(database.pool, [...ledgerMigrations, ...journalMigrations]);
  const connect: Database['connect'] = async (name) => {
    const client = await database.connect(name);
    const query = client.query.bind(client) as (statement: { name: string }) => unknown;
    client.query = ((statement: { name: string }) => {
      onStatement(statement.name);
      return query(statement);
    }) as unknown as typeof client.query;
    return client;
  };
  const journal = await createJournal({ database: { ...database, connect }, clock: systemClock });
  journals.push(journal);
  return journal;
}

before(async () => {
  place = await createTestDatabase();
  first = await open('first', (name) => void sent.push(name));
  second = await open('second', () => {});
});
after(async () => {
  for (const journal of journals) await journal.stop();
  for (const database of databases) await database.close();
  await place.drop();
});

async function ask(on: Journal, id: string, write: Ask['write'] = 'no'): Promise<boolean | string> {
  const command = { key: randomUUID(), actor: { id: 'tester' }, body: { id, write } };
  const outcome = await on.submit(look, command);
  return outcome.refused?.code ?? outcome.reply().was;
}
async function reads(work: () => Promise<unknown>): Promise<number> {
  sent.length = 0;
  await work();
  return sent.filter((name) => name === 'get journal.attempt').length;
}

test('a row that is not there is asked for once', async () => {
  assert.equal(await reads(() => ask(first, 'nobody')), 1);
  assert.equal(await reads(() => ask(first, 'nobody')), 0);
  assert.equal(await ask(first, 'nobody'), false);
});

test('what is written later is there, without a read', async () => {
  assert.equal(await ask(first, 'later'), false);
  assert.equal(await ask(first, 'later', 'yes'), false);
  assert.equal(await reads(async () => assert.equal(await ask(first, 'later'), true)), 0);
  assert.equal(await ask(first, 'counted'), false);
  assert.equal(await ask(first, 'counted', 'refused'), 'FORBIDDEN');
  assert.equal(await ask(first, 'counted'), true, 'a refusal may count its attempt');
});

test('what another process has written is seen, although it was known to be absent', async () => {
  assert.equal(await ask(first, 'theirs'), false);
  assert.equal(await ask(first, 'theirs'), false);
  assert.equal(await ask(second, 'theirs', 'yes'), false);
  assert.equal(await ask(first, 'theirs'), true);
});

test('a row that has come to rest is not kept, and read again when somebody asks', async () => {
  const next = async () =>
    (await first.submit(step, { key: randomUUID(), actor: { id: 'tester' }, body: { id: 'steps' } })).reply()
      .was;
  const seen: [number, number][] = [];
  for (let i = 0; i < 4; i++) {
    let was = -1;
    const count = await reads(async () => {
      was = await next();
    });
    seen.push([was, count]);
  }
  // Where it was, and whether that was read: at first, and once it rests.
  assert.deepEqual(seen, [
    [0, 1],
    [1, 0],
    [2, 1],
    [2, 1],
  ]);
});

test('a row that comes to rest in a batch in the air is as it was left for the batch behind', async () => {
  const many = await Promise.all(
    Array.from({ length: 400 }, (_, i) =>
      first
        .submit(step, { key: randomUUID(), actor: { id: 'tester' }, body: { id: `many ${i % 100}` } })
        .then((outcome) => outcome.reply().was),
    ),
  );
  const each = Array.from({ length: 100 }, (_, i) => [0, 100, 200, 300].map((more) => many[i + more]));
  for (const one of each) assert.deepEqual(one, [0, 1, 2, 2]);
});
