/** The story of orders, told through the API against a real server, database and bank (S06's acceptance, word by word). */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestClock } from '../../kernel/time.ts';
import { type BankControls, bankOf, bindCard, CARDS, quietEnv, until } from '../../testing/bank-controls.ts';
import { balance, cny, movements, readBooks } from '../../testing/books.ts';
import {
  type Answer,
  createWorld,
  TEST_PIN,
  type TestMerchant,
  type TestPerson,
  type World,
} from '../../testing/world.ts';

type Mode = { id: string; kind: string; available: boolean; reason?: string; display?: unknown };
const modesOf = (answer: Answer) => answer.body.modes as Mode[];
const proof = { pin: TEST_PIN };
const WAIT = { headers: { prefer: 'wait=30' } };
let references = 0;

const tea = (quantity: number) => ({
  merchantReference: `tea-${++references}`,
  lines: [{ item: 'tea', unitPrice: cny(3_000), quantity, stock: 5 }],
});

async function order(shop: TestMerchant, quantity = 2, more: object = {}): Promise<Answer> {
  const made = await shop.api.post('/v1/orders', { ...tea(quantity), ...more });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made;
}

const refusal = ({ status, body }: Answer) => [status, body.code, body.effect];

describe('checkout from the balance', () => {
  let world: World;
  let shop: TestMerchant;
  let ana: TestPerson;

  before(async () => {
    world = await createWorld({ env: quietEnv() });
    shop = await world.merchant('Tea House');
    ana = await world.person('Ana Lin', 20_000n);
  });
  after(async () => world.stop());

  test("an order is found by the merchant's own reference, by nobody else", async () => {
    const made = await order(shop);
    const path = `/v1/orders?merchantReference=${String(made.body.merchantReference)}`;
    const found = async (api: typeof shop.api) =>
      ((await api.get(path)).body.data as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(await found(shop.api), [made.body.id]);
    assert.deepEqual(await found((await world.merchant('Other')).api), []);
    assert.deepEqual(await found(ana.api), []);
  });

  test('an order says where its payer goes back to: an https address or this machine, whose host nobody can mistake', async () => {
    const returnUrl = 'https://tea.example/thanks?order=17#top';
    const made = await order(shop, 1, { returnUrl });
    const id = String(made.body.id);
    assert.equal(made.body.returnUrl, returnUrl);
    await ana.api.post(`/v1/orders/${id}/pay`, { version: 1, mode: 'balance', proof });
    assert.equal((await ana.api.get(`/v1/orders/${id}`)).body.returnUrl, returnUrl);
    await shop.api.post('/v1/refunds', { order: id, amount: cny(3_000), merchantReference: 'back' });
    assert.equal((await order(shop, 1, { returnUrl: 'http://localhost:3000/' })).status, 201);
    for (const bad of [
      'http://tea.example/',
      'https://tea.example@evil.example/',
      'https://tea.example\\@evil.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      '//tea.example/',
      'https://',
      'https://tea.example/ a',
      'https://tea.example/\u200b',
      `https://tea.example/${'a'.repeat(1_000)}`,
    ]) {
      const refused = await shop.api.post('/v1/orders', { ...tea(1), returnUrl: bad });
      assert.deepEqual([bad, ...refusal(refused)], [bad, 400, 'BODY_INVALID', 'none']);
    }
  });

  test('S06: quantity 2 is O1 over 60.00; 3 from the balance in one request is O2 over 90.00, moved once; O1 is void', async () => {
    //  ana 200.00, shop 0.00
    const made = await order(shop, 2);
    assert.deepEqual(
      [made.body.state, made.body.version, made.body.amount, made.body.number],
      ['open', 1, cny(6_000), `${String(made.body.id).slice(-8)}-1`],
    );
    const shown = await ana.api.get(`/v1/orders/${String(made.body.id)}`);
    assert.deepEqual(
      modesOf(shown).map(({ id, available }) => [id, available]),
      [['balance', true]],
    );
    assert.ok(modesOf(shown).every(({ display }) => display !== undefined));

    const path = `/v1/orders/${String(made.body.id)}/pay`;
    const wish = { version: 1, mode: 'balance', lines: [{ item: 'tea', quantity: 3 }], proof };
    const paid = await ana.api.post(path, wish, { key: 'o2' });
    const payment = paid.body.payment as Record<string, unknown>;
    assert.deepEqual(
      [paid.status, paid.body.state, paid.body.version, paid.body.amount, payment.state, payment.mode],
      [200, 'paid', 2, cny(9_000), 'done', 'balance'],
    );
    assert.notEqual(paid.body.number, made.body.number);
    //  ana pays shop 90.00   ok
    assert.deepEqual([await balance(world, ana), await balance(world, shop)], ['110.00', '90.00']);

    // The double tap: the same answer, nothing moved.
    const again = await ana.api.post(path, wish, { key: 'o2' });
    assert.deepEqual(again.body, paid.body);
    assert.equal(again.headers.get('idempotency-hit'), 'true');
    // Another tap on the old page: O1 is void.
    const late = await ana.api.post(path, { version: 1, mode: 'balance', proof });
    assert.deepEqual(refusal(late), [409, 'ORDER_ALREADY_PAID', 'none']);
    assert.deepEqual(await movements(world, String(made.body.id)), ['payment posted 90.00']);
    assert.deepEqual([await balance(world, ana), await balance(world, shop)], ['110.00', '90.00']);
  });

  test('S06: 9 of 5 in stock: "only 5", the order is unchanged and can be paid', async () => {
    const made = await order(shop, 2);
    const path = `/v1/orders/${String(made.body.id)}`;
    const nine = await ana.api.post(`${path}/pay`, {
      version: 1,
      mode: 'balance',
      lines: [{ item: 'tea', quantity: 9 }],
      proof,
    });
    assert.deepEqual(refusal(nine), [422, 'QUANTITY_OVER_STOCK', 'none']);
    assert.deepEqual(nine.body.details, { item: 'tea', stock: 5 });
    assert.match(String(nine.body.prompt), /5/);
    const shown = await ana.api.get(path);
    assert.deepEqual([shown.body.state, shown.body.version, shown.body.amount], ['open', 1, cny(6_000)]);
    const paid = await ana.api.post(`${path}/pay`, { version: 1, mode: 'balance', proof });
    assert.deepEqual([paid.body.state, paid.body.version], ['paid', 1]);
    //  ana 110.00 pays shop 60.00   ok
    assert.deepEqual([await balance(world, ana), await balance(world, shop)], ['50.00', '150.00']);
  });

  test('S06: the second purchase draws its modes from the device: no display parameters travel', async () => {
    const first = await ana.api.get(`/v1/orders/${String((await order(shop)).body.id)}`);
    const { displayVersion } = first.body as unknown as { displayVersion: string };
    const second = await order(shop);
    const cached = await ana.api.get(`/v1/orders/${String(second.body.id)}?displayVersion=${displayVersion}`);
    assert.deepEqual(
      modesOf(cached).map(({ id, display }) => [id, display]),
      [['balance', undefined]],
    );
    assert.equal(cached.body.displayVersion, displayVersion);
    const stale = await ana.api.get(`/v1/orders/${String(second.body.id)}?displayVersion=old`);
    assert.ok(modesOf(stale).every(({ display }) => display !== undefined));
  });

  test('an old version is never paid, also when the amendment was refused for lack of money', async () => {
    const made = await order(shop, 1);
    const path = `/v1/orders/${String(made.body.id)}`;
    //  ana 50.00 pays shop 150.00   INSUFFICIENT_FUNDS
    const poor = await ana.api.post(`${path}/pay`, {
      version: 1,
      mode: 'balance',
      lines: [{ item: 'tea', quantity: 5 }],
      proof,
    });
    assert.deepEqual(refusal(poor), [422, 'INSUFFICIENT_FUNDS', 'none']);
    assert.equal((await ana.api.get(path)).body.version, 1);
    const future = await ana.api.post(`${path}/pay`, { version: 2, mode: 'balance', proof });
    assert.deepEqual(refusal(future), [409, 'ORDER_VERSION_STALE', 'none']);
    assert.deepEqual([await balance(world, ana), await balance(world, shop)], ['50.00', '150.00']);
  });

  test('two tabs with two quantities at once: one pays, the other is told', async () => {
    const made = await order(shop, 1);
    const path = `/v1/orders/${String(made.body.id)}/pay`;
    const before = [await balance(world, ana), await balance(world, shop)];
    assert.deepEqual(before, ['50.00', '150.00']);
    const answers = await Promise.all(
      [1, 1, 1, 1].map((quantity) =>
        ana.api.post(path, { version: 1, mode: 'balance', lines: [{ item: 'tea', quantity }], proof }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409]);
    //  ana pays shop 30.00   ok, once
    assert.deepEqual([await balance(world, ana), await balance(world, shop)], ['20.00', '180.00']);
  });

  test('refunds: partial, several, never above what was captured', async () => {
    const cara = await world.person('Cara Zhou', 10_000n);
    const stall = await world.merchant('Stall');
    const made = await order(stall, 3);
    const id = String(made.body.id);
    await cara.api.post(`/v1/orders/${id}/pay`, { version: 1, mode: 'balance', proof });
    const refund = (minor: number, merchantReference: string, api = stall.api) =>
      api.post('/v1/refunds', { order: id, amount: cny(minor), merchantReference });
    //  cara 10.00, stall 90.00
    assert.deepEqual([await balance(world, cara), await balance(world, stall)], ['10.00', '90.00']);
    assert.deepEqual(refusal(await refund(9_001, 'r0')), [422, 'REFUND_ABOVE_CAPTURED', 'none']);
    assert.deepEqual(refusal(await refund(1, 'r0', shop.api)), [404, 'NOT_FOUND', 'none']);
    //  stall gives back 20.00, 30.00   ok
    const first = await refund(2_000, 'r1');
    assert.deepEqual([first.status, first.body.state], [201, 'done']);
    assert.equal((await refund(3_000, 'r2')).status, 201);
    assert.deepEqual(refusal(await refund(1, 'r2')), [409, 'MERCHANT_REFERENCE_USED', 'none']);
    assert.deepEqual([await balance(world, cara), await balance(world, stall)], ['60.00', '40.00']);
    assert.deepEqual((await cara.api.get(`/v1/orders/${id}`)).body.refunded, cny(5_000));
    //  stall gives back 40.01   REFUND_ABOVE_CAPTURED, 40.00   ok, 0.01   REFUND_ABOVE_CAPTURED
    assert.deepEqual(refusal(await refund(4_001, 'r3')), [422, 'REFUND_ABOVE_CAPTURED', 'none']);
    assert.equal((await refund(4_000, 'r3')).status, 201);
    assert.deepEqual(refusal(await refund(1, 'r4')), [422, 'REFUND_ABOVE_CAPTURED', 'none']);
    assert.equal((await stall.api.get(`/v1/orders/${id}`)).body.state, 'refunded');
    assert.deepEqual([await balance(world, cara), await balance(world, stall)], ['100.00', '0.00']);
    const listed = (await cara.api.get(`/v1/refunds?order=${id}`)).body.data as { state: string }[];
    const newest = await cara.api.get(`/v1/refunds?order=${id}&limit=1`);
    assert.deepEqual([newest.body.data, newest.body.hasMore], [listed.slice(0, 1), true]);
    const rest = await cara.api.get(`/v1/refunds?order=${id}&after=${String(newest.body.next)}`);
    assert.deepEqual([rest.body.data, rest.body.hasMore, rest.body.next], [listed.slice(1), false, null]);
    assert.deepEqual(
      listed.map(({ state }) => state),
      ['done', 'done', 'done'],
    );
  });

  test('refunds are found by order, reference, state and time: by their shop, by their payer, by operators', async () => {
    const cara = await world.person('Cara Wu', 10_000n);
    const stall = await world.merchant('Bun stall');
    const operator = await world.person('Olga Ops');
    await world.app.ground.people.grantOperator(operator.id, ['viewer']);
    const paidOrder = async () => {
      const id = String((await order(stall, 1)).body.id);
      await cara.api.post(`/v1/orders/${id}/pay`, { version: 1, mode: 'balance', proof });
      return id;
    };
    const [first, second] = [await paidOrder(), await paidOrder()];
    const made: string[] = [];
    for (const [id, merchantReference] of [
      [first, 'first'],
      [second, 'second'],
    ] as const) {
      const { body } = await stall.api.post('/v1/refunds', {
        order: id,
        amount: cny(100),
        merchantReference,
      });
      made.unshift(String(body.id));
    }
    const found = async (api: TestMerchant['api'], path: string) =>
      ((await api.get(path)).body.data as { id: string }[]).map(({ id }) => id);
    for (const api of [stall.api, cara.api]) assert.deepEqual(await found(api, '/v1/refunds'), made);
    const others = [await world.merchant('Noodle stall'), await world.person('Dora Qin')];
    for (const { api } of others) assert.deepEqual(await found(api, '/v1/refunds'), []);
    assert.deepEqual(await found(stall.api, '/v1/refunds?merchantReference=first'), made.slice(1));
    assert.deepEqual(await found(stall.api, `/v1/refunds?order=${second}`), made.slice(0, 1));
    assert.deepEqual(await found(stall.api, '/v1/refunds?state=pending'), []);
    const later = new Date(Date.now() + 60_000).toISOString();
    assert.deepEqual(await found(stall.api, `/v1/refunds?to=${later}&state=done`), made);
    assert.deepEqual(await found(stall.api, `/v1/refunds?from=${later}`), []);
    const page = (await stall.api.get('/v1/refunds?limit=1')).body;
    assert.deepEqual([page.hasMore, page.next], [true, made[0]]);
    assert.deepEqual(await found(operator.api, `/v1/operator/refunds?merchant=${stall.id}`), made);
    assert.deepEqual(await found(operator.api, `/v1/operator/refunds?order=${first}`), made.slice(1));
    const orders = (await operator.api.get(`/v1/operator/orders?merchant=${stall.id}`)).body.data as object[];
    const payer = { id: cara.id, name: 'Cara Wu' };
    assert.deepEqual(
      orders.map((one) => (one as { payer?: object }).payer),
      [payer, payer],
    );
    assert.equal('payer' in (await stall.api.get(`/v1/orders/${first}`)).body, false);
  });

  test('a merchant who has spent the money cannot give it back', async () => {
    const bo = await world.person('Bo Chen', 3_000n);
    const stall = await world.merchant('Poor stall');
    const made = await order(stall, 1);
    await bo.api.post(`/v1/orders/${String(made.body.id)}/pay`, { version: 1, mode: 'balance', proof });
    const wish = { order: made.body.id, amount: cny(2_000), merchantReference: 'x' };
    assert.equal((await stall.api.post('/v1/refunds', wish)).status, 201);
    assert.equal((await stall.api.post('/v1/refunds', { ...wish, merchantReference: 'y' })).status, 422);
    assert.deepEqual([await balance(world, bo), await balance(world, stall)], ['20.00', '10.00']);
  });

  test('an order that nobody pays is cancelled by its merchant, once, and never paid', async () => {
    const made = await order(shop, 1);
    const path = `/v1/orders/${String(made.body.id)}`;
    const books = await readBooks(world);
    assert.deepEqual(refusal(await ana.api.post(`${path}/cancel`)), [404, 'NOT_FOUND', 'none']);
    const cancelled = await shop.api.post(`${path}/cancel`);
    assert.equal(cancelled.body.state, 'cancelled');
    assert.deepEqual(refusal(await shop.api.post(`${path}/cancel`)), [409, 'ORDER_CANCELLED', 'none']);
    const paid = await ana.api.post(`${path}/pay`, { version: 1, mode: 'balance', proof });
    assert.deepEqual(refusal(paid), [409, 'ORDER_CANCELLED', 'none']);
    assert.deepEqual(await readBooks(world), books);
  });

  test('the books balance', () => world.checkBooks());

  test('an order asked for again with its key is answered as the first time, also when it has been paid since', async () => {
    const wish = { ...tea(1), description: 'for table 5' };
    const first = await shop.api.post('/v1/orders', wish, { key: 'asked-twice' });
    const cy = await world.person('Cy Tan', 3_000n);
    await cy.api.post(`/v1/orders/${String(first.body.id)}/pay`, { version: 1, mode: 'balance', proof });
    const again = await shop.api.post('/v1/orders', wish, { key: 'asked-twice' });
    assert.deepEqual([again.status, again.headers.get('idempotency-hit')], [201, 'true']);
    assert.deepEqual(again.body, first.body);
    assert.equal((await shop.api.get(`/v1/orders/${String(first.body.id)}`)).body.state, 'paid');
  });

  test('whoever has the link sees whom it pays and how much, nothing else, and only until somebody pays', async () => {
    const made = await order(shop, 2, { description: 'for table 4' });
    const path = `/v1/orders/${String(made.body.id)}/summary`;
    const stranger = await world.api(null).get(path);
    assert.deepEqual(stranger.body, {
      id: made.body.id,
      state: 'open',
      merchant: made.body.merchant,
      amount: cny(6_000),
      expiresAt: made.body.expiresAt,
    });
    const bea = await world.person('Bea Wu', 6_000n);
    const paid = await bea.api.post(`/v1/orders/${String(made.body.id)}/pay`, {
      version: 1,
      mode: 'balance',
      proof,
    });
    assert.equal(paid.body.state, 'paid');
    for (const api of [world.api(null), ana.api, bea.api, shop.api])
      assert.deepEqual(refusal(await api.get(path)), [404, 'NOT_FOUND', 'none']);
  });
});

describe('checkout and time', () => {
  let world: World;
  const clock = createTestClock(Date.parse('2026-01-05T09:00:00Z'));

  before(async () => {
    world = await createWorld({ clock, env: quietEnv() });
  });
  after(async () => world.stop());

  test('a payment at the end of the order is refused, swept or not; a millisecond before it is good', async () => {
    const shop = await world.merchant('Tea House');
    const ana = await world.person('Ana Lin', 20_000n);
    const [good, late, unwatched] = [
      await order(shop, 1, { expiresInMs: 60_000 }),
      await order(shop, 1, { expiresInMs: 60_000 }),
      await order(shop, 1),
    ];
    assert.equal(unwatched.body.expiresAt, '2026-01-05T09:30:00.000Z');
    const pay = (made: Answer) =>
      ana.api.post(`/v1/orders/${String(made.body.id)}/pay`, { version: 1, mode: 'balance', proof });
    clock.advance(59_999);
    assert.equal((await pay(good)).body.state, 'paid');
    clock.advance(1);
    assert.deepEqual(refusal(await pay(late)), [409, 'ORDER_EXPIRED', 'none']);
    assert.deepEqual([await balance(world, ana), await balance(world, shop)], ['170.00', '30.00']);
    // The sweeper tidies up; the other orders stay as they are.
    const state = async (made: Answer) =>
      (await shop.api.get(`/v1/orders/${String(made.body.id)}`)).body.state as string;
    await until(
      () => state(late),
      (now) => now === 'expired',
    );
    assert.deepEqual([await state(good), await state(unwatched)], ['paid', 'open']);
    assert.deepEqual(refusal(await pay(late)), [409, 'ORDER_EXPIRED', 'none']);
    assert.deepEqual(refusal(await shop.api.post(`/v1/orders/${String(late.body.id)}/cancel`)), [
      409,
      'ORDER_EXPIRED',
      'none',
    ]);
    await world.checkBooks();
  });
});

describe('checkout by card', () => {
  let world: World;
  let bank: BankControls;
  let shop: TestMerchant;
  let ana: TestPerson;
  let card: string;

  before(async () => {
    world = await createWorld({ bank: true, env: quietEnv() });
    bank = bankOf(world);
    shop = await world.merchant('Tea House');
    ana = await world.person('Ana Lin', 10_000n);
    card = await bindCard(world, ana, CARDS.ana);
  });
  after(async () => world.stop());

  const payOf = (made: Answer) => `/v1/orders/${String(made.body.id)}/pay`;

  test('page 2 shows the wallet and the card; the card pays the amended order once', async () => {
    //  bank: ana 50,000.00    platform: ana 100.00, shop 0.00
    const made = await order(shop, 2);
    const shown = await ana.api.get(`/v1/orders/${String(made.body.id)}`);
    assert.deepEqual(
      modesOf(shown).map(({ id, kind }) => [id, kind]),
      [
        ['balance', 'balance'],
        [card, 'card'],
      ],
    );
    const wish = { version: 1, mode: card, lines: [{ item: 'tea', quantity: 3 }], proof };
    const paid = await ana.api.post(payOf(made), wish, { key: 'card', ...WAIT });
    assert.deepEqual(
      [paid.status, paid.body.state, paid.body.amount, paid.body.version],
      [200, 'paid', cny(9_000), 2],
    );
    const again = await ana.api.post(payOf(made), wish, { key: 'card', ...WAIT });
    assert.equal((again.body.payment as { id: string }).id, (paid.body.payment as { id: string }).id);
    assert.deepEqual([await balance(world, ana), await balance(world, shop)], ['100.00', '90.00']);
    assert.equal(await bank.balance('ana-debit'), 5_000_000n - 9_000n);
    assert.deepEqual(await movements(world, String(made.body.id)), ['payment posted 90.00']);
  });

  test('partial refunds go back to the card; two at once never exceed what was captured', async () => {
    const made = await order(shop, 2);
    const id = String(made.body.id);
    await ana.api.post(payOf(made), { version: 1, mode: card, proof }, WAIT);
    const before = await bank.balance('ana-debit');
    const refund = (minor: number, merchantReference: string) =>
      shop.api.post('/v1/refunds', { order: id, amount: cny(minor), merchantReference }, WAIT);
    // Whoever waits for the end is not told of a failure with a 2xx.
    await bank.lies({ operation: 'refunds', lie: 'decline', code: '05', times: 1 });
    const held = await balance(world, shop);
    const declined = await refund(5_000, 'c0');
    assert.deepEqual(refusal(declined), [422, 'BANK_DECLINED', 'none']);
    const { object, bankCode } = declined.body.details as { object: string; bankCode: string };
    const failed = (await shop.api.get(`/v1/refunds/${object}`)).body;
    assert.deepEqual([bankCode, failed.state, failed.code], ['05', 'failed', '05']);
    assert.equal(await balance(world, shop), held);
    const first = await refund(1_000, 'c1');
    assert.deepEqual([first.status, first.body.state], [201, 'done']);
    const [left, right] = await Promise.all([refund(4_000, 'c2'), refund(4_000, 'c3')]);
    assert.deepEqual([left.status, right.status].sort(), [201, 422]);
    await until(
      () => shop.api.get(`/v1/orders/${id}`),
      ({ body }) => (body.refunded as { minor: string }).minor === '5000',
    );
    assert.equal((await bank.balance('ana-debit')) - before, 5_000n);
    assert.deepEqual(await balance(world, shop), '100.00');
  });

  test('declined by the bank: the order is open again, and the balance pays it', async () => {
    const made = await order(shop, 1);
    await bank.lies({ operation: 'debits', lie: 'decline', code: '51', times: 1 });
    const declined = await ana.api.post(payOf(made), { version: 1, mode: card, proof }, WAIT);
    assert.deepEqual(refusal(declined), [422, 'BANK_DECLINED', 'none']);
    const shown = await ana.api.get(`/v1/orders/${String(made.body.id)}`);
    assert.deepEqual([shown.body.state, shown.body.payment], ['open', undefined]);
    const paid = await ana.api.post(payOf(made), { version: 1, mode: 'balance', proof });
    assert.equal(paid.body.state, 'paid');
    assert.deepEqual([await balance(world, ana), await balance(world, shop)], ['70.00', '130.00']);
  });

  test('cancelled while the bank is late with its yes: the money goes back, the order stays cancelled', async () => {
    const made = await order(shop, 1);
    const id = String(made.body.id);
    const before = await bank.balance('ana-debit');
    await bank.lies({ operation: 'debits', lie: 'late', delayMs: 1_500, times: 1 });
    const asked = await ana.api.post(payOf(made), { version: 1, mode: card, proof });
    assert.equal(asked.body.state, 'paying');
    // Nobody else pays it meanwhile.
    const second = await ana.api.post(payOf(made), { version: 1, mode: 'balance', proof });
    assert.deepEqual(refusal(second), [409, 'ORDER_BEING_PAID', 'none']);
    const cancelled = await shop.api.post(`/v1/orders/${id}/cancel`);
    assert.equal(cancelled.body.state, 'cancelled');
    const requests = await until(
      async () =>
        (
          await world.app.ground.database.pool.query(
            `select r.state from bank.request r join checkout.payment p on p.request = r.id order by r.id desc limit 1`,
          )
        ).rows.map((row) => String(row.state)),
      ([state]) => state === 'undone' || state === 'declined',
    );
    assert.ok(requests.length > 0);
    await until(
      () => bank.balance('ana-debit'),
      (now) => now === before,
    );
    assert.equal((await shop.api.get(`/v1/orders/${id}`)).body.state, 'cancelled');
    assert.deepEqual(
      [await balance(world, ana), await balance(world, shop), await balance(world, 'platform')],
      ['70.00', '130.00', '0.00'],
    );
  });

  test('the books of platform and bank balance', async () => {
    await world.checkBooks();
    assert.ok(await bank.booksAreRight());
    const { rows } = await world.app.ground.database.pool.query(
      `select (debits_posted - credits_posted)::text minor from ledger.account where kind = 'bank'`,
    );
    // The test's own funding of 100.00 came without the bank.
    assert.equal(BigInt(rows[0].minor) - 10_000n, await bank.balance('settlement-platform'));
  });
});
