/** S16: a payer and his supervisor, word by word, and what goes wrong; against a real server, database and bank. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestClock, DAY_MS, MINUTE_MS } from '../../kernel/time.ts';
import { bindCard, CARDS, quietEnv, until } from '../../testing/bank-controls.ts';
import { balance, cny, movements, readBooks } from '../../testing/books.ts';
import {
  type Answer,
  createWorld,
  TEST_PIN,
  type TestMerchant,
  type TestPerson,
  type World,
} from '../../testing/world.ts';
import type { SupervisionView } from './contract.ts';

const proof = { pin: TEST_PIN };
const clock = createTestClock(Date.parse('2026-02-02T09:00:00Z'));
const codeOf = ({ status, body }: Answer) => `${status} ${String(body.code ?? body.state)}`;

let world: World;
let shop: TestMerchant;
let other: TestPerson;
before(async () => {
  world = await createWorld({ env: quietEnv(), clock, bank: true });
  shop = await world.merchant('Electronics');
  other = await world.person('Somebody');
});
after(async () => {
  await world.checkBooks();
  await world.stop();
});

type Pair = { readonly p: TestPerson; readonly q: TestPerson };
type Asked = { readonly id: string; readonly challenge: string };

/** Payer P with 5,000.00 and his supervisor Q, free limit 500.00. */
async function pair(name: string, phone?: string): Promise<Pair> {
  const p = await world.person(`${name} P`, 500_000n, phone);
  const q = await world.person(`${name} Q`);
  await supervise({ p, q });
  return { p, q };
}

async function supervise({ p, q }: Pair, freeLimit = 50_000): Promise<void> {
  const asked = await p.api.post('/v1/supervision', { supervisor: q.phone, proof });
  assert.deepEqual([asked.status, asked.body.state], [201, 'asked'], JSON.stringify(asked.body));
  assert.equal(codeOf(await yes(q, String(asked.body.challenge))), '200 approved');
  const set = await q.api.put(`/v1/supervision/${p.id}/free-limit`, { freeLimit: cny(freeLimit), proof });
  assert.equal(set.status, 200, JSON.stringify(set.body));
}

async function answer({ api }: TestPerson, challenge: string, more: object): Promise<Answer> {
  const shown = await api.get(`/v1/challenges/${challenge}`);
  return api.post(`/v1/challenges/${challenge}/answers`, {
    about: shown.body.about ?? '0'.repeat(64),
    ...more,
  });
}
const yes = (by: TestPerson, challenge: string) => answer(by, challenge, { answer: 'yes', proof });
const no = (by: TestPerson, challenge: string, reason = '') =>
  answer(by, challenge, { answer: 'no', reason });

const send = ({ api }: TestPerson, minor: number, more: object = { proof }) =>
  api.post('/v1/transfers', { to: other.id, amount: cny(minor), note: 'New phone', ...more });
async function ask(p: TestPerson, minor: number, more?: object): Promise<Asked> {
  const { status, body } = await send(p, minor, more);
  assert.deepEqual([status, body.state], [201, 'waiting'], JSON.stringify(body));
  return { id: String(body.id), challenge: String(body.challenge) };
}
const stateOf = async ({ api }: TestPerson, { id }: Asked) => {
  const { body } = await api.get(`/v1/transfers/${id}`);
  return body.code === undefined ? String(body.state) : `${String(body.state)} ${String(body.code)}`;
};
const supervisionOf = async ({ api }: TestPerson) =>
  (await api.get('/v1/supervision')).body as unknown as {
    asPayer: SupervisionView | null;
    asSupervisor: SupervisionView[];
    asDeputy: SupervisionView[];
    resigned?: { supervisor: { id: string; name: string }; at: string };
  };

let orders = 0;
async function order(unitPrice: number): Promise<string> {
  const lines = [{ item: 'phone', unitPrice: cny(unitPrice), quantity: 1, stock: 9 }];
  const made = await shop.api.post('/v1/orders', { merchantReference: `s16-${++orders}`, lines });
  return String(made.body.id);
}
const pay = ({ api }: TestPerson, id: string, more: object = {}) =>
  api.post(`/v1/orders/${id}/pay`, { version: 1, mode: 'balance', proof, ...more });
const paymentOf = ({ body }: Answer) => body.payment as { id: string; state: string; challenge: string };

