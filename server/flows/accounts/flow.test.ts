/** Balances and statements as their owners see them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestClock } from '../../kernel/time.ts';
import { ask, askingFlows } from '../../testing/asking.ts';
import { quietEnv } from '../../testing/bank-controls.ts';
import { cny } from '../../testing/books.ts';
import { createWorld, TEST_PIN, type TestPerson, type World } from '../../testing/world.ts';

type Account = {
  id: string;
  kind: string;
  balance: { minor: string };
  held: { minor: string };
  available: { minor: string };
};
type Line = {
  id: string;
  kind: string;
  amount: { minor: string };
  balanceAfter: { minor: string };
  counterparty: { name?: string };
};

describe('accounts', () => {
  let world: World;
  let ana: TestPerson;
  let bo: TestPerson;
  const start = Date.parse('2026-01-05T09:00:00Z');
  const clock = createTestClock(start);

  before(async () => {
    world = await createWorld({ clock, env: quietEnv(), flows: askingFlows });
    ana = await world.person('Ana Lin', 10_000n);
    bo = await world.person('Bo Chen');
  });
  after(async () => world.stop());

  const wallet = async (person: TestPerson): Promise<Account> => {
    const answer = await person.api.get('/v1/accounts');
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { data } = answer.body as unknown as { data: [Account] };
    return data[0];
  };
  const lines = async (person: TestPerson, query = '') => {
    const path = `/v1/accounts/${(await wallet(person)).id}/statement${query}`;
    const { body } = await person.api.get(path);
    return body as unknown as { account: Account; data: Line[]; hasMore: boolean; next: string | null };
  };
  const shown = ({ kind, amount, balanceAfter }: Line) => `${kind} ${amount.minor} -> ${balanceAfter.minor}`;

  test('a wallet that was never used is there, with zero and no movements', async () => {
    assert.deepEqual([(await wallet(bo)).kind, (await wallet(bo)).balance], ['wallet', cny(0)]);
    assert.deepEqual((await lines(bo)).data, []);
  });

  test('the payer reads his own write: balance and statement agree at once', async () => {
    for (const minor of [100, 250, 400]) {
      clock.advance(60_000);
      const wish = { to: bo.id, amount: cny(minor), proof: { pin: TEST_PIN } };
      assert.equal((await ana.api.post('/v1/transfers', wish)).status, 201);
      const { account, data } = await lines(ana);
      assert.equal(account.balance.minor, data[0]?.balanceAfter.minor);
      assert.equal((await wallet(ana)).balance.minor, account.balance.minor);
    }
    assert.deepEqual((await lines(ana)).data.map(shown), [
      'transfer -400 -> 9250',
      'transfer -250 -> 9650',
      'transfer -100 -> 9900',
      'top-up 10000 -> 10000',
    ]);
    assert.deepEqual((await lines(bo)).data.map(shown), [
      'transfer 400 -> 750',
      'transfer 250 -> 350',
      'transfer 100 -> 100',
    ]);
    assert.equal((await lines(ana)).data[0]?.counterparty.name, 'Bo Chen');
  });

  test('pages are cut anywhere and lose nothing', async () => {
    const first = await lines(ana, '?limit=3');
    const second = await lines(ana, `?limit=3&after=${first.next}`);
    assert.deepEqual([first.hasMore, second.hasMore, second.next], [true, false, null]);
    assert.deepEqual(
      [...first.data, ...second.data].map(({ id }) => id),
      (await lines(ana)).data.map(({ id }) => id),
    );
  });

  test('the balance as of a time, both sides of a movement', async () => {
    const at = (ms: number) => `?at=${new Date(ms).toISOString()}`;
    const cases: readonly [number, string, number][] = [
      [start - 1, '0', 0],
      [start, '10000', 1],
      [start + 59_999, '10000', 1],
      [start + 60_000, '9900', 2],
      [start + 120_000, '9650', 3],
      [start + 999_999, '9250', 4],
    ];
    for (const [time, minor, count] of cases) {
      const { account, data } = await lines(ana, at(time));
      assert.deepEqual([account.balance.minor, data.length], [minor, count]);
    }
  });

  test('what was held and available as of a time: while money waits for a yes, and after', async () => {
    const [cara, dai] = [await world.person('Cara', 5_000n), await world.person('Dai')];
    await ask(world, cara.id, { above: '100', approvers: [dai.id] });
    const wait = async (minor: number) => {
      clock.advance(1_000);
      const wish = { to: bo.id, amount: cny(minor), proof: { pin: TEST_PIN } };
      const { body } = await cara.api.post('/v1/transfers', wish);
      assert.equal(body.state, 'waiting');
      return String(body.challenge);
    };
    const began = clock.now();
    const first = await wait(300);
    const second = await wait(1_000);
    clock.advance(1_000);
    const { about } = (await dai.api.get(`/v1/challenges/${second}`)).body;
    const yes = { answer: 'yes', about, proof: { pin: TEST_PIN } };
    assert.equal((await dai.api.post(`/v1/challenges/${second}/answers`, yes)).body.state, 'approved');
    clock.advance(1_000);
    assert.equal((await cara.api.post(`/v1/challenges/${first}/cancel`)).body.state, 'cancelled');
    const cases: readonly [number, string, string, string][] = [
      [0, '5000', '0', '5000'],
      [1_000, '5000', '300', '4700'],
      [2_999, '5000', '1300', '3700'],
      [3_000, '4000', '300', '3700'],
      [4_000, '4000', '0', '4000'],
    ];
    for (const [after, ...expected] of cases) {
      const { account } = await lines(cara, `?at=${new Date(began + after).toISOString()}`);
      const { balance, held, available } = account;
      assert.deepEqual([balance.minor, held.minor, available.minor], expected, `${after} ms later`);
    }
  });

  test("nobody reads another's account", async () => {
    const { id } = await wallet(ana);
    const shop = await world.merchant('Tea House');
    for (const api of [bo.api, shop.api])
      assert.equal((await api.get(`/v1/accounts/${id}/statement`)).body.code, 'NOT_FOUND');
    assert.equal((await ana.api.get('/v1/accounts/account_x/statement')).status, 404);
    assert.equal((await ana.api.get(`/v1/accounts/${id}/statement?after=x`)).status, 400);
  });
});
