/** Bad input and bad days at the door: every refusal has its code and its prompt in two languages, and moves nothing. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createTestClock, HOUR_MS } from '../kernel/time.ts';
import { quietEnv } from './bank-controls.ts';
import { balance, cny, readBooks } from './books.ts';
import { createWorld, TEST_PIN, type TestMerchant, type TestPerson, type World } from './world.ts';

const proof = { pin: TEST_PIN };
/** Of the format date-time; the clocks here have no such second. */
const LEAP_SECOND = '2026-12-31T23:59:60Z';
const json = { 'content-type': 'application/json' };

describe('bad input', () => {
  let world: World;
  let ana: TestPerson;
  let bo: TestPerson;
  let shop: TestMerchant;
  let open: string;
  let paid: string;
  let operator: string;
  let wallet: string;
  let orders = 0;
  const clock = createTestClock(Date.parse('2026-01-05T09:00:00Z'));

  before(async () => {
    world = await createWorld({ clock, env: quietEnv() });
    ana = await world.person('Ana Lin', 100_000n);
    bo = await world.person('Bo Chen', 1_000n);
    shop = await world.merchant('Tea House');
    wallet = String(((await ana.api.get('/v1/accounts')).body.data as { id: string }[])[0]?.id);
    const { people } = world.app.ground;
    const olga = await world.person('Olga Ops');
    await people.grantOperator(olga.id, ['admin']);
    operator = await people.openSession(olga.id, 'desk');
    paid = await order();
    const { body } = await ana.api.post(`/v1/orders/${paid}/pay`, { version: 1, mode: 'balance', proof });
    assert.equal(body.state, 'paid');
  });
  beforeEach(async () => {
    open = await order();
  });
  after(async () => {
    await world.checkBooks();
    await world.stop();
  });

  async function order(more: object = {}): Promise<string> {
    const lines = [{ item: 'tea', unitPrice: cny(3_000), quantity: 1, stock: 5 }];
    const made = await shop.api.post('/v1/orders', { merchantReference: `o-${++orders}`, lines, ...more });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return String(made.body.id);
  }

  type Sent = {
    token?: string;
    method?: string;
    path: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
  };

  /** Sends it in English and in Chinese; checks the envelope and that the books are as before. Returns "status code". */
  async function refused(sent: Sent): Promise<string> {
    const books = await readBooks(world);
    const prompts: string[] = [];
    let answer = '';
    for (const language of ['en', 'zh']) {
      const response = await fetch(world.app.url + sent.path, {
        method: sent.method ?? 'POST',
        headers: {
          authorization: `Bearer ${sent.token ?? ana.token}`,
          'idempotency-key': randomUUID(),
          'accept-language': language,
          ...(sent.body === undefined ? {} : json),
          ...sent.headers,
        },
        ...(sent.body === undefined ? {} : { body: sent.body }),
      });
      const text = await response.text();
      const body = JSON.parse(text) as Record<string, unknown>;
      assert.match(String(response.headers.get('content-type')), /^application\/problem\+json/, text);
      assert.equal(body.status, response.status);
      assert.equal(body.type, `urn:bursar:error:${String(body.code)}`);
      assert.equal(body.effect, 'none', text);
      assert.match(String(body.reference), /^ref_/);
      assert.ok(String(body.prompt).length > 0 && !String(body.prompt).includes(String(body.code)), text);
      assert.doesNotMatch(text, /\bat .*\.ts|node_modules|SELECT |select /);
      prompts.push(String(body.prompt));
      answer = `${response.status} ${String(body.code)}`;
    }
    assert.match(prompts[1] ?? '', /\p{Script=Han}/u);
    assert.doesNotMatch(prompts[0] ?? '', /\p{Script=Han}/u);
    assert.deepEqual(await readBooks(world), books);
    return answer;
  }

  const transfer = (more: object) => ({
    path: '/v1/transfers',
    body: JSON.stringify({ to: bo.id, amount: cny(100), proof, ...more }),
  });
  const make = (more: object, line: object = {}) => ({
    token: shop.secretKey,
    path: '/v1/orders',
    body: JSON.stringify({
      merchantReference: `bad-${randomUUID()}`,
      lines: [{ item: 'tea', unitPrice: cny(100), quantity: 1, ...line }],
      ...more,
    }),
  });
  const pay = (id: string, more: object = {}) => ({
    path: `/v1/orders/${id}/pay`,
    body: JSON.stringify({ version: 1, mode: 'balance', proof, ...more }),
  });
  const refund = (more: object) => ({
    token: shop.secretKey,
    path: '/v1/refunds',
    body: JSON.stringify({ order: paid, amount: cny(1), merchantReference: randomUUID(), ...more }),
  });

  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  const shapes: readonly [string, () => Sent, string][] = [
    ['an unknown field', () => transfer({ tip: 1 }), '400 BODY_INVALID'],
    ['an unknown field inside', () => transfer({ amount: { ...cny(1), cents: 1 } }), '400 BODY_INVALID'],
    [
      '__proto__ as a field',
      () => ({ path: '/v1/transfers', body: '{"__proto__":{"a":1}}' }),
      '400 BODY_INVALID',
    ],
    ['a field missing', () => transfer({ amount: undefined }), '400 BODY_INVALID'],
    ['null for a body', () => ({ path: '/v1/transfers', body: 'null' }), '400 BODY_INVALID'],
    ['a list for a body', () => ({ path: '/v1/transfers', body: '[]' }), '400 BODY_INVALID'],
    ['no body', () => ({ path: '/v1/transfers' }), '400 BODY_INVALID'],
    ['an empty body', () => ({ path: '/v1/transfers', body: '' }), '400 BODY_INVALID'],
    ['broken JSON', () => ({ path: '/v1/transfers', body: '{"to":' }), '400 BODY_INVALID'],
    ['JSON nested 10,000 deep', () => ({ path: '/v1/transfers', body: deep(10_000) }), '400 BODY_INVALID'],
    ...['\u3000', '\u00a0 ', ' ', '\u202e'].map((name): [string, () => Sent, string] => [
      `a name of ${JSON.stringify(name)}`,
      () => ({ method: 'PATCH', path: '/v1/me', body: JSON.stringify({ name }) }),
      '400 BODY_INVALID',
    ]),
    [
      'a real name of a wide space',
      () => ({
        method: 'PUT',
        path: '/v1/me/real-name',
        body: JSON.stringify({ name: '\u3000', idNumber: '110101199003077315' }),
      }),
      '400 BODY_INVALID',
    ],
    [
      'a merchant without a name',
      () => ({ path: '/v1/operator/merchants', token: operator, body: '{"name":" "}' }),
      '400 BODY_INVALID',
    ],
    ['a huge body', () => transfer({ note: 'x'.repeat(70_000) }), '413 BODY_TOO_LARGE'],
    [
      'another content type',
      () => ({ ...transfer({}), headers: { 'content-type': 'text/xml' } }),
      '400 BODY_INVALID',
    ],
    [
      'a form',
      () => ({ ...transfer({}), headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      '400 BODY_INVALID',
    ],
    ['a note above its length', () => transfer({ note: 'x'.repeat(201) }), '400 BODY_INVALID'],
    ['control characters in a note', () => transfer({ note: 'a\u0000b' }), '400 BODY_INVALID'],
    // JSON.stringify writes half a surrogate pair as an escape. PostgreSQL keeps it in no text and no jsonb.
    ['half a character in a note', () => transfer({ note: 'a\ud800' }), '400 BODY_INVALID'],
    ['a note that turns the text around', () => transfer({ note: 'for \u202eyou' }), '400 BODY_INVALID'],
    ['an item that turns the text around', () => make({}, { item: 'tea\u2067' }), '400 BODY_INVALID'],
    [
      'bytes that are no UTF-8',
      () => {
        const sent = transfer({ note: 'caf#' });
        return { ...sent, body: Buffer.from(sent.body.replace('#', '\u00e9'), 'latin1') };
      },
      '400 BODY_INVALID',
    ],
    ['half a character in a line', () => make({}, { item: 'tea\udc00' }), '400 BODY_INVALID'],
    ['half a character in a reference', () => make({ merchantReference: '\ud800' }), '400 BODY_INVALID'],
    [
      'NUL in a query',
      () => ({ method: 'GET', path: '/v1/operator/people?query=%00', token: operator }),
      '400 QUERY_INVALID',
    ],
    [
      'no idempotency key',
      () => ({ ...transfer({}), headers: { 'idempotency-key': '' } }),
      '400 IDEMPOTENCY_KEY_MISSING',
    ],
    [
      'an idempotency key of 201 characters',
      () => ({ ...transfer({}), headers: { 'idempotency-key': 'k'.repeat(201) } }),
      '400 IDEMPOTENCY_KEY_MISSING',
    ],
    ['an id of another kind', () => transfer({ to: shop.id }), '400 BODY_INVALID'],
    ['an id that is none', () => pay('order_1'), '404 NOT_FOUND'],
    ['an id that overflows 128 bits', () => pay(`order_${'z'.repeat(26)}`), '404 NOT_FOUND'],
    ['a path that is too long', () => pay(`order_${'0'.repeat(500)}`), '404 NOT_FOUND'],
    ['an address that cannot be read', () => ({ method: 'GET', path: '/v1/orders/%zz' }), '404 NOT_FOUND'],
    ['a cursor that is none', () => ({ method: 'GET', path: '/v1/orders?after=x' }), '400 QUERY_INVALID'],
    ['a page of 101', () => ({ method: 'GET', path: '/v1/orders?limit=101' }), '400 QUERY_INVALID'],
    ['an unknown filter', () => ({ method: 'GET', path: '/v1/orders?colour=red' }), '400 QUERY_INVALID'],
    ['a page of words', () => ({ method: 'GET', path: '/v1/orders?limit=abc' }), '400 QUERY_INVALID'],
    ['a leap second', () => ({ method: 'GET', path: `/v1/orders?from=${LEAP_SECOND}` }), '400 QUERY_INVALID'],
    [
      'a leap second as a time of a statement',
      () => ({ method: 'GET', path: `/v1/accounts/${wallet}/statement?at=${LEAP_SECOND}` }),
      '400 QUERY_INVALID',
    ],
    [
      'a leap second as the end of a guardianship',
      () => ({
        path: '/v1/guardianships',
        body: JSON.stringify({ ward: bo.id, relation: 'minor', until: LEAP_SECOND, proof }),
      }),
      '400 BODY_INVALID',
    ],
    [
      'an event cursor that is none',
      () => ({ method: 'GET', path: '/v1/events?after=x' }),
      '400 QUERY_INVALID',
    ],
  ];

  const reconcile = (period: object): Sent => ({
    path: '/v1/operator/reconciliations',
    token: operator,
    body: JSON.stringify(period),
  });
  const today = '2026-01-05';
  // There is no bank here: what is asked of it has passed the door.
  const periods: readonly [object, string][] = [
    [{ from: 'nonsense' }, '400 BODY_INVALID'],
    [{ from: '' }, '400 BODY_INVALID'],
    [{ from: '2026-01-32' }, '400 BODY_INVALID'],
    [{ to: '2026-01-05T10:00:00' }, '400 BODY_INVALID'],
    [{ from: LEAP_SECOND }, '400 BODY_INVALID'],
    [{ from: '2026-01-06' }, '400 BODY_INVALID'],
    [{ from: '2026-01-05T10:00:00Z' }, '400 BODY_INVALID'],
    [{ from: '2026-01-02', to: '2026-01-01' }, '400 BODY_INVALID'],
    [{ to: '2020-01-01' }, '400 BODY_INVALID'],
    [{ from: '2026-01-04', to: '2026-01-04T00:00:00Z' }, '400 BODY_INVALID'],
    [{ from: today, to: today }, '503 BANK_UNAVAILABLE'],
    [{ from: '2026-01-04', to: '2026-01-04T00:00:00.001Z' }, '503 BANK_UNAVAILABLE'],
    [{ from: '2026-01-04T23:59:59.999Z', to: '2026-01-04' }, '503 BANK_UNAVAILABLE'],
    [{ from: '0000-01-01', to: '9999-12-31' }, '503 BANK_UNAVAILABLE'],
    [{}, '503 BANK_UNAVAILABLE'],
  ];

  const amounts: readonly [string, unknown, string][] = [
    ['zero', cny(0), '400 AMOUNT_INVALID'],
    ['negative', cny(-1), '400 BODY_INVALID'],
    ['a fraction', { minor: '1.5', currency: 'CNY' }, '400 BODY_INVALID'],
    ['a number instead of text', { minor: 100, currency: 'CNY' }, '400 BODY_INVALID'],
    ['in words', { minor: '1e3', currency: 'CNY' }, '400 BODY_INVALID'],
    ['2^63', cny(2n ** 63n), '400 AMOUNT_INVALID'],
    ['2^64', cny(2n ** 64n), '400 BODY_INVALID'],
    ['2^63-1, which nobody has', cny(2n ** 63n - 1n), '422 INSUFFICIENT_FUNDS'],
    ['of no currency', { minor: '1' }, '400 BODY_INVALID'],
    ['of an unknown currency', { minor: '1', currency: 'QQQ' }, '400 CURRENCY_UNKNOWN'],
    ['of a currency that he has none of', { minor: '1', currency: 'EUR' }, '422 INSUFFICIENT_FUNDS'],
    ['in small letters', { minor: '1', currency: 'cny' }, '400 BODY_INVALID'],
  ];

  const facts: readonly [string, () => Sent, string][] = [
    ['a price of zero', () => make({}, { unitPrice: cny(0) }), '400 AMOUNT_INVALID'],
    ...[' ', '\u3000\u00a0', '\u200b', '\u200d '].map((item): [string, () => Sent, string] => [
      `an item ${JSON.stringify(item)}, of which nothing is seen`,
      () => make({}, { item }),
      '400 BODY_INVALID',
    ]),
    ['a quantity of zero', () => make({}, { quantity: 0 }), '400 BODY_INVALID'],
    ['a quantity of 1.5', () => make({}, { quantity: 1.5 }), '400 BODY_INVALID'],
    ['a quantity above the limit', () => make({}, { quantity: 1_000_001 }), '400 BODY_INVALID'],
    ['more than is in stock', () => make({}, { quantity: 3, stock: 2 }), '422 QUANTITY_OVER_STOCK'],
    ['no lines', () => make({ lines: [] }), '400 BODY_INVALID'],
    [
      '101 lines',
      () =>
        make({
          lines: Array.from({ length: 101 }, (_, i) => ({ item: `${i}`, unitPrice: cny(1), quantity: 1 })),
        }),
      '400 BODY_INVALID',
    ],
    [
      'two currencies in one order',
      () =>
        make({
          lines: [
            { item: 'a', unitPrice: cny(1), quantity: 1 },
            { item: 'b', unitPrice: { minor: '1', currency: 'EUR' }, quantity: 1 },
          ],
        }),
      '422 CURRENCY_MISMATCH',
    ],
    [
      'an amount above 2^63 in sum',
      () => make({}, { unitPrice: cny(2n ** 63n - 1n), quantity: 2 }),
      '422 ORDER_TOO_LARGE',
    ],
    ['an order that lives for 0.9 s', () => make({ expiresInMs: 999 }), '400 BODY_INVALID'],
    ['a reference that was used', () => make({ merchantReference: 'o-1' }), '409 MERCHANT_REFERENCE_USED'],
    ['a stale version', () => pay(open, { version: 7 }), '409 ORDER_VERSION_STALE'],
    ['over stock', () => pay(open, { lines: [{ item: 'tea', quantity: 6 }] }), '422 QUANTITY_OVER_STOCK'],
    ['an unknown item', () => pay(open, { lines: [{ item: 'x', quantity: 1 }] }), '422 ORDER_LINE_UNKNOWN'],
    ['nothing left', () => pay(open, { lines: [{ item: 'tea', quantity: 0 }] }), '422 ORDER_EMPTY'],
    ['an unknown mode', () => pay(open, { mode: 'cash' }), '400 BODY_INVALID'],
    ['a card that is not his', () => pay(open, { mode: `instrument_${'0'.repeat(26)}` }), '404 NOT_FOUND'],
    ['a paid order', () => pay(paid), '409 ORDER_ALREADY_PAID'],
    ['too little money', () => ({ ...pay(open), token: bo.token }), '422 INSUFFICIENT_FUNDS'],
    [
      'a payment session that is none',
      () => pay(open, { proof: { paymentSession: `paysession_${'0'.repeat(26)}` } }),
      '409 PAYMENT_SESSION_INVALID',
    ],
    ['two proofs', () => pay(open, { proof: { pin: TEST_PIN, paymentSession: 'x' } }), '400 BODY_INVALID'],
    ['a PIN of letters', () => pay(open, { proof: { pin: 'abcdef' } }), '400 BODY_INVALID'],
    ['a transfer to oneself', () => transfer({ to: ana.id }), '422 TRANSFER_TO_SELF'],
    ['a transfer to nobody', () => transfer({ to: '+8613999999999' }), '422 PAYEE_UNKNOWN'],
    ['a refund above what was captured', () => refund({ amount: cny(3_001) }), '422 REFUND_ABOVE_CAPTURED'],
    ['a refund in euro', () => refund({ amount: { minor: '1', currency: 'EUR' } }), '422 CURRENCY_MISMATCH'],
    ['a refund of an open order', () => refund({ order: open }), '409 ORDER_NOT_PAID'],
    ['no token', () => ({ ...transfer({}), headers: { authorization: '' } }), '401 UNAUTHENTICATED'],
    [
      'a basic password',
      () => ({ ...transfer({}), headers: { authorization: 'Basic eDp5' } }),
      '401 UNAUTHENTICATED',
    ],
    [
      "a merchant's key for a person's act",
      () => ({ ...transfer({}), token: shop.secretKey }),
      '403 FORBIDDEN',
    ],
    [
      'an unsigned callback',
      () => ({
        path: '/bank/callbacks',
        headers: { authorization: '' },
        body: JSON.stringify({ callback: 'c1', reference: 'r1', state: 'done' }),
      }),
      '401 SIGNATURE_INVALID',
    ],
  ];

  for (const [name, sent, expected] of shapes)
    test(`${name}: ${expected}`, async () => assert.equal(await refused(sent()), expected));
  for (const [period, expected] of periods)
    test(`a comparison with the bank ${JSON.stringify(period)}: ${expected}`, async () =>
      assert.equal(await refused(reconcile(period)), expected));
  for (const [name, amount, expected] of amounts)
    test(`an amount ${name}: ${expected}`, async () =>
      assert.equal(await refused(transfer({ amount })), expected));
  test('an item may have blanks around it and be a joined emoji', async () => {
    for (const item of [' tea ', '\u{1f469}\u200d\u{1f373}']) {
      const made = await shop.api.post('/v1/orders', JSON.parse(make({}, { item }).body));
      assert.equal(made.status, 201, item);
    }
  });
  test('an amount that is too large is not told to be above zero alone', async () => {
    for (const [language, words] of [
      ['en', /too large/],
      ['zh', /过大/],
    ] as const) {
      const order: object = JSON.parse(make({}, { unitPrice: cny(2n ** 63n) }).body);
      const { body } = await shop.api.post('/v1/orders', order, { headers: { 'accept-language': language } });
      assert.equal(body.code, 'AMOUNT_INVALID');
      assert.match(String(body.prompt), words);
    }
  });
  for (const [name, sent, expected] of facts)
    test(`${name}: ${expected}`, async () => assert.equal(await refused(sent()), expected));

  // Years and hours that PostgreSQL does not take: nothing happened before 1970 or will after 9999.
  for (const [edge, has] of [
    ['0000-01-01T00:00:00Z', true],
    ['0001-01-01T00:00:00+23:00', true],
    ['2026-01-01T00:00:00+23:59', true],
    ['9999-12-31T23:59:59-23:59', false],
  ] as const)
    test(`orders from ${edge}: ${has ? 'all' : 'none'}; and the statement as it was then`, async () => {
      const at = encodeURIComponent(edge);
      const orders = await shop.api.get(`/v1/orders?from=${at}`);
      assert.deepEqual([orders.status, (orders.body.data as unknown[]).length > 0], [200, has]);
      const statement = await ana.api.get(`/v1/accounts/${wallet}/statement?at=${at}`);
      assert.deepEqual([statement.status, (statement.body.data as unknown[]).length > 0], [200, !has]);
    });

  test('the same key: the first reply again; with another body: IDEMPOTENCY_KEY_REUSED', async () => {
    const wish = { to: bo.id, amount: cny(100), proof };
    const first = await ana.api.post('/v1/transfers', wish, { key: 'k1' });
    const books = await readBooks(world);
    const again = await ana.api.post('/v1/transfers', wish, { key: 'k1' });
    assert.deepEqual([again.status, again.body], [201, first.body]);
    assert.equal(again.headers.get('idempotency-hit'), 'true');
    const other = await ana.api.post('/v1/transfers', { ...wish, amount: cny(101) }, { key: 'k1' });
    assert.deepEqual(
      [other.status, other.body.code, other.body.effect],
      [409, 'IDEMPOTENCY_KEY_REUSED', 'none'],
    );
    const elsewhere = await ana.api.post(`/v1/orders/${open}/cancel`, undefined, { key: 'k1' });
    assert.equal(elsewhere.body.code, 'IDEMPOTENCY_KEY_REUSED');
    assert.deepEqual(await readBooks(world), books);
    // The key is his own: another person's same key is another command.
    const theirs = await bo.api.post('/v1/transfers', { ...wish, to: ana.id }, { key: 'k1' });
    assert.equal(theirs.status, 201);
  });

  test('a refusal is the same again under its key, also when the money has come since', async () => {
    const cara = await world.person('Cara Zhou');
    const wish = { to: bo.id, amount: cny(100), proof };
    assert.equal((await cara.api.post('/v1/transfers', wish, { key: 'k' })).body.code, 'INSUFFICIENT_FUNDS');
    await world.fund(cara.id, 1_000n);
    assert.equal((await cara.api.post('/v1/transfers', wish, { key: 'k' })).body.code, 'INSUFFICIENT_FUNDS');
    assert.equal((await cara.api.post('/v1/transfers', wish, { key: 'k2' })).status, 201);
    assert.equal(await balance(world, cara), '9.00');
  });

  test('a wrong PIN: two more tries, then LOCKED, also for the right one, until the cool-down is over', async () => {
    const dai = await world.person('Dai Wang', 1_000n);
    const books = await readBooks(world);
    const send = (pin: string) =>
      dai.api.post('/v1/transfers', { to: bo.id, amount: cny(1), proof: { pin } });
    const answers = [];
    for (const pin of ['111112', '111113', '111114', TEST_PIN]) answers.push(await send(pin));
    assert.deepEqual(
      answers.map(
        ({ status, body }) =>
          `${status} ${String(body.code)} ${String((body.details as { left?: number }).left)}`,
      ),
      ['422 PIN_WRONG 2', '422 PIN_WRONG 1', '422 PIN_WRONG 0', '423 LOCKED undefined'],
    );
    assert.equal(Number(answers[3]?.headers.get('retry-after')) > 0, true);
    clock.advance(HOUR_MS - 1);
    assert.equal((await send(TEST_PIN)).body.code, 'LOCKED');
    assert.deepEqual(await readBooks(world), books);
    clock.advance(1);
    assert.equal((await send(TEST_PIN)).status, 201);
  });

  test('guessing in parallel gains nothing: of ten guesses at once three are looked at', async () => {
    const eve = await world.person('Eve Sun', 1_000n);
    const guesses = Array.from({ length: 9 }, (_, i) => `11111${i + 1}`);
    const answers = await Promise.all(
      [...guesses, '222223'].map((pin) =>
        eve.api.post('/v1/transfers', { to: bo.id, amount: cny(1), proof: { pin } }),
      ),
    );
    const codes = answers.map(({ body }) => String(body.code)).sort();
    assert.deepEqual(codes, [...Array(7).fill('LOCKED'), ...Array(3).fill('PIN_WRONG')]);
    assert.equal(await balance(world, eve), '10.00');
  });

  test('a payment after the expiry: ORDER_EXPIRED', async () => {
    const short = await order({ expiresInMs: 1_000 });
    clock.advance(1_000);
    assert.equal(await refused(pay(short)), '409 ORDER_EXPIRED');
  });

  test('two refunds at once: what was captured goes back once', async () => {
    const id = await order();
    await ana.api.post(`/v1/orders/${id}/pay`, { version: 1, mode: 'balance', proof });
    const before = await balance(world, ana);
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        shop.api.post('/v1/refunds', { order: id, amount: cny(3_000), merchantReference: `both-${id}-${n}` }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422, 422]);
    assert.equal(Number(await balance(world, ana)) - Number(before), 30);
  });

  test('a session that was signed out, and a key that was revoked: UNAUTHENTICATED', async () => {
    const { people } = world.app.ground;
    const token = await people.openSession(ana.id, 'lost');
    assert.equal((await world.api(token).post('/v1/sign-out')).status, 204);
    assert.equal(await refused({ ...transfer({}), token }), '401 UNAUTHENTICATED');
    const secret = await people.createApiKey(shop.id, 'leaked');
    const keys = (await shop.api.get('/v1/merchant/keys')).body.data as { id: string; label: string }[];
    await shop.api.del(`/v1/merchant/keys/${keys.find(({ label }) => label === 'leaked')?.id}`);
    assert.equal(await refused({ ...make({}), token: secret }), '401 UNAUTHENTICATED');
  });
});
