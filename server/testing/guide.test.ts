/** The guides: their requests are sent as they stand, and every route and metric that they name exists. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { read } from '../../scripts/source.ts';
import { createWorld, type World } from './world.ts';

const guide = read('docs/guide/integrate.md');
let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.stop());

/** The ```http blocks: request line, headers, an empty line, a JSON body. */
function requests(): { method: string; path: string; body: Record<string, unknown> }[] {
  return [...guide.matchAll(/```http\n([\s\S]*?)```/g)].map((match) => {
    const [head = '', ...body] = (match[1] ?? '').split('\n\n');
    const [method = '', path = ''] = (head.split('\n')[0] ?? '').split(' ');
    return { method, path, body: JSON.parse(body.join('\n\n')) as Record<string, unknown> };
  });
}

test('a shop sells and refunds with the requests of the guide', async () => {
  const [sell, refund, ...others] = requests();
  assert.ok(sell && refund && others.length === 0);
  const shop = await world.merchant('Guide Tea');
  const ana = await world.person('Ana', 10_000n);

  const order = await shop.api.post(sell.path, sell.body);
  assert.equal(order.status, 201, JSON.stringify(order.body));
  assert.equal(order.body.state, 'open');
  for (const field of ['id', 'version', 'amount', 'modes', 'payUrl']) assert.ok(field in order.body, field);

  const paid = await ana.api.post(`/v1/orders/${String(order.body.id)}/pay`, {
    version: 1,
    mode: 'balance',
    proof: { pin: ana.pin },
  });
  assert.equal(paid.body.state, 'paid');

  const back = await shop.api.post(refund.path, { ...refund.body, order: order.body.id });
  assert.equal(back.status, 201, JSON.stringify(back.body));
  assert.equal(back.body.state, 'done');
  const { body } = await shop.api.get('/v1/events?limit=100');
  const types = (body.data as { type: string }[]).map(({ type }) => type);
  assert.ok(types.includes('refund.done'));
  for (const type of types) assert.ok(guide.includes(`\`${type}\``), `the guide does not tell of ${type}`);
  await world.checkBooks();
});

test('the routes that the guide names exist', () => {
  const shape = (path: string) => path.replace(/\{\w+\}|:\w+/g, '*').replace(/\?.*$/, '');
  const served = new Set(world.app.http.routes.map(({ method, path }) => `${method} ${shape(path)}`));
  const named = [...guide.matchAll(/\b(GET|POST|PUT|DELETE) (\/v1\/[\w/{}?=&.-]+)/g)].map(
    ([, method, path]) => `${method} ${shape(path ?? '')}`,
  );
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter((one) => !served.has(one)),
    [],
  );
});

test('the metrics that the operation guide names exist', async () => {
  const named = [...read('docs/guide/operation.md').matchAll(/`(bursar_\w+)`/g)].map(
    (match) => match[1] ?? '',
  );
  assert.ok(named.length > 5);
  const response = await fetch(`${world.app.url}/metrics`);
  assert.equal(response.status, 200);
  const text = await response.text();
  assert.deepEqual(
    named.filter((name) => !text.includes(`# TYPE ${name} `)),
    [],
  );
});
