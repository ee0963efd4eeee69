import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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

const FUNDED = 10_000n;

describe('withdrawal', () => {
  let world: World;
  let bank: BankControls;
  let bo: TestPerson;
  let card: string;

  before(async () => {
    world = await createWorld({ bank: true, env: quietEnv() });
    bank = bankOf(world);
    bo = await world.person('Bo Chen', FUNDED);
    card = await bindCard(world, bo, CARDS.bo);
  });
  beforeEach(async () => bank.lies());
  after(async () => world.stop());

  const withdraw = (minor: number, options: { key?: string; wait?: number } = {}): Promise<Answer> =>
    bo.api.post(
      '/v1/withdrawals',
      { instrument: card, amount: cny(minor), proof: { pin: bo.pin } },
      { ...(options.key ? { key: options.key } : {}), headers: { prefer: `wait=${options.wait ?? 10}` } },
    );

  async function moved(act: () => Promise<unknown>): Promise<{ wallet: bigint; card: bigint }> {
    const measure = async () => ({
      ...(await walletBalance(world, bo.id)),
      card: await bank.balance('bo-debit'),
    });
    const start = await measure();
    await act();
    await until(
      () => openRequests(world),
      (open) => open === 0,
    );
    const end = await measure();
    assert.equal(end.available, end.posted, 'nothing stays held');
    return { wallet: end.posted - start.posted, card: end.card - start.card };
  }

  async function ended(answer: Answer): Promise<string> {
    const id = String(answer.body.id ?? (answer.body.details as { object?: string } | undefined)?.object);
    const { body } = await until(
      () => bo.api.get(`/v1/withdrawals/${id}`),
      ({ body }) => body.state === 'done' || body.state === 'failed',
    );
    return body.state === 'failed' ? `failed ${body.code}` : String(body.state);
  }

  test('bo withdraws 20.00: the wallet has it less, the card more', async () => {
    const by = await moved(async () => {
      const answer = await withdraw(2_000);
      assert.deepEqual([answer.status, answer.body.state], [201, 'done']);
    });
    assert.deepEqual(by, { wallet: -2_000n, card: 2_000n });
  });

  test('while the bank is silent the money is held: it cannot be spent, and it has not left', async () => {
    const by = await moved(async () => {
      await bank.lies({ operation: 'transfers', lie: 'timeout', times: 1 });
      const before = await walletBalance(world, bo.id);
      const answer = await withdraw(1_500, { wait: 0 });
      const during = await walletBalance(world, bo.id);
      assert.deepEqual([before.posted - during.posted, before.available - during.available], [0n, 1_500n]);
      assert.equal((await withdraw(Number(during.available) + 1)).body.code, 'INSUFFICIENT_FUNDS');
      assert.equal(await ended(answer), 'done');
    });
    assert.deepEqual(by, { wallet: -1_500n, card: 1_500n });
  });

  test('twice the same key withdraws once (rafiki#223: one id per intent)', async () => {
    const by = await moved(async () => {
      const answers = await Promise.all([withdraw(100, { key: 'w' }), withdraw(100, { key: 'w' })]);
      assert.equal(answers[0]?.body.id, answers[1]?.body.id);
    });
    assert.deepEqual(by, { wallet: -100n, card: 100n });
  });

  const lies: [string, Lie[], string, number, string[]][] = [
    ['the reply is lost', [{ operation: 'transfers', lie: 'lost-reply', times: 1 }], 'done', 300, []],
    ['it calls back twice', [{ operation: 'transfers', lie: 'twice', times: 1 }], 'done', 300, []],
    ['it never calls back', [{ operation: 'transfers', lie: 'drop-callback', times: 1 }], 'done', 300, []],
    [
      'it says pending first',
      [{ operation: 'transfers', lie: 'pending', times: 1, delayMs: 1_000 }],
      'done',
      300,
      [],
    ],
    ['it declines', [{ operation: 'transfers', lie: 'decline', times: 1, code: '14' }], 'failed 14', 0, []],
    [
      'it names another amount: asked about until it fits, since money out cannot be called back',
      [{ operation: 'transfers', lie: 'wrong-amount', times: 1 }],
      'done',
      300,
      ['AMOUNT_MISMATCH'],
    ],
  ];
  for (const [name, told, end, paid, raised] of lies) {
    test(`the bank lies: ${name} -> ${end}`, async () => {
      const alertsBefore = (await alertKinds(world)).length;
      const by = await moved(async () => {
        await bank.lies(...told);
        assert.equal(await ended(await withdraw(300)), end);
      });
      assert.deepEqual(by, { wallet: BigInt(-paid), card: BigInt(paid) });
      assert.deepEqual((await alertKinds(world)).slice(alertsBefore), raised);
    });
  }

  test('a card removed before the bank was asked: declined at execution, the money is free again (R9)', async () => {
    const by = await moved(async () => {
      await bank.lies({ operation: 'transfers', lie: 'timeout', times: 1 });
      const answer = await withdraw(300, { wait: 0 });
      assert.equal((await bo.api.del(`/v1/instruments/${card}`)).status, 200);
      assert.match(await ended(answer), /^(done|failed CARD_REVOKED)$/);
    });
    assert.equal(by.wallet, -by.card);
  });

  test('a card removed while the first request is still on its way: the bank closes the reference before anybody is told', async () => {
    const alertsBefore = (await alertKinds(world)).length;
    const other = await bindCard(world, bo, CARDS.bo);
    const by = await moved(async () => {
      // We stop waiting after four seconds, ask, hear that there is nothing, and would send it again.
      await bank.lies({ operation: 'transfers', lie: 'slow', times: 1, delayMs: 8_000 });
      const body = { instrument: other, amount: cny(400), proof: { pin: bo.pin } };
      const answer = await bo.api.post('/v1/withdrawals', body);
      assert.equal(answer.status, 201);
      assert.equal((await bo.api.del(`/v1/instruments/${other}`)).status, 200);
      assert.equal(await ended(answer), 'failed CARD_REVOKED');
      // The first request arrives now, and finds a closed reference.
      await sleep(5_000);
    });
    assert.deepEqual(by, { wallet: 0n, card: 0n });
    assert.deepEqual((await alertKinds(world)).slice(alertsBefore), []);
  });

  test('own withdrawals are listed, and those of others are not', async () => {
    const his = await readOwnList(bo.api, '/v1/withdrawals');
    assert.ok(his.length > 3);
    const done = his.filter(({ state }) => state === 'done');
    assert.deepEqual(await readOwnList(bo.api, '/v1/withdrawals?state=done'), done);
    assert.ok(done.length > 0 && done.length < his.length);
    assert.deepEqual(await readOwnList(bo.api, '/v1/withdrawals?state=waiting'), []);
    const ana = await world.person('Ana Lin');
    assert.deepEqual(await readOwnList(ana.api, '/v1/withdrawals'), []);
    const [newest] = his;
    assert.deepEqual((await ana.api.get(`/v1/withdrawals?after=${newest?.id}`)).body.data, []);
    assert.equal((await bo.api.get('/v1/withdrawals?state=asked')).body.code, 'QUERY_INVALID');
  });

  test('in the end platform and bank agree to the cent', async () => {
    await assertAgreement(world, FUNDED);
  });
});
