// kill -9 of the bank at any moment loses nothing: a real process, killed, started again on the same database.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  ANA,
  BANK_SECRET,
  cny,
  createClient,
  eventually,
  type FakePlatform,
  newReference,
  PLATFORM_SECRET,
  startFakePlatform,
  startTestDatabase,
  type TestDatabase,
} from './testing.ts';

let database: TestDatabase;
let platform: FakePlatform;
const children: ChildProcess[] = [];

before(async () => {
  database = await startTestDatabase();
  platform = await startFakePlatform();
});
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  await platform.stop();
  await database.stop();
});

async function startProcess(databaseUrl: string, extra: NodeJS.ProcessEnv = {}) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./main.ts', import.meta.url))],
    {
      env: {
        PATH: process.env.PATH,
        BANK_PORT: '0',
        BANK_DATABASE_URL: databaseUrl,
        PLATFORM_URL: platform.url,
        BANK_SECRET,
        PLATFORM_SECRET,
        ...extra,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`The bank ended: ${output}`)));
    child.stdout?.on('data', (chunk) => {
      output += String(chunk);
      const line = output.split('\n').find((one) => one.includes('bank listening'));
      if (line) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
  return {
    client: createClient(url),
    output: () => output,
    async end(signal: NodeJS.Signals) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}

test('killed with pending debits, unheard callbacks and lies: all go on after the restart', async () => {
  const databaseUrl = await database.url();
  const first = await startProcess(databaseUrl);
  const cardToken = await first.client.bind(ANA);
  platform.answer = () => ({ instruction: 'wait' });
  platform.callbackStatus = 503;
  const debit = (confirm: boolean) => ({
    reference: newReference(),
    cardToken,
    amount: cny(100),
    payee: 'Shop',
    confirm,
  });
  const pending = [debit(true), debit(true), debit(true)];
  const done = debit(false);
  for (const body of [...pending, done]) await first.client.post('/api/debits', body);
  await first.client.lies([{ operation: 'transfers', lie: 'pending', delayMs: 400 }]);
  const payout = { reference: newReference(), cardToken, amount: cny(7) };
  await first.client.post('/api/transfers', payout);
  await eventually(() => platform.callbacks(done.reference).length > 0);
  await first.end('SIGKILL');

  platform.answer = () => ({ instruction: 'confirm' });
  platform.callbackStatus = 204;
  const second = await startProcess(databaseUrl);
  for (const { reference } of pending) {
    await eventually(() => platform.callbacks(reference)[0]?.body.state === 'done');
  }
  await eventually(() => platform.callbacks(payout.reference)[0]?.body.state === 'done');
  await eventually(async () => {
    const { data } = (await second.client.get('/control/operations')) as {
      data: { callback: { acknowledged: boolean } }[];
    };
    return data.every(({ callback }) => callback.acknowledged);
  });
  assert.equal(await second.client.balance('settlement-platform'), '393');
  assert.equal((await second.client.post('/api/debits', done)).body.state, 'done');
  assert.equal(await second.client.balance('settlement-platform'), '393');
  assert.deepEqual(await second.client.get('/control/lies'), [
    { operation: 'transfers', lie: 'pending', delayMs: 400 },
  ]);
  assert.equal((await second.client.get('/control/books')).balanced, true);
  await second.end('SIGTERM');
  assert.match(second.output(), /bank stopped/);
  for (const secret of [ANA, BANK_SECRET, PLATFORM_SECRET, cardToken]) {
    assert.equal((first.output() + second.output()).includes(secret), false);
  }
});

test('killed in the middle of a hundred debits: whoever asks again gets exactly one each', async () => {
  platform.answer = () => ({ instruction: 'confirm' });
  const databaseUrl = await database.url();
  const first = await startProcess(databaseUrl);
  const cardToken = await first.client.bind(ANA);
  const bodies = Array.from({ length: 100 }, (_, at) => ({
    reference: newReference(),
    cardToken,
    amount: cny(10),
    payee: 'Shop',
    confirm: at % 2 === 0,
  }));
  const sent = Promise.allSettled(bodies.map((body) => first.client.post('/api/debits', body)));
  await sleep(60);
  await first.end('SIGKILL');
  await sent;
  const second = await startProcess(databaseUrl);
  for (const body of bodies) await second.client.post('/api/debits', body);
  await eventually(async () => (await second.client.balance('settlement-platform')) === '1000');
  await eventually(() => bodies.every(({ reference }) => platform.callbacks(reference).length > 0));
  assert.equal(await second.client.balance('ana-debit'), '4999000');
  assert.equal((await second.client.get('/control/books')).balanced, true);
  await second.end('SIGTERM');
});
