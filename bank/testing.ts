// What the bank's tests stand on: a real database, a bank on a real socket, and a small platform that answers it.

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase, startPostgres } from '@bursar/postgres';
import { type BankOptions, type RunningBank, startBank } from './index.ts';
import { signRequest, verifyRequest } from './signing.ts';

export const BANK_SECRET = 'test-secret-to-the-bank';
export const PLATFORM_SECRET = 'test-secret-to-the-platform';

export interface TestDatabase {
  url(): Promise<string>;
  stop(): Promise<void>;
}

/** Fresh databases on BANK_TEST_DATABASE_URL, or on a PostgreSQL of the test's own. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const fresh = (server: string) => createDatabase(server, `bank_${randomUUID().replaceAll('-', '')}`);
  const given = process.env.BANK_TEST_DATABASE_URL;
  if (given) return { url: () => fresh(given), stop: async () => undefined };
  const dataDir = await mkdtemp(join(tmpdir(), 'bank-test-'));
  const postgres = await startPostgres({ dataDir });
  return {
    url: () => fresh(postgres.url),
    stop: async () => {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface Received {
  path: string;
  body: Record<string, unknown>;
  isSigned: boolean;
  webhookId: string;
}

export interface FakePlatform {
  url: string;
  received: Received[];
  /** What it says to a pending debit; a number is an HTTP status. */
  answer: (body: Record<string, unknown>) => unknown;
  /** Status of its answers to callbacks. */
  callbackStatus: number;
  callbacks(reference: string): Received[];
  questions(reference: string): Received[];
  stop(): Promise<void>;
}

export async function startFakePlatform(port = 0): Promise<FakePlatform> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const path = request.url ?? '';
    const { headers } = request;
    const checked = verifyRequest({
      secrets: [PLATFORM_SECRET],
      method: 'POST',
      path,
      body: text,
      headers,
      now: new Date(),
    });
    const body = JSON.parse(text) as Record<string, unknown>;
    received.push({ path, body, isSigned: checked.ok, webhookId: String(headers['webhook-id']) });
    const answer = path === '/bank/callbacks' ? platform.callbackStatus : platform.answer(body);
    const [status, reply] = typeof answer === 'number' ? [answer, {}] : [200, answer];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const about = (path: string) => (reference: string) =>
    received.filter((one) => one.path === path && one.body.reference === reference);
  const platform: FakePlatform = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: () => ({ instruction: 'confirm' }),
    callbackStatus: 204,
    callbacks: about('/bank/callbacks'),
    questions: about('/bank/pending-debits'),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return platform;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export interface Client {
  /** A signed POST. */
  post(path: string, body: object, options?: { deadlineMs?: number; webhookId?: string }): Promise<Answer>;
  get(path: string): Promise<Record<string, unknown>>;
  lies(lies: object[]): Promise<void>;
  balance(account: string): Promise<string>;
  /** Verifies a card by the code on the telephone network and gives its token. */
  bind(pan: string, overrides?: Record<string, string>): Promise<string>;
  lastCode(phone: string): Promise<string>;
}

export function createClient(bankUrl: string, secret = BANK_SECRET): Client {
  const client: Client = {
    async post(path, body, { deadlineMs = 10_000, webhookId = `plt_${randomUUID()}` } = {}) {
      const text = JSON.stringify(body);
      const headers = signRequest({
        secret,
        method: 'POST',
        path,
        body: text,
        id: webhookId,
        now: new Date(),
      });
      const response = await fetch(bankUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
        signal: AbortSignal.timeout(deadlineMs),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async get(path) {
      return (await (await fetch(bankUrl + path)).json()) as Record<string, unknown>;
    },
    async lies(lies) {
      const response = await fetch(`${bankUrl}/control/lies`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(lies),
      });
      if (!response.ok) throw new Error(`The lies were refused: ${await response.text()}`);
    },
    async balance(account) {
      const { data } = (await client.get('/control/accounts')) as {
        data: { id: string; balance: { minor: string } }[];
      };
      return data.find(({ id }) => id === account)?.balance.minor ?? 'no such account';
    },
    async lastCode(phone) {
      const { data } = (await client.get(`/control/messages?phone=${encodeURIComponent(phone)}`)) as {
        data: { text: string }[];
      };
      return /\b(\d{6})\b/.exec(data.at(-1)?.text ?? '')?.[1] ?? 'no code';
    },
    async bind(pan, overrides = {}) {
      const holder = HOLDERS[pan] ?? { holderName: 'Ana Lin', phone: '+8613800000001' };
      const request = { reference: newReference(), pan, expiry: '12/31', ...holder, ...overrides };
      const sent = await client.post('/api/card-verifications', request);
      const confirmed = await client.post('/api/card-verifications/confirm', {
        reference: newReference(),
        verification: sent.body.verification,
        code: await client.lastCode(request.phone),
      });
      return String(confirmed.body.cardToken);
    },
  };
  return client;
}

export const ANA = '6212345678901232';
export const ANA_CREDIT = '4242424242420018';
export const POOR = '6212345678907775';
const HOLDERS: Record<string, { holderName: string; phone: string }> = {
  [POOR]: { holderName: 'Cara Zhou', phone: '+8613800000003' },
};

export const newReference = (): string => `t_${randomUUID().replaceAll('-', '')}`;

export const cny = (minor: number | string): { minor: string; currency: string } => ({
  minor: String(minor),
  currency: 'CNY',
});

export async function startTestBank(
  options: Pick<BankOptions, 'databaseUrl' | 'platformUrl'> & Partial<BankOptions>,
): Promise<RunningBank> {
  return startBank({
    port: 0,
    bankSecret: BANK_SECRET,
    platformSecret: PLATFORM_SECRET,
    askAgainMs: 50,
    log: (level, message, details) => level === 'error' && console.error(message, details),
    ...options,
  });
}

/** Waits until the check gives something, at most five seconds. */
export async function eventually<T>(
  check: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(20)) {
    const result = await check();
    if (result) return result;
  }
  throw new Error('It did not happen within five seconds');
}
