import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { uuidOfId } from '../../kernel/id.ts';
import { selectRows } from '../../mechanisms/database/index.ts';
import { cards } from '../../mechanisms/instruments/index.ts';
import {
  type BankControls,
  bankOf,
  bindCard,
  CARDS,
  quietEnv,
  typed,
  until,
} from '../../testing/bank-controls.ts';
import { tablesThatHold } from '../../testing/secrets.ts';
import { createWorld, type TestPerson, type World } from '../../testing/world.ts';

describe('bind-card', () => {
  let world: World;
  let bank: BankControls;
  let ana: TestPerson;
  let bo: TestPerson;

  before(async () => {
    world = await createWorld({ bank: true, env: quietEnv() });
    bank = bankOf(world);
    ana = await world.person('Ana Lin');
    bo = await world.person('Bo Chen');
  });
  after(async () => world.stop());

  const listed = async (person: TestPerson) =>
    ((await person.api.get('/v1/instruments')).body.data as { id: string; state: string }[]).map(
      ({ id, state }) => [id, state],
    );

  test('a typed card is unverified until the code from the reserved phone binds it', async () => {
    const made = await ana.api.post('/v1/instruments', typed(CARDS.ana));
    assert.equal(made.status, 201);
    assert.deepEqual([made.body.state, made.body.last4, made.body.brand], ['unverified', '1232', 'UnionPay']);
    const id = String(made.body.id);
    const code = await bank.code(CARDS.ana.phone);
    const wrong = code === '000000' ? '111111' : '000000';
    const refused = await ana.api.post(`/v1/instruments/${id}/verify`, { code: wrong });
    assert.deepEqual(
      [refused.status, refused.body.code, (refused.body.details as { left: number }).left],
      [422, 'CARD_CODE_WRONG', 2],
    );
    const bound = await ana.api.post(`/v1/instruments/${id}/verify`, { code });
    assert.deepEqual([bound.status, bound.body.state, bound.body.bankName], [200, 'bound', 'Sandbox Bank']);
    // R2: the code was spent.
    const again = await ana.api.post(`/v1/instruments/${id}/verify`, { code });
    assert.equal(again.body.code, 'REPLAYED');
    assert.deepEqual(await listed(ana), [[id, 'bound']]);
  });

  test('the same card again is the same instrument; the same key gives the same answer, another body a conflict', async () => {
    const [[id] = []] = await listed(ana);
    const again = await ana.api.post('/v1/instruments', typed(CARDS.ana));
    assert.deepEqual([again.status, again.body.id, again.body.state], [201, id, 'bound']);
    const first = await ana.api.post('/v1/instruments', typed(CARDS.ana), { key: 'again' });
    const second = await ana.api.post('/v1/instruments', typed(CARDS.ana), { key: 'again' });
    assert.deepEqual([second.body.id, second.headers.get('idempotency-hit')], [first.body.id, 'true']);
    const other = await ana.api.post(
      '/v1/instruments',
      { ...typed(CARDS.ana), holderName: 'Ana Lyn' },
      { key: 'again' },
    );
    assert.equal(other.body.code, 'IDEMPOTENCY_KEY_REUSED');
    assert.equal((await listed(ana)).length, 1);
  });

  test('the owner is told on his devices that a card was added, and of which one nobody else learns', async () => {
    const entries = await world.app.ground.journal.entries(0n, 1_000);
    const bound = entries.filter(({ events }) => events.some(({ type }) => type === 'instrument.bound'));
    const notices = bound.flatMap(({ effects }) => effects.filter(({ task }) => task === 'push.send'));
    assert.deepEqual(
      notices.map(({ payload }) => payload),
      [{ people: [ana.id], notice: 'instrument.bound', challenge: null, until: null }],
    );
  });

  test("another person's card is refused and named to nobody; another person's instrument does not exist", async () => {
    const [[id] = []] = await listed(ana);
    const refused = await bo.api.post('/v1/instruments', typed(CARDS.ana));
    assert.deepEqual([refused.status, refused.body.code, refused.body.details], [422, 'CARD_REFUSED', {}]);
    assert.equal(
      (await bo.api.post(`/v1/instruments/${id}/verify`, { code: '123456' })).body.code,
      'NOT_FOUND',
    );
    assert.equal((await bo.api.del(`/v1/instruments/${id}`)).body.code, 'NOT_FOUND');
    assert.deepEqual(await listed(bo), []);
  });

  test('what the bank does not accept leaves as BANK_DECLINED with its code', async () => {
    const cara = await world.person('Cara Zhou');
    const dai = await world.person('Dai Wang');
    const name = await cara.api.post('/v1/instruments', {
      ...typed(CARDS.cara),
      holderName: 'Somebody Else',
    });
    assert.deepEqual(
      [name.status, name.body.code, (name.body.details as { bankCode: string }).bankCode],
      [422, 'BANK_DECLINED', '1N'],
    );
    const expired = await dai.api.post('/v1/instruments', typed(CARDS.daiExpired));
    assert.equal((expired.body.details as { bankCode: string }).bankCode, '54');
    const noCard = await dai.api.post('/v1/instruments', { ...typed(CARDS.dai), pan: '6212345678901233' });
    assert.equal(noCard.body.code, 'CARD_NUMBER_INVALID');
  });

  test('three wrong codes lock the card, also against the right one (R13); a wrong code asked again counts once', async () => {
    const dai = await world.person('Dai Wang');
    const { body } = await dai.api.post('/v1/instruments', typed(CARDS.dai));
    const code = await bank.code(CARDS.dai.phone);
    const guesses = ['000001', '000001', '000002', '000003'].filter((guess) => guess !== code);
    const left: unknown[] = [];
    for (const guess of guesses) {
      const answer = await dai.api.post(`/v1/instruments/${body.id}/verify`, { code: guess });
      left.push((answer.body.details as { left?: number }).left ?? answer.body.code);
    }
    assert.deepEqual(left, [2, 2, 1, 'LOCKED']);
    assert.equal((await dai.api.post(`/v1/instruments/${body.id}/verify`, { code })).body.code, 'LOCKED');
  });

  test('a bank that loses its reply is asked again and sends no second code; one that is down says so and moves nothing', async () => {
    const cara = await world.person('Cara Zhou');
    await bank.lies({ operation: 'card-verifications', lie: 'lost-reply', times: 1 });
    const made = await cara.api.post('/v1/instruments', typed(CARDS.cara));
    assert.equal(made.body.state, 'unverified');
    await bank.lies({ operation: 'card-verifications', lie: 'down' });
    const id = String(made.body.id);
    const code = await bank.code(CARDS.cara.phone);
    const down = await cara.api.post(`/v1/instruments/${id}/verify`, { code });
    assert.deepEqual([down.status, down.body.code], [503, 'BANK_UNAVAILABLE']);
    await bank.lies();
    assert.equal((await cara.api.post(`/v1/instruments/${id}/verify`, { code })).body.state, 'bound');
  });

  test('a removed card is gone, its token is destroyed, and somebody else may bind it', async () => {
    const id = await bindCard(world, bo, CARDS.bo);
    const token = await tokenOf(id);
    assert.equal(await sealed(token), 1);
    const removed = await bo.api.del(`/v1/instruments/${id}`);
    assert.equal(removed.body.state, 'revoked');
    await until(
      () => sealed(token),
      (rows) => rows === 0,
      10_000,
    );
    assert.deepEqual(await listed(bo), []);
    const eve = await world.person('Bo Chen');
    assert.ok(await bindCard(world, eve, CARDS.bo));
    const topUp = await bo.api.post('/v1/top-ups', {
      instrument: id,
      amount: { minor: '100', currency: 'CNY' },
      proof: { pin: bo.pin },
    });
    assert.equal(topUp.body.code, 'INSTRUMENT_UNUSABLE');
  });

  test('no card number stands anywhere in the database (R12)', async () => {
    const { pool } = world.app.ground.database;
    assert.deepEqual(await tablesThatHold(pool, '(62123456789|424242424242)[0-9]+'), []);
  });

  async function tokenOf(instrument: string): Promise<string> {
    const [card] = await selectRows(world.app.ground.database.pool, cards, [instrument]);
    return uuidOfId(String(card?.token));
  }
  async function sealed(ref: string): Promise<number> {
    const result = await world.app.ground.database.pool.query(
      'select count(*)::int as n from vault.sealed where id = $1',
      [ref],
    );
    return result.rows[0].n;
  }
});
