/**
 * Bad days of the machine: the server killed at any moment under load, and the disk full. What was acknowledged is there
 * once; what was not is found out by asking again with the same key; the books and the tree are right throughout.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '@bursar/postgres';
import pg from 'pg';
import { checkBooks, recountBooks } from '../mechanisms/ledger/index.ts';
import { quietEnv, until } from './bank-controls.ts';
import { balance, checkJournal, cny } from './books.ts';
import { programOf } from './program.ts';
import { mountSmallDisk, sendUntilRefused, writingPayer } from './small-disk.fixture.ts';
import { createTestDatabase, createWorld, freePort, TEST_PIN, type TestPerson } from './world.ts';

const CRASHES = 3;
const CLIENTS = 12;

type Sent = { readonly key: string; readonly payer: TestPerson; readonly to: string; answer: string | null };

test('kill -9 under load, again and again: acknowledged payments are there once, a retry gives the same reply', async () => {
  const database = await createTestDatabase();
  const env = quietEnv();
  const world = await createWorld({ env, databaseUrl: database.url });
  const payers = await Promise.all(['Ana', 'Bo', 'Cara', 'Dai'].map((name) => world.person(name, 100_000n)));
  const shop = await world.person('Shop');
  await world.stop();

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'bursar-crash-'));
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  const sessions = new Map<string, string>();
  const history: Sent[] = [];
  let server: ChildProcess | null = null;

  async function start(): Promise<void> {
    server = spawn(process.execPath, programOf('server/main.ts'), {
      env: {
        ...process.env,
        ...env,
        PORT: String(port),
        DATABASE_URL: database.url,
        DATA_DIR: dataDir,
        BANK_URL: 'http://127.0.0.1:9',
      },
      stdio: process.env.TEST_LOG ? 'inherit' : 'ignore',
    });
    const ready = () =>
      fetch(`${url}/health/live`).then(
        ({ status }) => status,
        () => 0,
      );
    await until(ready, (status) => status === 200, 60_000);
  }

  async function kill(): Promise<void> {
    const child = server;
    server = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async function post(payer: TestPerson, path: string, key: string, body: unknown): Promise<string> {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${payer.token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    });
    return `${response.status} ${await response.text()}`;
  }

  /** A payment session each: the PIN's slow check is not what is tested here. */
  async function openSessions(): Promise<void> {
    for (const payer of payers) {
      const answer = await post(payer, '/v1/payment-sessions', randomUUID(), { pin: TEST_PIN });
      assert.match(answer, /^201 /);
      sessions.set(payer.id, (JSON.parse(answer.slice(4)) as { id: string }).id);
    }
  }

  const pay = (sent: Sent) =>
    post(sent.payer, '/v1/transfers', sent.key, {
      to: sent.to,
      amount: cny(1),
      proof: { paymentSession: sessions.get(sent.payer.id) },
    });

  try {
    for (let crash = 0; crash < CRASHES; crash++) {
      await start();
      await openSessions();
      let over = false;
      const clients = Array.from({ length: CLIENTS }, async (_, i) => {
        while (!over) {
          const payer = payers[i % payers.length] ?? assert.fail();
          const sent: Sent = { key: randomUUID(), payer, to: shop.id, answer: null };
          history.push(sent);
          sent.answer = await pay(sent).catch(() => null);
          if (sent.answer === null) await sleep(20);
        }
      });
      const before = history.length;
      await until(
        async () => history.length - before,
        (n) => n > CLIENTS * 3,
        30_000,
      );
      await sleep(randomInt(50, 400));
      await kill();
      over = true;
      await Promise.all(clients);
    }
    await start();
    const unanswered = history.filter(({ answer }) => answer === null);
    for (const sent of history) {
      const again = await pay(sent);
      assert.match(again, /^201 /);
      // The reply that was given before the crash is the reply for ever.
      if (sent.answer !== null) assert.equal(again, sent.answer);
      sent.answer = again;
    }
    const ids = new Set(
      history.map(({ answer }) => (JSON.parse(answer?.slice(4) ?? '') as { id: string }).id),
    );
    assert.equal(ids.size, history.length);
    const made = await pool.query(
      `select count(*)::int n, sum(amount)::int minor from ledger.transfer where kind = 'transfer'`,
    );
    assert.deepEqual(made.rows[0], { n: history.length, minor: history.length });
    assert.ok(history.length > unanswered.length, 'something was acknowledged');
    assert.ok((await checkBooks(pool)).ok);
    assert.deepEqual(await recountBooks(pool), []);
    await checkJournal(pool);
  } finally {
    await kill();
    await pool.end();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
});

test('disk full: refused with its effect, consistent, readable; and it goes on when there is space again', async (context) => {
  const disk = await mountSmallDisk(context, 48);
  if (!disk) return;
  // A server of its own: while the disk is full no checkpoint succeeds, for none of its databases.
  const dataDir = await mkdtemp(join(tmpdir(), 'bursar-full-'));
  const own = await startPostgres({ dataDir });
  const admin = new pg.Client({ connectionString: own.url });
  await admin.connect();
  try {
    const dataDirectory = (await admin.query('show data_directory')).rows[0].data_directory as string;
    const { uid, gid } = await stat(dataDirectory);
    await chown(disk.path, uid, gid);
    await admin.query(`create tablespace small location '${disk.path}'`);
    await admin.query('create database bursar tablespace small');
    const address = new URL(own.url);
    address.pathname = '/bursar';
    const world = await createWorld({ env: quietEnv(), databaseUrl: address.toString() });
    try {
      const { ana, bo, send } = await writingPayer(world);
      await disk.fill();
      const { keys, refused } = await sendUntilRefused(send, { atOnce: 20, most: 5_000 });
      assert.deepEqual(
        [refused.status, refused.body.code, refused.headers.has('retry-after')],
        [503, 'STORAGE_FULL', true],
      );
      assert.equal(refused.body.effect, 'none');
      // Readable, and consistent with what was acknowledged.
      assert.equal((await ana.api.get('/v1/accounts')).status, 200);
      await world.checkBooks();
      await checkJournal(world.app.ground.database.pool);

      await disk.makeRoom();
      for (const key of keys) assert.equal((await send(key)).status, 201);
      assert.equal(await balance(world, bo), (keys.length / 100).toFixed(2));
      await world.checkBooks();
      await checkJournal(world.app.ground.database.pool);
    } finally {
      await world.stop();
    }
  } finally {
    await admin.end();
    await own.stop({ evenIfShared: true });
    await disk.remove();
    await rm(dataDir, { recursive: true, force: true });
  }
});
