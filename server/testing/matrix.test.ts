/**
 * Every route x every kind of caller. The table below is written by hand: a route that is not in it, or that lets in
 * others than it says, fails here. Whose object it is comes after that: another's object does not exist.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { newId } from '../kernel/id.ts';
import type { RouteSpec } from '../mechanisms/http/index.ts';
import { quietEnv } from './bank-controls.ts';
import { cny, readBooks } from './books.ts';
import { createWorld, TEST_PIN, type TestMerchant, type TestPerson, type World } from './world.ts';

/** callers [| operator roles] [/ staff roles] [+ scopes of API keys besides full] */
const ENTRIES: Readonly<Record<string, string>> = {
  'POST /v1/sign-in/codes': 'anonymous person operator staff',
  'POST /v1/sign-in': 'anonymous person operator staff',
  'POST /v1/sign-out': 'person',
  'GET /v1/sessions': 'person',
  'DELETE /v1/sessions/:id': 'person',
  'GET /v1/me': 'person',
  'PATCH /v1/me': 'person',
  'PUT /v1/me/pin': 'person',
  'POST /v1/me/pin/checks': 'person',
  'POST /v1/pin-recoveries': 'person',
  'GET /v1/pin-recoveries/:id': 'person',
  'POST /v1/pin-recoveries/:id/verify': 'person',
  'POST /v1/pin-recoveries/:id/pin': 'person',
  'PUT /v1/me/real-name': 'person',
  'POST /v1/payment-sessions': 'person',
  'GET /v1/people/lookup': 'person',
  'POST /v1/passkeys/options': 'person',
  'POST /v1/passkeys': 'person',
  'GET /v1/passkeys': 'person',
  'DELETE /v1/passkeys/:id': 'person',
  'GET /v1/push/key': 'person',
  'GET /v1/push/subscriptions': 'person',
  'POST /v1/push/subscriptions': 'person',
  'DELETE /v1/push/subscriptions/:id': 'person',
  'GET /v1/addresses': 'person',
  'POST /v1/addresses': 'person',
  'DELETE /v1/addresses/:id': 'person',
  'POST /v1/addresses/:id/default': 'person',
  'GET /v1/merchant': 'merchant staff',
  'GET /v1/merchant/keys': 'merchant staff / owner',
  'POST /v1/merchant/keys': 'merchant staff / owner',
  'DELETE /v1/merchant/keys/:id': 'merchant staff / owner',
  'GET /v1/merchant/staff': 'merchant staff / owner manager',
  'POST /v1/merchant/staff': 'merchant staff / owner manager',
  'DELETE /v1/merchant/staff/:person': 'merchant staff / owner manager',
  'GET /v1/operator/people': 'operator',
  'GET /v1/operator/people/:id': 'operator',
  'GET /v1/operator/people/:id/instruments': 'operator',
  'POST /v1/operator/people/:id/sign-out': 'operator | support admin',
  'POST /v1/operator/people/:id/unlock': 'operator | support admin',
  'PUT /v1/operator/people/:id/roles': 'operator | admin',
  'GET /v1/operator/merchants': 'operator',
  'POST /v1/operator/merchants': 'operator | admin',
  'POST /bank/callbacks': 'anonymous',
  'POST /bank/pending-debits': 'anonymous',
  'GET /v1/operator/bank-requests': 'operator',
  'GET /v1/operator/alerts': 'operator',
  'POST /v1/operator/alerts/:id/close': 'operator | support admin',
  'GET /v1/operator/failed-undos': 'operator',
  'POST /v1/operator/failed-undos/:id/proposals': 'operator | admin',
  'POST /v1/operator/failed-undos/:id/confirm': 'operator | admin',
  'POST /v1/operator/reconciliations': 'operator | support admin',
  'GET /v1/operator/reconciliations': 'operator',
  'GET /v1/events': 'person merchant staff operator',
  'POST /v1/webhook-endpoints': 'merchant staff / owner manager',
  'GET /v1/webhook-endpoints': 'merchant staff',
  'DELETE /v1/webhook-endpoints/:id': 'merchant staff / owner manager',
  'POST /v1/webhook-endpoints/:id/rotate': 'merchant staff / owner manager',
  'GET /v1/webhook-deliveries': 'merchant staff',
  'POST /v1/webhook-deliveries/:id/replay': 'merchant staff / owner manager',
  'GET /v1/operator/webhook-endpoints': 'operator',
  'GET /v1/operator/webhook-deliveries': 'operator',
  'POST /v1/operator/webhook-deliveries/:id/replay': 'operator | support admin',
  'GET /v1/accounts': 'person merchant staff',
  'GET /v1/accounts/:id/statement': 'person merchant staff',
  'GET /v1/instruments': 'person',
  'POST /v1/instruments': 'person',
  'POST /v1/instruments/:id/verify': 'person',
  'DELETE /v1/instruments/:id': 'person',
  'POST /v1/orders': 'merchant staff + orders',
  'GET /v1/orders/:id': 'merchant staff person operator',
  'GET /v1/orders/:id/summary': 'anonymous person merchant staff operator',
  'GET /v1/orders': 'merchant staff person',
  'GET /v1/operator/orders': 'operator',
  'POST /v1/orders/:id/pay': 'person',
  'POST /v1/orders/:id/cancel': 'merchant staff person + orders',
  'POST /v1/refunds': 'merchant staff + refunds',
  'GET /v1/refunds/:id': 'merchant staff',
  'GET /v1/refunds': 'merchant staff person',
  'GET /v1/operator/refunds': 'operator',
  'POST /v1/error-prompts': 'anonymous person merchant staff operator',
  'GET /v1/operator/error-prompts': 'operator',
  'POST /v1/operator/error-prompts': 'operator | support admin',
  'DELETE /v1/operator/error-prompts/:id': 'operator | support admin',
  'GET /v1/operator/error-prompts/versions': 'operator',
  'GET /v1/operator/error-prompts/unmapped': 'operator',
  'POST /v1/operator/error-prompts/try': 'operator',
  'POST /v1/payments/:id/mark': 'merchant staff + orders',
  'GET /v1/pending-debits': 'merchant staff',
  'POST /v1/top-ups': 'person',
  'GET /v1/top-ups': 'person',
  'GET /v1/top-ups/:id': 'person',
  'POST /v1/guardianships': 'person',
  'GET /v1/guardianships': 'person',
  'GET /v1/guardianships/outlook': 'person',
  'PUT /v1/guardianships/:ward/limits': 'person',
  'GET /v1/guardianships/:ward/addresses': 'person',
  'PUT /v1/guardianships/:ward/addresses/:address': 'person',
  'DELETE /v1/guardianships/:ward/addresses/:address': 'person',
  'GET /v1/guardianships/:ward/history': 'person',
  'DELETE /v1/guardianships/:ward': 'person',
  'GET /v1/challenges': 'person',
  'GET /v1/challenges/:id': 'person',
  'POST /v1/challenges/:id/answers': 'person',
  'POST /v1/challenges/:id/cancel': 'person',
  'POST /v1/challenges/:id/codes': 'person',
  'POST /v1/challenges/:id/passkey-options': 'person',
  'GET /v1/me/policy': 'person',
  'GET /v1/operator/people/:id/policy': 'operator | viewer support admin',
  'POST /v1/operator/policy/dry-run': 'operator | viewer support admin',
  'GET /v1/second-device': 'person',
  'PUT /v1/second-device': 'person',
  'DELETE /v1/second-device': 'person',
  'GET /v1/supervision': 'person',
  'POST /v1/supervision': 'person',
  'POST /v1/supervision/leave': 'person',
  'PUT /v1/supervision/:payer/free-limit': 'person',
  'POST /v1/supervision/:payer/deputies': 'person',
  'DELETE /v1/supervision/:payer/deputies/:person': 'person',
  'POST /v1/supervision/:payer/resign': 'person',
  'GET /v1/supervision/:payer/history': 'person',
  'POST /v1/transfers': 'person',
  'GET /v1/transfers/:id': 'person',
  'POST /v1/withdrawals': 'person',
  'GET /v1/withdrawals': 'person',
  'GET /v1/withdrawals/:id': 'person',
  'GET /health/live': 'anonymous person merchant staff operator bank',
  'GET /health/ready': 'anonymous person merchant staff operator bank',
  'GET /metrics': 'anonymous person merchant staff operator bank',
  'GET /v1/operator/overview': 'operator',
  'GET /v1/operator/metrics-series': 'operator',
  'GET /v1/operator/ledger/checks': 'operator',
  'GET /v1/operator/journal': 'operator',
  'GET /v1/operator/journal/:seq': 'operator',
  'GET /v1/operator/ledger/accounts': 'operator',
  'GET /v1/operator/ledger/accounts/:id/statement': 'operator',
};

