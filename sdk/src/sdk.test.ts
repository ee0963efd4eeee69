/** The client against a whole server, over a network that loses answers. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createWorld, type TestMerchant, type TestPerson, type World } from '../../server/testing/world.ts';
import {
  type Bursar,
  BursarError,
  createBursar,
  isOrderEvent,
  isRefundEvent,
  verifyWebhook,
  WebhookError,
} from './index.ts';

let world: World;
let ana: TestPerson;
let bo: TestPerson;
let shop: TestMerchant;
const yuan = (minor: string) => ({ minor, currency: 'CNY' });
const quick = { sleep: async () => {} };

before(async () => {
  world = await createWorld();
  ana = await world.person('Ana', 1_000_00n);
  bo = await world.person('Bo');
  shop = await world.merchant('Tea');
});
after(() => world.stop());

const clientOf = (token: string, more: object = {}): Bursar =>
  createBursar({ url: world.app.url, token, ...quick, ...more });
const balance = async (person: TestPerson) =>
  (await clientOf(person.token).accounts.list()).data[0]?.balance.minor;

/** Loses what `plan` says: 'request' never arrives, 'answer' arrives and its answer does not. */
function shaky(plan: ('request' | 'answer' | 'ok')[]) {
  const keys: string[] = [];
  return {
    keys,
    fetch: async (url: string, init: RequestInit) => {
      const step = plan.shift() ?? 'ok';
      keys.push(new Headers(init.headers).get('idempotency-key') ?? '');
      if (step === 'request') throw new TypeError('lost');
      const response = await fetch(url, init);
      if (step === 'ok') return response;
      await response.arrayBuffer();
      throw new TypeError('lost');
    },
  };
}

test('answers get lost, the money moves once: every attempt has the same key', async () => {
  const net = shaky(['request', 'answer', 'answer']);
  const before = BigInt((await balance(ana)) ?? '0');
  const sent = await clientOf(ana.token, net).transfers.create({
    to: bo.id,
    amount: yuan('500'),
    proof: { pin: ana.pin },
  });
  assert.equal(sent.state, 'done');
  assert.equal(net.keys.length, 4);
  assert.equal(new Set(net.keys).size, 1);
  assert.equal(BigInt((await balance(ana)) ?? '0'), before - 500n);
});

test('no answer at all: the error says that the effect is unknown, and its key continues the intent', async () => {
  const client = clientOf(ana.token, { ...shaky(['answer', 'answer', 'answer', 'answer']) });
  const body = { to: bo.id, amount: yuan('100'), proof: { pin: ana.pin } };
  const error = await client.transfers.create(body).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof BursarError);
  assert.deepEqual([error.code, error.effect, error.status], ['NO_ANSWER', 'unknown', 0]);
  const before = await balance(ana);
  const again = await client.transfers.create(body, { key: error.key ?? '' });
  assert.equal(again.state, 'done');
  assert.equal(await balance(ana), before, 'it had been done the first time');
});

test('a refusal carries code, effect, prompt, reference, and is not tried again', async () => {
  const net = shaky([]);
  const error = await clientOf(ana.token, { ...net, language: 'zh' })
    .transfers.create({ to: bo.id, amount: yuan('99999999'), proof: { pin: ana.pin } })
    .catch((thrown: unknown) => thrown);
  assert.ok(error instanceof BursarError);
  assert.deepEqual(
    [error.code, error.effect, error.status, error.mayRetry],
    ['INSUFFICIENT_FUNDS', 'none', 422, false],
  );
  assert.match(error.prompt, /余额不足/);
  assert.match(error.reference, /^ref_/);
  assert.equal(net.keys.length, 1);
});

