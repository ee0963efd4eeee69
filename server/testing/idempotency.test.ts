/** R1 at the door: whatever a route makes of its command's reply, a repeated request gets the same answer and is told so. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { quietEnv } from './bank-controls.ts';
import { cny } from './books.ts';
import { createWorld, TEST_PIN, type TestMerchant, type TestPerson, type World } from './world.ts';

type Sent = {
  readonly token: string | null;
  readonly method?: string;
  readonly path: string;
  readonly body?: object;
};

describe('a request that is sent again under its key', () => {
  let world: World;
  let ana: TestPerson;
  let shop: TestMerchant;
  let operator: string;

  before(async () => {
    world = await createWorld({ bank: true, env: { ...quietEnv(), ALLOW_PRIVATE_WEBHOOKS: 'true' } });
    const { people } = world.app.ground;
    ana = await world.person('Ana Lin', 100_000n);
    shop = await world.merchant('Tea House');
    const olga = await world.person('Olga Ops');
    await people.grantOperator(olga.id, ['admin']);
    operator = await people.openSession(olga.id, 'desk');
  });
  after(async () => world.stop());

  async function send({ token, method = 'POST', path, body }: Sent, key: string) {
    const response = await fetch(world.app.url + path, {
      method,
      headers: {
        'idempotency-key': key,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return {
      status: response.status,
      hit: response.headers.get('idempotency-hit'),
      text: await response.text(),
    };
  }

  const endpoint = async () =>
    String((await shop.api.post('/v1/webhook-endpoints', { url: 'http://127.0.0.1:1/hook' })).body.id);
  const prompt = async () => {
    const rule = { match: { code: 'X9' }, texts: { en: 'Ask again.' } };
    return String((await world.api(operator).post('/v1/operator/error-prompts', rule)).body.id);
  };

  const cases: readonly [string, () => Promise<Sent> | Sent][] = [
    ['a code for signing in', () => ({ token: null, path: '/v1/sign-in/codes', body: { phone: ana.phone } })],
    [
      'a new endpoint',
      () => ({ token: shop.secretKey, path: '/v1/webhook-endpoints', body: { url: 'http://127.0.0.1:1/' } }),
    ],
    [
      'the end of an endpoint',
      async () => ({
        token: shop.secretKey,
        method: 'DELETE',
        path: `/v1/webhook-endpoints/${await endpoint()}`,
      }),
    ],
    [
      'the end of a prompt',
      async () => ({
        token: operator,
        method: 'DELETE',
        path: `/v1/operator/error-prompts/${await prompt()}`,
      }),
    ],
    ['a new key', () => ({ token: shop.secretKey, path: '/v1/merchant/keys', body: {} })],
    [
      'a dry run',
      () => ({
        token: operator,
        path: '/v1/operator/policy/dry-run',
        body: { person: ana.id, kind: 'transfer', amount: cny(1) },
      }),
    ],
    [
      'an order',
      () => ({
        token: shop.secretKey,
        path: '/v1/orders',
        body: { merchantReference: randomUUID(), lines: [{ item: 'tea', unitPrice: cny(1), quantity: 1 }] },
      }),
    ],
    [
      'another PIN',
      () => ({
        token: ana.token,
        method: 'PUT',
        path: '/v1/me/pin',
        body: { pin: '864203', currentPin: TEST_PIN },
      }),
    ],
    [
      'a transfer',
      async () => ({
        token: ana.token,
        path: '/v1/transfers',
        body: { to: (await world.person('Bo Chen')).id, amount: cny(1), proof: { pin: '864203' } },
      }),
    ],
  ];
  for (const [name, made] of cases)
    test(name, async () => {
      const sent = await made();
      const key = randomUUID();
      const [first, again] = [await send(sent, key), await send(sent, key)];
      assert.ok(first.status < 300, first.text);
      assert.deepEqual(again, { ...first, hit: 'true' });
      assert.equal(first.hit, null);
    });

  test('a refusal: the first one again, though it would go through now, and it says so', async () => {
    const body = { to: (await world.person('Cara')).id, amount: cny(1), proof: { pin: '111112' } };
    const sent = { token: ana.token, path: '/v1/transfers', body };
    const key = randomUUID();
    const first = await send(sent, key);
    const again = await send({ ...sent, body: { ...body, proof: { pin: '864203' } } }, key);
    const told = ({ text }: { text: string }) => ({ ...JSON.parse(text), reference: '' }) as object;
    assert.deepEqual([first.status, first.hit, again.status, again.hit], [422, null, 422, 'true']);
    assert.deepEqual(told(again), told(first));
    const other = await send({ ...sent, body: { ...body, amount: cny(2) } }, key);
    assert.deepEqual([other.status, other.hit], [409, null]);
  });

  test('a delivery that is sent again', async () => {
    const id = await endpoint();
    await shop.api.post('/v1/orders', {
      merchantReference: randomUUID(),
      lines: [{ item: 'tea', unitPrice: cny(1), quantity: 1 }],
    });
    for (let tries = 0; tries < 100; tries++) {
      const { data } = (await shop.api.get(`/v1/webhook-deliveries?endpoint=${id}`)).body as {
        data: { id: string }[];
      };
      if (data[0]) {
        const sent = { token: shop.secretKey, path: `/v1/webhook-deliveries/${data[0].id}/replay` };
        const key = randomUUID();
        const [first, again] = [await send(sent, key), await send(sent, key)];
        assert.deepEqual([first.status, first.hit, again.status, again.hit], [202, null, 202, 'true']);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail('nothing was sent');
  });
});
