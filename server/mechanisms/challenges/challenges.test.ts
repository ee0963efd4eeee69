/** Challenges through the API against a real server and database: every proof, every approver, the inbox, and how it ends. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import pino from 'pino';
import { flows } from '../../flows.ts';
import type { Id } from '../../kernel/id.ts';
import { createTestClock, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/time.ts';
import { bankOf, quietEnv, until } from '../../testing/bank-controls.ts';
import { balance, checkJournal, cny, movements } from '../../testing/books.ts';
import { setAnyRule } from '../../testing/commands.ts';
import { type Answer, createWorld, TEST_PIN, type TestPerson, type World } from '../../testing/world.ts';
import type { AnswerBody } from './commands.ts';
import type { Need, Who } from './expression.ts';
import { nameOf, RULE, testFlow } from './scene.fixture.ts';

const proof = { pin: TEST_PIN };
const LIFE_MS = 10 * MINUTE_MS;
const leaf = (who: Who, ...kinds: string[]): Need => ({ approver: { who, proof: kinds, rule: RULE } });
const person = ({ id }: TestPerson, ...kinds: string[]): Need => leaf({ person: id }, ...kinds);
const everybodyIn = (need: Need): string[] =>
  'approver' in need
    ? [nameOf(need.approver.who)]
    : ('all' in need ? need.all : 'any' in need ? need.any : need.of).flatMap(everybodyIn);
const said = ({ status, body }: Answer) => `${status} ${String(body.code ?? body.state)}`;
type View = {
  id: string;
  state: string;
  version: number;
  subject: string;
  about: string;
  needs: unknown;
  mine: { leaves: number[]; proof: string[]; answered: boolean } | null;
};

describe('challenges', { timeout: 300_000 }, () => {
  const clock = createTestClock(Date.parse('2026-03-02T08:00:00Z'));
  const logged: string[] = [];
  let world: World;
  /** Another server process on the same database. */
  let second: World;
  let payer: TestPerson;
  let payee: TestPerson;
  let ana: TestPerson;
  let bo: TestPerson;
  let stranger: TestPerson;

  before(async () => {
    const env = quietEnv();
    const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
    const all = [...flows, testFlow];
    world = await createWorld({ bank: true, clock, env, log, flows: all });
    second = await createWorld({
      env: { ...env, BANK_URL: world.config.bankUrl },
      clock,
      log,
      flows: all,
      databaseUrl: world.databaseUrl,
    });
    [payer, payee] = await Promise.all([world.person('Pia', 1_000_000n), world.person('Shop')]);
  });
  // Routes are limited per person and minute of the real day: each test has people of its own.
  beforeEach(async () => {
    clock.advance(MINUTE_MS);
    [ana, bo, stranger] = await Promise.all([
      world.person('Ana Lin'),
      world.person('Bo Chen'),
      world.person('Stranger'),
    ]);
  });
  afterEach(async () => {
    await world.checkBooks();
    await checkJournal(world.app.ground.database.pool);
  });
  after(async () => {
    await second.stop();
    await world.stop();
  });

  async function setNeed(need: Need | null, entitled = need ? everybodyIn(need) : [], lifeMs = LIFE_MS) {
    const params = need && { need, lifeMs, entitled };
    await world.app.ground.journal.submit(setAnyRule, {
      key: randomUUID(),
      actor: { id: 'platform' },
      body: { person: payer.id, kind: RULE, params },
    });
  }
  /** Pia sends 10.00; it waits. */
  async function send(need: Need, more: { entitled?: string[]; lifeMs?: number; proof?: object } = {}) {
    await setNeed(need, more.entitled, more.lifeMs);
    const sent = await payer.api.post('/v1/transfers', {
      to: payee.id,
      amount: cny(1_000),
      note: 'Lamp',
      proof: more.proof ?? proof,
    });
    assert.equal(said(sent), '201 waiting', JSON.stringify(sent.body));
    return { transfer: String(sent.body.id), challenge: String(sent.body.challenge) };
  }
  const show = async (challenge: string, by: TestPerson): Promise<View> =>
    (await by.api.get(`/v1/challenges/${challenge}`)).body as unknown as View;
  async function answer(challenge: string, by: Pick<TestPerson, 'api'>, body: object = {}, key?: string) {
    const about = (await payer.api.get(`/v1/challenges/${challenge}`)).body.about;
    return by.api.post(
      `/v1/challenges/${challenge}/answers`,
      { answer: 'yes', about, ...body },
      key === undefined ? {} : { key },
    );
  }
  const transferOf = async (id: string) => {
    const { body } = await payer.api.get(`/v1/transfers/${id}`);
    return [body.state, body.code].filter((part) => part !== undefined).join(' ');
  };
  const submitAnswer = (actor: string, body: Omit<AnswerBody, 'challenge'> & { challenge: string }) => {
    const { answer: spec } = world.app.ground.challenges.commands;
    const challenge = body.challenge as Id<'challenge'>;
    return world.app.ground.journal.submit(spec, {
      key: randomUUID(),
      actor: { id: actor },
      body: { ...body, challenge },
    });
  };
  const inboxOf = async (by: TestPerson, query = '') =>
    (await by.api.get(`/v1/challenges?limit=100${query}`)).body.data as View[];

  describe('proofs', () => {
    test('PIN: two wrong ones are counted, the right one completes the same transfer', async () => {
      const before = await balance(world, payee);
      const { transfer, challenge } = await send(person(ana, 'pin'));
      assert.match(await balance(world, payer), / \(10\.00 held\)$/);
      const wrong = await answer(challenge, ana, { proof: { pin: '135790' } });
      assert.deepEqual([said(wrong), (wrong.body.details as { left: number }).left], ['422 PIN_WRONG', 2]);
      assert.equal(said(await answer(challenge, ana, { proof: { pin: '135790' } })), '422 PIN_WRONG');
      assert.equal(await transferOf(transfer), 'waiting');
      assert.equal(said(await answer(challenge, ana, { proof })), '200 approved');
      assert.equal(await transferOf(transfer), 'done');
      assert.equal(Number(await balance(world, payee)) - Number(before), 10);
      assert.deepEqual(await movements(world, transfer), ['transfer held 10.00', 'transfer post 10.00']);
    });

    test('PIN: the third wrong one locks, also for the right one; the money waits on', async () => {
      const lou = await world.person('Lou');
      const { transfer, challenge } = await send({ any: [person(lou, 'pin'), person(bo, 'word')] });
      for (const expected of ['422 PIN_WRONG', '422 PIN_WRONG', '422 PIN_WRONG', '423 LOCKED'])
        assert.equal(said(await answer(challenge, lou, { proof: { pin: '135790' } })), expected);
      assert.equal(said(await answer(challenge, lou, { proof })), '423 LOCKED');
      assert.equal(await transferOf(transfer), 'waiting');
      assert.equal(said(await answer(challenge, bo)), '200 approved');
    });

    test('a plain yes where that is enough; where it is not, what is wanted is named', async () => {
      const plain = await send(person(ana, 'word'));
      assert.equal(said(await answer(plain.challenge, ana)), '200 approved');
      const strict = await send(person(ana, 'pin', 'code'));
      const refused = await answer(strict.challenge, ana);
      assert.deepEqual(
        [said(refused), refused.body.details],
        ['422 APPROVER_PROOF_REQUIRED', { accepted: 'pin code' }],
      );
      assert.equal(
        said(await answer(strict.challenge, ana, { proof: { fingerprint: 'x' } })),
        '400 BODY_INVALID',
      );
      assert.equal(
        said(await answer(strict.challenge, ana, { answer: 'no', reason: 'Too dear' })),
        '200 refused',
      );
      const shown = (await payer.api.get(`/v1/challenges/${strict.challenge}`)).body;
      assert.deepEqual(shown.refusal, { by: { id: ana.id, name: 'Ana Lin' }, reason: 'Too dear' });
      assert.equal(await transferOf(strict.transfer), 'failed APPROVAL_REFUSED');
    });

    test("the payer's own proof, when he asked without it: his yes and the approver's, in any order", async () => {
      await setNeed(person(ana, 'word'));
      const wish = { to: payee.id, amount: cny(1_000), note: '' };
      for (const order of [
        [payer, ana],
        [ana, payer],
      ]) {
        const sent = await payer.api.post('/v1/transfers', wish);
        assert.equal(said(sent), '201 waiting');
        const challenge = String(sent.body.challenge);
        const answers: string[] = [];
        for (const by of order) {
          const own = by === payer ? { proof } : {};
          if (by === payer)
            assert.equal(said(await answer(challenge, payer, { proof: { pin: '135790' } })), '422 PIN_WRONG');
          answers.push(said(await answer(challenge, by ?? payer, own)));
        }
        assert.deepEqual(answers, ['200 pending', '200 approved']);
        assert.equal(await transferOf(String(sent.body.id)), 'done');
      }
      await setNeed(null);
      assert.equal(said(await payer.api.post('/v1/transfers', wish)), '422 PROOF_REQUIRED');
    });
  });

  describe('codes by SMS', () => {
    const codes = (challenge: string, by: TestPerson) => by.api.post(`/v1/challenges/${challenge}/codes`);
    const read = (by: TestPerson) => bankOf(world).code(by.phone);
    const wrongOf = (code: string) => (code === '111111' ? '222222' : '111111');

    test('to the registered phone of who must answer; a wrong one is counted, the right one is good once', async () => {
      const { challenge, transfer } = await send(person(ana, 'code'));
      const sent = await codes(challenge, ana);
      assert.equal(sent.status, 202);
      assert.equal(Date.parse(String(sent.body.expiresAt)), clock.now() + 5 * MINUTE_MS);
      const code = await read(ana);
      const wrong = await answer(challenge, ana, { proof: { code: wrongOf(code) } });
      assert.deepEqual([said(wrong), (wrong.body.details as { left: number }).left], ['422 CODE_WRONG', 2]);
      assert.equal(said(await answer(challenge, ana, { proof: { code } })), '200 approved');
      assert.equal(await transferOf(transfer), 'done');
      assert.equal(said(await answer(challenge, ana, { proof: { code } })), '409 REPLAYED');
    });

    test('none was sent; it is over a moment too late; a new one kills the old; not too often', async () => {
      const { challenge } = await send(person(ana, 'code'));
      assert.equal(said(await answer(challenge, ana, { proof: { code: '111111' } })), '422 CODE_WRONG');
      await codes(challenge, ana);
      const first = await read(ana);
      const hasty = await codes(challenge, ana);
      assert.deepEqual([said(hasty), hasty.headers.get('retry-after')], ['429 RATE_LIMITED', '20']);
      clock.advance(20 * SECOND_MS);
      assert.equal((await codes(challenge, ana)).status, 202);
      const code = await read(ana);
      if (first !== code)
        assert.equal(said(await answer(challenge, ana, { proof: { code: first } })), '422 CODE_WRONG');
      clock.advance(5 * MINUTE_MS - 1);
      assert.equal((await show(challenge, ana)).state, 'pending');
      assert.equal(said(await answer(challenge, ana, { proof: { code } })), '200 approved');
      const other = await send(person(bo, 'code'));
      await codes(other.challenge, bo);
      const late = await read(bo);
      clock.advance(5 * MINUTE_MS);
      assert.equal(said(await answer(other.challenge, bo, { proof: { code: late } })), '422 CODE_WRONG');
      assert.equal(said(await payer.api.post(`/v1/challenges/${other.challenge}/cancel`)), '200 cancelled');
    });

    test('a network that took nothing: the same request sends it once it is up, and once only; another need not wait', async () => {
      const { challenge } = await send(person(ana, 'code'));
      const ask = (key: string) => ana.api.post(`/v1/challenges/${challenge}/codes`, undefined, { key });
      const sent = async () => {
        const path = `/control/messages?phone=${encodeURIComponent(ana.phone)}&limit=100`;
        return ((await (await fetch(world.config.bankUrl + path)).json()) as { data: unknown[] }).data.length;
      };
      await bankOf(world).lies({ operation: 'sms', lie: 'down' });
      for (const key of ['a', 'b']) assert.equal(said(await ask(key)), '503 CODE_NOT_SENT');
      await bankOf(world).lies();
      assert.equal(await sent(), 0);
      const [first, again] = [await ask('b'), await ask('b')];
      assert.deepEqual([first.status, again.status, await sent()], [202, 202, 1]);
      assert.deepEqual(again.body, first.body);
      // Replaced by the newer one: nothing more is sent.
      assert.equal((await ask('a')).status, 202);
      assert.equal(await sent(), 1);
      assert.equal(said(await ask('c')), '429 RATE_LIMITED');
      assert.equal(said(await answer(challenge, ana, { proof: { code: await read(ana) } })), '200 approved');
    });

    test('is bound to its challenge, and locks after three wrong ones (R2, R13)', async () => {
      const kim = await world.person('Kim');
      const one = await send(person(kim, 'code'));
      const two = await send(person(kim, 'code'));
      await codes(one.challenge, kim);
      const code = await read(kim);
      await codes(two.challenge, kim);
      for (const expected of ['422 CODE_WRONG', '422 CODE_WRONG', '422 CODE_WRONG', '423 LOCKED'])
        assert.equal(said(await answer(two.challenge, kim, { proof: { code } })), expected);
      assert.equal(said(await answer(one.challenge, kim, { proof: { code } })), '423 LOCKED');
      for (const { challenge, transfer } of [one, two]) {
        await payer.api.post(`/v1/challenges/${challenge}/cancel`);
        assert.equal(await transferOf(transfer), 'failed APPROVAL_CANCELLED');
      }
    });

    test('spent with a yes that was revoked: REPLAYED; he needs a new one', async () => {
      const need: Need = { all: [person(ana, 'code'), person(bo, 'word'), person(payee, 'word')] };
      const { challenge, transfer } = await send(need);
      await codes(challenge, ana);
      const code = await read(ana);
      assert.equal(said(await answer(challenge, ana, { proof: { code } })), '200 pending');
      await setNeed(need, [bo.id, payee.id]);
      // Ana may not answer any more: with Bo's answer hers is struck out.
      assert.equal(said(await answer(challenge, bo)), '200 pending');
      assert.equal(said(await answer(challenge, ana, { proof: { code } })), '403 FORBIDDEN');
      assert.equal(said(await codes(challenge, ana)), '403 FORBIDDEN');
      assert.equal(said(await answer(challenge, payee)), '200 pending');
      assert.equal(await transferOf(transfer), 'waiting');
      await setNeed(need);
      assert.equal(said(await answer(challenge, ana, { proof: { code } })), '409 REPLAYED');
      clock.advance(20 * SECOND_MS);
      await codes(challenge, ana);
      assert.equal(said(await answer(challenge, ana, { proof: { code: await read(ana) } })), '200 approved');
    });

    test('only for whom it is meant: nobody else learns that there is anything', async () => {
      const { challenge } = await send({ any: [person(ana, 'pin'), person(bo, 'code')] });
      assert.equal(said(await codes(challenge, stranger)), '404 NOT_FOUND');
      assert.equal(said(await codes(challenge, ana)), '403 FORBIDDEN');
      // The payer may look; no code is for him.
      assert.equal(said(await codes(challenge, payer)), '404 NOT_FOUND');
      assert.equal(said(await answer(challenge, ana, { proof })), '200 approved');
      assert.equal(said(await codes(challenge, bo)), '409 CHALLENGE_OVER');
    });

    test('stands neither in the journal nor in a table nor in the log (R12)', async () => {
      const { challenge } = await send(person(bo, 'code'));
      logged.length = 0;
      const from = (await world.app.ground.journal.head()).seq;
      await codes(challenge, bo);
      const code = await read(bo);
      assert.equal(said(await answer(challenge, bo, { proof: { code } })), '200 approved');
      // What is refused is logged.
      assert.equal(said(await answer(challenge, bo, { proof: { code } })), '409 REPLAYED');
      assert.equal(said(await answer(challenge, bo, { proof: { code: Number(code) } })), '400 BODY_INVALID');
      const { pool } = world.app.ground.database;
      const lone = new RegExp(`(?<![0-9a-z])${code}(?![0-9a-z])`);
      const written = (await world.app.ground.journal.entries(from, 100)).map((entry) =>
        JSON.stringify(entry),
      );
      assert.ok(written.some((text) => text.includes('challenge.send-code')));
      const rows = (await pool.query(`select c::text from challenges.code c`)).rows.map((row) =>
        String(row.c),
      );
      assert.ok(rows.length > 0 && logged.length > 0);
      for (const text of [...written, ...rows, ...logged]) assert.doesNotMatch(text, lone);
    });
  });

  describe('approvers', () => {
    test('a role: any operator who has it when he answers, and nobody else', async () => {
      const [olga, otto] = await Promise.all([world.person('Olga'), world.person('Otto')]);
      const { people } = world.app.ground;
      await people.grantOperator(olga.id, ['support']);
      await people.grantOperator(otto.id, ['viewer']);
      people.forgetCallers();
      const { challenge, transfer } = await send(leaf({ role: 'support' }, 'pin', 'code'));
      assert.deepEqual(
        (await inboxOf(olga)).map(({ id }) => id),
        [challenge],
      );
      assert.deepEqual(await inboxOf(otto), []);
      assert.deepEqual((await show(challenge, olga)).mine, {
        leaves: [0],
        proof: ['pin', 'code'],
        answered: false,
      });
      assert.equal(said(await answer(challenge, otto, { proof })), '404 NOT_FOUND');
      assert.equal(said(await answer(challenge, stranger, { proof })), '404 NOT_FOUND');
      // The role is looked at when he answers (R9).
      await people.grantOperator(olga.id, ['viewer']);
      assert.equal(said(await answer(challenge, olga, { proof })), '404 NOT_FOUND');
      await people.grantOperator(olga.id, ['support', 'viewer']);
      people.forgetCallers();
      assert.equal((await olga.api.post(`/v1/challenges/${challenge}/codes`)).status, 202);
      const code = await bankOf(world).code(olga.phone);
      assert.equal(said(await answer(challenge, olga, { proof: { code } })), '200 approved');
      assert.equal(await transferOf(transfer), 'done');
    });

    test('an operator has an inbox of what is asked of the roles, and never answers what he asks himself', async () => {
      const [olga, otto] = await Promise.all([world.person('Olga'), world.person('Otto')]);
      const { people } = world.app.ground;
      await people.grantOperator(olga.id, ['admin']);
      await people.grantOperator(payer.id, ['admin']);
      people.forgetCallers();
      const own = await send(person(olga, 'pin'));
      clock.advance(1);
      const { challenge, transfer } = await send(leaf({ role: 'admin' }, 'pin'));
      const ids = async (by: TestPerson, query: string) => (await inboxOf(by, query)).map(({ id }) => id);
      assert.deepEqual(await ids(olga, '&role=operator'), [challenge]);
      assert.deepEqual(await ids(olga, '&role=approver'), [challenge, own.challenge]);
      assert.deepEqual(
        await ids(otto, '&role=operator&state=all'),
        [],
        'whoever has no role has no such inbox',
      );
      // Pia has the role as well, and asks: it takes somebody else.
      assert.equal((await show(challenge, payer)).mine, null);
      assert.equal(said(await answer(challenge, payer, { proof })), '404 NOT_FOUND');
      assert.equal(await transferOf(transfer), 'waiting');
      assert.equal(said(await answer(challenge, olga, { answer: 'no', reason: 'Call us' })), '200 refused');
      assert.deepEqual(await ids(olga, '&role=operator'), []);
      assert.deepEqual(await ids(olga, '&role=operator&state=all'), [challenge]);
      assert.equal(await transferOf(transfer), 'failed APPROVAL_REFUSED');
      await payer.api.post(`/v1/challenges/${own.challenge}/cancel`);
      await people.grantOperator(payer.id, []);
      people.forgetCallers();
    });

    test('the bank and a machine answer by command; nobody can pass for them', async () => {
      const need: Need = { all: [leaf({ bank: true }, 'word'), leaf({ machine: 'gate' }, 'word')] };
      const { challenge, transfer } = await send(need);
      const { about, version } = await show(challenge, payer);
      const body = { challenge, about, answer: 'yes' as const, proof: 'word', reason: '' };
      assert.equal((await submitAnswer('machine door', body)).refused?.code, 'NOT_FOUND');
      assert.equal(
        (await submitAnswer('bank', { ...body, proof: null })).refused?.code,
        'APPROVER_PROOF_REQUIRED',
      );
      assert.equal(said(await answer(challenge, stranger)), '404 NOT_FOUND');
      const bank = await submitAnswer('bank', body);
      assert.deepEqual(bank.reply(), { id: challenge, state: 'pending', version: version + 1 });
      assert.equal((await submitAnswer('bank', body)).refused?.code, 'REPLAYED');
      assert.equal(await transferOf(transfer), 'waiting');
      assert.equal((await submitAnswer('machine gate', body)).reply().state, 'approved');
      assert.equal(await transferOf(transfer), 'done');
    });

    test('two of three, the third is told that it is over; who has answered, REPLAYED', async () => {
      const need: Need = {
        atLeast: 2,
        of: [person(ana, 'word'), person(bo, 'word'), person(stranger, 'word')],
      };
      const { challenge } = await send(need);
      assert.equal(said(await answer(challenge, ana)), '200 pending');
      assert.equal(said(await answer(challenge, ana)), '409 REPLAYED');
      const tablet = world.api(await world.app.ground.people.openSession(ana.id, 'tablet'));
      assert.equal(said(await answer(challenge, { api: tablet })), '409 REPLAYED');
      assert.equal(said(await answer(challenge, bo)), '200 approved');
      const late = await answer(challenge, stranger);
      assert.deepEqual([said(late), late.body.details], ['409 CHALLENGE_OVER', { state: 'approved' }]);
      assert.equal(said(await answer(challenge, ana)), '409 REPLAYED');
    });

    test('a no that decides is final; a yes after it does nothing', async () => {
      const { challenge, transfer } = await send({ all: [person(ana, 'word'), person(bo, 'word')] });
      assert.equal(said(await answer(challenge, ana, { answer: 'no', reason: 'no' })), '200 refused');
      assert.equal(said(await answer(challenge, bo)), '409 CHALLENGE_OVER');
      assert.equal(await transferOf(transfer), 'failed APPROVAL_REFUSED');
      assert.deepEqual(await movements(world, transfer), ['transfer held 10.00', 'transfer void 10.00']);
    });
  });

  test('an answer to something else than is asked: CHALLENGE_CHANGED (R2)', async () => {
    const { challenge } = await send(person(ana, 'word'));
    assert.equal(said(await answer(challenge, ana, { about: 'f'.repeat(64) })), '409 CHALLENGE_CHANGED');
    assert.equal(said(await answer(challenge, ana, { about: 'f'.repeat(63) })), '400 BODY_INVALID');
    assert.equal(said(await answer(challenge, ana)), '200 approved');
  });

  test('the same answer again: the same; the key with another answer: refused (R1)', async () => {
    const { challenge, transfer } = await send({ all: [person(ana, 'pin'), person(bo, 'word')] });
    const first = await answer(challenge, ana, { proof }, 'mine');
    const again = await answer(challenge, ana, { proof }, 'mine');
    assert.deepEqual([again.status, again.body], [first.status, first.body]);
    assert.equal(again.headers.get('idempotency-hit'), 'true');
    assert.equal(said(await answer(challenge, ana, { answer: 'no' }, 'mine')), '409 IDEMPOTENCY_KEY_REUSED');
    const both = await Promise.all([1, 2, 3].map(() => answer(challenge, bo, {}, 'his')));
    assert.deepEqual(both.map(said), ['200 approved', '200 approved', '200 approved']);
    assert.deepEqual(await movements(world, transfer), ['transfer held 10.00', 'transfer post 10.00']);
    const types = (await bo.api.get('/v1/events?limit=100')).body.data as { type: string; object: string }[];
    assert.deepEqual(
      types.filter(({ object }) => object === challenge).map(({ type }) => type),
      ['challenge.asked', 'challenge.answered', 'challenge.approved'],
    );
  });

  describe('the inbox', () => {
    test('newest first, by pages; pending or all; as approver or as asker; nothing of others', async () => {
      const [ira, ole] = await Promise.all([world.person('Ira'), world.person('Ole')]);
      const made: string[] = [];
      for (let n = 0; n < 5; n++) {
        clock.advance(1);
        made.push((await send(person(ira, 'word'))).challenge);
      }
      const newest = made.toReversed();
      const page = async (query: string) => {
        const { data, hasMore, next } = (await ira.api.get(`/v1/challenges?${query}`)).body;
        return { ids: (data as View[]).map(({ id }) => id), hasMore, next };
      };
      assert.deepEqual(await page('limit=2'), { ids: newest.slice(0, 2), hasMore: true, next: newest[1] });
      assert.deepEqual(await page(`limit=2&after=${newest[1]}`), {
        ids: newest.slice(2, 4),
        hasMore: true,
        next: newest[3],
      });
      assert.deepEqual(await page(`limit=2&after=${newest[3]}`), {
        ids: newest.slice(4),
        hasMore: false,
        next: null,
      });
      assert.deepEqual((await page('limit=5')).hasMore, false);
      await answer(made[0] ?? '', ira);
      await answer(made[1] ?? '', ira, { answer: 'no' });
      assert.deepEqual((await page('state=pending')).ids, newest.slice(0, 3));
      assert.deepEqual((await page('state=all')).ids, newest);
      assert.deepEqual((await page('role=asker&state=all')).ids, []);
      assert.deepEqual((await inboxOf(ole, '&state=all')).length, 0);
      const asked = (await inboxOf(payer, '&role=asker')).map(({ id }) => id);
      assert.deepEqual(asked.slice(0, 3), newest.slice(0, 3));
      assert.equal(said(await ira.api.get('/v1/challenges?after=person_1')), '400 QUERY_INVALID');
      for (const id of newest.slice(0, 3)) await payer.api.post(`/v1/challenges/${id}/cancel`);
      assert.deepEqual((await page('')).ids, []);
    });

    test('shows who asks, whom, how much and what for, why, and what I may answer', async () => {
      const { challenge, transfer } = await send({ all: [person(ana, 'pin'), person(bo, 'word')] });
      const [mine] = await inboxOf(ana);
      const about = mine?.about;
      assert.match(String(about), /^[0-9a-f]{64}$/);
      assert.deepEqual(
        { ...mine, about: 'x' },
        {
          id: challenge,
          version: 1,
          state: 'pending',
          kind: 'transfer',
          subject: transfer,
          about: 'x',
          shown: { payee: { id: payee.id, name: 'S**' }, amount: cny(1_000), mode: 'balance', note: 'Lamp' },
          asker: { id: payer.id, name: 'Pia' },
          reasons: (mine as unknown as { reasons: unknown }).reasons,
          needs: {
            all: [
              {
                leaf: 0,
                who: { person: { id: ana.id, name: 'Ana Lin' } },
                proof: ['pin'],
                state: 'pending',
                rule: RULE,
              },
              {
                leaf: 1,
                who: { person: { id: bo.id, name: 'Bo Chen' } },
                proof: ['word'],
                state: 'pending',
                rule: RULE,
              },
            ],
          },
          mine: { leaves: [0], proof: ['pin'], answered: false },
          expiresAt: new Date(clock.now() + LIFE_MS).toISOString(),
          createdAt: new Date(clock.now()).toISOString(),
        },
      );
      assert.equal((await show(challenge, payer)).mine, null);
      await answer(challenge, ana, { proof });
      assert.deepEqual((await show(challenge, ana)).mine, { leaves: [], proof: [], answered: true });
      await answer(challenge, bo);
    });

    test('strangers get NOT_FOUND, whatever they ask (R4)', async () => {
      const { challenge } = await send(person(ana, 'word'));
      const path = `/v1/challenges/${challenge}`;
      const about = (await show(challenge, payer)).about;
      const answers = await Promise.all([
        stranger.api.get(path),
        stranger.api.post(`${path}/answers`, { answer: 'yes', about }),
        stranger.api.post(`${path}/answers`, { answer: 'no', about }),
        stranger.api.post(`${path}/cancel`),
        stranger.api.post(`${path}/codes`),
        // The approver may not cancel, the asker may not answer.
        ana.api.post(`${path}/cancel`),
        payer.api.post(`${path}/answers`, { answer: 'yes', about }),
        ana.api.get(`/v1/challenges/${challenge.slice(0, -4)}0000`),
      ]);
      assert.deepEqual(
        answers.map(said),
        answers.map(() => '404 NOT_FOUND'),
      );
      assert.equal(said(await payer.api.post(`${path}/cancel`)), '200 cancelled');
      assert.equal(said(await payer.api.post(`${path}/cancel`)), '409 CHALLENGE_OVER');
    });
  });

  describe('expiry (R3)', () => {
    const overdue = (challenge: string) =>
      until(
        () => show(challenge, payer),
        ({ state }) => state !== 'pending',
      );

    test('a moment before, a yes counts', async () => {
      const { challenge } = await send(person(ana, 'word'), { lifeMs: HOUR_MS });
      clock.advance(HOUR_MS - 1);
      assert.equal(said(await answer(challenge, ana)), '200 approved');
    });

    test('from then on it is dead, swept or not; the sweeper gives back what was held', async () => {
      const before = await balance(world, payer);
      const { challenge, transfer } = await send(person(ana, 'word'), { lifeMs: HOUR_MS });
      clock.advance(HOUR_MS);
      assert.equal(said(await answer(challenge, ana)), '409 EXPIRED');
      assert.equal((await overdue(challenge)).state, 'expired');
      assert.equal(await balance(world, payer), before);
      assert.equal(await transferOf(transfer), 'failed APPROVAL_EXPIRED');
      assert.equal(said(await answer(challenge, ana)), '409 EXPIRED');
      assert.equal(said(await payer.api.post(`/v1/challenges/${challenge}/cancel`)), '409 EXPIRED');
      assert.deepEqual(await movements(world, transfer), ['transfer held 10.00', 'transfer void 10.00']);
    });

    test('the clock was set back when the sweeper came: it comes again', async () => {
      const { challenge } = await send(person(ana, 'word'), { lifeMs: HOUR_MS });
      const sweep = () =>
        world.app.ground.challenges.parts.timers?.find(({ name }) => name === 'challenges.expire')?.run();
      const { expire } = world.app.ground.challenges.commands;
      // What a sweep of a hasty clock leaves behind: a refusal under its key.
      const minute = Math.floor((clock.now() + HOUR_MS) / MINUTE_MS);
      const hasty = await world.app.ground.journal.submit(expire, {
        key: `expire ${challenge} ${minute}`,
        actor: { id: 'platform' },
        body: { challenge: challenge as Id<'challenge'> },
      });
      assert.equal(hasty.refused?.code, 'CONFLICT');
      clock.advance(HOUR_MS + MINUTE_MS);
      await sweep();
      assert.equal((await show(challenge, payer)).state, 'expired');
    });

    test('nobody but the platform may sweep', async () => {
      const { challenge } = await send(person(ana, 'word'));
      const { expire } = world.app.ground.challenges.commands;
      const outcome = await world.app.ground.journal.submit(expire, {
        key: randomUUID(),
        actor: { id: 'bank' },
        body: { challenge: challenge as Id<'challenge'> },
      });
      assert.equal(outcome.refused?.code, 'FORBIDDEN');
      await answer(challenge, ana);
    });
  });

  test('two server processes hear yes, no and cancel at once: one counts, the others learn how it ended (R8)', async () => {
    const ends = new Map<string, number>();
    const how = {
      approved: 'done',
      refused: 'failed APPROVAL_REFUSED',
      cancelled: 'failed APPROVAL_CANCELLED',
    };
    const need: Need = { any: [person(ana, 'word'), person(bo, 'word')], firstDecides: true };
    for (let n = 0; n < 15; n++) {
      const { challenge, transfer } = await send(need);
      const { about } = await show(challenge, payer);
      const path = `/v1/challenges/${challenge}`;
      const [here, there] = n % 2 === 0 ? [world, second] : [second, world];
      const acts = [
        () => here.api(ana.token).post(`${path}/answers`, { answer: 'yes', about }),
        () => there.api(bo.token).post(`${path}/answers`, { answer: 'no', about }),
        () => here.api(payer.token).post(`${path}/cancel`),
      ];
      // Each of them is sent first now and then; in the last rounds it also comes first, however busy the machine is.
      const [first, ...others] = [0, 1, 2].map((i) => acts[(i + n) % 3] ?? assert.fail());
      const begun = first?.() ?? assert.fail();
      if (n >= 12) await begun;
      const answers = await Promise.all([begun, ...others.map((act) => act())]);
      const won = answers.filter(({ status }) => status === 200);
      assert.equal(won.length, 1, answers.map(said).join(', '));
      const state = String(won[0]?.body.state) as keyof typeof how;
      for (const { status, body } of answers.filter((one) => one.status !== 200))
        assert.deepEqual([status, body.code, body.details], [409, 'CHALLENGE_OVER', { state }]);
      assert.equal(await transferOf(transfer), how[state]);
      const last = state === 'approved' ? 'post' : 'void';
      assert.deepEqual(await movements(world, transfer), ['transfer held 10.00', `transfer ${last} 10.00`]);
      ends.set(state, (ends.get(state) ?? 0) + 1);
    }
    assert.equal(ends.size, 3, JSON.stringify([...ends]));
  });

  describe('policy', () => {
    test('my rules; an operator sees every version; a dry run says who would be asked and why', async () => {
      const otto = await world.person('Otto Ops');
      await world.app.ground.people.grantOperator(otto.id, ['viewer']);
      world.app.ground.people.forgetCallers();
      await setNeed(person(ana, 'pin'));
      const mine = (await payer.api.get('/v1/me/policy')).body as {
        version: number;
        rules: { kind: string; version: number }[];
      };
      assert.deepEqual(
        mine.rules.map(({ kind }) => kind),
        [RULE],
      );
      const seen = (await otto.api.get(`/v1/operator/people/${payer.id}/policy`)).body as {
        current: unknown;
        history: { version: number }[];
      };
      assert.deepEqual(seen.current, mine);
      assert.equal(seen.history[0]?.version, mine.version);
      assert.ok(seen.history.length > 5);
      const wish = { person: payer.id, kind: 'transfer', amount: cny(1) };
      const before = await balance(world, payer);
      const tried = await otto.api.post('/v1/operator/policy/dry-run', wish);
      assert.deepEqual(tried.body, {
        outcome: 'asks',
        needs: {
          leaf: 0,
          who: { person: { id: ana.id, name: 'Ana Lin' } },
          proof: ['pin'],
          state: 'pending',
          rule: RULE,
        },
        reasons: [{ rule: RULE, version: mine.rules[0]?.version, because: 'TEST', details: {} }],
        proofWaived: false,
      });
      await setNeed(null);
      const free = await otto.api.post('/v1/operator/policy/dry-run', wish);
      assert.deepEqual(free.body, { outcome: 'goes-through', reasons: [], proofWaived: false });
      assert.equal(await balance(world, payer), before);
      assert.equal((await inboxOf(ana)).length, 0, 'nobody was asked');
    });

    test('a dry run is no answer when the key was used for another one, or nobody may ask', async () => {
      const otto = await world.person('Otto Ops');
      await world.app.ground.people.grantOperator(otto.id, ['viewer']);
      world.app.ground.people.forgetCallers();
      const wish = { person: payer.id, kind: 'transfer', amount: cny(1) };
      const path = '/v1/operator/policy/dry-run';
      assert.equal((await otto.api.post(path, wish, { key: 'try' })).status, 200);
      const reused = await otto.api.post(path, { ...wish, amount: cny(2) }, { key: 'try' });
      assert.equal(said(reused), '409 IDEMPOTENCY_KEY_REUSED');
      assert.equal(said(await stranger.api.post(path, wish)), '403 FORBIDDEN');
    });
  });
});
