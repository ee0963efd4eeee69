/** What the benchmarks need before they can measure: people with wallets, merchants, open orders, payment sessions. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type App, startApp } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import type { Id } from '../server/kernel/id.ts';
import { newId } from '../server/kernel/id.ts';
import { currency } from '../server/kernel/money.ts';
import { systemClock } from '../server/kernel/time.ts';
import { defineCommand, put } from '../server/mechanisms/journal/index.ts';
import { bankAccount, walletOf } from '../server/mechanisms/ledger/index.ts';
import { merchants } from '../server/mechanisms/people/index.ts';
import type { Lane } from './load.ts';
import type { ServerAsk } from './server.ts';

const CNY = currency('CNY');
const PIN = '246801';

export type Payer = { readonly id: Id<'person'>; readonly token: string; paymentSession: string };

const secrets = {
  BANK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  PLATFORM_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
  VAULT_KEY: randomBytes(32).toString('base64'),
};

export function benchEnv(databaseUrl: string, port: number): Record<string, string> {
  return {
    ...secrets,
    BURSAR_MODE: 'production',
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    BANK_URL: 'http://127.0.0.1:9',
    LOG_LEVEL: 'error',
  };
}

const fund = defineCommand<{ readonly person: Id<'person'> }, object>({
  kind: 'bench.fund',
  decide: (_view, { body, key }) => ({
    ledger: [
      {
        act: 'post',
        debit: bankAccount(CNY),
        credit: walletOf(body.person, CNY),
        amount: { minor: 100_000_000n, currency: CNY },
        kind: 'top-up',
        reference: key,
      },
    ],
    reply: {},
  }),
});

const openMerchant = defineCommand<{ readonly id: Id<'merchant'> }, object>({
  kind: 'bench.merchant',
  decide: (_view, { body }, { now }) => ({
    changes: [put(merchants, { id: body.id, name: 'Bench', createdAt: now })],
    reply: {},
  }),
});

export type Town = {
  readonly app: App;
  readonly payers: Payer[];
  readonly merchants: readonly Id<'merchant'>[];
};

export async function buildTown(
  databaseUrl: string,
  port: number,
  size: { payers: number; merchants: number },
): Promise<Town> {
  const app = await startApp({
    config: readConfig(benchEnv(databaseUrl, port)),
    databaseUrl,
    clock: systemClock,
    log: pino({ level: 'error' }),
  });
  const { people, journal } = app.ground;
  const payers: Payer[] = [];
  for (let i = 0; i < size.payers; i++) {
    const id = await people.registerPerson({ phone: `+861390000${String(1000 + i)}`, name: `Payer ${i}` });
    await people.setPin(id, PIN);
    const token = await people.openSession(id, 'bench');
    await journal.submit(fund, { key: randomUUID(), actor: { id: 'platform' }, body: { person: id } });
    payers.push({ id, token, paymentSession: '' });
  }
  const ids = Array.from({ length: size.merchants }, () => newId('merchant', Date.now()));
  await Promise.all(
    ids.map((id) => journal.submit(openMerchant, { key: id, actor: { id: 'platform' }, body: { id } })),
  );
  return { app, payers, merchants: ids };
}

/** As `npm start` sets them. */
const NODE_FLAGS: readonly string[] =
  process.env.BENCH_FLAGS?.split(' ') ??
  JSON.parse(readFileSync(new URL('../scripts/server-flags.json', import.meta.url), 'utf8'));

export type Usage = {
  readonly cpuMs: number;
  readonly stats: { readonly batches: number; readonly commands: number };
};
export type BenchServer = {
  readonly port: number;
  usage(): Promise<Usage>;
  orders(merchantIds: readonly Id<'merchant'>[], count: number): Promise<string[]>;
  /** A rule for each of them that asks for nothing. */
  rules(people: readonly Id<'person'>[]): Promise<number>;
  stop(): Promise<void>;
};

/** Compiled, as `npm start` runs it. */
async function compileServer(): Promise<{ path: string; folder: string }> {
  const { compile } = (await import('../scripts/compile.mjs' as string)) as {
    compile(files: readonly string[], folder: string): Promise<string[]>;
  };
  const folder = await mkdtemp(join(tmpdir(), 'bursar-bench-server-'));
  const [path = ''] = await compile(['bench/server.ts'], folder);
  return { path, folder };
}

export async function startServer(
  databaseUrl: string,
  port: number,
  env: Record<string, string> = {},
): Promise<BenchServer> {
  const { path, folder } = await compileServer();
  const child: ChildProcess = fork(path, {
    execArgv: [
      ...NODE_FLAGS,
      ...(process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []),
    ],
    env: { ...process.env, ...benchEnv(databaseUrl, port), ...env },
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const ask = <T>(message: ServerAsk) =>
    new Promise<T>((resolve) => {
      child.once('message', (answer) => resolve(answer as T));
      child.send(message);
    });
  return {
    port,
    usage: () => ask<Usage>({ ask: 'usage' }),
    orders: (merchantIds, count) => ask<string[]>({ ask: 'orders', merchants: merchantIds, count }),
    rules: (people) => ask<number>({ ask: 'rules', people }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve(rm(folder, { recursive: true, force: true })));
        child.kill('SIGTERM');
      }),
  };
}

/** One PIN check each, through the API; good for five minutes. */
export async function openPaymentSessions(port: number, payers: readonly Payer[]): Promise<void> {
  for (let at = 0; at < payers.length; at += 4) {
    await Promise.all(
      payers.slice(at, at + 4).map(async (payer) => {
        const response = await fetch(`http://127.0.0.1:${port}/v1/payment-sessions`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${payer.token}`,
            'content-type': 'application/json',
            'idempotency-key': randomUUID(),
          },
          body: JSON.stringify({ pin: PIN }),
        });
        const answer = (await response.json()) as { id?: string; code?: string };
        if (!answer.id) throw new Error(`no payment session: ${answer.code}`);
        payer.paymentSession = answer.id;
      }),
    );
  }
}

/** Each payer pays from one shared list of orders, with a key of its own for every payment. */
export function payLanes(payers: readonly Payer[], orders: string[]): Lane[] {
  const run = randomBytes(6).toString('hex');
  let n = 0;
  return payers.map((payer) => {
    const body = `{"version":1,"mode":"balance","proof":{"paymentSession":"${payer.paymentSession}"}}`;
    const tail = `\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    return {
      next() {
        const order = orders.pop();
        if (order === undefined) return null;
        n += 1;
        return `POST /v1/orders/${order}/pay HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${payer.token}\r\nidempotency-key: ${run}-${n}${tail}`;
      },
    };
  });
}
