/**
 * The test world: a whole platform with a real database, and when asked the real sandbox bank, on free ports.
 * No mocks of our own parts; time is moved by hand when a test asks for it.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningBank, startBank } from '@bursar/bank';
import { createDatabase, startPostgres } from '@bursar/postgres';
import pg from 'pg';
import pino from 'pino';
import { type App, startApp } from '../app.ts';
import { type Config, readConfig } from '../config.ts';
import type { Id } from '../kernel/id.ts';
import { type Clock, systemClock } from '../kernel/time.ts';
import type { Flow } from '../mechanisms/flow/index.ts';
import { checkBooks, recountBooks } from '../mechanisms/ledger/index.ts';
import { type AnswerCheck, createAnswerCheck, type OpenApiDocument } from './answers.ts';
import { fundWallet } from './commands.ts';

/** A database of its own, dropped at the end. `TEST_POSTGRES_URL` names a server that is shared by all test files. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const shared = process.env.TEST_POSTGRES_URL;
  const dir = shared ? null : await mkdtemp(join(tmpdir(), 'bursar-test-'));
  const own = dir ? await startPostgres({ dataDir: dir }) : null;
  const serverUrl = shared ?? own?.url ?? '';
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await createDatabase(serverUrl, name);
  return {
    url,
    async drop() {
      if (own && dir) {
        await own.stop({ evenIfShared: true });
        await rm(dir, { recursive: true, force: true });
        return;
      }
      const client = new pg.Client({ connectionString: serverUrl });
      await client.connect();
      await lettingGo(client, name);
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    },
  };
}

/** The end of a pool does not wait for the server: whoever is cut off while he takes his leave would complain of it. */
async function lettingGo(client: pg.Client, name: string): Promise<void> {
  const deadline = Date.now() + 3_000;
  const others = 'select from pg_stat_activity where datname = $1 limit 1';
  while (Date.now() < deadline && (await client.query(others, [name])).rows.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonAnswer;
};
type JsonAnswer = { readonly [key: string]: unknown };
export type Api = {
  get(path: string): Promise<Answer>;
  post(
    path: string,
    body?: unknown,
    options?: { key?: string; headers?: Record<string, string> },
  ): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body?: unknown): Promise<Answer>;
  del(path: string, body?: unknown): Promise<Answer>;
};

export type TestPerson = {
  readonly id: Id<'person'>;
  readonly phone: string;
  readonly token: string;
  readonly pin: string;
  readonly api: Api;
};
export type TestDevice = TestPerson & { readonly device: Id<'device'> };
export type TestMerchant = { readonly id: Id<'merchant'>; readonly secretKey: string; readonly api: Api };

export type World = {
  readonly app: App;
  readonly bank: RunningBank | null;
  readonly config: Config;
  readonly databaseUrl: string;
  /** Every answer is held against the OpenAPI document: one that differs from it throws. */
  api(token: string | null, headers?: Record<string, string>): Api;
  /** A signed-in person with PIN 246801 and a wallet that holds `minor` CNY cents. */
  person(name: string, minor?: bigint, phone?: string): Promise<TestPerson>;
  /** Another device of the same person, signed in. */
  device(person: TestPerson, name: string): Promise<TestDevice>;
  merchant(name: string): Promise<TestMerchant>;
  /** Puts money into a wallet against the bank account, as a top-up would. */
  fund(person: Id<'person'>, minor: bigint): Promise<void>;
  /** Throws unless every currency sums to zero and every counter equals the sum of its transfers. */
  checkBooks(): Promise<void>;
  stop(): Promise<void>;
};

export const TEST_PIN = '246801';

export async function createWorld(
  options: {
    clock?: Clock;
    bank?: boolean;
    flows?: readonly Flow[];
    env?: Record<string, string>;
    log?: pino.Logger;
    databaseUrl?: string;
    timers?: boolean;
  } = {},
): Promise<World> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const databaseUrl = options.databaseUrl ?? database?.url ?? '';
  const dataDir = await mkdtemp(join(tmpdir(), 'bursar-world-'));
  const port = await freePort();
  const bankPort = await freePort();
  const config = readConfig({
    PORT: String(port),
    BANK_URL: `http://127.0.0.1:${bankPort}`,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ...options.env,
  });
  const clock = options.clock ?? systemClock;
  const bankDatabase = options.bank ? await createTestDatabase() : null;
  const bank = bankDatabase
    ? await startBank({
        port: bankPort,
        databaseUrl: bankDatabase.url,
        platformUrl: `http://127.0.0.1:${port}`,
        bankSecret: config.bankSecret.reveal(),
        platformSecret: config.platformSecret.reveal(),
        clock: () => new Date(clock.now()),
      })
    : null;
  const app = await startApp({
    config,
    databaseUrl,
    clock,
    log: options.log ?? pino({ level: config.logLevel }),
    ...(options.flows ? { flows: options.flows } : {}),
    ...(options.timers === undefined ? {} : { timers: options.timers }),
  });
  const api = (token: string | null, headers: Record<string, string> = {}) =>
    createApi(app.url, token, headers, check);
  const check = createAnswerCheck(app.http.app.swagger() as unknown as OpenApiDocument);
  const { people } = app.ground;
  let phones = 0;

  async function fund(person: Id<'person'>, minor: bigint): Promise<void> {
    await app.ground.journal.submit(fundWallet, {
      key: `fund ${randomUUID()}`,
      actor: { id: 'platform' },
      body: { person, minor: minor.toString() },
    });
  }

  return {
    app,
    bank,
    config,
    databaseUrl,
    api,
    async person(name, minor = 0n, phone) {
      phones += 1;
      const number = phone ?? `+8613900${String(100_000 + phones)}`;
      const id = await people.registerPerson({ phone: number, name });
      await people.setPin(id, TEST_PIN);
      const token = await people.openSession(id, `${name}'s phone`);
      if (minor > 0n) await fund(id, minor);
      return { id, phone: number, token, pin: TEST_PIN, api: api(token) };
    },
    async device(person, name) {
      const token = await people.openSession(person.id, name);
      const caller = await people.authenticate({ authorization: `Bearer ${token}` });
      if (caller.kind !== 'person' && caller.kind !== 'operator')
        throw new Error('the session is not a person');
      return { ...person, token, api: api(token), device: caller.device };
    },
    async merchant(name) {
      const id = await people.createMerchant({ name });
      const secretKey = await people.createApiKey(id, 'test');
      return { id, secretKey, api: api(secretKey) };
    },
    fund,
    async checkBooks() {
      const sums = await checkBooks(app.ground.database.pool);
      if (!sums.ok)
        throw new Error(
          `the books do not balance: ${sums.sums.map((s) => `${s.currency} ${s.posted} ${s.held}`).join(', ')}`,
        );
      const wrong = await recountBooks(app.ground.database.pool);
      if (wrong.length > 0) throw new Error(`accounts differ from their transfers: ${wrong.join(', ')}`);
    },
    async stop() {
      await app.stop();
      await bank?.stop();
      await database?.drop();
      await bankDatabase?.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function createApi(url: string, token: string | null, more: Record<string, string>, check: AnswerCheck): Api {
  async function call(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...more,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    check({ method, path, status: response.status, type: response.headers.get('content-type') ?? '', text });
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  }
  return {
    get: (path) => call('GET', path, undefined, {}),
    post: (path, body, options = {}) =>
      call('POST', path, body, {
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        ...options.headers,
      }),
    put: (path, body) => call('PUT', path, body, {}),
    patch: (path, body) => call('PATCH', path, body, {}),
    del: (path, body) => call('DELETE', path, body, {}),
  };
}
