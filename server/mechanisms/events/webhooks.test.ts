/** Webhooks: signed, in order, retried for 30 days, shared between processes; a receiver that is down loses nothing. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createTestClock, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/time.ts';
import { callers, openTestGround, type TestGround } from '../../testing/ground.ts';
import { isPrivateAddress, PrivateTarget, publicLookup } from '../outside/index.ts';
import { nextAttempt, TRIED_FOR_MS } from './deliveries.ts';
import { createEvents, eventsMigrations } from './index.ts';

type Received = { id: string; path: string; body: string; signature: string; timestamp: string; at: number };
type Receiver = {
  url: string;
  received: Received[];
  answer: (hit: Received) => { status: number; headers?: Record<string, string>; body?: string } | 'hang';
  close(): void;
};

const clock = createTestClock(Date.now());
const shop = callers.merchant();
const operator = callers.operator();
let world: TestGround;
let second: TestGround;
const closers: (() => void)[] = [];

before(async () => {
  const parts = (ground: TestGround['ground']) => [createEvents(ground, { timeoutMs: 1_000 })];
  world = await openTestGround({ migrations: eventsMigrations, clock, parts });
  second = await openTestGround({ migrations: eventsMigrations, clock, parts, beside: world });
});
after(async () => {
  for (const close of closers) close();
  await second.stop();
  await world.stop();
});

async function receiver(port = 0): Promise<Receiver> {
  const made: Receiver = { url: '', received: [], answer: () => ({ status: 204 }), close: () => {} };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const hit: Received = {
        id: String(request.headers['webhook-id']),
        path: request.url ?? '',
        body: Buffer.concat(chunks).toString(),
        signature: String(request.headers['webhook-signature']),
        timestamp: String(request.headers['webhook-timestamp']),
        at: clock.now(),
      };
      made.received.push(hit);
      const answer = made.answer(hit);
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  made.close = () => {
    server.closeAllConnections();
    server.close();
  };
  closers.push(made.close);
  return made;
}

async function until(what: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await what())) {
    if (Date.now() > end) assert.fail(`this did not happen within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function endpoint(url: string, merchant = shop): Promise<{ id: string; secret: string }> {
  const made = await world.call(merchant, 'POST', '/v1/webhook-endpoints', { url });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body as never;
}
const remove = (id: string, merchant = shop) => world.call(merchant, 'DELETE', `/v1/webhook-endpoints/${id}`);
const happen = (object: string, n: number, merchant = shop) =>
  world.happen({ type: 'order.paid', object, audience: [merchant.merchant], data: { n } });
const deliveriesOf = async (id: string, state = '') =>
  (
    await world.call(
      shop,
      'GET',
      `/v1/webhook-deliveries?endpoint=${id}&limit=100${state && `&state=${state}`}`,
    )
  ).body.data as {
    id: string;
    state: string;
    attempts: number;
    lastError: string | null;
    lastStatus: number | null;
  }[];
const numbers = (hits: readonly Received[]) => hits.map(({ body }) => JSON.parse(body).data.n);

test('the schedule: 0 s, 10 s, 1 m, 5 m, 30 m, 2 h, 6 h, 12 h, then every 12 h for 30 days', () => {
  const pauses: number[] = [];
  let now = 0;
  for (let attempts = 1; attempts < 200; attempts++) {
    const next = nextAttempt({ attempts, triedFrom: 0, now });
    if (next === null) break;
    pauses.push(next - now);
    now = next;
  }
  assert.deepEqual(pauses.slice(0, 9), [
    10 * SECOND_MS,
    MINUTE_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
    12 * HOUR_MS,
    12 * HOUR_MS,
  ]);
  assert.ok(now <= TRIED_FOR_MS && now > TRIED_FOR_MS - 12 * HOUR_MS);
});

test('addresses: only plain public ones are no private ones', () => {
  for (const address of ['8.8.8.8', '2606:4700::1111'])
    assert.equal(isPrivateAddress(address), false, address);
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ];
  const six = [
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:db8::1',
  ];
  for (const address of [...inside, ...six, 'nonsense'])
    assert.equal(isPrivateAddress(address), true, address);
});

test('a name that points inward is refused at the moment of connecting', async () => {
  const look = (allowPrivate: boolean) =>
    new Promise<{ error: unknown; address: unknown }>((resolve) => {
      publicLookup(allowPrivate)('localhost', { all: true }, (error, address) => resolve({ error, address }));
    });
  assert.ok((await look(false)).error instanceof PrivateTarget);
  assert.equal((await look(true)).error, null);
});

test('an event is delivered once, signed, and nothing from before the endpoint was made', async () => {
  await happen('early', 0);
  const shopHook = await receiver();
  const { id, secret } = await endpoint(shopHook.url);
  await world.happen({ type: 'person.thing', object: 'x', audience: ['person_x'], data: {} });
  await happen('order_1', 1);
  await until(() => shopHook.received.length === 1);
  const hit = shopHook.received[0] ?? assert.fail();
  const event = JSON.parse(hit.body);
  assert.deepEqual(
    [event.type, event.object, event.data, event.id],
    ['order.paid', 'order_1', { n: 1 }, hit.id],
  );
  assert.equal(
    new Webhook(secret).sign(hit.id, new Date(Number(hit.timestamp) * 1000), hit.body),
    hit.signature,
  );
  await until(async () => (await deliveriesOf(id, 'delivered')).length === 1);
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.equal(shopHook.received.length, 1);
  await remove(id);
});

test('the same request gets the same endpoint and secret; another body with its key is refused', async () => {
  const key = { 'idempotency-key': 'endpoint-1' };
  const first = await world.call(shop, 'POST', '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/a' }, key);
  const again = await world.call(shop, 'POST', '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/a' }, key);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get('idempotency-hit'), 'true');
  const other = await world.call(shop, 'POST', '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/b' }, key);
  assert.equal(other.body.code, 'IDEMPOTENCY_KEY_REUSED');
  const entries = await world.ground.journal.entries(0n, 1_000);
  assert.ok(!JSON.stringify(entries).includes('whsec_'));
  await remove(String(first.body.id));
});

test('per object in order, also while the first of them fails; other objects do not wait', async () => {
  const hook = await receiver();
  let failures = 2;
  hook.answer = ({ body }) => ({ status: JSON.parse(body).object === 'slow' && failures-- > 0 ? 500 : 200 });
  const { id } = await endpoint(hook.url);
  for (const n of [1, 2, 3]) await happen('slow', n);
  await happen('quick', 9);
  await until(() => hook.received.some(({ body }) => JSON.parse(body).object === 'quick'));
  const ofSlow = () => hook.received.filter(({ body }) => JSON.parse(body).object === 'slow');
  await until(async () => (await deliveriesOf(id)).some(({ attempts }) => attempts === 1));
  assert.deepEqual(numbers(ofSlow()), [1]);
  clock.advance(11 * SECOND_MS);
  await until(() => ofSlow().length === 2);
  await until(async () => (await deliveriesOf(id)).some(({ attempts }) => attempts === 2));
  clock.advance(MINUTE_MS + SECOND_MS);
  await until(() => ofSlow().length === 5);
  assert.deepEqual(numbers(ofSlow()), [1, 1, 1, 2, 3]);
  assert.equal(
    new Set(
      ofSlow()
        .slice(0, 3)
        .map((hit) => hit.id),
    ).size,
    1,
  );
  await remove(id);
});

test('hyperswitch#3408: a receiver that is down for five days loses nothing', async () => {
  const first = await receiver();
  const port = Number(new URL(first.url).port);
  const { id } = await endpoint(first.url);
  first.close();
  for (let day = 0; day < 5; day++) {
    for (let n = 0; n < 20; n++) await happen(`order_${n % 7}`, day * 20 + n);
    await until(async () => {
      const rows = (
        await world.ground.database.pool.query(
          'select count(*)::int c, min(attempts) a from events.delivery where state = $1',
          ['pending'],
        )
      ).rows[0];
      return rows.c === (day + 1) * 20;
    });
    for (let hours = 0; hours < 2; hours++) {
      clock.advance(12 * HOUR_MS + MINUTE_MS);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  const back = await receiver(port);
  clock.advance(12 * HOUR_MS + MINUTE_MS);
  await until(() => back.received.length >= 100, 20_000);
  assert.equal(new Set(back.received.map((hit) => hit.id)).size, 100);
  for (let object = 0; object < 7; object++) {
    const line = numbers(back.received.filter(({ body }) => JSON.parse(body).object === `order_${object}`));
    assert.deepEqual(
      line,
      [...line].sort((a, b) => a - b),
      `order_${object} came in order`,
    );
  }
  await until(async () => (await deliveriesOf(id, 'pending')).length === 0);
  await remove(id);
});

test('after 30 days it has failed, and can be replayed', async () => {
  const hook = await receiver();
  hook.answer = () => ({ status: 503 });
  const { id } = await endpoint(hook.url);
  await happen('tired', 1);
  await until(() => hook.received.length === 1);
  for (let step = 0; step < 70 && (await deliveriesOf(id, 'failed')).length === 0; step++) {
    const seen = hook.received.length;
    clock.advance(12 * HOUR_MS + SECOND_MS);
    await until(async () => hook.received.length > seen || (await deliveriesOf(id, 'failed')).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const [failed] = await deliveriesOf(id, 'failed');
  assert.ok(failed && failed.lastStatus === 503 && failed.lastError === 'status 503');
  hook.answer = () => ({ status: 200 });
  const replayed = await world.call(shop, 'POST', `/v1/webhook-deliveries/${failed.id}/replay`);
  assert.equal(replayed.status, 202);
  await until(async () => (await deliveriesOf(id, 'delivered')).length === 1);
  const again = await world.call(operator, 'POST', `/v1/operator/webhook-deliveries/${failed.id}/replay`);
  assert.equal(again.status, 202);
  const before = hook.received.length;
  await until(() => hook.received.length === before + 1);
  await remove(id);
});

test('what waits for its time is sent at once when it is replayed, its line in order; without an endpoint, never', async () => {
  const hook = await receiver();
  hook.answer = () => ({ status: 500 });
  const { id } = await endpoint(hook.url);
  await happen('mended', 1);
  await until(() => hook.received.length === 1);
  await happen('mended', 2);
  await until(async () => (await deliveriesOf(id, 'pending')).length === 2);
  await until(async () => (await deliveriesOf(id)).some(({ lastStatus }) => lastStatus === 500));
  hook.answer = () => ({ status: 200 });
  const [last] = await deliveriesOf(id, 'pending');
  const replayed = await world.call(shop, 'POST', `/v1/webhook-deliveries/${last?.id}/replay`);
  assert.deepEqual([replayed.status, replayed.body.state], [202, 'pending']);
  await until(async () => (await deliveriesOf(id, 'delivered')).length === 2);
  assert.deepEqual(numbers(hook.received), [1, 1, 2]);

  const ended = await world.call(shop, 'POST', `/v1/webhook-deliveries/${last?.id}/replay`);
  assert.deepEqual(
    [ended.status, ended.body.state, ended.body.attempts, ended.body.deliveredAt],
    [202, 'pending', 0, null],
  );
  await until(() => hook.received.length === 4);
  await remove(id);
  const late = await world.call(shop, 'POST', `/v1/webhook-deliveries/${last?.id}/replay`);
  assert.deepEqual([late.status, late.body.code], [409, 'CONFLICT']);
});

test('two secrets sign during a rotation, one after 24 hours', async () => {
  const hook = await receiver();
  const { id, secret } = await endpoint(hook.url);
  const rotated = await world.call(shop, 'POST', `/v1/webhook-endpoints/${id}/rotate`);
  const fresh = String(rotated.body.secret);
  assert.notEqual(fresh, secret);
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  await happen('rotated', 1);
  await until(() => hook.received.length === 1);
  const both = hook.received[0] ?? assert.fail();
  const sign = (key: string, hit: Received) =>
    new Webhook(key).sign(hit.id, new Date(Number(hit.timestamp) * 1000), hit.body);
  assert.equal(both.signature, `${sign(fresh, both)} ${sign(secret, both)}`);
  clock.advance(DAY_MS + SECOND_MS);
  await happen('rotated', 2);
  await until(() => hook.received.length === 2);
  const one = hook.received[1] ?? assert.fail();
  assert.equal(one.signature, sign(fresh, one));
  await remove(id);
});

test('redirects are not followed, silence ends, and a huge answer does no harm', async () => {
  const trap = await receiver();
  const hook = await receiver();
  const { id } = await endpoint(hook.url);
  const answers: ReturnType<Receiver['answer']>[] = [
    { status: 302, headers: { location: trap.url } },
    'hang',
    { status: 200, body: 'x'.repeat(5_000_000) },
  ];
  hook.answer = () => answers.shift() ?? { status: 200 };
  for (const object of ['r', 'h', 'b']) {
    const seen = hook.received.length;
    await happen(object, 1);
    await until(() => hook.received.length > seen);
  }
  await until(async () => {
    const rows = await deliveriesOf(id);
    return (
      rows.filter(({ state }) => state === 'delivered').length === 1 &&
      rows.every(({ attempts }) => attempts === 1)
    );
  });
  const errors = (await deliveriesOf(id, 'pending')).map(({ lastError }) => lastError).sort();
  assert.deepEqual(errors, ['no answer in time', 'status 302']);
  assert.equal(trap.received.length, 0);
  await remove(id);
  await until(async () => (await deliveriesOf(id, 'cancelled')).length === 2);
});

test('another merchant sees and touches none of it, and a bad URL is refused', async () => {
  const rival = callers.merchant();
  const { id } = await endpoint('http://127.0.0.1:9/mine');
  assert.equal((await remove(id, rival)).status, 404);
  assert.equal((await world.call(rival, 'POST', `/v1/webhook-endpoints/${id}/rotate`)).status, 404);
  assert.deepEqual((await world.call(rival, 'GET', '/v1/webhook-endpoints')).body.data, []);
  assert.deepEqual((await world.call(rival, 'GET', '/v1/webhook-deliveries')).body.data, []);
  for (const url of [
    'ftp://x.example/',
    'http://user:pass@x.example/',
    'nonsense',
    'https://x.example/#part',
  ]) {
    assert.equal(
      (await world.call(shop, 'POST', '/v1/webhook-endpoints', { url })).body.code,
      'WEBHOOK_URL_INVALID',
      url,
    );
  }
  await remove(id);
});

test('a merchant has at most 20 endpoints', async () => {
  const many = callers.merchant();
  for (let n = 0; n < 20; n++) await endpoint(`http://127.0.0.1:9/${n}`, many);
  const full = await world.call(many, 'POST', '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/x' });
  assert.equal(full.body.code, 'WEBHOOK_ENDPOINTS_FULL');
});

test('private targets are refused when not allowed, by address and by name', async () => {
  const strict = await openTestGround({
    clock,
    beside: world,
    config: { allowPrivateWebhooks: false },
    parts: (ground) => [createEvents(ground)],
  });
  try {
    for (const url of [
      'https://127.0.0.1/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://2130706433/',
      'https://localhost/',
      'https://[::ffff:10.0.0.1]/',
    ]) {
      const refused = await strict.call(shop, 'POST', '/v1/webhook-endpoints', { url });
      assert.equal(refused.body.code, 'WEBHOOK_TARGET_PRIVATE', url);
    }
    assert.equal(
      (await strict.call(shop, 'POST', '/v1/webhook-endpoints', { url: 'http://x.example/' })).body.code,
      'WEBHOOK_URL_INVALID',
    );
  } finally {
    await strict.stop();
  }
});
