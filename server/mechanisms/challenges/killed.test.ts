/** kill -9 while people wait and while they answer: afterwards everything still waits, or is done, once. */
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { quietEnv } from '../../testing/bank-controls.ts';
import { checkJournal, cny } from '../../testing/books.ts';
import { killable } from '../../testing/history/processes.ts';
import { createTestDatabase, createWorld, freePort, TEST_PIN } from '../../testing/world.ts';
import { checkBooks, recountBooks } from '../ledger/index.ts';

const proof = { pin: TEST_PIN };
const PAYMENTS = 6;

test('kill -9 while payments wait, and again while they are confirmed: each is done once', {
  timeout: 120_000,
}, async () => {
  const database = await createTestDatabase();
  const env = quietEnv();
  const world = await createWorld({ env, databaseUrl: database.url });
  const pia = await world.person('Pia', 500_000n);
  const shop = await world.person('Shop');
  const phone = await world.device(pia, 'phone');
  const tablet = await world.device(pia, 'tablet');
  const level = { above: cny(20_000), devices: [phone.device, tablet.device], proof };
  assert.equal((await phone.api.put('/v1/second-device', level)).status, 200);
  await world.stop();

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'bursar-killed-'));
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  const server = killable('server/main.ts', url, {
    ...env,
    PORT: String(port),
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    BANK_URL: 'http://127.0.0.1:9',
  });
  async function call(
    token: string,
    method: string,
    path: string,
    body?: unknown,
    key: string = randomUUID(),
  ) {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const held = async () => {
    const { rows } = await pool.query(
      `select sum(debits_held)::int held from ledger.account where owner = $1`,
      [pia.id],
    );
    return rows[0].held as number;
  };
  const phases = async () => {
    const { rows } = await pool.query(
      `select phase, count(*)::int n, sum(amount)::int minor from ledger.transfer where kind = 'transfer' group by 1 order by 1`,
    );
    return rows.map(({ phase, n, minor }) => `${phase} ${n} ${minor}`);
  };

  try {
    await server.start();
    const waiting: { id: string; challenge: string; about: string; key: string }[] = [];
    for (let n = 0; n < PAYMENTS; n++) {
      const body = { to: shop.id, amount: cny(30_000), proof };
      const asked = await call(phone.token, 'POST', '/v1/transfers', body);
      assert.deepEqual([asked.status, asked.body.state], [201, 'waiting']);
      const challenge = String(asked.body.challenge);
      const { about } = (await call(tablet.token, 'GET', `/v1/challenges/${challenge}`)).body;
      waiting.push({ id: String(asked.body.id), challenge, about: String(about), key: randomUUID() });
    }
    await server.kill();

    await server.start();
    const inbox = await call(tablet.token, 'GET', '/v1/challenges?state=pending');
    assert.deepEqual(
      new Set((inbox.body.data as { id: string }[]).map(({ id }) => id)),
      new Set(waiting.map(({ challenge }) => challenge)),
    );
    assert.equal(await held(), PAYMENTS * 30_000);
    const confirm = ({ challenge, about, key }: (typeof waiting)[number], own = key) =>
      call(tablet.token, 'POST', `/v1/challenges/${challenge}/answers`, { answer: 'yes', about, proof }, own);
    // All at once, and down it goes: some are committed, some are not, nobody has been told.
    const first = waiting.map((one) => confirm(one).catch(() => null));
    await sleep(randomInt(5, 150));
    await server.kill();
    await Promise.all(first);

    await server.start();
    for (const one of waiting) {
      const again = await confirm(one);
      assert.deepEqual([again.status, again.body.state], [200, 'approved'], JSON.stringify(again.body));
      const second = await confirm(one, randomUUID());
      assert.deepEqual([second.status, second.body.code], [409, 'REPLAYED']);
      const transfer = await call(phone.token, 'GET', `/v1/transfers/${one.id}`);
      assert.equal(transfer.body.state, 'done');
    }
    const all = `${PAYMENTS} ${PAYMENTS * 30_000}`;
    assert.deepEqual(await phases(), [`held ${all}`, `post ${all}`]);
    assert.equal(await held(), 0);
    assert.ok((await checkBooks(pool)).ok);
    assert.deepEqual(await recountBooks(pool), []);
    await checkJournal(pool);
  } finally {
    await server.kill();
    await pool.end();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
