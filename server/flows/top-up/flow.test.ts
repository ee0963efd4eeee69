import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  alertKinds,
  assertAgreement,
  type BankControls,
  bankOf,
  bindCard,
  CARDS,
  type Lie,
  openRequests,
  quietEnv,
  until,
  walletBalance,
} from '../../testing/bank-controls.ts';
import { cny } from '../../testing/books.ts';
import { readOwnList } from '../../testing/own-list.ts';
import { type Answer, createWorld, type TestPerson, type World } from '../../testing/world.ts';

describe('top-up', () => {
  let world: World;
  let bank: BankControls;
  let ana: TestPerson;
  let card: string;

  before(async () => {
    world = await createWorld({ bank: true, env: quietEnv() });
    bank = bankOf(world);
    ana = await world.person('Ana Lin');
    card = await bindCard(world, ana, CARDS.ana);
  });
  beforeEach(async () => bank.lies());
  after(async () => world.stop());

  const topUp = (minor: number, options: { key?: string; wait?: number } = {}): Promise<Answer> =>
    ana.api.post(
      '/v1/top-ups',
      { instrument: card, amount: cny(minor), proof: { pin: ana.pin } },
      { ...(options.key ? { key: options.key } : {}), headers: { prefer: `wait=${options.wait ?? 10}` } },
    );

  /** Runs `act` and tells how wallet, card and the platform's account at the bank moved, once everything has come to rest. */
  async function moved(
    act: () => Promise<unknown>,
  ): Promise<{ wallet: bigint; card: bigint; settlement: bigint }> {
    const measure = async () => ({
      wallet: (await walletBalance(world, ana.id)).posted,
      card: await bank.balance('ana-debit'),
      settlement: await bank.balance('settlement-platform'),
    });
    const start = await measure();
    await act();
    await until(
      () => openRequests(world),
      (open) => open === 0,
    );
    const end = await measure();
    return {
      wallet: end.wallet - start.wallet,
      card: end.card - start.card,
      settlement: end.settlement - start.settlement,
    };
  }

  async function ended(answer: Answer): Promise<string> {
    const id = String(answer.body.id ?? (answer.body.details as { object?: string } | undefined)?.object);
    const { body } = await until(
      () => ana.api.get(`/v1/top-ups/${id}`),
      ({ body }) => body.state === 'done' || body.state === 'failed',
    );
    return body.state === 'failed' ? `failed ${body.code}` : String(body.state);
  }

  test('ana tops up 100.00: the card pays, the wallet has it', async () => {
    const by = await moved(async () => {
      const answer = await topUp(10_000);
      assert.deepEqual([answer.status, answer.body.state], [201, 'done']);
    });
    assert.deepEqual(by, { wallet: 10_000n, card: -10_000n, settlement: 10_000n });
  });

  test('without `wait` the answer is pending, and the end is found by asking', async () => {
    const answer = await topUp(500, { wait: 0 });
    assert.deepEqual([answer.status, answer.body.state], [201, 'pending']);
    assert.equal(await ended(answer), 'done');
  });

  test('twice the same key tops up once; another amount under it is refused', async () => {
    const by = await moved(async () => {
      const [first, second] = await Promise.all([topUp(700, { key: 'k1' }), topUp(700, { key: 'k1' })]);
      assert.equal(first?.body.id, second?.body.id);
      assert.equal((await topUp(701, { key: 'k1' })).body.code, 'IDEMPOTENCY_KEY_REUSED');
    });
    assert.equal(by.wallet, 700n);
  });

  const refused: [string, object, string][] = [
    ['zero', { amount: cny(0) }, 'AMOUNT_INVALID'],
    ['above 2^63', { amount: { minor: '9223372036854775808', currency: 'CNY' } }, 'AMOUNT_INVALID'],
    ['no such currency', { amount: { minor: '100', currency: 'XYZ' } }, 'CURRENCY_UNKNOWN'],
    ['a wrong PIN', { proof: { pin: '999999' } }, 'PIN_WRONG'],
    ['a card that is not hers', { instrument: 'instrument_01hzzzzzzzzzzzzzzzzzzzzzzz' }, 'NOT_FOUND'],
    ['an unknown field', { tip: 1 }, 'BODY_INVALID'],
    ['more than the card has', { amount: cny(99_999_999) }, 'BANK_DECLINED'],
  ];
  for (const [name, change, code] of refused) {
    test(`refused, and nothing moves: ${name} -> ${code}`, async () => {
      const by = await moved(async () => {
        const body = { instrument: card, amount: cny(100), proof: { pin: ana.pin }, ...change };
        const answer = await ana.api.post('/v1/top-ups', body, { headers: { prefer: 'wait=10' } });
        assert.deepEqual([answer.body.code, answer.body.effect], [code, 'none']);
      });
      assert.deepEqual(by, { wallet: 0n, card: 0n, settlement: 0n });
    });
  }

  /** The lie, how the top-up ends, what the wallet and the card have moved by, which alerts were raised. */
  const lies: [string, Lie[], string, number, number, string[]][] = [
    ['the request is swallowed', [{ operation: 'debits', lie: 'timeout', times: 1 }], 'done', 300, -300, []],
    ['the reply is lost', [{ operation: 'debits', lie: 'lost-reply', times: 1 }], 'done', 300, -300, []],
    [
      'the reply comes late',
      [{ operation: 'debits', lie: 'late', times: 1, delayMs: 6_000 }],
      'done',
      300,
      -300,
      [],
    ],
    [
      'the bank is slow',
      [{ operation: 'debits', lie: 'slow', times: 1, delayMs: 5_000 }],
      'done',
      300,
      -300,
      [],
    ],
    ['it calls back twice', [{ operation: 'debits', lie: 'twice', times: 1 }], 'done', 300, -300, []],
    ['it never calls back', [{ operation: 'debits', lie: 'drop-callback', times: 1 }], 'done', 300, -300, []],
    ['it is down for a moment', [{ operation: '*', lie: 'down', times: 3 }], 'done', 300, -300, []],
    ['it declines', [{ operation: 'debits', lie: 'decline', times: 1, code: '05' }], 'failed 05', 0, 0, []],
    [
      'it asks back with another amount: rejected before anything moves (S17)',
      [{ operation: 'debits', lie: 'wrong-amount', times: 1 }],
      'failed 57',
      0,
      0,
      ['AMOUNT_MISMATCH'],
    ],
    [
      'the inquiry tells another amount: undone',
      [
        { operation: 'debits', lie: 'lost-reply', times: 1 },
        { operation: 'debits', lie: 'drop-callback', times: 1 },
        { operation: 'query', lie: 'wrong-amount', times: 3 },
      ],
      'failed AMOUNT_MISMATCH',
      0,
      0,
      ['AMOUNT_MISMATCH'],
    ],
  ];
  for (const [name, told, end, inWallet, onCard, raised] of lies) {
    test(`the bank lies: ${name} -> ${end}`, async () => {
      const alertsBefore = (await alertKinds(world)).length;
      const by = await moved(async () => {
        await bank.lies(...told);
        assert.equal(await ended(await topUp(300)), end);
      });
      assert.deepEqual(by, { wallet: BigInt(inWallet), card: BigInt(onCard), settlement: BigInt(-onCard) });
      assert.deepEqual((await alertKinds(world)).slice(alertsBefore), raised);
    });
  }

  test('own top-ups are listed, also one that waits for a silent bank and one that it declined', async () => {
    const cara = await world.person('Cara Zhou');
    const body = { instrument: await bindCard(world, cara, CARDS.cara), proof: { pin: cara.pin } };
    const begin = async (minor: number) =>
      String((await cara.api.post('/v1/top-ups', { ...body, amount: cny(minor) })).body.id);
    const stateOf = async (id: string) => (await cara.api.get(`/v1/top-ups/${id}`)).body.state;
    const has = (id: string, state: string) =>
      until(
        () => stateOf(id),
        (now) => now === state,
      );
    const done = await begin(100);
    await has(done, 'done');
    await bank.lies({ operation: '*', lie: 'down' });
    const [first, second] = [await begin(200), await begin(300)];
    await has(second, 'unknown');
    const list = async (query = '') =>
      (await readOwnList(cara.api, `/v1/top-ups${query}`)).map(({ id }) => id);
    assert.deepEqual(await list(), [second, first, done]);
    await has(first, 'unknown');
    assert.deepEqual(await list('?state=unknown'), [second, first]);
    await bank.lies({ operation: 'debits', lie: 'decline', code: '51' });
    await Promise.all([has(first, 'failed'), has(second, 'failed')]);
    assert.deepEqual(await list('?state=failed'), [second, first]);
    assert.deepEqual(await list('?state=done'), [done]);

    const hers = await readOwnList(ana.api, '/v1/top-ups');
    assert.ok(hers.length > 3 && !hers.some(({ id }) => [done, first, second].includes(id)));
    for (const query of ['state=waiting', `after=${ana.id}`, 'limit=0', `person=${cara.id}`])
      assert.equal((await ana.api.get(`/v1/top-ups?${query}`)).body.code, 'QUERY_INVALID', query);
  });

  test('in the end platform and bank agree to the cent, and suspense is empty', async () => {
    await assertAgreement(world);
  });
});
