// Each lie, told over a real socket: what the caller sees, and that the books tell the truth all the same.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningBank } from './index.ts';
import {
  ANA,
  type Client,
  cny,
  createClient,
  eventually,
  type FakePlatform,
  newReference,
  startFakePlatform,
  startTestBank,
  startTestDatabase,
  type TestDatabase,
} from './testing.ts';

let database: TestDatabase;
let platform: FakePlatform;
let bank: RunningBank;
let client: Client;
let cardToken: string;

before(async () => {
  database = await startTestDatabase();
});
after(() => database.stop());
beforeEach(async () => {
  platform = await startFakePlatform();
  bank = await startTestBank({ databaseUrl: await database.url(), platformUrl: platform.url });
  client = createClient(bank.url);
  cardToken = await client.bind(ANA);
});
afterEach(async () => {
  await client.lies([]);
  assert.equal((await client.get('/control/books')).balanced, true);
  await bank.stop();
  await platform.stop();
});

const order = (changes: object = {}) => ({
  reference: newReference(),
  cardToken,
  amount: cny(2000),
  payee: 'Noodle bar',
  confirm: false,
  ...changes,
});
const query = async (reference: string) => (await client.post('/api/query', { reference })).body;
const settlement = () => client.balance('settlement-platform');

test('timeout: nothing is done, nobody answers', async () => {
  await client.lies([{ operation: 'debits', lie: 'timeout', times: 1 }]);
  const body = order();
  await assert.rejects(client.post('/api/debits', body, { deadlineMs: 200 }), /timeout|aborted/i);
  assert.deepEqual(await query(body.reference), { found: false });
  assert.deepEqual(await client.get('/control/lies'), []);
  assert.equal((await client.post('/api/debits', body)).body.state, 'done');
  assert.equal(await settlement(), '2000');
});

test('timeout with delayMs: the connection is cut', async () => {
  await client.lies([{ operation: 'query', lie: 'timeout', times: 1, delayMs: 50 }]);
  await assert.rejects(client.post('/api/query', { reference: 'x' }), /fetch failed/);
});

test('lost-reply: done, but nobody says so', async () => {
  await client.lies([{ operation: 'debits', lie: 'lost-reply', times: 1 }]);
  const body = order();
  await assert.rejects(client.post('/api/debits', body, { deadlineMs: 500 }), /timeout|aborted/i);
  assert.equal((await query(body.reference)).state, 'done');
  assert.equal((await client.post('/api/debits', body)).body.state, 'done');
  assert.equal(await settlement(), '2000');
});

test('late: done at once, answered and called back later', async () => {
  await client.lies([{ operation: 'debits', lie: 'late', times: 1, delayMs: 600 }]);
  const body = order();
  const startedAt = Date.now();
  const reply = client.post('/api/debits', body);
  await eventually(async () => (await query(body.reference)).state === 'done');
  assert.equal(platform.callbacks(body.reference).length, 0);
  assert.equal((await reply).body.state, 'done');
  assert.ok(Date.now() - startedAt >= 600);
  await eventually(() => platform.callbacks(body.reference).length === 1);
});

test('slow: the work itself waits', async () => {
  await client.lies([{ operation: 'debits', lie: 'slow', times: 1, delayMs: 400 }]);
  const body = order();
  const reply = client.post('/api/debits', body);
  await sleep(150);
  assert.deepEqual(await query(body.reference), { found: false });
  assert.equal((await reply).body.state, 'done');
});

test('pending: done later, then called back', async () => {
  await client.lies([{ operation: 'transfers', lie: 'pending', times: 1, delayMs: 300 }]);
  const reference = newReference();
  const { body } = await client.post('/api/transfers', { reference, cardToken, amount: cny(5) });
  assert.equal(body.state, 'pending');
  await eventually(() => platform.callbacks(reference)[0]?.body.state === 'done');
  assert.equal(await settlement(), '-5');
});

