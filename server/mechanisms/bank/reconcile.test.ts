import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '../../kernel/time.ts';
import { bankOf, bindCard, CARDS, openRequests, quietEnv, until } from '../../testing/bank-controls.ts';
import { cny } from '../../testing/books.ts';
import { createWorld } from '../../testing/world.ts';

test("the bank's statement of the day against our books: every line matched; operators see requests, alerts and differences", async () => {
  const world = await createWorld({ bank: true, env: quietEnv() });
  try {
    const bank = bankOf(world);
    const ana = await world.person('Ana Lin');
    const olga = await world.person('Olga');
    await world.app.ground.people.grantOperator(olga.id, ['admin']);
    const card = await bindCard(world, ana, CARDS.ana);
    const wait = { headers: { prefer: 'wait=10' } };
    for (const minor of [1_000, 2_000]) {
      const done = await ana.api.post(
        '/v1/top-ups',
        { instrument: card, amount: cny(minor), proof: { pin: ana.pin } },
        wait,
      );
      assert.equal(done.body.state, 'done');
    }
    assert.equal(
      (
        await ana.api.post(
          '/v1/withdrawals',
          { instrument: card, amount: cny(500), proof: { pin: ana.pin } },
          wait,
        )
      ).body.state,
      'done',
    );

    const made = await olga.api.post('/v1/operator/reconciliations', {});
    assert.deepEqual(
      [
        made.status,
        made.body.ok,
        made.body.entries,
        made.body.matched,
        made.body.bankBalance,
        made.body.ledgerBalance,
      ],
      [201, true, 3, 3, '2500', '2500'],
      JSON.stringify(made.body),
    );
    assert.equal((await ana.api.post('/v1/operator/reconciliations', {})).body.code, 'FORBIDDEN');

    const ended = new Date().toISOString();

    // R1: sent again after more has moved, it is the same request; with other days it is not.
    const key = { key: 'statement' };
    const [day, hour] = [{}, { from: new Date(Date.now() - HOUR_MS).toISOString() }];
    const first = await olga.api.post('/v1/operator/reconciliations', day, key);
    const topUp = { instrument: card, amount: cny(100), proof: { pin: ana.pin } };
    assert.equal((await ana.api.post('/v1/top-ups', topUp, wait)).body.state, 'done');
    const again = await olga.api.post('/v1/operator/reconciliations', day, key);
    assert.deepEqual([again.status, again.body], [201, first.body]);
    assert.equal(again.headers.get('idempotency-hit'), 'true');
    const other = await olga.api.post('/v1/operator/reconciliations', hour, key);
    assert.equal(other.body.code, 'IDEMPOTENCY_KEY_REUSED');

    // Both balances are those at the end of the period, whatever has moved since.
    const yesterday = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    const periods = [
      [{ from: new Date(Date.now() - HOUR_MS).toISOString(), to: ended }, '2500'],
      [{ from: yesterday, to: yesterday }, '0'],
      [{ from: '0000-01-01', to: yesterday }, '0'],
    ] as const;
    for (const [period, balance] of periods) {
      const { body } = await olga.api.post('/v1/operator/reconciliations', period);
      assert.deepEqual([body.ok, body.bankBalance, body.ledgerBalance], [true, balance, balance]);
    }

    // Done at the bank while we know nothing: the statement says so, and the inquiry it starts closes the gap.
    await bank.lies(
      { operation: 'debits', lie: 'lost-reply', times: 1 },
      { operation: 'debits', lie: 'drop-callback', times: 1 },
      { operation: 'query', lie: 'down' },
    );
    const before = await bank.balance('ana-debit');
    const lost = await ana.api.post('/v1/top-ups', {
      instrument: card,
      amount: cny(700),
      proof: { pin: ana.pin },
    });
    await until(
      () => bank.balance('ana-debit'),
      (now) => now === before - 700n,
      10_000,
    );
    const gap = await olga.api.post('/v1/operator/reconciliations', {});
    assert.deepEqual(
      (gap.body.differences as unknown as { kind: string }[]).map(({ kind }) => kind),
      ['STILL_OPEN'],
    );
    await bank.lies();
    await until(
      () => openRequests(world),
      (open) => open === 0,
    );
    assert.equal((await ana.api.get(`/v1/top-ups/${lost.body.id}`)).body.state, 'done');
    const requests = await olga.api.get('/v1/operator/bank-requests?limit=2&state=done');
    assert.deepEqual([(requests.body.data as unknown as unknown[]).length, requests.body.hasMore], [2, true]);
    const next = await olga.api.get(
      `/v1/operator/bank-requests?limit=2&state=done&after=${requests.body.next}`,
    );
    assert.equal((next.body.data as unknown as unknown[]).length, 2);
    assert.deepEqual((await olga.api.get('/v1/operator/alerts?state=open')).body.data, []);
    assert.equal((await ana.api.get('/v1/operator/bank-requests')).body.code, 'FORBIDDEN');

    // A callback for something that was never asked raises an alert, which a person closes.
    const { createSigner } = await import('./signing.ts');
    const body = JSON.stringify({
      callback: 'cbk_x',
      reference: 'nothing.of.ours',
      state: 'done',
      amount: cny(1),
    });
    const signed = createSigner(world.config.platformSecret)({
      method: 'POST',
      path: '/bank/callbacks',
      body,
      id: 'x1',
      now: Date.now(),
    });
    const told = await fetch(`${world.app.url}/bank/callbacks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
    });
    assert.equal(told.status, 200);
    const unsigned = await fetch(`${world.app.url}/bank/callbacks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(unsigned.status, 401);
    const [alert] = (await olga.api.get('/v1/operator/alerts?state=open')).body.data as unknown as {
      id: string;
      kind: string;
    }[];
    assert.equal(alert?.kind, 'UNKNOWN_REFERENCE');
    assert.equal((await olga.api.post(`/v1/operator/alerts/${alert?.id}/close`)).body.state, 'closed');
    assert.equal((await olga.api.post(`/v1/operator/alerts/${alert?.id}/close`)).body.code, 'CONFLICT');
  } finally {
    await world.stop();
  }
});
