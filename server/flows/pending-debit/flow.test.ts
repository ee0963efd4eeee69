import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createSigner } from '../../mechanisms/bank/index.ts';
import {
  alertKinds,
  assertAgreement,
  type BankControls,
  bankOf,
  bindCard,
  CARDS,
  openRequests,
  quietEnv,
  until,
} from '../../testing/bank-controls.ts';
import { createWorld, type TestMerchant, type TestPerson, type World } from '../../testing/world.ts';

type Row = Record<string, string>;

describe('pending-debit', () => {
  let world: World;
  let bank: BankControls;
  let ana: TestPerson;
  let shop: TestMerchant;
  let card: string;

  before(async () => {
    world = await createWorld({ bank: true, env: quietEnv() });
    bank = bankOf(world);
    ana = await world.person('Ana Lin');
    shop = await world.merchant('Bao House');
    card = await bindCard(world, ana, CARDS.ana);
  });
  beforeEach(async () => bank.lies());
  after(async () => world.stop());

  async function order(minor: number): Promise<string> {
    const made = await shop.api.post('/v1/orders', {
      merchantReference: randomUUID(),
      lines: [{ item: 'Bao', unitPrice: { minor: String(minor), currency: 'CNY' }, quantity: 1 }],
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return String(made.body.id);
  }
  const pay = (id: string, wait = 10) =>
    ana.api.post(
      `/v1/orders/${id}/pay`,
      { version: 1, mode: card, proof: { pin: ana.pin } },
      { headers: { prefer: `wait=${wait}` } },
    );
  const stateOf = async (id: string) => String((await shop.api.get(`/v1/orders/${id}`)).body.state);
  const toMark = async () =>
    (await shop.api.get('/v1/pending-debits?state=confirmed&limit=100')).body.data as Row[];
  const rest = () =>
    until(
      () => openRequests(world),
      (open) => open === 0,
    );

  async function requestOf(subject: string): Promise<Row> {
    const { rows } = await world.app.ground.database.pool.query(
      `select id::text as uuid, * from bank.request where subject = $1`,
      [subject],
    );
    return rows[0] as Row;
  }

  /** The bank's question, signed as the bank signs. */
  async function ask(
    feedback: Row & { amount?: never },
    amount: { minor: string; currency: string },
    options: { secret?: string; id?: string } = {},
  ) {
    const body = JSON.stringify({ ...feedback, amount });
    const path = '/bank/pending-debits';
    const secret =
      options.secret === undefined
        ? world.config.platformSecret
        : new (
            world.config.platformSecret.constructor as new (
              text: string,
            ) => typeof world.config.platformSecret
          )(options.secret);
    const signed = createSigner(secret)({
      method: 'POST',
      path,
      body,
      id: options.id ?? `t_${randomUUID()}`,
      now: Date.now(),
    });
    const response = await fetch(world.app.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
    });
    return { status: response.status, body: (await response.json()) as Row };
  }

  test('a card payment is confirmed from memory, debited once, and marked by the merchant', async () => {
    const before = await bank.balance('ana-debit');
    const id = await order(2_000);
    const paid = await pay(id);
    assert.deepEqual([paid.status, paid.body.state], [200, 'paid'], JSON.stringify(paid.body));
    assert.equal(before - (await bank.balance('ana-debit')), 2_000n);
    const payment = String((paid.body.payment as unknown as Row).id);
    const [waiting] = await until(toMark, (list) => list.some((one) => one.payment === payment), 5_000);
    assert.equal(waiting?.payment, payment);
    const marked = await shop.api.post(`/v1/payments/${payment}/mark`, { mark: 'till 3, receipt 77' });
    assert.deepEqual([marked.body.state, marked.body.mark], ['marked', 'till 3, receipt 77']);
    assert.equal(
      (await shop.api.post(`/v1/payments/${payment}/mark`, { mark: 'again' })).body.code,
      'CONFLICT',
    );
    assert.deepEqual(await toMark(), []);
    const other = await world.merchant('Other');
    assert.equal(
      (await other.api.post(`/v1/payments/${payment}/mark`, { mark: 'x' })).body.code,
      'NOT_FOUND',
    );
    const { rows } = await world.app.ground.database.pool.query(
      `select content from journal.entry where content like '%pending-debit.confirmed%'`,
    );
    assert.ok(rows.length > 0, 'the merchant is told by event');
  });

  test('feedback for another amount is rejected with an alert, the payment fails and nothing moves', async () => {
    const before = await bank.balance('ana-debit');
    await bank.lies({ operation: 'debits', lie: 'wrong-amount', times: 1 });
    const id = await order(2_000);
    const answer = await pay(id);
    assert.equal(answer.body.code, 'BANK_DECLINED');
    await rest();
    assert.equal(await stateOf(id), 'open');
    assert.equal(await bank.balance('ana-debit'), before);
    assert.ok((await alertKinds(world)).includes('AMOUNT_MISMATCH'));
    const { rows } = await world.app.ground.database.pool.query(
      `select note from bank.alert where kind = 'AMOUNT_MISMATCH'`,
    );
    assert.deepEqual(rows, [{ note: 'A pending debit of 2.00 CNY was rejected' }]);
  });

  test('a payment unknown to us waits, and is rejected when its window has ended; forged questions get nothing', async () => {
    const feedback = {
      feedback: 'fbk_strange',
      reference: 'bankreq_01hzzzzzzzzzzzzzzzzzzzzzzz',
      payee: 'Bao House',
      at: new Date().toISOString(),
      windowEndsAt: new Date(Date.now() + 700).toISOString(),
    };
    const amount = { minor: '2000', currency: 'CNY' };
    assert.deepEqual((await ask(feedback, amount)).body, { instruction: 'wait' });
    assert.equal(
      (await ask(feedback, amount, { secret: 'not the secret of the bank' })).body.code,
      'SIGNATURE_INVALID',
    );
    const replayed = await ask(feedback, amount, { id: 'once' });
    assert.equal(replayed.status, 200);
    assert.equal((await ask(feedback, amount, { id: 'once' })).body.code, 'SIGNATURE_INVALID');
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.deepEqual((await ask(feedback, amount)).body, { instruction: 'reject' });
  });

  test('the same feedback after the end gets the same instruction, another one for the same payment is rejected', async () => {
    const id = await order(1_100);
    const paid = await pay(id);
    await rest();
    const request = await requestOf(String((paid.body.payment as unknown as Row).id));
    const { idFromUuid } = await import('../../kernel/id.ts');
    const feedback = {
      feedback: `fbk_${request.bank_reference}`,
      reference: idFromUuid('bankreq', String(request.uuid)),
      payee: 'Bao House',
      at: new Date().toISOString(),
      windowEndsAt: new Date(Date.now() + 20_000).toISOString(),
    };
    const amount = { minor: '1100', currency: 'CNY' };
    await until(
      () => ask(feedback, amount),
      ({ body }) => body.instruction === 'confirm',
      5_000,
    );
    assert.equal((await ask({ ...feedback, feedback: 'fbk_second' }, amount)).body.instruction, 'reject');
  });

  test('cancelled while the bank was debiting: the late success goes back to the card, audited (R7)', async () => {
    const before = await bank.balance('ana-debit');
    const alertsBefore = (await alertKinds(world)).length;
    await bank.lies(
      { operation: 'debits', lie: 'lost-reply', times: 1 },
      { operation: 'debits', lie: 'drop-callback', times: 1 },
      { operation: 'query', lie: 'down' },
    );
    const id = await order(3_000);
    await pay(id, 0);
    // The bank has debited, and we do not know it.
    await until(
      () => bank.balance('ana-debit'),
      (now) => now === before - 3_000n,
      10_000,
    );
    assert.equal((await shop.api.post(`/v1/orders/${id}/cancel`, {})).status, 200);
    await bank.lies();
    await rest();
    assert.equal(await bank.balance('ana-debit'), before);
    assert.equal(await stateOf(id), 'cancelled');
    assert.deepEqual((await alertKinds(world)).slice(alertsBefore), ['LATE_SUCCESS']);
  });

  test('a hundred card payments at once: every one confirmed and debited exactly once', async () => {
    const before = await bank.balance('ana-debit');
    const ids = await Promise.all(Array.from({ length: 100 }, (_, i) => order(100 + i)));
    const answers = await Promise.all(ids.map((id) => pay(id, 20)));
    assert.deepEqual([...new Set(answers.map(({ body }) => body.state))], ['paid']);
    await rest();
    assert.equal(
      before - (await bank.balance('ana-debit')),
      BigInt(Array.from({ length: 100 }, (_, i) => 100 + i).reduce((a, b) => a + b)),
    );
  });

  test('in the end platform and bank agree to the cent', async () => {
    await rest();
    await assertAgreement(world);
  });
});