test('twice: the same callback two times', async () => {
  await client.lies([{ operation: 'debits', lie: 'twice', times: 1 }]);
  const body = order();
  await client.post('/api/debits', body);
  const [first, second] = await eventually(
    () => platform.callbacks(body.reference).length === 2 && platform.callbacks(body.reference),
  );
  assert.deepEqual(first?.body, second?.body);
  assert.notEqual(first?.webhookId, second?.webhookId);
});

test('wrong-amount: says a tenth everywhere, debits what was ordered', async () => {
  await client.lies([{ operation: 'debits', lie: 'wrong-amount', times: 1 }]);
  const body = order({ confirm: true });
  assert.deepEqual((await client.post('/api/debits', body)).body.amount, cny(200));
  await eventually(() => platform.callbacks(body.reference).length === 1);
  assert.deepEqual(platform.questions(body.reference)[0]?.body.amount, cny(200));
  assert.deepEqual(platform.callbacks(body.reference)[0]?.body.amount, cny(200));
  assert.deepEqual((await query(body.reference)).amount, cny(2000));
  assert.equal(await settlement(), '2000');
});

test('decline: with the code that was ordered', async () => {
  await client.lies([{ operation: '*', lie: 'decline', code: '96', times: 2 }]);
  const body = order();
  const reply = await client.post('/api/debits', body);
  assert.deepEqual(
    [reply.body.state, reply.body.code, reply.body.message],
    ['declined', '96', '96|DECLINED'],
  );
  const sent = await client.post('/api/card-verifications', {
    reference: newReference(),
    pan: ANA,
    holderName: 'Ana Lin',
    phone: '+8613800000001',
    expiry: '12/31',
  });
  assert.equal(sent.body.code, '96');
  assert.equal((await client.post('/api/debits', body)).body.code, '96', 'a decline is final');
  assert.equal((await client.post('/api/debits', order())).body.state, 'done');
});

test('drop-callback: never called back', async () => {
  await client.lies([{ operation: 'debits', lie: 'drop-callback', times: 1 }]);
  const dropped = order();
  await client.post('/api/debits', dropped);
  const next = order();
  await client.post('/api/debits', next);
  await eventually(() => platform.callbacks(next.reference).length === 1);
  assert.equal(platform.callbacks(dropped.reference).length, 0);
});

test('down: 503 for everything, no questions, no callbacks, until it is up again', async () => {
  platform.answer = () => ({ instruction: 'wait' });
  const body = order({ confirm: true });
  await client.post('/api/debits', body);
  await eventually(() => platform.questions(body.reference).length > 0);
  await client.lies([{ operation: '*', lie: 'down' }]);
  const reply = await client.post('/api/query', { reference: 'x' });
  assert.deepEqual([reply.status, reply.body.code], [503, 'BANK_DOWN']);
  await sleep(300);
  const asked = platform.questions(body.reference).length;
  await sleep(300);
  assert.equal(platform.questions(body.reference).length, asked);
  platform.answer = () => ({ instruction: 'confirm' });
  await client.lies([]);
  await eventually(async () => (await query(body.reference)).state === 'done');
});

test('callbacks are sent again until a 2xx', async () => {
  platform.callbackStatus = 500;
  const body = order();
  await client.post('/api/debits', body);
  await eventually(() => platform.callbacks(body.reference).length === 3);
  platform.callbackStatus = 200;
  await eventually(() => platform.callbacks(body.reference).length === 4);
  await sleep(100);
  const { data } = (await client.get('/control/operations')) as { data: { callback: object }[] };
  assert.deepEqual(data[0]?.callback, { tries: 4, acknowledged: true });
});

test('lies that are none are refused', async () => {
  await assert.rejects(client.lies([{ operation: 'debits', lie: 'forget' }]), /BODY_REFUSED/);
  await assert.rejects(client.lies([{ operation: 'debits', lie: 'late', times: 0 }]), /BODY_REFUSED/);
});