test('an answer that is not ours, say of a proxy, is an error too; Retry-After is obeyed', async () => {
  const pauses: number[] = [];
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.writeHead(503, { 'retry-after': '2' }).end('<html>busy</html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createBursar({ url, sleep: async (ms) => void pauses.push(ms) });
  const error = await client.me().catch((thrown: unknown) => thrown);
  server.closeAllConnections();
  server.close();
  assert.ok(error instanceof BursarError && error.code === 'UNEXPECTED_ANSWER' && error.effect === 'none');
  assert.deepEqual([hits, pauses], [4, [2_000, 2_000, 2_000]]);
});

test('an order is made, paid and read back page by page', async () => {
  const seller = clientOf(shop.secretKey);
  const made: string[] = [];
  for (let n = 0; n < 5; n++) {
    const order = await seller.orders.create({
      merchantReference: `sdk-${n}`,
      lines: [{ item: 'Tea', unitPrice: yuan('100'), quantity: 1 }],
    });
    made.unshift(order.id);
  }
  const first = await seller.orders.get(made[0] ?? '');
  const paid = await clientOf(ana.token).orders.pay(
    first.id,
    { version: first.version, mode: 'balance', proof: { pin: ana.pin } },
    { wait: 5 },
  );
  assert.equal(paid.state, 'paid');
  const listed: string[] = [];
  for await (const order of seller.orders.all({ limit: 2 })) listed.push(order.id);
  assert.deepEqual(listed, made);
});

test('events say what their data is; the refunds of an order are listed page by page', async () => {
  const seller = clientOf(shop.secretKey);
  const order = await seller.orders.create({
    merchantReference: 'typed',
    lines: [{ item: 'Tea', unitPrice: yuan('100'), quantity: 3 }],
  });
  const proof = { pin: ana.pin };
  await clientOf(ana.token).orders.pay(order.id, { version: order.version, mode: 'balance', proof });
  const made: string[] = [];
  for (const merchantReference of ['typed-1', 'typed-2', 'typed-3'])
    made.unshift(
      (await seller.refunds.create({ order: order.id, amount: yuan('100'), merchantReference })).id,
    );
  const told: string[] = [];
  for await (const event of seller.events.all()) {
    if (event.object !== order.id) continue;
    if (isOrderEvent(event)) told.push(`${event.type} ${event.data.merchantReference} ${event.data.state}`);
    if (isRefundEvent(event))
      told.push(`${event.type} ${event.data.merchantReference} of ${event.data.order}`);
  }
  assert.deepEqual(told, [
    'order.created typed open',
    'order.paid typed paid',
    ...['typed-1', 'typed-2', 'typed-3'].map((reference) => `refund.done ${reference} of ${order.id}`),
  ]);
  const listed: string[] = [];
  for await (const refund of seller.refunds.all({ order: order.id, limit: 2 })) listed.push(refund.id);
  assert.deepEqual(listed, made);
});

test('following events: broken streams go on where they were', async () => {
  const seller = clientOf(shop.secretKey);
  const breaking = createBursar({
    url: world.app.url,
    token: shop.secretKey,
    ...quick,
    // Every connection breaks off after its first piece.
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      const reader = response.body?.getReader();
      let pieces = 0;
      const body = new ReadableStream({
        async pull(controller) {
          const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
          if (done || pieces++ > 1) {
            await reader?.cancel();
            return controller.close();
          }
          controller.enqueue(value);
        },
      });
      return new Response(body, { status: response.status, headers: response.headers });
    },
  });
  const pulled: string[] = [];
  for await (const event of seller.events.all()) pulled.push(event.id);
  assert.ok(pulled.length >= 6);
  const followed: string[] = [];
  for await (const event of breaking.events.follow({ after: '0' })) {
    followed.push(event.id);
    if (followed.length === 3)
      await seller.orders.create({
        merchantReference: 'sdk-live',
        lines: [{ item: 'Tea', unitPrice: yuan('100'), quantity: 1 }],
      });
    if (followed.length > pulled.length) break;
  }
  assert.deepEqual(followed.slice(0, -1), pulled);
});