function entryOf(route: RouteSpec): string {
  const part = (sign: string, words: readonly string[] | undefined) =>
    words ? ` ${sign} ${words.join(' ')}` : '';
  return (
    route.callers.join(' ') +
    part('|', route.operatorRoles) +
    part('/', route.staffRoles) +
    part('+', route.keyScopes)
  );
}

type Caller = {
  readonly name: string;
  readonly kind: string;
  readonly role?: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** What the declaration promises: `enters`, or the status and code of the refusal. */
function expected(entry: string, { kind, role }: Caller): string {
  const [, callers = '', operatorRoles, staffRoles, keyScopes] =
    /^([^|/+]*)(?:\| ([^/+]*))?(?:\/ ([^+]*))?(?:\+ (.*))?$/.exec(entry) ?? [];
  const has = (words: string | undefined, word: string) => (words ?? '').split(' ').includes(word);
  const enters = has(callers, kind) || (kind === 'operator' && has(callers, 'person'));
  if (!enters) return kind === 'anonymous' ? '401 UNAUTHENTICATED' : '403 FORBIDDEN';
  if (kind === 'operator' && operatorRoles && !has(operatorRoles, role ?? '')) return '403 FORBIDDEN';
  if (kind === 'staff' && staffRoles && !has(staffRoles, role ?? '')) return '403 FORBIDDEN';
  if (kind === 'merchant' && role !== undefined && !has(keyScopes, role)) return '403 FORBIDDEN for changes';
  return 'enters';
}

describe('every route x every kind of caller', () => {
  let world: World;
  let ana: TestPerson;
  let bo: TestPerson;
  let shop: TestMerchant;
  let other: TestMerchant;
  const callers: Caller[] = [];

  before(async () => {
    world = await createWorld({ env: quietEnv() });
    const { people } = world.app.ground;
    ana = await world.person('Ana Lin', 100_000n);
    bo = await world.person('Bo Chen', 100_000n);
    shop = await world.merchant('Tea House');
    other = await world.merchant('Book Shop');
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    const revoked = await people.openSession(ana.id, 'lost phone');
    await world.api(revoked).post('/v1/sign-out');
    const secret = await people.createApiKey(shop.id, 'old');
    const made = (await shop.api.get('/v1/merchant/keys')).body.data as { id: string; label: string }[];
    await shop.api.del(`/v1/merchant/keys/${made.find(({ label }) => label === 'old')?.id}`);
    callers.push(
      { name: 'anonymous', kind: 'anonymous', headers: {} },
      { name: 'nonsense token', kind: 'anonymous', headers: bearer('x'.repeat(60)) },
      { name: 'revoked session', kind: 'anonymous', headers: bearer(revoked) },
      { name: 'revoked key', kind: 'anonymous', headers: bearer(secret) },
      { name: 'person', kind: 'person', headers: bearer(ana.token) },
      { name: 'other person', kind: 'person', headers: bearer(bo.token) },
      { name: 'merchant', kind: 'merchant', headers: bearer(shop.secretKey) },
      { name: 'other merchant', kind: 'merchant', headers: bearer(other.secretKey) },
    );
    for (const scope of ['read', 'orders', 'refunds'] as const)
      callers.push({
        name: `key for ${scope}`,
        kind: 'merchant',
        role: scope,
        headers: bearer(await people.createApiKey(shop.id, scope, [scope])),
      });
    for (const role of ['clerk', 'manager', 'owner'] as const) {
      const member = await world.person(role);
      await people.addStaff(shop.id, member.id, role);
      const headers = { ...bearer(member.token), 'bursar-merchant': shop.id };
      callers.push({ name: role, kind: 'staff', role, headers });
    }
    for (const role of ['viewer', 'support', 'admin'] as const) {
      const operator = await world.person(role);
      await people.grantOperator(operator.id, [role]);
      callers.push({ name: role, kind: 'operator', role, headers: bearer(operator.token) });
    }
  });
  after(async () => world.stop());

  test('the table has every route, and each lets in whom it says', () => {
    const declared = world.app.http.routes.map((route) => [`${route.method} ${route.path}`, entryOf(route)]);
    assert.deepEqual(
      Object.fromEntries([...declared].sort()),
      Object.fromEntries(Object.entries(ENTRIES).sort()),
    );
    assert.equal(declared.length, Object.keys(ENTRIES).length);
  });

  test('whoever may not enter is told so, and nothing else, before the body is read; whoever may, enters', async () => {
    const books = await readBooks(world);
    const wrong: string[] = [];
    for (const route of world.app.http.routes) {
      const entry = entryOf(route);
      const path = route.path
        .replace(':seq', '1')
        .replace(/:\w+/g, () => newId(idPrefix(route.path), Date.now()));
      for (const caller of callers) {
        // No body and no Idempotency-Key: who enters goes no further than the first check.
        const response = await fetch(world.app.url + path, { method: route.method, headers: caller.headers });
        const text = await response.text();
        const body = (text.startsWith('{') ? JSON.parse(text) : {}) as { code?: string; effect?: string };
        const answer = `${response.status} ${body.code ?? ''}`;
        let wish = expected(entry, caller);
        if (wish.endsWith('for changes')) wish = route.method === 'GET' ? 'enters' : '403 FORBIDDEN';
        const entered = !['401 UNAUTHENTICATED', '403 FORBIDDEN'].includes(answer) && response.status < 500;
        if (wish === 'enters' ? !entered : answer !== wish)
          wrong.push(`${route.method} ${route.path} by ${caller.name}: ${answer}, not ${wish}`);
        if (response.status === 401 && response.headers.get('www-authenticate') !== 'Bearer')
          wrong.push(`${route.path}: does not say how to come in`);
        if (wish !== 'enters' && body.effect !== 'none') wrong.push(`${route.path}: effect ${body.effect}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(await readBooks(world), books);
  });

  test('a header names the merchant for whom one acts: strangers and nonsense are refused', async () => {
    for (const merchant of [other.id, 'merchant_x', ana.id])
      assert.equal(
        (await world.api(ana.token, { 'bursar-merchant': merchant }).get('/v1/merchant')).status,
        403,
      );
    const clerk = callers.find(({ name }) => name === 'clerk');
    assert.ok(clerk);
    const elsewhere = { ...clerk.headers, 'bursar-merchant': other.id };
    assert.equal((await fetch(`${world.app.url}/v1/orders`, { headers: elsewhere })).status, 403);
  });

  test('the demo does not exist in production; unknown routes answer like missing things', async () => {
    for (const [method, path] of [
      ['GET', '/demo/credentials'],
      ['GET', '/demo/journal'],
      ['GET', '/v1/nothing'],
      ['PUT', '/v1/orders'],
      ['POST', '/v1/orders/../../etc/passwd'],
      ['DELETE', '/v1/accounts'],
    ] as const) {
      const response = await fetch(world.app.url + path, { method, headers: { 'accept-language': 'zh' } });
      const body = (await response.json()) as Record<string, unknown>;
      assert.deepEqual([response.status, body.code, body.effect], [404, 'NOT_FOUND', 'none'], path);
      assert.match(String(response.headers.get('content-type')), /^application\/problem\+json/);
    }
  });

  test("another's object does not exist: NOT_FOUND, and nothing moves", async () => {
    const proof = { pin: TEST_PIN };
    const lines = [{ item: 'tea', unitPrice: cny(1_000), quantity: 1 }];
    const order = async (reference: string) =>
      String((await shop.api.post('/v1/orders', { merchantReference: reference, lines })).body.id);
    const paid = await order('paid');
    const open = await order('open');
    const done = await ana.api.post(`/v1/orders/${paid}/pay`, { version: 1, mode: 'balance', proof });
    assert.equal(done.body.state, 'paid');
    const payment = (done.body.payment as { id: string }).id;
    const refund = await shop.api.post('/v1/refunds', {
      order: paid,
      amount: cny(100),
      merchantReference: 'r',
    });
    const transfer = await ana.api.post('/v1/transfers', { to: bo.id, amount: cny(1), proof });
    const account = ((await ana.api.get('/v1/accounts')).body.data as { id: string }[])[0]?.id;
    const till = ((await shop.api.get('/v1/accounts')).body.data as { id: string }[])[0]?.id;
    const session = ((await ana.api.get('/v1/sessions')).body.data as { id: string }[])[0]?.id;
    const key = ((await shop.api.get('/v1/merchant/keys')).body.data as { id: string }[])[0]?.id;
    const cara = await world.person('Cara Zhou');
    const none = (prefix: string) => newId(prefix, Date.now());
    const supervised = await ana.api.post('/v1/supervision', { supervisor: bo.id, proof });
    const challenge = String(supervised.body.challenge);
    const about = '0'.repeat(64);
    assert.equal(supervised.status, 201);
    assert.equal(refund.status, 201);
    assert.equal(transfer.status, 201);

    const cases: readonly [string, TestPerson | TestMerchant, string, string, unknown?][] = [
      ['a paid order', bo, 'GET', `/v1/orders/${paid}`],
      ['a paid order', other, 'GET', `/v1/orders/${paid}`],
      ['an open order', other, 'GET', `/v1/orders/${open}`],
      ['no order at all', ana, 'GET', `/v1/orders/${none('order')}`],
      ['an open order', other, 'POST', `/v1/orders/${open}/cancel`],
      ['an open order', bo, 'POST', `/v1/orders/${open}/cancel`],
      [
        'no order at all',
        ana,
        'POST',
        `/v1/orders/${none('order')}/pay`,
        { version: 1, mode: 'balance', proof },
      ],
      ['a refund', other, 'GET', `/v1/refunds/${String(refund.body.id)}`],
      ['the refunds of an order', bo, 'GET', `/v1/refunds?order=${paid}`],
      ['the refunds of an order', other, 'GET', `/v1/refunds?order=${paid}`],
      ['an order', other, 'POST', '/v1/refunds', { order: paid, amount: cny(1), merchantReference: 'x' }],
      ['a transfer', cara, 'GET', `/v1/transfers/${String(transfer.body.id)}`],
      ['a wallet', bo, 'GET', `/v1/accounts/${account}/statement`],
      ['a wallet', shop, 'GET', `/v1/accounts/${account}/statement`],
      ["a shop's account", ana, 'GET', `/v1/accounts/${till}/statement`],
      ["a shop's account", other, 'GET', `/v1/accounts/${till}/statement`],
      ['a session', bo, 'DELETE', `/v1/sessions/${session}`],
      ['a key', other, 'DELETE', `/v1/merchant/keys/${key}`],
      ['a challenge', cara, 'GET', `/v1/challenges/${challenge}`],
      ['a challenge', cara, 'POST', `/v1/challenges/${challenge}/answers`, { answer: 'no', about }],
      ['a challenge', cara, 'POST', `/v1/challenges/${challenge}/cancel`],
      ['a challenge to cancel', bo, 'POST', `/v1/challenges/${challenge}/cancel`],
      ['a challenge to answer', ana, 'POST', `/v1/challenges/${challenge}/answers`, { answer: 'no', about }],
      ['no challenge', ana, 'GET', `/v1/challenges/${none('challenge')}`],
      ['a supervision', cara, 'GET', `/v1/supervision/${ana.id}/history`],
      ['a supervision', cara, 'DELETE', `/v1/supervision/${ana.id}/deputies/${bo.id}`],
      ['a supervision', cara, 'POST', `/v1/supervision/${ana.id}/resign`, { proof }],
      ['a payment', other, 'POST', `/v1/payments/${payment}/mark`, { mark: 'x' }],
      ['no card', ana, 'POST', `/v1/instruments/${none('instrument')}/verify`, { code: '123456' }],
      ['no card', ana, 'DELETE', `/v1/instruments/${none('instrument')}`],
      ['no recovery', ana, 'GET', `/v1/pin-recoveries/${none('pinrecovery')}`],
      ['no recovery', ana, 'POST', `/v1/pin-recoveries/${none('pinrecovery')}/verify`, { code: '123456' }],
      ['no recovery', ana, 'POST', `/v1/pin-recoveries/${none('pinrecovery')}/pin`, { pin: '975310' }],
      ['no top-up', ana, 'GET', `/v1/top-ups/${none('topup')}`],
      ['no withdrawal', ana, 'GET', `/v1/withdrawals/${none('withdrawal')}`],
      ['no endpoint', shop, 'DELETE', `/v1/webhook-endpoints/${none('endpoint')}`],
    ];
    const books = await readBooks(world);
    const wrong: string[] = [];
    for (const [name, { api }, method, path, body] of cases) {
      const answer = await (method === 'GET'
        ? api.get(path)
        : method === 'DELETE'
          ? api.del(path)
          : api.post(path, body));
      if (answer.status !== 404 || answer.body.code !== 'NOT_FOUND')
        wrong.push(
          `${name}: ${method} ${path}: ${answer.status} ${String(answer.body.code)} ${JSON.stringify(answer.body.details)}`,
        );
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(await readBooks(world), books);
    // And their owners have them still.
    assert.equal((await shop.api.get(`/v1/refunds/${String(refund.body.id)}`)).status, 200);
    assert.equal((await bo.api.get(`/v1/transfers/${String(transfer.body.id)}`)).status, 200);
    assert.equal((await ana.api.get('/v1/me')).status, 200);
    assert.equal((await shop.api.get(`/v1/orders/${open}`)).body.state, 'open');
    await world.checkBooks();
  });

  test('lists show what is own, and no more', async () => {
    const count = async ({ api }: TestPerson | TestMerchant, path: string) =>
      ((await api.get(path)).body.data as unknown[]).length;
    assert.equal(await count(shop, '/v1/orders'), 2);
    assert.equal(await count(other, '/v1/orders'), 0);
    assert.equal(await count(other, `/v1/orders?merchant=${shop.id}`), 0);
    assert.equal(await count(ana, '/v1/orders'), 1);
    assert.equal(await count(bo, `/v1/orders?merchant=${shop.id}`), 0);
    const events = (await bo.api.get('/v1/events?limit=100')).body.data as { object: string }[];
    assert.ok(events.every(({ object }) => !object.startsWith('order_')));
  });

  test('a clerk who is dismissed between the request and its decision acts no more (R9)', async () => {
    const { people } = world.app.ground;
    const dai = await world.person('Dai Wang');
    await people.addStaff(shop.id, dai.id, 'clerk');
    const till = world.api(dai.token, { 'bursar-merchant': shop.id });
    const order = (n: number) => ({
      merchantReference: `till-${n}`,
      lines: [{ item: 'tea', unitPrice: cny(1), quantity: 1 }],
    });
    assert.equal((await till.post('/v1/orders', order(1))).status, 201);
    assert.equal((await shop.api.del(`/v1/merchant/staff/${dai.id}`)).status, 200);
    assert.equal((await till.post('/v1/orders', order(2), { key: randomUUID() })).status, 403);
  });
});

/** The prefix of the ids in a path, so that the caller is judged and not the id. */
function idPrefix(path: string): string {
  const prefixes: readonly [string, string][] = [
    ['/v1/sessions', 'session'],
    ['/v1/merchant/keys', 'key'],
    ['/v1/merchant/staff', 'person'],
    ['/v1/operator/people', 'person'],
    ['/v1/operator/alerts', 'alert'],
    ['/v1/operator/failed-undos', 'bankreq'],
    ['/v1/orders', 'order'],
    ['/v1/refunds', 'refund'],
    ['/v1/payments', 'payment'],
    ['/v1/transfers', 'transfer'],
    ['/v1/top-ups', 'topup'],
    ['/v1/withdrawals', 'withdrawal'],
    ['/v1/instruments', 'instrument'],
    ['/v1/accounts', 'account'],
    ['/v1/pin-recoveries', 'pinrecovery'],
    ['/v1/passkeys', 'passkey'],
    ['/v1/push/subscriptions', 'push'],
    ['/v1/addresses', 'address'],
    ['/v1/challenges', 'challenge'],
    ['/v1/supervision', 'person'],
    ['/v1/operator/ledger', 'account'],
  ];
  return prefixes.find(([start]) => path.startsWith(start))?.[1] ?? 'thing';
}
