/** What clients of every kind send: empty bodies, forms, lists of languages, the same key again after a refusal. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test, { after, before } from 'node:test';
import { createWorld, type TestMerchant, type World } from '../../testing/world.ts';

let world: World;
let shop: TestMerchant;
let orders = 0;
before(async () => {
  world = await createWorld();
  shop = await world.merchant('Tea House');
});
after(() => world.stop());

async function order(): Promise<string> {
  const { body } = await shop.api.post('/v1/orders', {
    merchantReference: `door-${++orders}`,
    lines: [{ item: 'Tea', unitPrice: { minor: '100', currency: 'CNY' }, quantity: 1 }],
  });
  return String(body.id);
}

function send(path: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(world.app.url + path, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${shop.secretKey}`, 'idempotency-key': randomUUID(), ...headers },
  });
}

test('an empty body is none, also when its type is named', async () => {
  const done = await send(`/v1/orders/${await order()}/cancel`, '', { 'content-type': 'application/json' });
  assert.equal(done.status, 200);
  const refused = await send('/v1/orders', '', { 'content-type': 'application/json' });
  assert.equal(((await refused.json()) as { code: string }).code, 'BODY_INVALID');
});

test('what is no JSON is told so, by its place', async () => {
  const cases: readonly [string, string, RegExp][] = [
    ['application/x-www-form-urlencoded', '{}', /content-type/],
    ['application/json', '{"a"', /not JSON/],
  ];
  for (const [type, body, where] of cases) {
    const response = await send('/v1/orders', body, { 'content-type': type });
    const problem = (await response.json()) as { code: string; details: { where: string } };
    assert.equal(problem.code, 'BODY_INVALID');
    assert.match(problem.details.where, where);
  }
});

test('the language of a prompt is the first of the wanted ones that there is, and is named', async () => {
  const cases: readonly [string, string][] = [
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['fr, zh;q=0.9, en;q=0.8', 'zh'],
    ['en-GB,zh;q=0.1', 'en'],
    ['fr', 'en'],
    ['', 'en'],
    ['zhx', 'en'],
  ];
  for (const [wanted, language] of cases) {
    const response = await send('/v1/orders', '{}', { 'accept-language': wanted });
    assert.equal(response.headers.get('content-language'), language, wanted);
    const { prompt } = (await response.json()) as { prompt: string };
    assert.equal(/[\u4e00-\u9fff]/.test(prompt), language === 'zh', wanted);
  }
});

test('a refusal is a first answer too: the same key gets it again, and is told so', async () => {
  const path = `/v1/orders/${await order()}/cancel`;
  await shop.api.post(path);
  const key = randomUUID();
  const first = await shop.api.post(path, undefined, { key });
  const again = await shop.api.post(path, undefined, { key });
  assert.deepEqual([first.status, first.body.code], [409, 'ORDER_CANCELLED']);
  assert.deepEqual([again.status, again.body.code], [409, 'ORDER_CANCELLED']);
  assert.equal(first.headers.get('idempotency-hit'), null);
  assert.equal(again.headers.get('idempotency-hit'), 'true');
});