describe('S16: the acceptance script', () => {
  test('P pays 3,000.00 with the right password: WAIT_SUPERVISOR, 0 moved; Q verifies: paid once', async () => {
    const { p, q } = await pair('First');
    const id = await order(300_000);
    const books = await movements(world, id);
    const waiting = await pay(p, id);
    const { challenge, state, id: payment } = paymentOf(waiting);
    assert.deepEqual([waiting.body.state, state], ['paying', 'waiting']);
    assert.equal(await balance(world, p), '5000.00 (3000.00 held)');
    assert.deepEqual([books, await movements(world, id)], [[], ['payment held 3000.00']]);
    //  Q sees payee, amount and lines
    const [shown] = (await q.api.get('/v1/challenges')).body.data as Record<string, unknown>[];
    assert.ok(shown);
    const about = shown.shown as { payee: { name: string }; amount: object; lines: object[] };
    assert.deepEqual(
      [shown.id, about.payee.name, about.amount, about.lines.length],
      [challenge, 'Electronics', cny(300_000), 1],
    );
    assert.equal((shown.reasons as { because: string }[])[0]?.because, 'ABOVE_FREE_LIMIT');
    //  twenty times at once: paid once
    const answers = await Promise.all(Array.from({ length: 20 }, () => yes(q, challenge)));
    assert.deepEqual([...new Set(answers.map(codeOf))].sort(), ['200 approved', '409 REPLAYED']);
    const paid = await p.api.get(`/v1/orders/${id}`);
    assert.deepEqual([paid.body.state, paymentOf(paid).id], ['paid', payment]);
    assert.deepEqual(await movements(world, id), ['payment held 3000.00', 'payment post 3000.00']);
    assert.equal(await balance(world, p), '2000.00');
  });

  test("Q verifies first and P's password is wrong: not paid; then right: paid", async () => {
    const { p, q } = await pair('Order');
    const asked = await ask(p, 300_000, {});
    assert.equal(codeOf(await yes(q, asked.challenge)), '200 pending');
    const wrong = await answer(p, asked.challenge, { answer: 'yes', proof: { pin: '111112' } });
    assert.deepEqual([codeOf(wrong), wrong.body.details], ['422 PIN_WRONG', { left: 2 }]);
    assert.equal(await stateOf(p, asked), 'waiting');
    assert.equal(await balance(world, p), '5000.00 (3000.00 held)');
    assert.equal(codeOf(await yes(q, asked.challenge)), '409 REPLAYED');
    assert.equal(codeOf(await yes(p, asked.challenge)), '200 approved');
    assert.equal(await stateOf(p, asked), 'done');
  });

  test('no answer in 10 minutes: EXPIRED; a late yes does nothing', async () => {
    const { p, q } = await pair('Late');
    const [kept, lost] = [await ask(p, 60_000), await ask(p, 70_000)];
    clock.advance(10 * MINUTE_MS - 1);
    assert.equal(codeOf(await yes(q, kept.challenge)), '200 approved');
    clock.advance(1);
    assert.equal(codeOf(await yes(q, lost.challenge)), '409 EXPIRED');
    await until(
      () => stateOf(p, lost),
      (state) => state !== 'waiting',
    );
    assert.equal(await stateOf(p, lost), 'failed APPROVAL_EXPIRED');
    assert.equal(codeOf(await yes(q, lost.challenge)), '409 EXPIRED');
    assert.equal(await balance(world, p), '4400.00');
  });

  test('P removes Q: still supervised until 24 hours are over, to the millisecond', async () => {
    const { p, q } = await pair('Leave');
    const left = await p.api.post('/v1/supervision/leave', { proof });
    assert.deepEqual([left.status, left.body.state], [200, 'leaving']);
    assert.equal(left.body.endsAt, new Date(clock.now() + DAY_MS).toISOString());
    const asked = await ask(p, 50_001);
    assert.equal(codeOf(await yes(q, asked.challenge)), '200 approved');
    //  asked again: nothing changes
    clock.advance(DAY_MS / 2);
    const again = await p.api.post('/v1/supervision/leave', { proof });
    assert.deepEqual([again.body.endsAt, again.body.challenge], [left.body.endsAt, left.body.challenge]);
    clock.advance(DAY_MS / 2 - 1);
    const last = await ask(p, 50_001);
    clock.advance(1);
    assert.equal((await send(p, 50_001)).body.state, 'done');
    //  what was asked before is not answered by one who supervises no more
    assert.equal(codeOf(await yes(q, last.challenge)), '403 FORBIDDEN');
    await until(
      async () => (await supervisionOf(q)).asSupervisor.length,
      (n) => n === 0,
    );
    assert.equal((await supervisionOf(p)).asPayer, null);
    //  the rule itself is swept away
    await until(
      async () => (await p.api.get('/v1/me/policy')).body.rules as object[],
      (rules) => rules.length === 0,
    );
    assert.equal(codeOf(await p.api.post('/v1/supervision/leave', { proof })), '404 NOT_FOUND');
  });

  test('P removes Q and Q agrees: free at once', async () => {
    const { p, q } = await pair('Agreed');
    const left = await p.api.post('/v1/supervision/leave', { proof });
    assert.equal(codeOf(await yes(q, String(left.body.challenge))), '200 approved');
    assert.equal((await supervisionOf(p)).asPayer, null);
    assert.equal((await send(p, 300_000)).body.state, 'done');
  });

  test("the order is edited after Q's yes: a new yes is asked", async () => {
    const { p, q } = await pair('Edited');
    const id = await order(60_000);
    const first = paymentOf(await pay(p, id, { proof: undefined }));
    assert.equal(codeOf(await yes(q, first.challenge)), '200 pending');
    const changed = await pay(p, id, { lines: [{ item: 'phone', quantity: 2 }] });
    const second = paymentOf(changed);
    assert.notEqual(second.challenge, first.challenge);
    assert.deepEqual([changed.body.state, second.state], ['paying', 'waiting']);
    assert.equal(await balance(world, p), '5000.00 (1200.00 held)');
    assert.equal(codeOf(await yes(q, first.challenge)), '409 REPLAYED');
    assert.equal(codeOf(await yes(q, second.challenge)), '200 approved');
    assert.equal(await balance(world, p), '3800.00');
  });
});

