/**
 * The disk of the write-ahead log full: worse than a full disk, for PostgreSQL ends itself rather than go on without its
 * log. The server outlives that, says so to whoever asks, and goes on by itself when there is room.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chown, cp, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDatabase, startPostgres } from '@bursar/postgres';
import { flows } from '../flows.ts';
import { defineFlow } from '../mechanisms/flow/index.ts';
import { defineCommand } from '../mechanisms/journal/index.ts';
import { quietEnv, until } from './bank-controls.ts';
import { balance, checkJournal } from './books.ts';
import { mountSmallDisk, sendUntilRefused, writingPayer } from './small-disk.fixture.ts';
import { createWorld } from './world.ts';

/** Moves the log of a stopped cluster to another disk, as `initdb --waldir` would have put it there. */
async function moveLog(dataDir: string, disk: string): Promise<void> {
  const from = join(dataDir, 'cluster', 'pg_wal');
  const { uid, gid } = await stat(from);
  const to = join(disk, 'pg_wal');
  await cp(from, to, { recursive: true, preserveTimestamps: true });
  const inside = await readdir(to, { recursive: true });
  for (const path of [disk, to, ...inside.map((name) => join(to, name))]) await chown(path, uid, gid);
  await rm(from, { recursive: true });
  await symlink(to, from);
}

const noted: string[] = [];
const noteFlow = defineFlow({
  slug: 'test-note',
  migrations: [],
  build: () => ({ tasks: { 'test-note.note': async ({ text }: { text: string }) => void noted.push(text) } }),
});
/** A command with a job. */
const note = defineCommand<{ readonly text: string }, object>({
  kind: 'test.note',
  decide: (_view, { body }) => ({ effects: [{ task: 'test-note.note', payload: body }], reply: {} }),
});

test("the log's disk full: refused, consistent, and it goes on by itself when there is room", async (context) => {
  const disk = await mountSmallDisk(context, 128);
  if (!disk) return;
  const dataDir = await mkdtemp(join(tmpdir(), 'bursar-log-'));
  await (await startPostgres({ dataDir })).stop();
  await moveLog(dataDir, disk.path);
  const own = await startPostgres({ dataDir });
  try {
    const databaseUrl = await createDatabase(own.url, 'bursar');
    const world = await createWorld({ env: quietEnv(), databaseUrl, flows: [...flows, noteFlow] });
    try {
      const { ana, bo, send } = await writingPayer(world);
      // The next segment of the log is a hole: there is no room kept for it.
      await world.app.ground.database.pool.query('select pg_switch_wal()');
      await disk.fill();
      const { keys, refused } = await sendUntilRefused(send, { atOnce: 1, most: 2_000 });
      // Its COMMIT may be in what was written of the log: nobody knows, and nobody says that nothing was done.
      assert.deepEqual(
        [refused.status, refused.body.code, refused.body.effect, refused.headers.has('retry-after')],
        [503, 'STORAGE_UNAVAILABLE', 'unknown', true],
      );
      const read = await ana.api.get('/v1/accounts');
      assert.deepEqual([read.status, read.body.code], [503, 'STORAGE_UNAVAILABLE']);
      assert.equal((await world.api(null).get('/health/live')).status, 200);
      assert.equal((await world.api(null).get('/health/ready')).status, 503);

      await disk.makeRoom();
      const balances = () => ana.api.get('/v1/accounts');
      await until(balances, ({ status }) => status === 200, 15_000);
      await world.checkBooks();
      await checkJournal(world.app.ground.database.pool);
      for (const key of keys) assert.equal((await send(key)).status, 201);
      await world.app.ground.journal.submit(note, {
        key: randomUUID(),
        actor: { id: 'platform' },
        body: { text: 'jobs go on' },
      });
      await until(
        async () => noted,
        (texts) => texts.length === 1,
        10_000,
      );
      assert.equal(await balance(world, bo), (keys.length / 100).toFixed(2));
      await world.checkBooks();
      await checkJournal(world.app.ground.database.pool);
    } finally {
      await world.stop();
    }
  } finally {
    await own.stop({ evenIfShared: true });
    await disk.remove();
    await rm(dataDir, { recursive: true, force: true });
  }
});