test('a stream that was refused for a while is asked for again when it was said', async () => {
  const pauses: number[] = [];
  let asked = 0;
  const client = createBursar({
    url: world.app.url,
    token: shop.secretKey,
    sleep: async (ms) => void pauses.push(ms),
    fetch: async (url, init) =>
      ++asked < 3 ? new Response('{}', { status: 429, headers: { 'retry-after': '7' } }) : fetch(url, init),
  });
  for await (const event of client.events.follow({ after: '0' })) {
    assert.ok(event.id);
    break;
  }
  assert.deepEqual([asked, pauses], [3, [7_000, 7_000]]);
});

test('following with a token that is none ends at once', async () => {
  const stranger = clientOf('nonsense');
  await assert.rejects(
    async () => {
      for await (const _event of stranger.events.follow()) assert.fail('nothing comes');
    },
    (thrown) => thrown instanceof BursarError && thrown.code === 'UNAUTHENTICATED',
  );
});

test('webhooks: what the library signs is verified; anything else is refused', async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  const body = JSON.stringify({ id: 'event_1_0', type: 'order.paid' });
  const at = new Date();
  const headersFor = (key: string) => ({
    'webhook-id': 'event_1_0',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign('event_1_0', at, body),
  });
  const headers = headersFor(secret);
  assert.equal((await verifyWebhook({ body, headers, secret })).type, 'order.paid');
  assert.equal(
    (await verifyWebhook({ body, headers: new Headers(headers), secret: [other, secret] })).id,
    'event_1_0',
  );
  const asTheyCame = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace(/^webhook/, 'Webhook'), value]),
  );
  assert.equal((await verifyWebhook({ body, headers: asTheyCame, secret })).id, 'event_1_0');
  const both = {
    ...headers,
    'webhook-signature': `${headersFor(other)['webhook-signature']} ${headers['webhook-signature']}`,
  };
  await verifyWebhook({ body, headers: both, secret });

  const refusals: [string, Parameters<typeof verifyWebhook>[0]][] = [
    ['signature-wrong', { body: `${body} `, headers, secret }],
    ['signature-wrong', { body, headers, secret: other }],
    ['signature-wrong', { body, headers: { ...headers, 'webhook-id': 'event_2_0' }, secret }],
    [
      'signature-wrong',
      { body, headers: { ...headers, 'webhook-signature': 'v1,AAAA v2,x nonsense' }, secret },
    ],
    ['too-old', { body, headers, secret, now: at.getTime() + 301_000 }],
    ['too-old', { body, headers, secret, now: at.getTime() - 302_000 }],
    ['headers-missing', { body, headers: { ...headers, 'webhook-timestamp': 'soon' }, secret }],
    ['headers-missing', { body, headers: {}, secret }],
    ['secret-malformed', { body, headers, secret: 'whsec_short' }],
  ];
  for (const [reason, webhook] of refusals) {
    await assert.rejects(
      verifyWebhook(webhook),
      (thrown) => thrown instanceof WebhookError && thrown.reason === reason,
      reason,
    );
  }
});

test('a webhook of the server itself is verified by the client', async () => {
  const seller = clientOf(shop.secretKey);
  let received: (hit: { body: string; headers: Record<string, string> }) => void = () => {};
  const hit = new Promise<{ body: string; headers: Record<string, string> }>((resolve) => {
    received = resolve;
  });
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      response.writeHead(204).end();
      received({ body, headers: request.headers as Record<string, string> });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = await seller.webhooks.endpoints.create({ url: `http://127.0.0.1:${port}/` });
  const order = await seller.orders.create({
    merchantReference: 'hook',
    lines: [{ item: 'Tea', unitPrice: yuan('100'), quantity: 1 }],
  });
  const { body, headers } = await hit;
  const event = await verifyWebhook({ body, headers, secret: endpoint.secret });
  assert.deepEqual([event.type.startsWith('order.'), event.object], [true, order.id]);
  await seller.webhooks.endpoints.remove(endpoint.id);
  server.closeAllConnections();
  server.close();
});
