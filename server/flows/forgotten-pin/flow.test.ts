/** The story of `forgotten-pin` against a real server, a real database and the sandbox bank over its socket. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createTestClock, DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/time.ts';
import { openPaymentSession } from '../../mechanisms/people/person-commands.ts';
import {
  type BankControls,
  bankOf,
  bindCard,
  CARDS,
  quietEnv,
  typed,
  until,
} from '../../testing/bank-controls.ts';
import { cny } from '../../testing/books.ts';
import { tablesThatHold } from '../../testing/secrets.ts';
import { createWorld, TEST_PIN, type TestPerson, type World } from '../../testing/world.ts';

const NEW_PIN = '975310';
const WAIT_MS = 72 * HOUR_MS;
const path = '/v1/pin-recoveries';
type Typed = Partial<Omit<ReturnType<typeof typed>, 'kind'>>;
/** As typed for a binding, but for the kind. */
const details = ({ kind: _kind, ...card }: ReturnType<typeof typed>, more: Typed = {}) => ({
  ...card,
  ...more,
});
const anas = (more: Typed = {}) => details(typed(CARDS.ana), more);

describe('forgotten-pin', () => {
  let world: World;
  let bank: BankControls;
  let ana: TestPerson;
  let bo: TestPerson;
  /** Another phone of ana's, known for as long: what one phone may ask in a minute is limited. */
  let spare: TestPerson;
  let card: string;
  const clock = createTestClock(Date.parse('2026-03-02T09:00:00Z'));

  before(async () => {
    world = await createWorld({ bank: true, clock, env: quietEnv() });
    bank = bankOf(world);
    ana = await world.person('Ana Lin', 100_000n);
    spare = await world.device(ana, 'spare phone');
    bo = await world.person('Bo Chen', 10_000n);
    await named(ana, 'Ana Lin', '110101199003070011');
    await named(bo, 'Bo Chen', '110101198806150022');
    card = await bindCard(world, ana, CARDS.ana);
    await bindCard(world, bo, CARDS.bo);
    clock.advance(WAIT_MS);
  });
  // Each test has a day of its own: what is counted in one does not lock another.
  beforeEach(async () => {
    await bank.lies();
    clock.advance(DAY_MS);
    await world.app.ground.people.setPin(ana.id, TEST_PIN);
  });
  after(async () => {
    await world.checkBooks();
    await world.stop();
  });

  async function named(person: TestPerson, name: string, idNumber: string) {
    assert.equal((await person.api.put('/v1/me/real-name', { name, idNumber })).status, 200);
  }
  const codeOf = ({ status, body }: { status: number; body: { [key: string]: unknown } }) =>
    status < 300 ? String(body.state ?? 'ok') : String(body.code);
  const send = async (person: TestPerson, proof: object) =>
    codeOf(await person.api.post('/v1/transfers', { to: bo.id, amount: cny(100), proof }));
  const codesSent = async () =>
    (
      (await (
        await fetch(
          `${world.config.bankUrl}/control/messages?phone=${encodeURIComponent(CARDS.ana.phone)}&limit=100`,
        )
      ).json()) as { data: unknown[] }
    ).data.length;

  /** Up to the bank's code. */
  async function started(person = ana): Promise<string> {
    const made = await person.api.post(path, anas());
    assert.deepEqual([made.status, made.body.state, made.body.last4], [201, 'unverified', '1232']);
    return `${path}/${String(made.body.id)}`;
  }
  /** Up to the right code. */
  async function verified(person = ana): Promise<string> {
    const recovery = await started(person);
    const code = await bank.code(CARDS.ana.phone);
    assert.equal(codeOf(await person.api.post(`${recovery}/verify`, { code })), 'verified');
    return recovery;
  }

  test('card, code, new PIN: the lock ends, the old PIN and every payment session with it, and the person is told', async () => {
    const tablet = await world.device(ana, 'tablet');
    const sessions = await Promise.all(
      [ana, tablet].map(async ({ api }) => {
        const { body } = await api.post('/v1/payment-sessions', { pin: TEST_PIN });
        return { paymentSession: String(body.id) };
      }),
    );
    assert.equal(await send(ana, sessions[0] ?? {}), 'done');
    for (const pin of ['111112', '111113', '111114']) await send(ana, { pin });
    assert.equal(await send(ana, { pin: TEST_PIN }), 'LOCKED');

    const recovery = await verified();
    assert.equal(codeOf(await ana.api.post(`${recovery}/pin`, { pin: '123456' })), 'PIN_WEAK');
    const key = randomUUID();
    const set = await ana.api.post(`${recovery}/pin`, { pin: NEW_PIN }, { key });
    assert.deepEqual([set.status, set.body.state], [200, 'done']);
    // R1: the same key is answered again and changes nothing.
    const again = await ana.api.post(`${recovery}/pin`, { pin: NEW_PIN }, { key });
    assert.deepEqual([again.body, again.headers.get('idempotency-hit')], [set.body, 'true']);
    const other = await ana.api.post(`${recovery}/pin`, { pin: '864209' }, { key });
    assert.equal(codeOf(other), 'IDEMPOTENCY_KEY_REUSED');
    // R2: another key finds it spent.
    assert.equal(codeOf(await ana.api.post(`${recovery}/pin`, { pin: '864209' })), 'REPLAYED');

    assert.equal(await send(ana, { pin: NEW_PIN }), 'done');
    assert.equal(await send(ana, { pin: TEST_PIN }), 'PIN_WRONG');
    assert.equal(await send(ana, sessions[0] ?? {}), 'PAYMENT_SESSION_INVALID');
    assert.equal(await send(tablet, sessions[1] ?? {}), 'PAYMENT_SESSION_INVALID');
    assert.equal((await ana.api.get('/v1/me')).body.pinLockedUntil, null);

    const told = (await ana.api.get('/v1/events?limit=100')).body.data as { type: string; data: unknown }[];
    assert.deepEqual(told.findLast(({ type }) => type === 'pin.set')?.data, {
      changed: true,
      recovered: true,
    });
    assert.ok(told.some(({ type }) => type === 'pin-recovery.done'));
    const entries = await world.app.ground.journal.entries(0n, 1_000);
    const done = entries.filter(
      ({ kind, outcome }) => kind.startsWith('forgotten-pin.') && outcome === 'done',
    );
    assert.deepEqual(
      done.map(({ kind }) => kind.slice('forgotten-pin.'.length)),
      ['start', 'answered', 'try', 'judged', 'set'],
    );
    await tablet.api.post('/v1/sign-out');
  });

  test('any new PIN ends payment sessions, and a proof that was checked against the old one is worth nothing', async () => {
    const { people, journal } = world.app.ground;
    const { body } = await ana.api.post('/v1/payment-sessions', { pin: TEST_PIN });
    const caller = await people.authenticate({ authorization: `Bearer ${ana.token}` });
    assert.ok('session' in caller);
    const proof = await people.checkProof(caller, { pin: TEST_PIN });
    const recovery = await verified();
    assert.equal(codeOf(await ana.api.post(`${recovery}/pin`, { pin: NEW_PIN })), 'done');
    const late = await journal.submit(openPaymentSession, {
      key: randomUUID(),
      actor: { id: ana.id, session: caller.session, device: caller.device },
      body: { limit: cny(1) },
      found: { proof },
    });
    assert.equal(late.refused?.code, 'PIN_WRONG');
    const second = await ana.api.post('/v1/payment-sessions', { pin: NEW_PIN });
    assert.equal(codeOf(await ana.api.put('/v1/me/pin', { pin: '864209', currentPin: NEW_PIN })), 'ok');
    for (const id of [body.id, second.body.id])
      assert.equal(await send(ana, { paymentSession: id }), 'PAYMENT_SESSION_INVALID');
  });

  test('for a day the new PIN pays, but it changes no rules, adds no passkey and answers for nobody else', async () => {
    const asked = await bo.api.post('/v1/supervision', { supervisor: ana.id, proof: { pin: TEST_PIN } });
    const recovery = await verified();
    assert.equal(codeOf(await ana.api.post(`${recovery}/pin`, { pin: NEW_PIN })), 'done');
    const proof = { pin: NEW_PIN };
    const session = await ana.api.post('/v1/payment-sessions', proof);
    assert.equal(await send(ana, { paymentSession: session.body.id }), 'done');
    const challenge = `/v1/challenges/${String(asked.body.challenge)}`;
    const { about } = (await ana.api.get(challenge)).body;
    const acts = {
      passkey: () => ana.api.post('/v1/passkeys/options', { proof }),
      supervisor: () => ana.api.post('/v1/supervision', { supervisor: bo.id, proof }),
      guardian: () => ana.api.post('/v1/guardianships', { ward: bo.id, relation: 'elder', proof }),
      answer: () => ana.api.post(`${challenge}/answers`, { answer: 'yes', about, proof }),
    };
    for (const [name, act] of Object.entries(acts)) assert.equal(codeOf(await act()), 'PIN_RECOVERED', name);
    // Another PIN, told by the present one, does not shorten that.
    assert.equal(codeOf(await ana.api.put('/v1/me/pin', { pin: '864209', currentPin: NEW_PIN })), 'ok');
    proof.pin = '864209';
    clock.advance(DAY_MS - 1);
    assert.equal(codeOf(await acts.passkey()), 'PIN_RECOVERED');
    clock.advance(1);
    assert.equal(codeOf(await acts.passkey()), 'ok');
  });
  test('with a PIN set anew a payer says his own yes where he asked; his supervisor is asked as before', async () => {
    const dai = await world.person('Dai Wang', 10_000n);
    const tablet = await world.device(dai, 'tablet');
    await named(dai, 'Dai Wang', '110101197509090044');
    await bindCard(world, dai, CARDS.dai);
    const own = { pin: TEST_PIN };
    const asked = await dai.api.post('/v1/supervision', { supervisor: bo.id, proof: own });
    const answer = async (person: TestPerson, challenge: unknown, proof: object) => {
      const { body } = await person.api.get(`/v1/challenges/${String(challenge)}`);
      const yes = { answer: 'yes', about: body.about, proof };
      return codeOf(await person.api.post(`/v1/challenges/${String(challenge)}/answers`, yes));
    };
    assert.equal(await answer(bo, asked.body.challenge, own), 'approved');
    const free = await bo.api.put(`/v1/supervision/${dai.id}/free-limit`, { freeLimit: cny(50), proof: own });
    assert.equal(free.status, 200);
    clock.advance(WAIT_MS);
    const made = await dai.api.post(path, details(typed(CARDS.dai)));
    const recovery = `${path}/${String(made.body.id)}`;
    const code = await bank.code(CARDS.dai.phone);
    assert.equal(codeOf(await dai.api.post(`${recovery}/verify`, { code })), 'verified');
    assert.equal(codeOf(await dai.api.post(`${recovery}/pin`, { pin: NEW_PIN })), 'done');

    const sent = await dai.api.post('/v1/transfers', { to: bo.id, amount: cny(100) });
    const challenge = String(sent.body.challenge);
    assert.equal(await answer(tablet, challenge, { pin: NEW_PIN }), 'PIN_RECOVERED');
    assert.equal(await answer(dai, challenge, { pin: NEW_PIN }), 'pending');
    const transfer = `/v1/transfers/${String(sent.body.id)}`;
    assert.equal(codeOf(await dai.api.get(transfer)), 'waiting');
    assert.equal(await answer(bo, challenge, own), 'approved');
    assert.equal(codeOf(await dai.api.get(transfer)), 'done');
    // To leave him takes what it took, and more patience.
    const left = await dai.api.post('/v1/supervision/leave', { proof: { pin: NEW_PIN } });
    assert.equal(codeOf(left), 'PIN_RECOVERED');
  });

  test('the guardian of a ward hears that its PIN was set anew; nobody else does', async () => {
    const [mum, lily] = [await world.person('Mum'), await world.person('Cara Zhou')];
    const proof = { pin: TEST_PIN };
    const asked = await mum.api.post('/v1/guardianships', { ward: lily.id, relation: 'minor', proof });
    const challenge = `/v1/challenges/${String(asked.body.challenge)}`;
    const { about } = (await lily.api.get(challenge)).body;
    const yes = await lily.api.post(`${challenge}/answers`, { answer: 'yes', about, proof });
    assert.equal(codeOf(yes), 'approved');
    await named(lily, 'Cara Zhou', '110101201211230055');
    await bindCard(world, lily, CARDS.caraPoor);
    clock.advance(WAIT_MS);
    const made = await lily.api.post(path, details(typed(CARDS.caraPoor)));
    const recovery = `${path}/${String(made.body.id)}`;
    const code = await bank.code(CARDS.caraPoor.phone);
    assert.equal(codeOf(await lily.api.post(`${recovery}/verify`, { code })), 'verified');
    assert.equal(codeOf(await lily.api.post(`${recovery}/pin`, { pin: NEW_PIN })), 'done');
    const heard = async ({ api }: TestPerson) => {
      const { body } = await api.get('/v1/events?limit=100');
      const events = body.data as { type: string; data: unknown }[];
      return events.filter(({ type }) => type === 'guardian.pin-recovered').map(({ data }) => data);
    };
    assert.deepEqual(await heard(mum), [{ ward: { id: lily.id, name: 'Cara Zhou' } }]);
    for (const other of [lily, ana]) assert.deepEqual(await heard(other), []);
    const entries = await world.app.ground.journal.entries(0n, 2_000);
    const set = entries.findLast(({ kind }) => kind === 'forgotten-pin.set');
    assert.deepEqual(
      set?.effects.map(({ task, payload }) => [task, payload.notice, payload.people]),
      [
        ['push.send', 'pin-recovery.done', [lily.id]],
        ['push.send', 'guardian.pin-recovered', [mum.id]],
      ],
    );
  });

  test('a wrong number, a card of somebody else, one without its owner’s name: all the same, and counted', async () => {
    const unknown = '6212345678909995';
    const cases = [
      ['an unknown card', anas({ pan: unknown })],
      ["somebody else's", details(typed(CARDS.bo))],
      ["another's name", anas({ holderName: 'Bo Chen' })],
      ['a card that the bank knows and nobody bound', details(typed(CARDS.cara))],
    ] as const;
    const left: unknown[] = [];
    const before = await codesSent();
    for (const [name, body] of cases) {
      const { status, body: answer } = await spare.api.post(path, body);
      assert.deepEqual([status, answer.code], [422, 'PIN_CARD_WRONG'], name);
      left.push((answer.details as { left: number }).left);
    }
    assert.deepEqual(left, [4, 3, 2, 1]);
    assert.equal(
      codeOf(await spare.api.post(path, anas({ pan: '6212345678901233' }))),
      'CARD_NUMBER_INVALID',
    );
    await spare.api.post(path, cases[0][1]);
    assert.equal(codeOf(await spare.api.post(path, anas())), 'LOCKED', 'also for the right card');
    clock.advance(DAY_MS - 1);
    assert.equal(codeOf(await spare.api.post(path, anas())), 'LOCKED');
    assert.equal(await codesSent(), before, 'no telephone has rung');
    clock.advance(1);
    await started(spare);
  });

  test('without a bound card, without a PIN, with a card or sign-in that is too new: each is said', async () => {
    const cara = await world.person('Cara Zhou');
    await named(cara, 'Cara Zhou', '110101199211230033');
    assert.equal(codeOf(await cara.api.post(path, details(typed(CARDS.cara)))), 'NO_BOUND_CARD');
    await bindCard(world, cara, CARDS.cara);
    const early = await cara.api.post(path, details(typed(CARDS.cara)));
    assert.deepEqual(
      [codeOf(early), (early.body.details as { until: string }).until],
      ['PIN_RECOVERY_TOO_SOON', new Date(clock.now() + WAIT_MS).toISOString()],
    );
    clock.advance(WAIT_MS);
    const stolen = await world.device(cara, 'new phone with a stolen number');
    assert.equal(codeOf(await stolen.api.post(path, details(typed(CARDS.cara)))), 'PIN_RECOVERY_TOO_SOON');
    assert.equal((await cara.api.post(path, details(typed(CARDS.cara)))).status, 201);

    const { people } = world.app.ground;
    const id = await people.registerPerson({ phone: '+8613900009999', name: 'New' });
    const fresh = world.api(await people.openSession(id, 'phone'));
    assert.equal(codeOf(await fresh.post(path, anas())), 'PIN_NOT_SET');
  });

  test('another sign-in and another person cannot go on with it; a removed card proves nothing', async () => {
    const tablet = await world.device(ana, 'tablet');
    const recovery = await started();
    const code = await bank.code(CARDS.ana.phone);
    for (const other of [tablet, bo]) {
      assert.equal(codeOf(await other.api.get(recovery)), 'NOT_FOUND');
      assert.equal(codeOf(await other.api.post(`${recovery}/verify`, { code })), 'NOT_FOUND');
      assert.equal(codeOf(await other.api.post(`${recovery}/pin`, { pin: NEW_PIN })), 'NOT_FOUND');
    }
    assert.equal(codeOf(await ana.api.post(`${recovery}/pin`, { pin: NEW_PIN })), 'CONFLICT');
    assert.equal(codeOf(await ana.api.post(`${recovery}/verify`, { code })), 'verified');
    assert.equal(codeOf(await ana.api.post(`${recovery}/verify`, { code })), 'REPLAYED');
    assert.equal(codeOf(await ana.api.del(`/v1/instruments/${card}`)), 'revoked');
    assert.equal(codeOf(await ana.api.post(`${recovery}/pin`, { pin: NEW_PIN })), 'INSTRUMENT_UNUSABLE');
    assert.equal(codeOf(await ana.api.post(path, anas())), 'NO_BOUND_CARD');
    assert.equal(await send(ana, { pin: TEST_PIN }), 'done');
    card = await bindCard(world, ana, CARDS.ana);
    assert.equal(codeOf(await ana.api.post(path, anas())), 'PIN_RECOVERY_TOO_SOON');
    clock.advance(WAIT_MS);
    await tablet.api.post('/v1/sign-out');
  });

  test('a code and a right to set the PIN run out; a new start ends the one before; of two at once one sets it', async () => {
    const first = await started();
    // The same details again: no second message while the first code is good.
    const sent = await codesSent();
    assert.equal(await started(), first);
    assert.equal(await codesSent(), sent);
    clock.advance(5 * MINUTE_MS);
    const code = await bank.code(CARDS.ana.phone);
    assert.equal(codeOf(await ana.api.post(`${first}/verify`, { code })), 'EXPIRED');
    const second = await verified();
    assert.equal(codeOf(await ana.api.get(first)), 'replaced');
    clock.advance(5 * MINUTE_MS);
    assert.equal(codeOf(await ana.api.post(`${second}/pin`, { pin: NEW_PIN })), 'EXPIRED');
    const third = await verified();
    const both = await Promise.all(
      [NEW_PIN, '864209'].map((pin) => ana.api.post(`${third}/pin`, { pin }).then(codeOf)),
    );
    assert.deepEqual(both.sort(), ['REPLAYED', 'done']);
  });

  test('three wrong codes lock, also against the right one and a new start (R13); one asked again counts once', async () => {
    const recovery = await started();
    const code = await bank.code(CARDS.ana.phone);
    const guesses = ['000001', '000001', '000002', '000003'].map((guess) =>
      guess === code ? '000009' : guess,
    );
    const left: unknown[] = [];
    for (const guess of guesses) {
      const { body } = await ana.api.post(`${recovery}/verify`, { code: guess });
      left.push((body.details as { left?: number }).left ?? body.code);
    }
    assert.deepEqual(left, [2, 2, 1, 'LOCKED']);
    assert.equal(codeOf(await ana.api.post(`${recovery}/verify`, { code })), 'LOCKED');
    clock.advance(5 * MINUTE_MS);
    const next = await started();
    const fresh = await bank.code(CARDS.ana.phone);
    assert.equal(codeOf(await ana.api.post(`${next}/verify`, { code: fresh })), 'LOCKED');
    assert.equal(await send(ana, { pin: TEST_PIN }), 'done', 'the PIN itself is not locked by this');
    // Support may end it.
    const operator = await world.person('Olga');
    await world.app.ground.people.grantOperator(operator.id, ['support']);
    assert.equal((await operator.api.post(`/v1/operator/people/${ana.id}/unlock`)).status, 200);
    assert.equal(codeOf(await ana.api.post(`${next}/verify`, { code: fresh })), 'verified');
  });

  test('a bank that loses its reply, is slow, down or declines: no second code, nothing counted for its silence', async () => {
    await bank.lies({ operation: 'card-verifications', lie: 'lost-reply', times: 1 });
    const sent = await codesSent();
    const recovery = await started(spare);
    assert.equal(await codesSent(), sent + 1);
    await bank.lies({ operation: 'card-verifications', lie: 'down' });
    const code = await bank.code(CARDS.ana.phone);
    const key = randomUUID();
    const down = await spare.api.post(`${recovery}/verify`, { code }, { key });
    assert.deepEqual([down.status, down.body.code, down.body.effect], [503, 'BANK_UNAVAILABLE', 'none']);
    await bank.lies();
    assert.equal(codeOf(await spare.api.post(`${recovery}/verify`, { code }, { key })), 'verified');

    // Down at the start: five times are no five tries.
    await bank.lies({ operation: 'card-verifications', lie: 'down' });
    for (let i = 0; i < 3; i++) assert.equal(codeOf(await spare.api.post(path, anas())), 'BANK_UNAVAILABLE');
    await bank.lies({ operation: 'card-verifications', lie: 'slow', delayMs: 2_500, times: 1 });
    const slow = await spare.api.post(path, anas(), { headers: { prefer: 'wait=1' } });
    assert.deepEqual([slow.status, slow.body.state], [201, 'asking']);
    const own = `${path}/${String(slow.body.id)}`;
    const state = async () => codeOf(await spare.api.get(own));
    assert.equal(await until(state, (now) => now !== 'asking', 6_000), 'unverified');

    const wrongPhone = await spare.api.post(path, anas({ phone: '+8613899999999' }));
    assert.deepEqual(
      [wrongPhone.body.code, (wrongPhone.body.details as { bankCode: string }).bankCode],
      ['BANK_DECLINED', '1P'],
    );
    assert.equal(codeOf(await spare.api.get(own)), 'replaced');
  });

  test('the same key with other details is another request; with the same ones it is answered again', async () => {
    const key = randomUUID();
    const first = await spare.api.post(path, anas(), { key });
    const again = await spare.api.post(path, anas(), { key });
    assert.deepEqual([again.body.id, again.headers.get('idempotency-hit')], [first.body.id, 'true']);
    const other = await spare.api.post(path, anas({ expiry: '2030-01' }), { key });
    assert.equal(other.body.code, 'IDEMPOTENCY_KEY_REUSED');
  });

  test('no card number and no PIN stands anywhere in the database, and nothing typed is left in the vault (R12)', async () => {
    const { pool } = world.app.ground.database;
    assert.deepEqual(await tablesThatHold(pool, `62123456789[0-9]{5}|"${NEW_PIN}"`), []);
    for (const entry of await world.app.ground.journal.entries(0n, 1_000)) {
      const text = JSON.stringify(entry, (_, value) => (typeof value === 'bigint' ? String(value) : value));
      assert.doesNotMatch(text, new RegExp(`62123456789[0-9]{5}|"${NEW_PIN}"`));
    }
    assert.equal(await until(leftInVault, (left) => left === 0, 5_000), 0);
    async function leftInVault(): Promise<number> {
      const { rows } = await pool.query(
        `select count(*)::int as n from vault.sealed where purpose = 'card-details'
          and id <> all (select details from instruments.card where details is not null)`,
      );
      return rows[0].n;
    }
  });
});
