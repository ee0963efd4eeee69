/** Orders whose payment waits for somebody's yes: from the balance and by card, through the API. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestClock, MINUTE_MS } from '../../kernel/time.ts';
import { ask, askingFlows } from '../../testing/asking.ts';
import { bindCard, CARDS, quietEnv, until } from '../../testing/bank-controls.ts';
import { balance, cny, movements } from '../../testing/books.ts';
import {
  type Answer,
  createWorld,
  TEST_PIN,
  type TestMerchant,
  type TestPerson,
  type World,
} from '../../testing/world.ts';

const proof = { pin: TEST_PIN };
type Payment = { id: string; state: string; challenge: string; code?: string };
const paymentOf = ({ body }: Answer) => body.payment as Payment;

describe('an order that waits for a yes', () => {
  const clock = createTestClock(Date.parse('2026-03-01T08:00:00Z'));
  let world: World;
  let shop: TestMerchant;
  let ana: TestPerson;
  let qin: TestPerson;
  let references = 0;

  before(async () => {
    world = await createWorld({ clock, bank: true, flows: askingFlows, env: quietEnv() });
    shop = await world.merchant('Tea House');
    ana = await world.person('Ana Lin', 50_000n, '+8613800000001');
    qin = await world.person('Qin Wu');
    await ask(world, ana.id, { above: '10000', approvers: [qin.id] });
  });
  after(async () => {
    await world.checkBooks();
    await world.stop();
  });

  async function order(unitPrice: number, more: object = {}): Promise<Answer> {
    const lines = [{ item: 'tea', unitPrice: cny(unitPrice), quantity: 1, stock: 5 }];
    const merchantReference = `wait-${++references}`;
    return shop.api.post('/v1/orders', { merchantReference, lines, ...more });
  }
  const pay = (made: Answer, more: object = {}) =>
    ana.api.post(`/v1/orders/${String(made.body.id)}/pay`, { version: 1, mode: 'balance', proof, ...more });
  const show = (made: Answer) => ana.api.get(`/v1/orders/${String(made.body.id)}`);
  async function answer(challenge: string, how: 'yes' | 'no', by = qin): Promise<Answer> {
    const shown = await by.api.get(`/v1/challenges/${challenge}`);
    return by.api.post(`/v1/challenges/${challenge}/answers`, {
      answer: how,
      about: shown.body.about,
      ...(how === 'yes' ? { proof } : { reason: 'Not today' }),
    });
  }

  test('100.00 goes through; 100.01 waits with its money held, and is captured with the same id by the yes', async () => {
    //  ana 500.00
    assert.equal((await pay(await order(10_000))).body.state, 'paid');
    const made = await order(10_001);
    const waiting = await pay(made);
    const payment = paymentOf(waiting);
    assert.deepEqual([waiting.status, waiting.body.state, payment.state], [200, 'paying', 'waiting']);
    assert.equal(await balance(world, ana), '400.00 (100.01 held)');
    const inbox = (await qin.api.get('/v1/challenges')).body.data as Record<string, unknown>[];
    assert.deepEqual(
      inbox.map(({ id, kind, subject, state }) => [id, kind, subject, state]),
      [[payment.challenge, 'payment', payment.id, 'pending']],
    );
    assert.equal((await answer(payment.challenge, 'yes')).body.state, 'approved');
    const paid = await show(made);
    assert.deepEqual(
      [paid.body.state, paymentOf(paid).id, paymentOf(paid).state],
      ['paid', payment.id, 'done'],
    );
    assert.deepEqual(await movements(world, String(made.body.id)), [
      'payment held 100.01',
      'payment post 100.01',
    ]);
    assert.equal(await balance(world, ana), '299.99');
    // The same yes again: nothing (R2).
    const late = await answer(payment.challenge, 'yes');
    assert.deepEqual([late.status, late.body.code], [409, 'REPLAYED']);
  });

  test('a no gives the money back and opens the order again', async () => {
    const made = await order(15_000);
    const payment = paymentOf(await pay(made));
    assert.equal((await answer(payment.challenge, 'no')).body.state, 'refused');
    const open = await show(made);
    assert.equal(open.body.state, 'open');
    assert.equal(await balance(world, ana), '299.99');
    const events = (await ana.api.get('/v1/events?limit=100')).body.data as {
      type: string;
      object: string;
      data: { payment?: Payment };
    }[];
    const failed = events.find(
      ({ type, object }) => type === 'order.payment-failed' && object === made.body.id,
    );
    assert.equal(failed?.data.payment?.code, 'APPROVAL_REFUSED');
  });

  test('other quantities need a new yes: the old one is void; the same wish again is ORDER_BEING_PAID', async () => {
    const made = await order(12_000);
    const first = paymentOf(await pay(made));
    const again = await pay(made);
    assert.deepEqual([again.status, again.body.code], [409, 'ORDER_BEING_PAID']);
    assert.equal(await balance(world, ana), '299.99 (120.00 held)');
    const changed = await pay(made, { lines: [{ item: 'tea', quantity: 2 }] });
    const second = paymentOf(changed);
    assert.notEqual(second.challenge, first.challenge);
    assert.equal(await balance(world, ana), '299.99 (240.00 held)');
    const late = await answer(first.challenge, 'yes');
    assert.deepEqual([late.status, late.body.code], [409, 'CHALLENGE_OVER']);
    assert.equal((await answer(second.challenge, 'yes')).body.state, 'approved');
    assert.equal((await show(made)).body.state, 'paid');
    assert.equal(await balance(world, ana), '59.99');
  });

  test('cancelled by the merchant while it waits: held money is back, the challenge is over', async () => {
    await world.fund(ana.id, 50_000n);
    const made = await order(20_000);
    const payment = paymentOf(await pay(made));
    const cancelled = await shop.api.post(`/v1/orders/${String(made.body.id)}/cancel`);
    assert.equal(cancelled.body.state, 'cancelled');
    assert.equal(await balance(world, ana), '559.99');
    const late = await answer(payment.challenge, 'yes');
    assert.deepEqual([late.status, late.body.code], [409, 'CHALLENGE_OVER']);
    // Who was asked is told on his devices that nobody needs his answer any more.
    const entries = await world.app.ground.journal.entries(0n, 1_000);
    const entry = entries.find(({ kind, reply }) => kind === 'order.cancel' && reply?.id === made.body.id);
    assert.deepEqual(
      entry?.effects.map(({ task, payload }) => [task, payload.notice, payload.people]),
      [['push.send', 'challenge.cancelled', [qin.id]]],
    );
  });

  test('the payer gives up: the order is open again', async () => {
    const made = await order(20_000);
    const payment = paymentOf(await pay(made));
    const stranger = await qin.api.post(`/v1/challenges/${payment.challenge}/cancel`);
    assert.equal(stranger.status, 404);
    assert.equal((await ana.api.post(`/v1/challenges/${payment.challenge}/cancel`)).body.state, 'cancelled');
    assert.equal((await show(made)).body.state, 'open');
    assert.equal(await balance(world, ana), '559.99');
  });

  test('nobody answers: at its time it is dead, and the sweeper gives the money back', async () => {
    const made = await order(20_000, { expiresInMs: 60 * MINUTE_MS });
    const payment = paymentOf(await pay(made));
    clock.advance(10 * MINUTE_MS);
    const late = await answer(payment.challenge, 'yes');
    assert.deepEqual([late.status, late.body.code], [409, 'EXPIRED']);
    await until(
      () => show(made),
      ({ body }) => body.state === 'open',
    );
    assert.equal(await balance(world, ana), '559.99');
  });

  test('the yes comes before the payer has proved himself: both are needed, in any order', async () => {
    const made = await order(20_000);
    const waiting = await pay(made, { proof: undefined });
    const { challenge } = paymentOf(waiting);
    assert.equal((await answer(challenge, 'yes')).body.state, 'pending');
    assert.equal((await show(made)).body.state, 'paying');
    const shown = await ana.api.get(`/v1/challenges/${challenge}`);
    const own = (pin: string) =>
      ana.api.post(`/v1/challenges/${challenge}/answers`, {
        answer: 'yes',
        about: shown.body.about,
        proof: { pin },
      });
    assert.equal((await own('975310')).body.code, 'PIN_WRONG');
    assert.equal((await show(made)).body.state, 'paying');
    assert.equal((await own(TEST_PIN)).body.state, 'approved');
    assert.equal((await show(made)).body.state, 'paid');
    const small = await order(10_000);
    assert.equal((await pay(small, { proof: undefined })).body.code, 'PROOF_REQUIRED');
  });

  test('by card: nothing is asked of the bank before the yes; then it is, and the order is paid', async () => {
    const card = await bindCard(world, ana, CARDS.ana);
    const made = await order(30_000);
    const waiting = await pay(made, { mode: card });
    const payment = paymentOf(waiting);
    assert.deepEqual([waiting.body.state, payment.state], ['paying', 'waiting']);
    const asked = async () =>
      (await world.app.ground.database.pool.query("select 1 from bank.request where operation = 'debit'"))
        .rowCount;
    assert.equal(await asked(), 0);
    assert.equal((await answer(payment.challenge, 'yes')).body.state, 'approved');
    await until(
      () => show(made),
      ({ body }) => body.state === 'paid',
    );
    assert.equal(await asked(), 1);
    // The card is removed while the payment waits: the yes comes too late for it (R9).
    const other = await order(30_000);
    const second = paymentOf(await pay(other, { mode: card }));
    assert.equal((await ana.api.del(`/v1/instruments/${card}`)).status < 300, true);
    assert.equal((await answer(second.challenge, 'yes')).body.state, 'approved');
    assert.equal((await show(other)).body.state, 'open');
    assert.equal(await asked(), 1);
  });
});