describe('S16: what goes wrong', () => {
  test('exactly the free limit is free; a cent more is not; a payer who shows nothing is asked for his PIN', async () => {
    const { p } = await pair('Limit');
    assert.equal(codeOf(await send(p, 50_000)), '201 done');
    assert.equal(codeOf(await send(p, 50_001)), '201 waiting');
    assert.equal(codeOf(await send(p, 50_000, {})), '422 PROOF_REQUIRED');
    assert.equal(codeOf(await send(p, 50_001, { proof: { pin: '111112' } })), '422 PIN_WRONG');
  });

  test('Q says no, with a reason: nothing moves', async () => {
    const { p, q } = await pair('No');
    const asked = await ask(p, 300_000);
    const said = await no(q, asked.challenge, 'I know this shop: a fraud');
    assert.equal(codeOf(said), '200 refused');
    const seen = (await p.api.get(`/v1/challenges/${asked.challenge}`)).body.refusal as object;
    assert.deepEqual(seen, { by: { id: q.id, name: 'No Q' }, reason: 'I know this shop: a fraud' });
    assert.equal(await stateOf(p, asked), 'failed APPROVAL_REFUSED');
    assert.equal(await balance(world, p), '5000.00');
  });

  test('nobody but Q: neither P with his own PIN, nor a stranger, nor Q with a wrong PIN or a stale hash', async () => {
    const { p, q } = await pair('Who');
    const asked = await ask(p, 300_000);
    assert.equal(codeOf(await yes(p, asked.challenge)), '404 NOT_FOUND');
    assert.equal(codeOf(await yes(other, asked.challenge)), '404 NOT_FOUND');
    const wrong = await answer(q, asked.challenge, { answer: 'yes', proof: { pin: '111112' } });
    assert.equal(codeOf(wrong), '422 PIN_WRONG');
    const bare = await answer(q, asked.challenge, { answer: 'yes' });
    assert.equal(codeOf(bare), '422 APPROVER_PROOF_REQUIRED');
    const stale = await answer(q, asked.challenge, { answer: 'yes', proof, about: '0'.repeat(64) });
    assert.equal(codeOf(stale), '409 CHALLENGE_CHANGED');
    assert.equal(await stateOf(p, asked), 'waiting');
  });

  test('P gives up, then the yes comes: nothing moves', async () => {
    const { p, q } = await pair('Cancel');
    const asked = await ask(p, 300_000);
    assert.equal(codeOf(await p.api.post(`/v1/challenges/${asked.challenge}/cancel`)), '200 cancelled');
    const late = await yes(q, asked.challenge);
    assert.deepEqual([codeOf(late), late.body.details], ['409 CHALLENGE_OVER', { state: 'cancelled' }]);
    assert.equal(await balance(world, p), '5000.00');
  });

  test('the balance is used up meanwhile: what waits is held', async () => {
    const { p, q } = await pair('Held');
    const asked = await ask(p, 480_000);
    assert.equal(codeOf(await send(p, 20_001)), '422 INSUFFICIENT_FUNDS');
    assert.equal(codeOf(await send(p, 20_000)), '201 done');
    assert.equal(codeOf(await ask300(p)), '422 INSUFFICIENT_FUNDS');
    assert.equal(codeOf(await yes(q, asked.challenge)), '200 approved');
    assert.equal(await balance(world, p), '0.00');
  });
  const ask300 = (p: TestPerson) => send(p, 300_000);

  test('Q cannot be reached: a deputy answers, the first of them decides; a third is too many', async () => {
    const { p, q } = await pair('Deputy');
    const [d1, d2, d3] = await Promise.all(['D1', 'D2', 'D3'].map((name) => world.person(name)));
    assert.ok(d1 && d2 && d3);
    const path = `/v1/supervision/${p.id}/deputies`;
    const add = async (person: TestPerson) => codeOf(await q.api.post(path, { person: person.phone, proof }));
    assert.deepEqual(
      [await add(d1), await add(d2), await add(d3)],
      ['200 active', '200 active', '422 DEPUTIES_FULL'],
    );
    assert.deepEqual(
      [await add(d1), await add(q), await add(p)],
      ['409 CONFLICT', '409 CONFLICT', '422 SUPERVISOR_IS_PAYER'],
    );
    const first = await ask(p, 60_000);
    assert.equal(codeOf(await yes(d2, first.challenge)), '200 approved');
    assert.equal(codeOf(await no(q, first.challenge)), '409 CHALLENGE_OVER');
    const second = await ask(p, 60_000);
    assert.equal(codeOf(await no(d1, second.challenge)), '200 refused');
    //  a deputy who goes while he is asked answers no more
    const third = await ask(p, 60_000);
    assert.equal((await q.api.del(`${path}/${d1.id}`)).status, 200);
    assert.equal(codeOf(await yes(d1, third.challenge)), '403 FORBIDDEN');
    assert.equal(codeOf(await q.api.del(`${path}/${d1.id}`)), '404 NOT_FOUND');
    assert.equal(codeOf(await yes(d2, third.challenge)), '200 approved');
    //  his yes counts no longer, also when only the payer's own proof is missing
    const fourth = await ask(p, 60_000, {});
    assert.equal(codeOf(await yes(d2, fourth.challenge)), '200 pending');
    assert.equal((await q.api.del(`${path}/${d2.id}`)).status, 200);
    assert.equal(codeOf(await yes(p, fourth.challenge)), '200 pending');
    assert.equal(codeOf(await yes(q, fourth.challenge)), '200 approved');
    assert.equal(await balance(world, p), '3200.00');
  });

  test("Q's PIN is locked: he says yes no more today, a deputy does", async () => {
    const { p, q } = await pair('Locked');
    const d = await world.person('Locked D');
    await q.api.post(`/v1/supervision/${p.id}/deputies`, { person: d.id, proof });
    const asked = await ask(p, 60_000);
    const tries: string[] = [];
    for (const pin of ['111112', '111113', '111114', TEST_PIN])
      tries.push(codeOf(await answer(q, asked.challenge, { answer: 'yes', proof: { pin } })));
    assert.deepEqual(tries, ['422 PIN_WRONG', '422 PIN_WRONG', '422 PIN_WRONG', '423 LOCKED']);
    assert.equal(await stateOf(p, asked), 'waiting');
    assert.equal(codeOf(await yes(d, asked.challenge)), '200 approved');
  });

  test('supervisor AND second device: asked at the same time, once each; one yes is not enough', async () => {
    const { p, q } = await pair('Both');
    const d1 = await world.device(p, 'Both D1');
    const d2 = await world.device(p, 'Both D2');
    const level = { above: cny(20_000), devices: [d1.device, d2.device], proof };
    assert.equal((await d1.api.put('/v1/second-device', level)).status, 200);
    //  500.00: the device only; 500.01: both
    const small = await ask(d1, 50_000);
    assert.equal(codeOf(await yes(q, small.challenge)), '404 NOT_FOUND');
    assert.equal(codeOf(await yes(d2, small.challenge)), '200 approved');
    for (const order of [
      [d2, q],
      [q, d2],
    ]) {
      const made = await orderBy(d1);
      const { challenge } = paymentOf(made.waiting);
      const shown = (await d1.api.get(`/v1/challenges/${challenge}`)).body;
      assert.deepEqual(
        (shown.reasons as { rule: string }[]).map(({ rule }) => rule),
        ['second-device', 'supervisor'],
      );
      const said: string[] = [];
      for (const one of order) said.push(codeOf(await yes(one, challenge)));
      assert.deepEqual(said, ['200 pending', '200 approved']);
      assert.equal((await d1.api.get(`/v1/orders/${made.order}`)).body.state, 'paid');
    }
    assert.equal(await balance(world, p), '2500.00');
  });
  async function orderBy(device: TestPerson) {
    const id = await order(100_000);
    return { order: id, waiting: await pay(device, id) };
  }

  test('by withdrawal: held until Q says yes, then the bank is asked', async () => {
    const dai = await world.person('Dai Wang', 100_000n, CARDS.dai.phone);
    const q = await world.person('Dai Q');
    await supervise({ p: dai, q });
    const card = await bindCard(world, dai, CARDS.dai);
    const asked = await dai.api.post('/v1/withdrawals', { instrument: card, amount: cny(60_000), proof });
    assert.deepEqual([asked.status, asked.body.state], [201, 'waiting'], JSON.stringify(asked.body));
    assert.equal(await balance(world, dai), '1000.00 (600.00 held)');
    assert.equal(codeOf(await yes(q, String(asked.body.challenge))), '200 approved');
    const path = `/v1/withdrawals/${String(asked.body.id)}`;
    await until(
      () => dai.api.get(path),
      ({ body }) => body.state === 'done',
    );
    assert.equal(await balance(world, dai), '400.00');
  });

  test('supervision ends while Q is asked: he answers no more, the money comes back', async () => {
    const { p, q } = await pair('Gone');
    const asked = await ask(p, 300_000);
    const left = await p.api.post('/v1/supervision/leave', { proof });
    assert.equal(codeOf(await yes(q, String(left.body.challenge))), '200 approved');
    assert.equal(codeOf(await yes(q, asked.challenge)), '403 FORBIDDEN');
    clock.advance(10 * MINUTE_MS);
    await until(
      () => stateOf(p, asked),
      (state) => state !== 'waiting',
    );
    assert.equal(await balance(world, p), '5000.00');
  });

  test('by card: the bank is asked after both yes; it declines: not paid, and the history says so', async () => {
    const cara = await world.person('Cara Zhou', 0n, CARDS.caraPoor.phone);
    const q = await world.person('Cara Q');
    await supervise({ p: cara, q });
    const card = await bindCard(world, cara, CARDS.caraPoor);
    const id = await order(300_000);
    const waiting = await pay(cara, id, { mode: card });
    const { challenge, id: payment } = paymentOf(waiting);
    assert.equal(paymentOf(waiting).state, 'waiting');
    const before = await movements(world, id);
    assert.equal(codeOf(await yes(q, challenge)), '200 approved');
    const ended = await until(
      () => cara.api.get(`/v1/orders/${id}`),
      ({ body }) => body.state === 'open',
    );
    assert.equal(ended.body.state, 'open');
    assert.deepEqual([before, await movements(world, id)], [[], []]);
    const [item] = (await q.api.get(`/v1/supervision/${cara.id}/history`)).body.data as {
      subject: string;
      state: string;
      outcome: string;
    }[];
    assert.deepEqual([item?.subject, item?.state, item?.outcome], [payment, 'approved', 'dropped']);
  });
});

