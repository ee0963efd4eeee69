/**
 * A part of the platform for the tests of one mechanism: real database, journal, vault and HTTP door, but no sign-in:
 * the caller is named in the header `x-caller`. Whole stories are told with world.ts.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, startPostgres } from '@bursar/postgres';
import pg from 'pg';
import pino from 'pino';
import type { Config } from '../config.ts';
import type { Id } from '../kernel/id.ts';
import { newId } from '../kernel/id.ts';
import { Secret } from '../kernel/secret.ts';
import { type Clock, systemClock } from '../kernel/time.ts';
import { type Database, type Migration, migrate, openDatabase } from '../mechanisms/database/index.ts';
import type { FlowParts, Ground } from '../mechanisms/flow/index.ts';
import { createHttp, type HttpServer, type Prompter } from '../mechanisms/http/index.ts';
import { jobsMigrations, migrateJobs, startJobs, writeEffects } from '../mechanisms/jobs/index.ts';
import {
  createJournal,
  defineCommand,
  type Journal,
  type JournalEvent,
  journalMigrations,
} from '../mechanisms/journal/index.ts';
import { ledgerMigrations } from '../mechanisms/ledger/index.ts';
import type { Caller, People } from '../mechanisms/people/index.ts';
import { peopleMigrations } from '../mechanisms/people/index.ts';
import { createVault, newVaultKey, parseVaultKeys, vaultMigrations } from '../mechanisms/vault/index.ts';

export type TestGround = {
  readonly ground: Ground;
  readonly url: string;
  readonly http: HttpServer;
  /** Journals an entry with these events. */
  happen(...events: JournalEvent[]): Promise<bigint>;
  call(
    caller: Caller,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>;
  stop(): Promise<void>;
};

const happened = defineCommand<{ readonly events: readonly JournalEvent[] }, object>({
  kind: 'test.happen',
  decide: (_view, { body }) => ({ events: body.events, reply: {} }),
});

export async function openTestGround(options: {
  migrations?: readonly Migration[];
  parts(ground: Ground, http: () => HttpServer): readonly FlowParts[];
  prompt?(ground: Ground): Prompter;
  clock?: Clock;
  config?: Partial<Config>;
  /** Another process on the same database. */
  beside?: TestGround;
}): Promise<TestGround> {
  const clock = options.clock ?? systemClock;
  const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
  const place = options.beside ? null : await ownDatabase();
  const url = options.beside?.ground.database.url ?? place?.url ?? '';
  const instance = `test-${randomBytes(4).toString('hex')}`;
  const database = openDatabase({ url, instance, maxConnections: 6 });
  await migrateFor(database, options.migrations ?? []);
  const journal = await createJournal({ database, clock, writeEffects });
  const key = options.beside?.ground.config.vaultKey ?? new Secret(String(plain(newVaultKey())));
  const vault = await createVault({ database, keys: parseVaultKeys(key), clock });
  const config = {
    mode: 'demo',
    vaultKey: key,
    allowPrivateWebhooks: true,
    currency: 'CNY',
    ...options.config,
  } as Config;
  const people = {
    authenticate: (headers: Record<string, unknown>) => callerOf(headers),
  } as unknown as People;
  const ground = { config, log, clock, database, journal, people, vault } as unknown as Ground;
  let http: HttpServer | null = null;
  const parts = options.parts(ground, () => http as HttpServer);
  http = await createHttp({
    routes: parts.flatMap((part) => part.routes ?? []),
    authenticate: callerOf,
    prompt: options.prompt?.(ground) ?? ((code) => code),
    log,
  });
  for (const part of parts) await part.start?.();
  const jobs = await startJobs({
    database,
    instance,
    tasks: Object.assign({}, ...parts.map((part) => part.tasks ?? {})),
    timers: parts.flatMap((part) => part.timers ?? []),
    log,
  });
  const base = await http.listen(0, '127.0.0.1');
  const server = http;
  return {
    ground,
    url: base,
    http: server,
    happen: (...events) => happen(journal, events),
    async call(caller, method, path, body, headers = {}) {
      const response = await fetch(base + path, {
        method,
        headers: {
          'x-caller': JSON.stringify(caller),
          ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? {} : JSON.parse(text),
      };
    },
    async stop() {
      for (const part of [...parts].reverse()) await part.stop?.();
      await server.close();
      await jobs.stop();
      await journal.stop();
      await database.close();
      await place?.drop();
    },
  };
}

async function happen(journal: Journal, events: readonly JournalEvent[]): Promise<bigint> {
  const outcome = await journal.submit(happened, {
    key: randomUUID(),
    actor: { id: 'platform' },
    body: { events },
  });
  return outcome.seq;
}

function callerOf(headers: Record<string, unknown>): Caller {
  const named = headers['x-caller'];
  return typeof named === 'string' ? (JSON.parse(named) as Caller) : { kind: 'anonymous' };
}

const plain = (value: unknown) => (value instanceof Secret ? value.reveal() : value);

async function migrateFor(database: Database, more: readonly Migration[]): Promise<void> {
  await migrate(database.pool, [
    ...ledgerMigrations,
    ...journalMigrations,
    ...jobsMigrations,
    ...vaultMigrations,
    ...peopleMigrations,
    ...more,
  ]);
  await migrateJobs(database);
}

async function ownDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const shared = process.env.TEST_POSTGRES_URL;
  const dir = shared ? null : await mkdtemp(join(tmpdir(), 'bursar-test-'));
  const own = dir ? await startPostgres({ dataDir: dir }) : null;
  const server = shared ?? own?.url ?? '';
  const name = `test_${randomBytes(6).toString('hex')}`;
  return {
    url: await createDatabase(server, name),
    async drop() {
      if (own && dir) {
        await own.stop({ evenIfShared: true });
        await rm(dir, { recursive: true, force: true });
        return;
      }
      const client = new pg.Client({ connectionString: server });
      await client.connect();
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    },
  };
}

const made = <P extends string>(prefix: P): Id<P> => newId(prefix, Date.now());

export const callers = {
  person: (): Extract<Caller, { kind: 'person' }> => ({
    kind: 'person',
    person: made('person'),
    session: made('session'),
    device: made('device'),
  }),
  merchant: (): Extract<Caller, { kind: 'merchant' }> => ({
    kind: 'merchant',
    merchant: made('merchant'),
    key: made('key'),
    scopes: ['full'],
  }),
  operator: (): Extract<Caller, { kind: 'operator' }> => ({
    kind: 'operator',
    person: made('person'),
    session: made('session'),
    device: made('device'),
    roles: ['viewer', 'support', 'admin'],
  }),
};
