/** Passkeys against a real server: added with the PIN, signed by an authenticator in software, spent once, and every lie refused. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { createTestClock, HOUR_MS, MINUTE_MS } from '../../kernel/time.ts';
import { createWorld, TEST_PIN, type TestPerson, type World } from '../../testing/world.ts';
import { defineCommand, type JsonObject, type Outcome } from '../journal/index.ts';
import type { PersonCaller } from '../people/index.ts';
import { createAuthenticator, type Lies } from './authenticator.fixture.ts';
import { createPasskeys, guardPasskey, loadPasskey, type Passkeys } from './index.ts';
import { CHALLENGE_LIFE_MS } from './nonce.ts';

type Asked = { readonly id: string; readonly about: string };
type CreateOptions = { challenge: string; rp: { id: string } } & Record<string, unknown>;
type GetOptions = { challenge: string; rpId: string } & Record<string, unknown>;

const QUESTION: Asked = { id: 'challenge_01hzzzzzzzzzzzzzzzzzzzzzza', about: 'a'.repeat(64) };
const OTHER: Asked = { id: 'challenge_01hzzzzzzzzzzzzzzzzzzzzzzb', about: 'a'.repeat(64) };
const REWORDED: Asked = { id: QUESTION.id, about: 'b'.repeat(64) };

/** What an answer to a challenge does with a passkey. */
const answer = defineCommand<Asked, object>({
  kind: 'test.answer',
  load: (loader, commands) => loadPasskey(loader, commands),
  decide: (view, command, context) => ({
    changes: guardPasskey(view, command, context, command.body),
    reply: {},
  }),
});

