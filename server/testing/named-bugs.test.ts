/**
 * Bugs that other payment systems had, each a test here that bears its name (docs: the repository and number).
 * What the mechanisms hold by themselves is tested beside them too; here it is told end to end.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type BankControls, bankOf, bindCard, CARDS, quietEnv, until } from './bank-controls.ts';
import { balance, checkJournal, cny, movements, readBooks } from './books.ts';
import {
  type Answer,
  createWorld,
  TEST_PIN,
  type TestMerchant,
  type TestPerson,
  type World,
} from './world.ts';

const proof = { pin: TEST_PIN };
const WAIT = { headers: { prefer: 'wait=30' } };

describe("other systems' bugs", () => {
  let world: World;
  /** A second server process's worth of platform on the same database. */
  let second: World;
  let bank: BankControls;
  let shop: TestMerchant;
  let ana: TestPerson;
  let card: string;
  let orders = 0;

  before(async () => {
    const env = quietEnv();
    world = await createWorld({ bank: true, env });
    second = await createWorld({
      env: { ...env, BANK_URL: world.config.bankUrl },
      databaseUrl: world.databaseUrl,
    });
    bank = bankOf(world);
    shop = await world.merchant('Tea House');
    ana = await world.person('Ana Lin', 1_000_000n);
    card = await bindCard(world, ana, CARDS.ana);
  });
  afterEach(async () => {
    await bank.lies();
    await world.checkBooks();
    await checkJournal(world.app.ground.database.pool);
  });
  after(async () => {
    await second.stop();
    await world.stop();
  });

  const id = (answer: Answer) => String(answer.body.id);
  async function order(minor: number): Promise<string> {
    const lines = [{ item: 'tea', unitPrice: cny(minor), quantity: 1 }];
    return id(await shop.api.post('/v1/orders', { merchantReference: `n-${++orders}`, lines }));
  }
  async function paidOrder(minor: number, mode = 'balance'): Promise<string> {
    const made = await order(minor);
    const paid = await ana.api.post(`/v1/orders/${made}/pay`, { version: 1, mode, proof }, WAIT);
    assert.equal(paid.body.state, 'paid', JSON.stringify(paid.body));
    return made;
  }
  const refund = (of: string, minor: number, merchantReference: string) =>
    shop.api.post('/v1/refunds', { order: of, amount: cny(minor), merchantReference }, WAIT);

  test('blnk#152, #374: one refund per amount captured; an error with effect none moved nothing', async () => {
    const of = await paidOrder(5_000);
    const answers = await Promise.all([1, 2, 3].map((n) => refund(of, 5_000, `${of}-${n}`)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 422, 422]);
    const books = await readBooks(world);
    for (const { body } of answers.filter(({ status }) => status !== 201)) assert.equal(body.effect, 'none');
    assert.equal((await refund(of, 1, `${of}-4`)).body.effect, 'none');
    assert.deepEqual(await readBooks(world), books);
    assert.deepEqual(await movements(world, of), ['payment posted 50.00', 'refund posted 50.00']);
  });

  test('blnk#181, #182: of six holds of 1,000 on 5,000 five stand; one that was refused by the bank is free again, for good', async () => {
    const bo = await world.person('Bo Chen', 5_000n);
    const own = await bindCard(world, bo, CARDS.bo);
    await bank.lies({ operation: 'transfers', lie: 'slow', delayMs: 1_500, times: 4 });
    const withdraw = () => bo.api.post('/v1/withdrawals', { instrument: own, amount: cny(1_000), proof });
    const answers = await Promise.all(Array.from({ length: 6 }, withdraw));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 201, 201, 422]);
    assert.equal((await withdraw()).body.code, 'INSUFFICIENT_FUNDS');
    for (const answer of answers.filter(({ status }) => status === 201))
      await until(
        () => bo.api.get(`/v1/withdrawals/${id(answer)}`),
        ({ body }) => body.state === 'done',
      );
    assert.equal(await balance(world, bo), '0.00');

    await world.fund(bo.id, 1_000n);
    await bank.lies({ operation: 'transfers', lie: 'decline', code: '51', times: 1 });
    const declined = id(await withdraw());
    await until(
      () => bo.api.get(`/v1/withdrawals/${declined}`),
      ({ body }) => body.state === 'failed',
    );
    assert.equal(await balance(world, bo), '10.00');
    assert.deepEqual(await movements(world, declined), ['withdrawal held 10.00', 'withdrawal void 10.00']);
  });

  test('blnk#90, midaz#1267: after a burst the balance is what the movements say, and the payer reads his own write', async () => {
    const cara = await world.person('Cara Zhou', 10_000n);
    const session = String((await cara.api.post('/v1/payment-sessions', { pin: TEST_PIN })).body.id);
    const send = () =>
      cara.api.post('/v1/transfers', { to: ana.id, amount: cny(10), proof: { paymentSession: session } });
    for (let burst = 1; burst <= 5; burst++) {
      const answers = await Promise.all(Array.from({ length: 50 }, send));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
      const { data } = (await cara.api.get('/v1/accounts')).body as unknown as {
        data: [{ id: string; available: { minor: string } }];
      };
      assert.equal(data[0].available.minor, String(10_000 - burst * 500));
      const statement = await cara.api.get(`/v1/accounts/${data[0].id}/statement?limit=1`);
      const [line] = statement.body.data as [{ balanceAfter: { minor: string } }];
      assert.equal(line.balanceAfter.minor, data[0].available.minor);
    }
  });

  test('blnk#55: no balance without its movements: every counter is the sum of the transfers', async () => {
    await Promise.all([paidOrder(100), paidOrder(200, card), ana.api.post('/v1/orders', {})]);
    await world.checkBooks();
    const { rows } = await world.app.ground.database.pool.query(
      `select count(*)::int n from ledger.transfer t left join journal.entry e on e.seq = t.seq where e.seq is null`,
    );
    assert.equal(rows[0].n, 0);
  });

  test('formance ledger#364: 50 posts at once: 50 ids, 50 bodies, no 2xx without its record', async () => {
    const made = await Promise.all(Array.from({ length: 50 }, () => order(100)));
    assert.equal(new Set(made).size, 50);
    const shown = await Promise.all(made.map((one) => shop.api.get(`/v1/orders/${one}`)));
    assert.ok(shown.every(({ status, body }) => status === 200 && body.state === 'open'));
  });

  test('formance stack#1464, medusa#13301: reply and callback race, the callback comes twice: paid once', async () => {
    await bank.lies({ operation: 'debits', lie: 'twice' });
    const [ordered, before] = [await paidOrder(3_000, card), await bank.balance('ana-debit')];
    const topUp = await ana.api.post('/v1/top-ups', { instrument: card, amount: cny(700), proof }, WAIT);
    assert.equal(topUp.body.state, 'done');
    // Time for the second callbacks to come.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.deepEqual(await movements(world, ordered), ['payment posted 30.00']);
    assert.deepEqual(await movements(world, id(topUp)), ['top-up posted 7.00']);
    assert.equal(before - (await bank.balance('ana-debit')), 700n);
  });

  test('rafiki#223: a retry of a withdrawal is the same withdrawal, asked of the bank once', async () => {
    const wish = { instrument: card, amount: cny(500), proof };
    const before = await bank.balance('ana-debit');
    const answers = await Promise.all(
      [world, second, world, second].map((at) =>
        at.api(ana.token).post('/v1/withdrawals', wish, { key: 'withdraw once', ...WAIT }),
      ),
    );
    assert.equal(new Set(answers.map(id)).size, 1);
    await until(
      () => ana.api.get(`/v1/withdrawals/${id(answers[0] ?? assert.fail())}`),
      ({ body }) => body.state === 'done',
    );
    assert.equal((await bank.balance('ana-debit')) - before, 500n);
  });

  test('tigerbeetle (Jepsen): a request has a deadline, and its outcome can be asked for', async () => {
    await bank.lies({ operation: '*', lie: 'down' });
    const made = await order(900);
    const answer = await ana.api.post(
      `/v1/orders/${made}/pay`,
      { version: 1, mode: card, proof },
      { headers: { prefer: 'wait=1' } },
    );
    assert.deepEqual([answer.status, answer.body.state], [200, 'paying']);
    await bank.lies();
    const ended = await until(
      () => shop.api.get(`/v1/orders/${made}`),
      ({ body }) => body.state !== 'paying',
    );
    assert.equal(ended.body.state, 'paid');
    assert.deepEqual(await movements(world, made), ['payment posted 9.00']);
  });

  test('medusa#12789, #13971, #15315: 98.90 is 98.90: no 98.9009, and refunds in thirds end at nothing', async () => {
    const of = await paidOrder(9_890);
    const fraction = { order: of, amount: { minor: '9890.09', currency: 'CNY' }, merchantReference: 'f' };
    assert.equal((await shop.api.post('/v1/refunds', fraction)).status, 400);
    for (const [i, minor] of [3_297, 3_297, 3_296].entries())
      assert.equal((await refund(of, minor, `third-${i}`)).status, 201);
    assert.equal((await shop.api.get(`/v1/orders/${of}`)).body.state, 'refunded');
  });

  test('medusa#4798, mojaloop#3773: two servers on one database fight for one wallet: no 5xx, no cent too many', async () => {
    const dai = await world.person('Dai Wang', 1_000n);
    const session = String((await dai.api.post('/v1/payment-sessions', { pin: TEST_PIN })).body.id);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        (i % 2 ? world : second)
          .api(dai.token)
          .post('/v1/transfers', { to: ana.id, amount: cny(10), proof: { paymentSession: session } }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [
      ...Array(100).fill(201),
      ...Array(100).fill(422),
    ]);
    assert.equal(await balance(world, dai), '0.00');
  });

  test('hyperswitch#3751: the reply to a refund is lost: it is asked about under our own id, and made once', async () => {
    const of = await paidOrder(4_000, card);
    const before = await bank.balance('ana-debit');
    await bank.lies({ operation: 'refunds', lie: 'lost-reply', delayMs: 100, times: 1 });
    const asked = await refund(of, 4_000, `lost-${of}`);
    assert.equal(asked.status, 201);
    await until(
      () => shop.api.get(`/v1/refunds/${id(asked)}`),
      ({ body }) => body.state === 'done',
    );
    assert.equal((await bank.balance('ana-debit')) - before, 4_000n);
    assert.deepEqual(await movements(world, of), [
      'payment posted 40.00',
      'refund held 40.00',
      'refund post 40.00',
    ]);
  });

  test('hyperswitch#9252, #7080: on a fresh install the first sign-in works', async () => {
    const phone = CARDS.dai.phone;
    const anybody = world.api(null);
    assert.equal((await anybody.post('/v1/sign-in/codes', { phone })).status, 202);
    const code = await until(
      () => readCode(world, phone),
      (found) => found !== null,
    );
    const signedIn = await anybody.post('/v1/sign-in', { phone, code, deviceName: 'first phone' });
    assert.equal(signedIn.status, 201, JSON.stringify(signedIn.body));
    const me = await world.api(String(signedIn.body.token)).get('/v1/me');
    assert.deepEqual([me.status, me.body.phone], [200, phone]);
  });

  test('mojaloop#4473, #4021: settlement runs beside live payments and locks nothing', async () => {
    const operator = await world.person('Operator');
    await world.app.ground.people.grantOperator(operator.id, ['admin']);
    const day = new Date();
    const from = new Date(day.getTime() - 86_400_000).toISOString().slice(0, 10);
    const [compared, ...paid] = await Promise.all([
      operator.api.post('/v1/operator/reconciliations', { from }),
      ...Array.from({ length: 30 }, (_, i) => paidOrder(100 + i)),
    ]);
    assert.equal(compared.status, 201, JSON.stringify(compared.body));
    assert.equal(new Set(paid).size, 30);
  });

  test('midaz#1519: paid and cancelled at the same moment: exactly one wins, the other is told the state', async () => {
    for (let round = 0; round < 10; round++) {
      const made = await order(100);
      const [pay, cancel] = await Promise.all([
        world.api(ana.token).post(`/v1/orders/${made}/pay`, { version: 1, mode: 'balance', proof }),
        second.api(shop.secretKey).post(`/v1/orders/${made}/cancel`),
      ]);
      assert.deepEqual([pay.status, cancel.status].sort(), [200, 409]);
      const { state } = (await shop.api.get(`/v1/orders/${made}`)).body;
      assert.equal(state, pay.status === 200 ? 'paid' : 'cancelled');
      const loser = pay.status === 200 ? cancel : pay;
      assert.equal(loser.body.code, state === 'paid' ? 'ORDER_ALREADY_PAID' : 'ORDER_CANCELLED');
      assert.equal((await movements(world, made)).length, state === 'paid' ? 1 : 0);
    }
  });
});

/** The sign-in code that the telephone network delivered last. */
async function readCode(world: World, phone: string): Promise<string | null> {
  const response = await fetch(
    `${world.config.bankUrl}/control/messages?phone=${encodeURIComponent(phone)}&limit=100`,
  );
  const { data } = (await response.json()) as { data: { text: string }[] };
  return data.flatMap(({ text }) => /\b(\d{6})\b/.exec(text)?.[1] ?? []).at(-1) ?? null;
}
