/** A bank that does not come back within the deadline. Slow by nature: the deadline is 45 s of real time. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  alertKinds,
  assertAgreement,
  bankOf,
  bindCard,
  CARDS,
  openRequests,
  quietEnv,
  until,
  walletBalance,
} from '../../testing/bank-controls.ts';
import { cny } from '../../testing/books.ts';
import { createWorld } from '../../testing/world.ts';

const FUNDED = 5_000n;

describe('deadline', { concurrency: 2 }, () => {
  test('no `unknown` outlives 60 s: debits are given up and undone, money out is escalated and found later', async () => {
    const world = await createWorld({ bank: true, env: quietEnv() });
    try {
      const bank = bankOf(world);
      const ana = await world.person('Ana Lin');
      const bo = await world.person('Bo Chen', FUNDED);
      const [anaCard, boCard] = [await bindCard(world, ana, CARDS.ana), await bindCard(world, bo, CARDS.bo)];
      const before = { ana: await bank.balance('ana-debit'), bo: await bank.balance('bo-debit') };

      // Both are done at the bank, which then never says so: replies lost, no callback, no answer to inquiry or cancellation.
      await bank.lies(
        { operation: 'debits', lie: 'lost-reply', times: 1 },
        { operation: 'debits', lie: 'drop-callback', times: 1 },
        { operation: 'transfers', lie: 'lost-reply', times: 1 },
        { operation: 'transfers', lie: 'drop-callback', times: 1 },
        { operation: 'query', lie: 'down' },
        { operation: 'cancel', lie: 'down' },
      );
      const started = Date.now();
      const topUp = await ana.api.post('/v1/top-ups', {
        instrument: anaCard,
        amount: cny(700),
        proof: { pin: ana.pin },
      });
      const out = await bo.api.post('/v1/withdrawals', {
        instrument: boCard,
        amount: cny(900),
        proof: { pin: bo.pin },
      });

      const failed = await until(
        () => ana.api.get(`/v1/top-ups/${topUp.body.id}`),
        ({ body }) => body.state === 'failed',
        70_000,
      );
      assert.equal(failed.body.code, 'NO_ANSWER');
      await until(
        () => alertKinds(world),
        (kinds) => kinds.includes('ESCALATED'),
        10_000,
      );
      assert.ok(Date.now() - started < 60_000, `it took ${Date.now() - started} ms`);
      assert.equal((await walletBalance(world, ana.id)).posted, 0n);
      // The money out may have left: it stays held, neither spent twice nor given back.
      assert.deepEqual(await walletBalance(world, bo.id), { posted: FUNDED, available: FUNDED - 900n });
      assert.equal((await bo.api.get(`/v1/withdrawals/${out.body.id}`)).body.state, 'unknown');

      await bank.lies();
      await until(
        () => openRequests(world),
        (open) => open === 0,
        90_000,
      );
      // The late success went back to the card (R7); the withdrawal was found done.
      assert.equal(await bank.balance('ana-debit'), before.ana);
      assert.equal(await bank.balance('bo-debit'), before.bo + 900n);
      assert.equal((await bo.api.get(`/v1/withdrawals/${out.body.id}`)).body.state, 'done');
      assert.deepEqual(await walletBalance(world, bo.id), {
        posted: FUNDED - 900n,
        available: FUNDED - 900n,
      });
      assert.deepEqual((await alertKinds(world)).sort(), ['ESCALATED', 'LATE_SUCCESS']);
      await assertAgreement(world, FUNDED);
    } finally {
      await world.stop();
    }
  });

  test('two hundred debits against a bank that swallows everything all end within 60 s, and nothing has moved', async () => {
    const world = await createWorld({ bank: true, env: quietEnv() });
    try {
      const bank = bankOf(world);
      const ana = await world.person('Ana Lin');
      const card = await bindCard(world, ana, CARDS.ana);
      const before = await bank.balance('ana-debit');
      await bank.lies(
        { operation: 'debits', lie: 'timeout' },
        { operation: 'query', lie: 'timeout' },
        { operation: 'cancel', lie: 'timeout' },
      );
      const session = await ana.api.post('/v1/payment-sessions', { pin: ana.pin });
      const proof = { paymentSession: session.body.id };
      const body = { instrument: card, amount: { minor: '100', currency: 'CNY' }, proof };
      const started = Date.now();
      const asked = await Promise.all(Array.from({ length: 200 }, () => ana.api.post('/v1/top-ups', body)));
      assert.deepEqual([...new Set(asked.map(({ status }) => status))], [201]);
      const { pool } = world.app.ground.database;
      const states = async () =>
        (
          await pool.query(
            'select state, count(*)::int as n from top_up.top_up group by state order by state',
          )
        ).rows;
      await until(states, (rows) => rows.length === 1 && rows[0].state === 'failed', 70_000);
      assert.ok(Date.now() - started < 60_000, `it took ${Date.now() - started} ms`);
      await bank.lies();
      await until(
        () => openRequests(world),
        (open) => open === 0,
        120_000,
      );
      assert.equal(await bank.balance('ana-debit'), before);
      await assertAgreement(world);
    } finally {
      await world.stop();
    }
  });
});
