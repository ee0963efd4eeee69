/** Jobs against a real database: each is done once while its process lives, and again by another when it has died. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pino from 'pino';
import { until } from '../../testing/bank-controls.ts';
import { createTestDatabase } from '../../testing/world.ts';
import { type Database, migrate, openDatabase } from '../database/index.ts';
import {
  jobsMigrations,
  migrateJobs,
  releaseJobsOfTheDead,
  startJobs,
  type Task,
  writeEffects,
} from './index.ts';

describe('jobs', () => {
  let place: Awaited<ReturnType<typeof createTestDatabase>>;
  let database: Database;

  before(async () => {
    place = await createTestDatabase();
    database = openDatabase({ url: place.url, instance: 'alive', maxConnections: 6 });
    await migrate(database.pool, jobsMigrations);
    await migrateJobs(database);
  });
  after(async () => {
    await database.close();
    await place.drop();
  });

  const begin = (at: Database, instance: string, work: Task) =>
    startJobs({ database: at, instance, tasks: { work }, timers: [], log: pino({ level: 'silent' }) });

  async function ask(...names: string[]): Promise<void> {
    const client = await database.connect('test');
    await writeEffects(
      client,
      names.map((name) => ({ task: 'work', payload: { name } })),
    );
    await client.end();
  }

  const locked = async () =>
    (
      await database.pool.query(
        'select locked_by from graphile_worker._private_jobs where locked_by is not null',
      )
    ).rows.length;

  test('a job that takes long is left to its living process, and taken from one without a connection', async () => {
    const started: string[] = [];
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const jobs = await begin(database, 'alive', async (payload: never) => {
      started.push((payload as { name: string }).name);
      await held;
    });
    try {
      await ask('long');
      await until(
        async () => started.length,
        (n) => n === 1,
      );
      await database.pool.query(
        "update graphile_worker._private_jobs set locked_at = now() - interval '1 minute' where locked_by is not null",
      );
      await releaseJobsOfTheDead(database);
      assert.equal(await locked(), 1, 'a living process lost its job');

      await database.pool.query("update jobs.worker set instance = 'dead'");
      await releaseJobsOfTheDead(database);
      await until(
        async () => started.length,
        (n) => n === 2,
      );
    } finally {
      finish();
      await jobs.stop();
    }
    assert.deepEqual(started, ['long', 'long']);
  });

  test('many jobs at once are each done once, by two processes', async () => {
    const done: string[] = [];
    const work: Task = async (payload: never) => void done.push((payload as { name: string }).name);
    const other = openDatabase({ url: place.url, instance: 'other', maxConnections: 6 });
    const both = [await begin(database, 'alive', work), await begin(other, 'other', work)];
    const names = Array.from({ length: 200 }, (_, i) => `job ${i}`);
    await ask(...names);
    await until(
      async () => done.length,
      (n) => n >= names.length,
    );
    for (const one of both) await one.stop();
    await other.close();
    assert.deepEqual([...done].sort(), [...names].sort());
    assert.equal(await locked(), 0);
  });
});
