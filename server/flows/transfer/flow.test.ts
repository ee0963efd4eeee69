/** Person to person, through the API against a real server and database. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { quietEnv } from '../../testing/bank-controls.ts';
import { balance, cny, movements } from '../../testing/books.ts';
import { createWorld, TEST_PIN, type TestPerson, type World } from '../../testing/world.ts';

const proof = { pin: TEST_PIN };

describe('transfer', () => {
  let world: World;
  let ana: TestPerson;
  let bo: TestPerson;

  before(async () => {
    world = await createWorld({ env: quietEnv() });
    ana = await world.person('Ana Lin', 10_000n);
    bo = await world.person('Bo Chen');
  });
  after(async () => world.stop());

  test('ana sends bo 30.00 by id and 20.00 by phone; both see it, once, in balance, record and events', async () => {
    //  ana 100.00, bo 0.00
    const wish = { to: bo.id, amount: cny(3_000), note: 'Lunch', proof };
    const sent = await ana.api.post('/v1/transfers', wish, { key: 'lunch' });
    assert.equal(sent.status, 201);
    assert.deepEqual(
      [sent.body.state, sent.body.from, sent.body.to, sent.body.amount, sent.body.note],
      ['done', ana.id, bo.id, cny(3_000), 'Lunch'],
    );
    const again = await ana.api.post('/v1/transfers', wish, { key: 'lunch' });
    assert.deepEqual([again.body, again.headers.get('idempotency-hit')], [sent.body, 'true']);
    const byPhone = await ana.api.post('/v1/transfers', { to: bo.phone, amount: cny(2_000), proof });
    assert.equal(byPhone.body.to, bo.id);
    //  ana 50.00, bo 50.00
    assert.deepEqual([await balance(world, ana), await balance(world, bo)], ['50.00', '50.00']);
    assert.deepEqual(await movements(world, String(sent.body.id)), ['transfer posted 30.00']);
    for (const { api } of [ana, bo]) {
      assert.deepEqual((await api.get(`/v1/transfers/${String(sent.body.id)}`)).body, sent.body);
      const events = (await api.get('/v1/events?limit=100')).body.data as { type: string; object: string }[];
      const mine = events.filter(({ object }) => object === sent.body.id);
      assert.deepEqual(
        mine.map(({ type }) => type),
        ['transfer.done'],
      );
    }
  });

  test('ana sends bo 50.01: INSUFFICIENT_FUNDS; 50.00: ok; 0.01: INSUFFICIENT_FUNDS', async () => {
    const send = async (minor: number) => {
      const { status, body } = await ana.api.post('/v1/transfers', { to: bo.id, amount: cny(minor), proof });
      return `${status} ${String(body.code ?? body.state)}`;
    };
    assert.equal(await send(5_001), '422 INSUFFICIENT_FUNDS');
    assert.equal(await send(5_000), '201 done');
    assert.equal(await send(1), '422 INSUFFICIENT_FUNDS');
    assert.deepEqual([await balance(world, ana), await balance(world, bo)], ['0.00', '100.00']);
  });

  test('who has an account is not found out by trying numbers: counted over look-ups and transfers, on all devices', async () => {
    const eve = await world.person('Eve Sun');
    const second = world.api(await world.app.ground.people.openSession(eve.id, 'another phone'));
    const number = (n: number) => `+861370000${1000 + n}`;
    const asked = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        n % 2 === 0
          ? eve.api.get(`/v1/people/lookup?phone=${encodeURIComponent(number(n))}`)
          : second.post('/v1/transfers', { to: number(n), amount: cny(1) }),
      ),
    );
    assert.deepEqual([...new Set(asked.map(({ body }) => body.code))].sort(), ['NOT_FOUND', 'PAYEE_UNKNOWN']);
    const refused = await second.post('/v1/transfers', { to: bo.phone, amount: cny(1), proof });
    assert.deepEqual([refused.status, refused.body.code], [429, 'RATE_LIMITED']);
    assert.ok(Number(refused.headers.get('retry-after')) > 30);
    // Whoever is known by id is sent money as ever.
    const byId = await second.post('/v1/transfers', { to: bo.id, amount: cny(1), proof });
    assert.equal(byId.body.code, 'INSUFFICIENT_FUNDS');
  });

  test('a payment session stands for the PIN: on this device, up to its limit', async () => {
    const opened = await bo.api.post('/v1/payment-sessions', { pin: TEST_PIN });
    const paymentSession = String(opened.body.id);
    const wish = { to: ana.id, amount: cny(100), proof: { paymentSession } };
    assert.equal((await bo.api.post('/v1/transfers', wish)).status, 201);
    const elsewhere = world.api(await world.app.ground.people.openSession(bo.id, 'another phone'));
    const stolen = await elsewhere.post('/v1/transfers', wish);
    assert.deepEqual([stolen.status, stolen.body.code], [409, 'PAYMENT_SESSION_INVALID']);
    const { minor } = opened.body.limit as { minor: string };
    const rich = await world.person('Rich', BigInt(minor) * 2n);
    const own = String((await rich.api.post('/v1/payment-sessions', { pin: TEST_PIN })).body.id);
    const spend = (amount: string) =>
      rich.api.post('/v1/transfers', {
        to: bo.id,
        amount: { minor: amount, currency: 'CNY' },
        proof: { paymentSession: own },
      });
    assert.equal((await spend(minor)).status, 201);
    assert.equal((await spend('1')).body.code, 'PAYMENT_SESSION_LIMIT');
  });

  test('money sent round and round by everybody at once is neither made nor lost', async () => {
    const ring = await Promise.all(['a', 'b', 'c', 'd'].map((name) => world.person(name, 1_000n)));
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => {
        const from = ring[i % 4] ?? ana;
        const to = ring[(i * 7 + 1 + (i % 3)) % 4] ?? bo;
        if (from === to) return null;
        return from.api.post('/v1/transfers', { to: to.id, amount: cny(300), proof });
      }),
    );
    for (const answer of answers)
      if (answer) assert.ok(answer.status === 201 || answer.body.code === 'INSUFFICIENT_FUNDS');
    const left = await Promise.all(ring.map((person) => balance(world, person)));
    assert.equal(
      left.reduce((sum, text) => sum + Number(text), 0),
      40,
    );
    await world.checkBooks();
  });
});
