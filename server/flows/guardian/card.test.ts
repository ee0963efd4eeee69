/** Guardians, bank cards and withdrawals: a day's sum counts what the bank makes of it, against a real bank. */
import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { bankOf, bindCard, CARDS, until } from '../../testing/bank-controls.ts';
import { cny, codeOf, createFamily, type Family, proof, type TestPerson } from './guardian.fixture.ts';

let f: Family;
let mum: TestPerson;
let cara: TestPerson;
let card: string;
before(async () => {
  f = await createFamily({ bank: true });
  ({ mum, mei: cara } = await f.family('Cara'));
  card = await bindCard(f.world, cara, CARDS.cara);
});
after(async () => {
  await f.world.checkBooks();
  await f.world.stop();
});

const settled = (id: string) =>
  until(
    () => f.orderState(cara, id),
    (state) => state !== 'paying',
  );
// Ids are ordered by time, and the test's clock stands still by itself.
beforeEach(() => f.clock.advance(1));
const newest = async () => (await f.history(mum, cara))[0];

test('150.00 by card: counted while the bank is asked, told when it has paid', async () => {
  const id = await f.order('150');
  assert.equal((await f.pay(cara, id, { mode: card })).body.code, 'PROOF_REQUIRED');
  assert.equal((await f.pay(cara, id, { mode: card, proof })).status, 200);
  assert.equal(await settled(id), 'paid');
  assert.equal(await f.spent(cara), '150.00');
  assert.deepEqual([(await newest())?.state, (await newest())?.verdict], ['paid', 'own-proof']);
  assert.equal((await f.noticeEvents(mum)).length, 1);
});

test('a card that the bank declines: nothing counts, nothing is told, the history has it', async () => {
  const poor = await bindCard(f.world, cara, CARDS.caraPoor);
  const id = await f.order('150');
  await f.pay(cara, id, { mode: poor, proof });
  assert.notEqual(await settled(id), 'paid');
  assert.equal(await f.spent(cara), '150.00');
  assert.equal((await newest())?.state, 'failed');
  assert.equal((await f.noticeEvents(mum)).length, 1);
});

test('500.00 by card: the bank is asked after the guardian, not before', async () => {
  const debits = async () =>
    (await f.world.app.ground.database.pool.query(`select 1 from bank.request where operation = 'debit'`))
      .rowCount;
  const before = await debits();
  const asked = await f.ask(cara, '500', { mode: card });
  assert.equal(await debits(), before);
  assert.equal(codeOf(await f.answer(mum, asked.challenge)), '200 approved');
  assert.equal(await settled(asked.order), 'paid');
  assert.equal(await debits(), (before ?? 0) + 1);
  assert.equal((await f.noticeEvents(mum)).length, 2);
});

test('a withdrawal to the own card is judged by its amount: 300.00 asks, and is told when it has left', async () => {
  const wish = { instrument: card, amount: cny('300'), proof };
  const waiting = await cara.api.post('/v1/withdrawals', wish);
  assert.equal(waiting.body.state, 'waiting', JSON.stringify(waiting.body));
  assert.equal(await f.money(cara), '2000.00 (300.00 held)');
  assert.equal(codeOf(await f.answer(mum, String(waiting.body.challenge))), '200 approved');
  await until(
    async () => (await newest())?.state,
    (state) => state === 'paid',
  );
  assert.equal(await f.money(cara), '1700.00');
  assert.ok(await bankOf(f.world).booksAreRight());
});
