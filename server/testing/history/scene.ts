/** The scene: databases, a platform in this process whose clock can be moved, the cast, and addresses for the processes. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { type App, startApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { Id } from '../../kernel/id.ts';
import { newVaultKey } from '../../mechanisms/vault/index.ts';
import { createTestDatabase, freePort } from '../world.ts';
import type { Cast } from './generator.ts';
import type { Actor, Party } from './wishes.ts';

export const PIN = '246801';
export const WRONG_PIN = '864209';
const PEOPLE = 40;
const MERCHANTS = 5;
const CARELESS = 6;

/** Simulated until `live` is set; then the system's. */
export type MovedClock = { now(): number; advance(ms: number): void; goLive(): void };

export function createMovedClock(startMs: number): MovedClock {
  let simulated: number | null = startMs;
  return {
    now: () => simulated ?? Date.now(),
    advance(ms) {
      if (simulated !== null) simulated += ms;
    },
    goLive() {
      simulated = null;
    },
  };
}

export type Scene = {
  readonly app: App;
  readonly cast: Cast;
  /** Bearer tokens by session id and secret keys by API key id. */
  readonly tokens: Map<string, string>;
  readonly db: pg.Pool;
  readonly bankUrl: string;
  readonly serverUrls: readonly string[];
  readonly serverEnv: Readonly<Record<string, string>>;
  readonly bankEnv: Readonly<Record<string, string>>;
  openSession(party: Party, device: string): Promise<void>;
  /** Ends the platform in this process, for comparing at rest. */
  stopApp(): Promise<void>;
  stop(): Promise<void>;
};

export async function setScene(clock: MovedClock): Promise<Scene> {
  const [database, bankDatabase, dataDir] = await Promise.all([
    createTestDatabase(),
    createTestDatabase(),
    mkdtemp(join(tmpdir(), 'bursar-history-')),
  ]);
  const [ownPort, bankPort, ...ports] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const secrets = {
    BANK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    PLATFORM_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    VAULT_KEY: newVaultKey().reveal(),
  };
  const serverEnv = {
    ...secrets,
    BURSAR_MODE: 'production',
    DATABASE_URL: database.url,
    BANK_URL: `http://127.0.0.1:${bankPort}`,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
  };
  const app = await startApp({
    config: readConfig({ ...serverEnv, PORT: String(ownPort) }),
    databaseUrl: database.url,
    clock,
    log: pino({ level: 'error' }),
    // In this process every command is one of the generator's.
    timers: false,
  });
  const tokens = new Map<string, string>();
  const { people } = app.ground;

  async function actorOf(token: string): Promise<Actor> {
    const caller = await people.authenticate({ authorization: `Bearer ${token}` });
    if (caller.kind === 'person')
      return { id: caller.person, session: caller.session, device: caller.device };
    if (caller.kind === 'merchant') return { id: caller.merchant, apiKey: caller.key };
    throw new Error(`a token of a ${caller.kind}`);
  }

  async function openSession(party: Party, device: string): Promise<void> {
    const token = await people.openSession(party.id as Id<'person'>, device);
    const actor = await actorOf(token);
    party.sessions.push(actor);
    tokens.set(String(actor.session), token);
  }

  const cast: { people: Party[]; merchants: Actor[] } = { people: [], merchants: [] };
  for (let i = 0; i < PEOPLE; i++) {
    const phone = `+8613900${100_000 + i}`;
    const id = await people.registerPerson({ phone, name: `Person ${i}` });
    await people.setPin(id, PIN);
    const careless = i < CARELESS;
    const party: Party = {
      id,
      phone,
      sessions: [],
      paymentSessions: [],
      cards: [],
      careless,
      pinVersion: 1,
      watched: { approvers: [], devices: [] },
    };
    for (const device of ['tablet', 'phone']) await openSession(party, device);
    cast.people.push(party);
  }
  for (let i = 0; i < MERCHANTS; i++) {
    const id = await people.createMerchant({ name: `Shop ${i}` });
    const secret = await people.createApiKey(id, 'till');
    const actor = await actorOf(secret);
    cast.merchants.push(actor);
    tokens.set(String(actor.apiKey), secret);
  }
  let isStopped = false;
  async function stopApp(): Promise<void> {
    if (isStopped) return;
    isStopped = true;
    await app.stop();
  }
  const db = new pg.Pool({ connectionString: database.url, max: 3 });
  db.on('error', () => {});
  const serverUrls = ports.map((port) => `http://127.0.0.1:${port}`);
  return {
    app,
    cast,
    tokens,
    db,
    bankUrl: serverEnv.BANK_URL,
    serverUrls,
    serverEnv,
    bankEnv: {
      BANK_SECRET: secrets.BANK_SECRET,
      PLATFORM_SECRET: secrets.PLATFORM_SECRET,
      BANK_PORT: String(bankPort),
      BANK_DATABASE_URL: bankDatabase.url,
      PLATFORM_URL: serverUrls[0] ?? '',
      BANK_PENDING_WINDOW_MS: '15000',
    },
    openSession,
    stopApp,
    async stop() {
      await stopApp();
      await db.end();
      await database.drop();
      await bankDatabase.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
