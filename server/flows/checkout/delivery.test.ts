/** Orders that are delivered: whose address, who sees it, and what stays of it, against a real server, database and bank. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ask, askingFlows } from '../../testing/asking.ts';
import { type BankControls, bankOf, bindCard, CARDS, quietEnv, until } from '../../testing/bank-controls.ts';
import { cny, readBooks } from '../../testing/books.ts';
import {
  type Answer,
  createWorld,
  TEST_PIN,
  type TestMerchant,
  type TestPerson,
  type World,
} from '../../testing/world.ts';

const proof = { pin: TEST_PIN };
const WAIT = { headers: { prefer: 'wait=30' } };
const SAID = {
  recipient: 'Ana Lin',
  phone: '+8613900000001',
  region: 'Zhejiang',
  city: 'Hangzhou',
  line: '8 Lakeside Road',
  postcode: '310000',
};
let references = 0;

const refusal = ({ status, body }: Answer) => [status, body.code, body.effect];

describe('orders that are delivered', () => {
  let world: World;
  let bank: BankControls;
  let shop: TestMerchant;
  let ana: TestPerson;
  let bo: TestPerson;
  let home: string;
  let work: string;

  before(async () => {
    world = await createWorld({ bank: true, flows: askingFlows, env: quietEnv() });
    bank = bankOf(world);
    shop = await world.merchant('Tea House');
    ana = await world.person('Ana Lin', 100_000n);
    bo = await world.person('Bo Chen', 100_000n);
    home = await add(ana, { label: 'Home' });
    work = await add(ana, { label: 'Work', line: '1 Harbour Street' });
  });
  after(async () => {
    await world.checkBooks();
    await world.stop();
  });

  async function add({ api }: TestPerson, more: object = {}): Promise<string> {
    const made = await api.post('/v1/addresses', { ...SAID, ...more });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return String(made.body.id);
  }
  async function order(more: object = { delivery: true }): Promise<string> {
    const lines = [{ item: 'tea', unitPrice: cny(1_000), quantity: 1, stock: 5 }];
    const made = await shop.api.post('/v1/orders', {
      merchantReference: `d-${++references}`,
      lines,
      ...more,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.deepEqual(
      [made.body.delivery, made.body.deliveryAddress],
      ['delivery' in more && more.delivery === true, undefined],
    );
    return String(made.body.id);
  }
  const pay = ({ api }: TestPerson, id: string, more: object = {}, options: object = {}) =>
    api.post(`/v1/orders/${id}/pay`, { version: 1, mode: 'balance', proof, ...more }, options);
  const addressIn = ({ body }: Answer) => body.deliveryAddress as Record<string, string> | undefined;

  test('the payer chooses; the order, its reply, its event and the lists of both sides have the address', async () => {
    const id = await order();
    const paid = await pay(ana, id, { address: work });
    const said = { id: work, ...SAID, line: '1 Harbour Street' };
    assert.deepEqual([paid.status, paid.body.state, paid.body.delivery], [200, 'paid', true]);
    // Its label is its owner's own word.
    assert.deepEqual(addressIn(paid), said);
    for (const { api } of [shop, ana]) {
      assert.deepEqual(addressIn(await api.get(`/v1/orders/${id}`)), said);
      const { data } = (await api.get('/v1/orders')).body as { data: Record<string, unknown>[] };
      assert.deepEqual(data.find((one) => one.id === id)?.deliveryAddress, said);
    }
    const events = (await shop.api.get('/v1/events?limit=100')).body.data as {
      type: string;
      object: string;
      data: Record<string, unknown>;
    }[];
    const event = events.find(({ type, object }) => type === 'order.paid' && object === id);
    assert.deepEqual(event?.data.deliveryAddress, said);
  });

  test('no address named means the default one; amended and paid in the same request', async () => {
    const id = await order();
    const paid = await pay(ana, id, { lines: [{ item: 'tea', quantity: 2 }] });
    assert.deepEqual([paid.body.state, paid.body.version, addressIn(paid)?.id], ['paid', 2, home]);
  });

  test('the order keeps what the address said after it was removed', async () => {
    const mum = await add(ana, { label: 'Mum', city: 'Ningbo' });
    const id = await order();
    assert.equal((await pay(ana, id, { address: mum })).body.state, 'paid');
    assert.equal((await ana.api.del(`/v1/addresses/${mum}`)).status, 200);
    assert.equal(addressIn(await shop.api.get(`/v1/orders/${id}`))?.city, 'Ningbo');
    const next = await order();
    assert.deepEqual(refusal(await pay(ana, next, { address: mum })), [422, 'ADDRESS_UNKNOWN', 'none']);
  });

  test('refused, and nothing moved: no address at all, of somebody else, of nobody; none of it costs a try of the PIN', async () => {
    const id = await order();
    const books = await readBooks(world);
    const wrongPin = { proof: { pin: '135790' } };
    const cases: readonly [TestPerson, object, string][] = [
      [bo, {}, 'ADDRESS_REQUIRED'],
      [bo, { address: home }, 'ADDRESS_UNKNOWN'],
      [ana, { address: 'address_01jfzxm5t2e6gvkt8d4vw0qj5a', ...wrongPin }, 'ADDRESS_UNKNOWN'],
      [ana, { ...wrongPin }, 'PIN_WRONG'],
    ];
    for (const [person, more, code] of cases)
      assert.deepEqual(refusal(await pay(person, id, more)), [422, code, 'none']);
    assert.equal((await pay(ana, id, { address: 'order_01jfzxm5t2e6gvkt8d4vw0qj5a' })).status, 400);
    assert.deepEqual(await readBooks(world), books);
    assert.equal((await pay(ana, id)).body.state, 'paid');
  });

  test('an address for an order that is not delivered is refused; without one it is paid as ever', async () => {
    const id = await order({});
    const sent = await pay(ana, id, { address: home });
    assert.deepEqual(refusal(sent), [400, 'BODY_INVALID', 'none']);
    assert.match(String((sent.body.details as { where: string }).where), /^body\/address/);
    const paid = await pay(ana, id);
    assert.deepEqual([paid.body.state, 'delivery' in paid.body, addressIn(paid)], ['paid', false, undefined]);
    assert.equal((await ana.api.get(`/v1/orders/${id}`)).body.delivery, false);
    assert.equal((await order({ delivery: false })).startsWith('order_'), true);
  });

  test('a card: the address stands while the bank is asked, and goes with its payer when it declines', async () => {
    const card = await bindCard(world, ana, CARDS.ana);
    const id = await order();
    await bank.lies({ operation: 'debits', lie: 'late', delayMs: 1_500, times: 1 });
    const asked = await pay(ana, id, { mode: card, address: work });
    assert.deepEqual([asked.body.state, addressIn(asked)?.id], ['paying', work]);
    assert.deepEqual(refusal(await bo.api.get(`/v1/orders/${id}`)), [404, 'NOT_FOUND', 'none']);
    assert.equal(addressIn(await shop.api.get(`/v1/orders/${id}`))?.id, work);
    await until(
      () => shop.api.get(`/v1/orders/${id}`),
      ({ body }) => body.state === 'paid',
    );
    assert.equal(addressIn(await ana.api.get(`/v1/orders/${id}`))?.id, work);

    const other = await order();
    await bank.lies({ operation: 'debits', lie: 'decline', code: '51', times: 1 });
    const declined = await pay(ana, other, { mode: card }, { ...WAIT, key: 'declined' });
    assert.deepEqual(refusal(declined), [422, 'BANK_DECLINED', 'none']);
    // Open again, for everybody who has its link: nobody's address stands in it.
    for (const { api } of [ana, bo, shop]) {
      const shown = await api.get(`/v1/orders/${other}`);
      assert.deepEqual([shown.body.state, addressIn(shown)], ['open', undefined]);
    }
    // Bo pays it. It stays in Ana's list, because she tried: without where Bo lives, and without how he paid.
    const bos = await add(bo, { recipient: 'Bo Chen', line: '5 Hill Lane' });
    assert.equal(addressIn(await pay(bo, other))?.id, bos);
    const { data } = (await ana.api.get('/v1/orders')).body as { data: Record<string, unknown>[] };
    const listed = data.find((one) => one.id === other);
    assert.deepEqual(
      [listed?.state, listed?.deliveryAddress, listed?.payment],
      ['paid', undefined, undefined],
    );
    for (const { api } of [bo, shop]) {
      const own = (await api.get('/v1/orders')).body.data as { id: string; payment?: { mode: string } }[];
      assert.equal(own.find((one) => one.id === other)?.payment?.mode, 'balance');
    }
    const again = await pay(ana, other, { mode: card }, { ...WAIT, key: 'declined' });
    assert.doesNotMatch(JSON.stringify(again.body), /Hill Lane/);
    const seen = await ana.api.get('/v1/events?limit=100');
    assert.doesNotMatch(JSON.stringify(seen.body), /Hill Lane/);
  });

  test('waiting for a yes: who approves sees where it goes; another address asks anew; a no leaves none behind', async () => {
    const cara = await world.person('Cara Zhou', 100_000n);
    const qin = await world.person('Qin Wu');
    await ask(world, cara.id, { approvers: [qin.id] });
    const near = await add(cara, { line: '2 Near Street' });
    const far = await add(cara, { line: '9 Far Street' });
    const id = await order();
    const challengeOf = ({ body }: Answer) => String((body.payment as { challenge: string }).challenge);
    const shown = async (challenge: string) => (await qin.api.get(`/v1/challenges/${challenge}`)).body;
    const lineShown = async (challenge: string) =>
      ((await shown(challenge)).shown as { address: { line: string } }).address.line;
    const answer = async (challenge: string, more: object) =>
      qin.api.post(`/v1/challenges/${challenge}/answers`, { about: (await shown(challenge)).about, ...more });

    const first = challengeOf(await pay(cara, id));
    assert.equal(await lineShown(first), '2 Near Street');
    assert.deepEqual(refusal(await pay(cara, id, { address: near })), [409, 'ORDER_BEING_PAID', 'none']);
    const second = challengeOf(await pay(cara, id, { address: far }));
    assert.equal(await lineShown(second), '9 Far Street');
    assert.equal((await shown(first)).state, 'cancelled');
    assert.equal(addressIn(await shop.api.get(`/v1/orders/${id}`))?.id, far);
    assert.equal((await answer(second, { answer: 'no', reason: 'too far' })).status, 200);
    const open = await shop.api.get(`/v1/orders/${id}`);
    assert.deepEqual([open.body.state, addressIn(open)], ['open', undefined]);

    const third = challengeOf(await pay(cara, id));
    // Removed while it waits: what was approved is what was shown.
    assert.equal((await cara.api.del(`/v1/addresses/${near}`)).status, 200);
    assert.equal((await answer(third, { answer: 'yes', proof })).body.state, 'approved');
    const paid = await shop.api.get(`/v1/orders/${id}`);
    assert.deepEqual([paid.body.state, addressIn(paid)?.line], ['paid', '2 Near Street']);
  });

  test('an operator sees it, another shop does not see the order', async () => {
    const id = await order();
    await pay(ana, id);
    const other = await world.merchant('Book Shop');
    assert.equal((await other.api.get(`/v1/orders/${id}`)).status, 404);
    const ops = await world.person('Ops');
    await world.app.ground.people.grantOperator(ops.id, ['viewer']);
    assert.equal(addressIn(await ops.api.get(`/v1/orders/${id}`))?.id, home);
  });

  test('the database itself refuses an address without a payer, and delivery to nowhere', async () => {
    const id = await order();
    await pay(ana, id);
    const { pool } = world.app.ground.database;
    for (const text of [
      'update checkout.orders set payer = null where delivery_address is not null',
      'update checkout.orders set delivery = false where delivery_address is not null',
      `update checkout.orders set delivery_address = null where delivery and state = 'paid'`,
    ])
      await assert.rejects(pool.query(text), /check constraint/);
  });
});