describe('passkeys', () => {
  let world: World;
  let doors: Passkeys;
  let origin: string;
  const clock = createTestClock(Date.parse('2026-01-05T09:00:00Z'));
  let people = 0;

  before(async () => {
    world = await createWorld({ clock });
    doors = createPasskeys(world.app.ground);
    origin = world.config.publicUrl;
  });
  after(() => world.stop());

  /** A person with one passkey, and the ways to use it. */
  async function holder(options: { counts?: boolean } = {}) {
    people += 1;
    const person = await world.person(`Holder ${people}`);
    const authenticator = createAuthenticator(origin, options);
    const offered = await offer(person);
    const response = authenticator.create(offered);
    const added = await person.api.post('/v1/passkeys', { name: 'My phone', response });
    assert.equal(added.status, 201, JSON.stringify(added.body));
    return { person, authenticator, id: String(added.body.id), response, offered };
  }

  async function offer(person: TestPerson): Promise<CreateOptions> {
    const { status, body } = await person.api.post('/v1/passkeys/options', { proof: { pin: TEST_PIN } });
    assert.equal(status, 201, JSON.stringify(body));
    return body.options as CreateOptions;
  }

  async function callerOf(token: string): Promise<PersonCaller> {
    const caller = await world.app.ground.people.authenticate({ authorization: `Bearer ${token}` });
    assert.equal(caller.kind, 'person');
    return caller as PersonCaller;
  }

  async function ask(token: string, question = QUESTION): Promise<GetOptions> {
    const asked = { challengeId: question.id, about: question.about };
    return (await doors.passkeyOptions(await callerOf(token), asked)).options as GetOptions;
  }

  /** Checks and submits as a route would. Answers the code of the refusal, or `ok`. */
  async function say(
    token: string,
    response: Parameters<Passkeys['checkPasskey']>[1]['response'],
    question = QUESTION,
  ): Promise<string> {
    const caller = await callerOf(token);
    const proof = await doors.checkPasskey(caller, {
      challengeId: question.id,
      about: question.about,
      response,
    });
    return codeOf(await submit(caller, proof, question));
  }

  function submit(caller: PersonCaller, proof: JsonObject, question: Asked): Promise<Outcome<object>> {
    return world.app.ground.journal.submit(answer, {
      key: randomUUID(),
      actor: { id: caller.person, session: caller.session, device: caller.device },
      body: question,
      found: { proof },
    });
  }
  const codeOf = ({ refused }: Outcome<object>) =>
    refused === null ? 'ok' : [refused.code, refused.details.because].filter(Boolean).join(' ');

  test('is added with the PIN, listed, signs a yes, and is removed with the PIN', async () => {
    const { person, authenticator, id } = await holder();
    const [listed] = (await person.api.get('/v1/passkeys')).body.data as Record<string, unknown>[];
    assert.deepEqual(
      { id: listed?.id, name: listed?.name, lastUsedAt: listed?.lastUsedAt },
      { id, name: 'My phone', lastUsedAt: null },
    );
    const options = await ask(person.token);
    assert.equal(options.rpId, 'localhost');
    assert.equal(options.userVerification, 'required');
    assert.equal(await say(person.token, authenticator.get(options)), 'ok');
    const [used] = (await person.api.get('/v1/passkeys')).body.data as Record<string, unknown>[];
    assert.equal(used?.lastUsedAt, '2026-01-05T09:00:00.000Z');

    const later = authenticator.get(await ask(person.token));
    assert.equal((await remove(person, id, '000000')).body.code, 'PIN_WRONG');
    assert.equal((await remove(person, id, TEST_PIN)).status, 200);
    assert.equal((await remove(person, id, TEST_PIN)).body.code, 'NOT_FOUND');
    assert.deepEqual((await person.api.get('/v1/passkeys')).body.data, []);
    assert.equal(await say(person.token, later), 'PASSKEY_INVALID NOT_VERIFIED');
    await assert.rejects(ask(person.token), { code: 'PASSKEY_NOT_SET' });
  });

  async function remove(person: TestPerson, id: string, pin: string) {
    const response = await fetch(`${world.app.url}/v1/passkeys/${id}`, {
      method: 'DELETE',
      headers: {
        authorization: `Bearer ${person.token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ proof: { pin } }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('needs the right PIN: no payment session will do', async () => {
    const person = await world.person('Ana Lin');
    const wrong = await person.api.post('/v1/passkeys/options', { proof: { pin: '135790' } });
    assert.equal(wrong.body.code, 'PIN_WRONG');
    const session = await person.api.post('/v1/payment-sessions', { pin: TEST_PIN });
    const bySession = await person.api.post('/v1/passkeys/options', {
      proof: { paymentSession: session.body.id },
    });
    assert.equal(bySession.body.code, 'BODY_INVALID');
  });

  test('a signature is good once, also for two answers at the same moment', async () => {
    const { person, authenticator } = await holder();
    const signed = authenticator.get(await ask(person.token));
    const caller = await callerOf(person.token);
    const proof = await doors.checkPasskey(caller, {
      challengeId: QUESTION.id,
      about: QUESTION.about,
      response: signed,
    });
    const both = await Promise.all([submit(caller, proof, QUESTION), submit(caller, proof, QUESTION)]);
    assert.deepEqual(both.map(codeOf).sort(), ['REPLAYED', 'ok']);
    assert.equal(await say(person.token, signed), 'REPLAYED');
  });

  test('a signature fits one question, one wording, one person and one device', async () => {
    const { person, authenticator } = await holder();
    const signed = async () => authenticator.get(await ask(person.token));
    assert.equal(await say(person.token, await signed(), OTHER), 'PASSKEY_INVALID NOT_VERIFIED');
    assert.equal(await say(person.token, await signed(), REWORDED), 'PASSKEY_INVALID NOT_VERIFIED');

    const tablet = await world.app.ground.people.openSession(person.id, 'tablet');
    const other = await holder();
    assert.equal(await say(other.person.token, await signed()), 'PASSKEY_INVALID NOT_VERIFIED');
    clock.advance(HOUR_MS + MINUTE_MS);
    assert.equal(await say(tablet, await signed()), 'PASSKEY_INVALID NOT_VERIFIED');
  });

  test('a signature ends with its time', async () => {
    const { person, authenticator } = await holder();
    const late = authenticator.get(await ask(person.token));
    clock.advance(CHALLENGE_LIFE_MS);
    assert.equal(await say(person.token, late), 'EXPIRED');
    const soon = authenticator.get(await ask(person.token));
    clock.advance(CHALLENGE_LIFE_MS - 1);
    assert.equal(await say(person.token, soon), 'ok');
  });

  test('what was found for one question is not taken for another', async () => {
    const { person, authenticator } = await holder();
    const caller = await callerOf(person.token);
    const proof = await doors.checkPasskey(caller, {
      challengeId: QUESTION.id,
      about: QUESTION.about,
      response: authenticator.get(await ask(person.token)),
    });
    assert.equal(codeOf(await submit(caller, proof, REWORDED)), 'PASSKEY_INVALID OTHER_QUESTION');
    assert.equal(codeOf(await submit(caller, proof, OTHER)), 'PASSKEY_INVALID OTHER_QUESTION');
  });

  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const lies: readonly [string, Lies][] = [
    ['another page', { origin: 'https://bursar.example' }],
    ['another relying party', { rpId: 'bursar.example' }],
    ['the making of a key', { type: 'webauthn.create' }],
    ['nobody verified', { unverified: true }],
    ['another key', { key: stranger }],
    ['a challenge of its own', { challenge: Buffer.alloc(54, 7).toString('base64url') }],
    ['no challenge', { challenge: '' }],
  ];
  for (const [name, lie] of lies)
    test(`an assertion is refused: ${name}`, async () => {
      const { person, authenticator } = await holder();
      const options = await ask(person.token);
      assert.equal(await say(person.token, authenticator.get(options, lie)), 'PASSKEY_INVALID NOT_VERIFIED');
      // The question was not spent by the lie.
      assert.equal(await say(person.token, authenticator.get(options)), 'ok');
    });

  test('a count of signatures that stands still or goes back refuses: the key has a copy', async () => {
    const { person, authenticator } = await holder();
    assert.equal(await say(person.token, authenticator.get(await ask(person.token), { counter: 50 })), 'ok');
    for (const counter of [50, 49])
      assert.equal(
        await say(person.token, authenticator.get(await ask(person.token), { counter })),
        'PASSKEY_INVALID COUNTER',
      );
    assert.equal(await say(person.token, authenticator.get(await ask(person.token), { counter: 51 })), 'ok');
  });

  test('an authenticator that never counts is accepted', async () => {
    const { person, authenticator } = await holder({ counts: false });
    assert.equal(await say(person.token, authenticator.get(await ask(person.token))), 'ok');
    assert.equal(await say(person.token, authenticator.get(await ask(person.token))), 'ok');
  });

  test('three failures lock it, also for a right one, for an hour (R13)', async () => {
    const { person, authenticator } = await holder();
    const lie = { key: stranger };
    for (let n = 0; n < 3; n++)
      assert.equal(
        await say(person.token, authenticator.get(await ask(person.token), lie)),
        'PASSKEY_INVALID NOT_VERIFIED',
      );
    assert.equal(await say(person.token, authenticator.get(await ask(person.token))), 'LOCKED');
    clock.advance(HOUR_MS + MINUTE_MS);
    assert.equal(await say(person.token, authenticator.get(await ask(person.token))), 'ok');
  });

  const newLies: readonly [string, Lies][] = [
    ['another page', { origin: 'https://bursar.example' }],
    ['another relying party', { rpId: 'bursar.example' }],
    ['nobody verified', { unverified: true }],
    ['another challenge', { challenge: Buffer.alloc(54, 7).toString('base64url') }],
  ];
  for (const [name, lie] of newLies)
    test(`a new passkey is refused: ${name}`, async () => {
      const person = await world.person('Bo Chen');
      const response = createAuthenticator(origin).create(await offer(person), lie);
      const { body } = await person.api.post('/v1/passkeys', { name: 'x', response });
      assert.equal(body.code, 'PASSKEY_INVALID');
      assert.deepEqual((await person.api.get('/v1/passkeys')).body.data, []);
    });

  test('an offer is good once, soon, and for the person whom it was made to; a credential belongs to one', async () => {
    const { person, response } = await holder();
    const again = await person.api.post('/v1/passkeys', { name: 'again', response });
    assert.equal(again.body.code, 'REPLAYED');
    const bo = await world.person('Bo Chen');
    const stolen = createAuthenticator(origin).create(await offer(person));
    assert.equal(
      (await bo.api.post('/v1/passkeys', { name: 'x', response: stolen })).body.code,
      'PASSKEY_INVALID',
    );
    const late = createAuthenticator(origin).create(await offer(person));
    clock.advance(CHALLENGE_LIFE_MS);
    assert.equal((await person.api.post('/v1/passkeys', { name: 'x', response: late })).body.code, 'EXPIRED');
    const twice = createAuthenticator(origin);
    const first = twice.create(await offer(person));
    assert.equal((await person.api.post('/v1/passkeys', { name: 'x', response: first })).status, 201);
    const second = twice.create(await offer(bo));
    assert.equal(
      (await bo.api.post('/v1/passkeys', { name: 'x', response: second })).body.code,
      'PASSKEY_INVALID',
    );
  });

  test('a retry with the same key gets the same passkey', async () => {
    const person = await world.person('Cara Zhou');
    const response = createAuthenticator(origin).create(await offer(person));
    const key = randomUUID();
    const first = await person.api.post('/v1/passkeys', { name: 'x', response }, { key });
    const retry = await person.api.post('/v1/passkeys', { name: 'x', response }, { key });
    assert.equal(retry.headers.get('idempotency-hit'), 'true');
    assert.deepEqual(retry.body, first.body);
  });

  test('ten at most', async () => {
    const person = await world.person('Dai Wang');
    for (let n = 0; n < 10; n++) {
      const response = createAuthenticator(origin).create(await offer(person));
      assert.equal((await person.api.post('/v1/passkeys', { name: `key ${n}`, response })).status, 201);
    }
    const full = await person.api.post('/v1/passkeys/options', { proof: { pin: TEST_PIN } });
    assert.equal(full.body.code, 'PASSKEYS_FULL');
  });

  test('the journal keeps hashes: no PIN, no key, no credential id; the person hears of both ends', async () => {
    const { person, authenticator, id, response } = await holder();
    await say(person.token, authenticator.get(await ask(person.token)));
    await remove(person, id, TEST_PIN);
    const { rows } = await world.app.ground.database.pool.query<{ content: string }>(
      'select content from journal.entry order by seq',
    );
    const journal = rows.map(({ content }) => content).join('\n');
    assert.ok(journal.includes('passkey.add') && journal.includes('passkey.remove'));
    for (const secret of [`"${TEST_PIN}"`, authenticator.id, response.response.attestationObject])
      assert.ok(!journal.includes(secret));
    const events = (await person.api.get('/v1/events?limit=100')).body.data as {
      type: string;
      object: string;
    }[];
    assert.deepEqual(
      events.filter(({ object }) => object === id).map(({ type }) => type),
      ['passkey.added', 'passkey.removed'],
    );
  });
});
