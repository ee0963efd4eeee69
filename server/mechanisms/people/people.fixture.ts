/** A small platform for the tests of people: database, journal, vault, HTTP door, and a telephone that remembers. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, startPostgres } from '@bursar/postgres';
import pino from 'pino';
import { parseMoney } from '../../kernel/money.ts';
import { createTestClock } from '../../kernel/time.ts';
import { migrate, openDatabase } from '../database/index.ts';
import { createHttp } from '../http/index.ts';
import { createJournal, defineCommand, journalMigrations } from '../journal/index.ts';
import { ledgerMigrations } from '../ledger/index.ts';
import { createVault, newVaultKey, parseVaultKeys, vaultMigrations } from '../vault/index.ts';
import { createPeople, guardProof, loadProof, peopleGuard, peopleMigrations } from './index.ts';

export const START = Date.parse('2026-03-02T08:00:00Z');
export const PIN = '246801';

/** Stands for any payment: needs a proof, changes nothing. */
export const tryPayment = defineCommand<{ minor: string; currency?: string }, { paid: true }>({
  kind: 'test.pay',
  load: (loader, commands) => loadProof(loader, commands),
  decide(view, command, context) {
    const { minor, currency = 'CNY' } = command.body;
    return {
      changes: guardProof(view, command, context, parseMoney({ minor, currency })),
      reply: { paid: true as const },
    };
  },
});

export type Told = { status: number; body: Record<string, unknown>; headers: Record<string, unknown> };

export async function createPeopleWorld() {
  const stops: (() => Promise<unknown> | undefined)[] = [];
  const stop = async () => {
    for (const one of stops.reverse()) await one();
  };
  try {
    return { ...(await build(stops)), stop };
  } catch (error) {
    // Without this a failed start would leave the test waiting for open connections.
    await stop();
    throw error;
  }
}

async function build(stops: (() => Promise<unknown> | undefined)[]) {
  const dir = await mkdtemp(join(tmpdir(), 'bursar-people-'));
  stops.push(() => rm(dir, { recursive: true, force: true }));
  const shared = process.env.TEST_POSTGRES_URL;
  const own = shared ? null : await startPostgres({ dataDir: dir });
  stops.push(() => own?.stop({ evenIfShared: true }));
  const url = await createDatabase(shared ?? own?.url ?? '', `people_${randomUUID().slice(0, 8)}`);
  const database = openDatabase({ url, instance: 'people-test' });
  stops.push(() => database.close());
  await migrate(database.pool, [
    ...ledgerMigrations,
    ...journalMigrations,
    ...vaultMigrations,
    ...peopleMigrations,
  ]);
  const clock = createTestClock(START);
  const bugs: unknown[] = [];
  const journal = await createJournal({
    database,
    clock,
    guard: peopleGuard,
    onBug: (error) => bugs.push(error),
  });
  stops.push(() => journal.stop());
  const vaultKey = newVaultKey();
  const vault = await createVault({ database, keys: parseVaultKeys(vaultKey), clock });
  const messages: { to: string; text: string }[] = [];
  const phones = { isDown: false };
  const logLines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
  const people = createPeople({
    config: { currency: 'CNY' },
    database,
    journal,
    vault,
    clock,
    log,
    sendSms: async (to, text) => {
      if (phones.isDown) throw new Error('the network is down');
      messages.push({ to, text: text.reveal() });
    },
  });
  const http = await createHttp({
    routes: people.parts.routes ?? [],
    authenticate: people.authenticate,
    prompt: (code) => code,
    log,
  });
  stops.push(() => http.close());

  async function call(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; key?: string; headers?: Record<string, string> } = {},
  ): Promise<Told> {
    const answer = await http.app.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(method === 'GET' ? {} : { 'idempotency-key': options.key ?? randomUUID() }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { payload: options.body as object }),
    });
    return {
      status: answer.statusCode,
      body: answer.body ? JSON.parse(answer.body) : {},
      headers: answer.headers,
    };
  }

  const codeFor = (phone: string) =>
    /^(\d{6}) /.exec(messages.findLast((one) => one.to === phone)?.text ?? '')?.[1] ?? '';
  let phoneCount = 0;

  return {
    database,
    clock,
    journal,
    vault,
    vaultKey,
    people,
    messages,
    phones,
    logLines,
    bugs,
    call,
    codeFor,
    newPhone: () => `+86139${String(10_000_000 + phoneCount++)}`,
    /** Signs in over HTTP with the code that the telephone received. */
    async signIn(phone: string, deviceName = 'Phone') {
      await call('POST', '/v1/sign-in/codes', { body: { phone } });
      return call('POST', '/v1/sign-in', { body: { phone, code: codeFor(phone), deviceName } });
    },
    /** A signed-in person with a PIN. */
    async person(phone: string) {
      const id = await people.registerPerson({ phone, name: 'Ana Lin' });
      await people.setPin(id, PIN);
      const token = await people.openSession(id, 'Phone');
      return { id, phone, token, caller: await people.authenticate({ authorization: `Bearer ${token}` }) };
    },
  };
}

export type PeopleWorld = Awaited<ReturnType<typeof createPeopleWorld>>;
