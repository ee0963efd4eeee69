/** kill -9 of the platform in the middle of journeys: the next start resumes every one, and nothing is done twice. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startBank } from '@bursar/bank';
import { idFromUuid } from '../../kernel/id.ts';
import { controlsOf, until } from '../../testing/bank-controls.ts';
import { programOf } from '../../testing/program.ts';
import { createTestDatabase, freePort } from '../../testing/world.ts';

const SECRETS = {
  BANK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
  PLATFORM_SECRET: `whsec_${Buffer.alloc(32, 2).toString('base64')}`,
};
const TOP_UPS = 40;

test('kill -9 of the server while 40 top-ups are under way, and the bank gone meanwhile: each is done once, and both sides agree', async () => {
  const [platformDb, bankDb] = [await createTestDatabase(), await createTestDatabase()];
  const dataDir = await mkdtemp(join(tmpdir(), 'bursar-crash-'));
  const [port, bankPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const bankOptions = {
    port: bankPort,
    databaseUrl: bankDb.url,
    platformUrl: url,
    bankSecret: SECRETS.BANK_SECRET,
    platformSecret: SECRETS.PLATFORM_SECRET,
  };
  let bank = await startBank(bankOptions);
  const controls = controlsOf(`http://127.0.0.1:${bankPort}`);
  let server: ChildProcess | null = null;

  const start = async () => {
    const child = spawn(process.execPath, programOf('server/main.ts'), {
      env: {
        ...process.env,
        ...SECRETS,
        PORT: String(port),
        DATABASE_URL: platformDb.url,
        DATA_DIR: dataDir,
        BANK_URL: `http://127.0.0.1:${bankPort}`,
        LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
      },
      stdio: process.env.TEST_LOG ? 'inherit' : 'ignore',
    });
    server = child;
    await until(
      () =>
        fetch(`${url}/health/ready`).then(
          (response) => response.status,
          () => 0,
        ),
      (status) => status === 200,
      30_000,
    );
  };
  const api = async (
    token: string,
    method: string,
    path: string,
    body?: unknown,
    key: string = randomUUID(),
  ) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(method === 'GET' ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  try {
    await start();
    // The demo binds a card for each of its people, through the API.
    const { people } = await until(
      async () =>
        (await (await fetch(`${url}/demo/credentials`)).json()) as {
          people?: { token: string; pin: string; name: string }[];
        },
      ({ people }) => people !== undefined && people.length > 0,
      30_000,
    );
    const ana = people?.find(({ name }) => name === 'Ana Lin');
    assert.ok(ana);
    const { data } = await until(
      () => api(ana.token, 'GET', '/v1/instruments') as Promise<{ data: { id: string; state: string }[] }>,
      ({ data }) => data.some(({ state }) => state === 'bound'),
      30_000,
    );
    const card = data.find(({ state }) => state === 'bound');
    await quiet();
    await settled();
    const before = { card: await controls.balance('ana-debit'), wallet: await wallet() };

    await controls.lies({ operation: 'debits', lie: 'slow', delayMs: 400 });
    const keys = Array.from({ length: TOP_UPS }, (_, i) => `crash ${i}`);
    const ask = (key: string) =>
      api(
        ana.token,
        'POST',
        '/v1/top-ups',
        { instrument: card?.id, amount: { minor: '100', currency: 'CNY' }, proof: { pin: ana.pin } },
        key,
      ).catch(() => null);
    const first = Promise.all(keys.map(ask));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    (server as ChildProcess | null)?.kill('SIGKILL');
    await first;
    await bank.stop();
    bank = await startBank(bankOptions);
    await controls.lies();
    await start();
    // The client asks again with the keys it has kept (R1).
    const answers = await Promise.all(keys.map(ask));
    assert.equal(new Set(answers.map((answer) => answer?.id)).size, TOP_UPS);
    await settled();

    const { rows } = await query(
      `select state, count(*)::int as n from top_up.top_up where amount = 100 group by state`,
    );
    assert.deepEqual(rows, [{ state: 'done', n: TOP_UPS }]);
    assert.equal(before.card - (await controls.balance('ana-debit')), BigInt(TOP_UPS * 100));
    assert.equal((await wallet()) - before.wallet, BigInt(TOP_UPS * 100));
    assert.equal(await controls.booksAreRight(), true);
    const books = await query(
      `select (sum(debits_posted) - sum(credits_posted))::text as net from ledger.account`,
    );
    assert.equal(books.rows[0].net, '0');
  } finally {
    (server as ChildProcess | null)?.kill('SIGKILL');
    await bank.stop();
    await platformDb.drop();
    await bankDb.drop();
    await rm(dataDir, { recursive: true, force: true });
  }

  async function query(text: string) {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: platformDb.url });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }
  async function settled(): Promise<void> {
    await until(
      async () =>
        Number(
          (
            await query(
              `select count(*)::int as n from bank.request where state not in ('done', 'declined', 'undone')`,
            )
          ).rows[0].n,
        ),
      (open) => open === 0,
    );
  }
  /** The demo's opening is over when the journal has stood still for a while. */
  async function quiet(): Promise<void> {
    let last = '';
    let since = Date.now();
    await until(
      async () => String((await query('select seq from journal.head')).rows[0].seq),
      (seq) => {
        if (seq !== last) {
          last = seq;
          since = Date.now();
        }
        return Date.now() - since > 3_000;
      },
    );
  }
  async function wallet(): Promise<bigint> {
    const person = await query(`select id::text from people.person where phone = '+8613800000001'`);
    const owner = idFromUuid('person', person.rows[0].id);
    const { rows } = await query(
      `select (credits_posted - debits_posted)::text as minor from ledger.account where kind = 'wallet' and owner = '${owner}'`,
    );
    return BigInt(rows[0]?.minor ?? 0);
  }
});