describe('supervision begins, is changed and ends', () => {
  test('it begins with the yes of the supervisor and a free limit of zero; a no leaves the payer free', async () => {
    const p = await world.person('Begin P', 100_000n);
    const q = await world.person('Begin Q');
    const wish = { supervisor: q.id, proof };
    assert.equal(
      codeOf(await p.api.post('/v1/supervision', { ...wish, proof: { pin: '111112' } })),
      '422 PIN_WRONG',
    );
    const asked = await p.api.post('/v1/supervision', wish);
    assert.equal((await send(p, 1_000)).body.state, 'done');
    assert.equal((await supervisionOf(q)).asSupervisor[0]?.state, 'asked');
    assert.equal(codeOf(await no(q, String(asked.body.challenge))), '200 refused');
    assert.deepEqual(await supervisionOf(p), { asPayer: null, asSupervisor: [], asDeputy: [] });
    const again = await p.api.post('/v1/supervision', wish);
    assert.equal(codeOf(await yes(q, String(again.body.challenge))), '200 approved');
    const { asPayer } = await supervisionOf(p);
    assert.deepEqual(
      [asPayer?.state, asPayer?.supervisor.name, asPayer?.freeLimit, asPayer?.deputies],
      ['active', 'Begin Q', cny(0), []],
    );
    assert.deepEqual((await supervisionOf(q)).asSupervisor, [asPayer]);
    assert.equal((await send(p, 1)).body.state, 'waiting');
  });

  test('asked again before he has answered: the first question is void; 24 hours are enough', async () => {
    const p = await world.person('Again P');
    const [q, r] = [await world.person('Again Q'), await world.person('Again R')];
    const first = await p.api.post('/v1/supervision', { supervisor: q.id, proof });
    const second = await p.api.post('/v1/supervision', { supervisor: r.id, proof });
    assert.equal(codeOf(await yes(q, String(first.body.challenge))), '409 CHALLENGE_OVER');
    assert.equal((await supervisionOf(q)).asSupervisor.length, 0);
    clock.advance(DAY_MS);
    assert.equal(codeOf(await yes(r, String(second.body.challenge))), '409 EXPIRED');
    await until(
      async () => (await supervisionOf(p)).asPayer,
      (one) => one === null,
    );
  });

  test('whom he may not ask', async () => {
    const { p, q } = await pair('Unfit');
    const askBy = async (by: TestPerson, supervisor: string) =>
      codeOf(await by.api.post('/v1/supervision', { supervisor, proof }));
    assert.equal(await askBy(p, other.id), '409 SUPERVISED_ALREADY');
    assert.equal(await askBy(q, q.id), '422 SUPERVISOR_IS_PAYER');
    assert.equal(await askBy(q, '+8613999999999'), '422 SUPERVISOR_UNKNOWN');
    //  p depends on q, so he cannot supervise him
    assert.equal(await askBy(q, p.id), '422 SUPERVISOR_DEPENDS');
    await p.api.post('/v1/supervision/leave', { proof });
    assert.equal(await askBy(p, other.id), '409 SUPERVISED_ALREADY');
  });

  test('two ask each other: the second yes finds that he depends, and nothing begins', async () => {
    const [a, b] = [await world.person('Ring A'), await world.person('Ring B')];
    const ofA = await a.api.post('/v1/supervision', { supervisor: b.id, proof });
    const ofB = await b.api.post('/v1/supervision', { supervisor: a.id, proof });
    assert.equal(codeOf(await yes(b, String(ofA.body.challenge))), '200 approved');
    assert.equal(codeOf(await yes(a, String(ofB.body.challenge))), '200 approved');
    assert.equal((await supervisionOf(a)).asPayer?.state, 'active');
    assert.equal((await supervisionOf(b)).asPayer, null);
  });

  test('the free limit and the deputies are the business of the supervisor alone', async () => {
    const { p, q } = await pair('Alone');
    const limit = { freeLimit: cny(400_000), proof };
    for (const by of [p, other])
      assert.equal(codeOf(await by.api.put(`/v1/supervision/${p.id}/free-limit`, limit)), '404 NOT_FOUND');
    const wish = { person: other.id, proof };
    assert.equal(codeOf(await p.api.post(`/v1/supervision/${p.id}/deputies`, wish)), '404 NOT_FOUND');
    const wrong = { freeLimit: cny(400_000), proof: { pin: '111112' } };
    assert.equal(codeOf(await q.api.put(`/v1/supervision/${p.id}/free-limit`, wrong)), '422 PIN_WRONG');
    assert.equal((await send(p, 60_000)).body.state, 'waiting');
    assert.equal((await q.api.put(`/v1/supervision/${p.id}/free-limit`, limit)).status, 200);
    assert.equal((await send(p, 60_000)).body.state, 'done');
  });

  test('Q refuses to let go: shown, and the 24 hours go on; P may think again only before', async () => {
    const { p, q } = await pair('Stay');
    const left = await p.api.post('/v1/supervision/leave', { proof });
    const challenge = String(left.body.challenge);
    assert.equal(codeOf(await no(q, challenge, 'Who told you to?')), '200 refused');
    const now = (await supervisionOf(p)).asPayer;
    assert.deepEqual([now?.state, now?.leaveRefused?.reason], ['leaving', 'Who told you to?']);
    assert.equal(now?.endsAt, left.body.endsAt);
    //  the supervisor changes what he may, and the end stays where it is
    await q.api.put(`/v1/supervision/${p.id}/free-limit`, { freeLimit: cny(0), proof });
    assert.equal((await supervisionOf(p)).asPayer?.endsAt, left.body.endsAt);
    assert.equal((await send(p, 1)).body.state, 'waiting');
    clock.advance(DAY_MS);
    assert.equal((await send(p, 1)).body.state, 'done');
    assert.equal((await supervisionOf(p)).asPayer, null);
    //  at once afterwards he may ask another, swept or not
    const next = await p.api.post('/v1/supervision', { supervisor: other.id, proof });
    assert.deepEqual([next.status, next.body.state], [201, 'asked']);
  });

  test('P thinks again: his own cancel keeps him supervised, without an end', async () => {
    const { p, q } = await pair('Again');
    const left = await p.api.post('/v1/supervision/leave', { proof });
    const path = `/v1/challenges/${String(left.body.challenge)}/cancel`;
    assert.equal(codeOf(await q.api.post(path)), '404 NOT_FOUND');
    assert.equal(codeOf(await p.api.post(path)), '200 cancelled');
    assert.equal((await supervisionOf(p)).asPayer?.state, 'active');
    clock.advance(2 * DAY_MS);
    assert.equal((await send(p, 60_000)).body.state, 'waiting');
  });

  test('a deputy finds for whom he stands in, without what passes between the two; he may go by himself', async () => {
    const [{ p, q }, second] = [await pair('Stands in'), await pair('And for')];
    const [d, e] = [await world.person('Stand-in D'), await world.person('Stand-in E')];
    const path = `/v1/supervision/${p.id}/deputies`;
    for (const one of [d, e]) await q.api.post(path, { person: one.id, proof });
    await second.q.api.post(`/v1/supervision/${second.p.id}/deputies`, { person: d.id, proof });
    const left = await p.api.post('/v1/supervision/leave', { proof });
    await no(q, String(left.body.challenge), 'Call me first');
    const payersOf = async (one: TestPerson) =>
      (await supervisionOf(one)).asDeputy.map(({ payer, supervisor }) => [payer.name, supervisor.name]);
    assert.deepEqual(await payersOf(d), [
      ['And for P', 'And for Q'],
      ['Stands in P', 'Stands in Q'],
    ]);
    const [, view] = (await supervisionOf(d)).asDeputy;
    assert.deepEqual(
      [view?.state, view?.endsAt, view?.freeLimit, view?.leaveRefused, view?.challenge],
      ['leaving', left.body.endsAt, cny(50_000), undefined, undefined],
    );
    for (const one of [p, q, other]) assert.deepEqual(await payersOf(one), []);
    //  one deputy does not take out another; he takes out himself, while he is asked
    assert.equal(codeOf(await e.api.del(`${path}/${d.id}`)), '404 NOT_FOUND');
    assert.equal(codeOf(await p.api.del(`${path}/${d.id}`)), '404 NOT_FOUND');
    const asked = await ask(p, 60_000);
    const gone = await d.api.del(`${path}/${d.id}`);
    assert.deepEqual([gone.status, gone.body.leaveRefused, gone.body.challenge], [200, undefined, undefined]);
    assert.equal(codeOf(await d.api.del(`${path}/${d.id}`)), '404 NOT_FOUND');
    assert.equal(codeOf(await yes(d, asked.challenge)), '403 FORBIDDEN');
    assert.deepEqual(await payersOf(d), [['And for P', 'And for Q']]);
    assert.equal(codeOf(await yes(e, asked.challenge)), '200 approved');
    const [rule] = (await p.api.get('/v1/me/policy')).body.rules as { setBy: { id: string } }[];
    assert.equal(rule?.setBy.id, d.id);
    //  over, swept or not: nothing to stand in for
    clock.advance(DAY_MS);
    assert.deepEqual(await payersOf(e), []);
  });

  test('a payment session that is open on a phone pays, and changes nothing of the rule', async () => {
    const { p, q } = await pair('Session');
    const d = await world.person('Session D');
    const open = async ({ api }: TestPerson) => ({
      paymentSession: String((await api.post('/v1/payment-sessions', { pin: TEST_PIN })).body.id),
    });
    const [ofP, ofQ] = [await open(p), await open(q)];
    const own = `/v1/supervision/${p.id}`;
    const answers = [
      await q.api.put(`${own}/free-limit`, { freeLimit: cny(10_000_000), proof: ofQ }),
      await q.api.post(`${own}/deputies`, { person: d.id, proof: ofQ }),
      await p.api.post('/v1/supervision/leave', { proof: ofP }),
      await d.api.post('/v1/supervision', { supervisor: q.id, proof: await open(d) }),
    ];
    assert.deepEqual(
      answers.map(codeOf),
      answers.map(() => '400 BODY_INVALID'),
    );
    assert.equal((await send(p, 60_000, { proof: ofP })).body.state, 'waiting');
  });

  test('Q resigns, with his own PIN: free at once; P is told; what was asked is answered by nobody and comes back', async () => {
    const { p, q } = await pair('Resign');
    const d = await world.person('Resign D');
    await q.api.post(`/v1/supervision/${p.id}/deputies`, { person: d.id, proof });
    const path = `/v1/supervision/${p.id}/resign`;
    const [asked, half] = [await ask(p, 300_000), await ask(p, 60_000, {})];
    assert.equal(codeOf(await yes(q, half.challenge)), '200 pending');
    for (const by of [p, d, other]) assert.equal(codeOf(await by.api.post(path, { proof })), '404 NOT_FOUND');
    assert.equal(codeOf(await q.api.post(path, { proof: { pin: '111112' } })), '422 PIN_WRONG');
    const session = { paymentSession: 'paysession_01hzzzzzzzzzzzzzzzzzzzzzzz' };
    assert.equal(codeOf(await q.api.post(path, { proof: session })), '400 BODY_INVALID');
    assert.equal((await send(p, 50_001)).body.state, 'waiting');
    const resigned = await q.api.post(path, { proof }, { key: 'resign' });
    assert.equal(codeOf(resigned), '200 ended');
    const hit = await q.api.post(path, { proof }, { key: 'resign' });
    assert.equal(hit.headers.get('idempotency-hit'), 'true');
    assert.equal(codeOf(await q.api.post(path, { proof })), '404 NOT_FOUND');
    //  nobody is asked any more, and nobody may answer what was asked
    assert.equal((await send(p, 50_001)).body.state, 'done');
    for (const by of [q, d]) assert.equal(codeOf(await yes(by, asked.challenge)), '403 FORBIDDEN');
    assert.equal(codeOf(await no(d, asked.challenge)), '403 FORBIDDEN');
    assert.equal(codeOf(await yes(p, half.challenge)), '200 pending', 'the yes of Q is void');
    const now = await supervisionOf(p);
    assert.deepEqual(
      [now.asPayer, now.resigned?.supervisor, now.resigned?.at],
      [null, { id: q.id, name: 'Resign Q' }, new Date(clock.now()).toISOString()],
    );
    for (const one of [q, d]) {
      const { asSupervisor, asDeputy, resigned: toldToHim } = await supervisionOf(one);
      assert.deepEqual([asSupervisor, asDeputy, toldToHim], [[], [], undefined]);
    }
    for (const one of [p, d]) {
      const { data } = (await one.api.get('/v1/events?limit=100')).body as unknown as { data: Told[] };
      const last = data.findLast(({ type }) => type === 'supervision.ended');
      assert.deepEqual([last?.data.payer, last?.data.resignedAt], [p.id, now.resigned?.at]);
    }
    clock.advance(10 * MINUTE_MS);
    for (const one of [asked, half])
      assert.equal(
        await until(
          () => stateOf(p, one),
          (state) => state !== 'waiting',
        ),
        'failed APPROVAL_EXPIRED',
      );
    //  the one that was asked at the free limit's edge has ended with them
    assert.equal(await balance(world, p), '4499.99');
    await p.api.post('/v1/supervision', { supervisor: other.id, proof });
    assert.equal((await supervisionOf(p)).resigned, undefined);
    //  what Q repeats is not answered with whom P has asked since
    const late = await q.api.post(path, { proof }, { key: 'resign' });
    assert.equal(codeOf(late), '404 NOT_FOUND');
  });
  type Told = { type: string; data: Record<string, unknown> };

  test('Q resigns while P is leaving: the question to let him go is withdrawn', async () => {
    const { p, q } = await pair('Both go');
    const left = await p.api.post('/v1/supervision/leave', { proof });
    assert.equal(codeOf(await q.api.post(`/v1/supervision/${p.id}/resign`, { proof })), '200 ended');
    const over = await yes(q, String(left.body.challenge));
    assert.deepEqual([codeOf(over), over.body.details], ['409 CHALLENGE_OVER', { state: 'cancelled' }]);
    clock.advance(DAY_MS);
    assert.equal((await send(p, 300_000)).body.state, 'done');
    assert.equal((await supervisionOf(p)).resigned?.supervisor.id, q.id);
  });

  test('Q was asked to supervise and has not answered: there is nothing to resign', async () => {
    const p = await world.person('Unanswered P');
    const asked = await p.api.post('/v1/supervision', { supervisor: other.id, proof });
    assert.equal(codeOf(await other.api.post(`/v1/supervision/${p.id}/resign`, { proof })), '404 NOT_FOUND');
    assert.equal(codeOf(await no(other, String(asked.body.challenge))), '200 refused');
  });

  test('the history of P for Q: every paid item above the limit has its challenge; nobody else sees it', async () => {
    const { p, q } = await pair('History');
    await send(p, 50_000);
    const made: Asked[] = [];
    for (const minor of [60_000, 70_000, 80_000]) {
      clock.advance(1);
      made.push(await ask(p, minor));
    }
    const [paid, refused, waiting] = made;
    assert.ok(paid && refused && waiting);
    await yes(q, paid.challenge);
    await no(q, refused.challenge);
    const path = `/v1/supervision/${p.id}/history`;
    type Item = { subject: string; state: string; outcome: string; challenge: string; answeredBy?: object };
    const { data, hasMore } = (await q.api.get(path)).body as unknown as { data: Item[]; hasMore: boolean };
    const by = { id: q.id, name: 'History Q' };
    assert.deepEqual(
      data.map(({ subject, challenge, state, outcome, answeredBy }) => [
        subject,
        challenge,
        state,
        outcome,
        answeredBy,
      ]),
      [
        [waiting.id, waiting.challenge, 'pending', 'waiting', undefined],
        [refused.id, refused.challenge, 'refused', 'dropped', by],
        [paid.id, paid.challenge, 'approved', 'paid', by],
      ],
    );
    assert.equal(hasMore, false);
    const page = (await q.api.get(`${path}?limit=2`)).body as unknown as { data: Item[]; next: string };
    const rest = (await q.api.get(`${path}?limit=2&after=${page.next}`)).body as unknown as { data: Item[] };
    assert.deepEqual([...page.data, ...rest.data], data);
    for (const one of [p, other]) assert.equal(codeOf(await one.api.get(path)), '404 NOT_FOUND');
  });

  test('the same key asks once; every look and refusal leaves the books alone', async () => {
    const p = await world.person('Key P');
    const wish = { supervisor: other.id, proof };
    const books = await readBooks(world);
    const once = await p.api.post('/v1/supervision', wish, { key: 'one' });
    const twice = await p.api.post('/v1/supervision', wish, { key: 'one' });
    assert.deepEqual([twice.body, twice.headers.get('idempotency-hit')], [once.body, 'true']);
    assert.deepEqual(await readBooks(world), books);
  });
});
