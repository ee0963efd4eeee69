/** Proofs of the payer: PIN attempts and locks, payment sessions and their limits, sessions re-checked at execution. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../kernel/time.ts';
import type { PersonCaller } from './caller.ts';
import type { ProofBody } from './contract.ts';
import { createPeopleWorld, type PeopleWorld, PIN, tryPayment } from './people.fixture.ts';

let world: PeopleWorld;
before(async () => {
  world = await createPeopleWorld();
});
after(() => world.stop());

type Somebody = Awaited<ReturnType<PeopleWorld['person']>>;
const somebody = () => world.person(world.newPhone());
const personOf = (one: Somebody) => one.caller as PersonCaller;
const actorOf = ({ person, session, device }: PersonCaller) => ({ id: person, session, device });

/** Pays as a flow does; answers 'ok' or the refusal's code. */
async function pay(
  one: Somebody,
  proof: ProofBody,
  minor = '100',
  change: { device?: string; currency?: string } = {},
) {
  const caller = personOf(one);
  const outcome = await world.journal.submit(tryPayment, {
    key: randomUUID(),
    actor: { ...actorOf(caller), ...(change.device ? { device: change.device as `device_${string}` } : {}) },
    body: { minor, ...(change.currency ? { currency: change.currency } : {}) },
    found: { proof: await world.people.checkProof(caller, proof) },
  });
  return outcome.refused?.code ?? 'ok';
}

async function openPaymentSession(one: Somebody): Promise<ProofBody> {
  const answer = await world.call('POST', '/v1/payment-sessions', { token: one.token, body: { pin: PIN } });
  assert.equal(answer.status, 201);
  assert.deepEqual(answer.body.limit, { minor: '200000', currency: 'CNY' });
  return { paymentSession: String(answer.body.id) };
}

test('a PIN proves; without one it is asked for', async () => {
  const ana = await somebody();
  assert.equal(await pay(ana, { pin: PIN }), 'ok');
  const id = await world.people.registerPerson({ phone: world.newPhone(), name: 'New' });
  const token = await world.people.openSession(id, 'Phone');
  const caller = await world.people.authenticate({ authorization: `Bearer ${token}` });
  assert.equal(await pay({ ...ana, caller }, { pin: PIN }), 'PIN_NOT_SET');
});

test('wrong, wrong, right: the streak begins anew; three wrong ones lock, also for the right PIN', async () => {
  const ana = await somebody();
  const results: string[] = [];
  for (const pin of ['111112', '111113', PIN, '111112', '111113', '111114', PIN])
    results.push(await pay(ana, { pin }));
  assert.deepEqual(results, [
    'PIN_WRONG',
    'PIN_WRONG',
    'ok',
    'PIN_WRONG',
    'PIN_WRONG',
    'PIN_WRONG',
    'LOCKED',
  ]);
  world.clock.advance(HOUR_MS - 1);
  assert.equal(await pay(ana, { pin: PIN }), 'LOCKED');
  world.clock.advance(1);
  assert.equal(await pay(ana, { pin: PIN }), 'ok');
});

test('twenty guesses at once count like twenty in a row', async () => {
  const ana = await somebody();
  const guesses = Array.from({ length: 20 }, (_, i) =>
    pay(ana, { pin: i === 19 ? PIN : String(300_000 + i) }),
  );
  const results = await Promise.all(guesses);
  assert.equal(results.filter((one) => one === 'PIN_WRONG').length, 3);
  assert.equal(results.filter((one) => one === 'ok').length <= 1, true);
  assert.equal(await pay(ana, { pin: PIN }), 'LOCKED');
});

test('support ends a lock; a viewer may not', async () => {
  const ana = await somebody();
  for (const pin of ['111112', '111113', '111114']) await pay(ana, { pin });
  const [viewer, support] = [await somebody(), await somebody()];
  await world.people.grantOperator(viewer.id, ['viewer']);
  await world.people.grantOperator(support.id, ['support']);
  world.people.forgetCallers();
  const path = `/v1/operator/people/${ana.id}/unlock`;
  assert.equal((await world.call('POST', path, { token: ana.token })).status, 403);
  assert.equal((await world.call('POST', path, { token: viewer.token })).status, 403);
  assert.equal((await world.call('POST', path, { token: support.token })).status, 200);
  assert.equal(await pay(ana, { pin: PIN }), 'ok');
});

test('support sees one person whole and signs him out everywhere; a viewer reads masked and may not', async () => {
  const ana = await somebody();
  const [viewer, support, bo] = [await somebody(), await somebody(), await somebody()];
  const second = await world.people.openSession(ana.id, 'Tablet');
  await world.people.grantOperator(viewer.id, ['viewer']);
  await world.people.grantOperator(support.id, ['support']);
  world.people.forgetCallers();
  const path = `/v1/operator/people/${ana.id}`;
  const detail = async (token: string) => (await world.call('GET', path, { token })).body;
  const seen = await detail(support.token);
  assert.deepEqual(
    (seen.sessions as { device: { name: string } }[]).map(({ device }) => device.name).sort(),
    ['Phone', 'Tablet'],
  );
  assert.equal(seen.hasPin, true);
  assert.match(String((await detail(viewer.token)).phone), /\*{6}/);
  assert.equal((await world.call('GET', path, { token: ana.token })).status, 403);
  const nobody = '/v1/operator/people/person_01hzzzzzzzzzzzzzzzzzzzzzza';
  assert.equal((await world.call('GET', nobody, { token: support.token })).status, 404);

  const out = (token: string, key = randomUUID()) =>
    world.call('POST', `${path}/sign-out`, { token, headers: { 'idempotency-key': key } });
  assert.equal((await out(viewer.token)).status, 403);
  const key = randomUUID();
  const answer = { id: ana.id, sessions: 2 };
  assert.deepEqual((await out(support.token, key)).body, answer);
  for (const token of [ana.token, second])
    assert.equal((await world.call('GET', '/v1/me', { token })).status, 401);
  assert.equal((await world.call('GET', '/v1/me', { token: bo.token })).status, 200);
  // The same request again tells what it did then; another one finds nothing to end.
  assert.deepEqual((await out(support.token, key)).body, answer);
  assert.deepEqual((await out(support.token)).body, { id: ana.id, sessions: 0 });
  assert.deepEqual((await detail(support.token)).sessions, []);
});

test('a session that ran out is not counted as one that support has ended', async () => {
  const ana = await somebody();
  const { body } = await world.call('GET', '/v1/sessions', { token: ana.token });
  const [first] = body.data as { expiresAt: string }[];
  world.clock.advance(Date.parse(first?.expiresAt ?? '') - world.clock.now());
  const [support, second] = [await somebody(), await world.people.openSession(ana.id, 'Tablet')];
  await world.people.grantOperator(support.id, ['support']);
  world.people.forgetCallers();
  const out = await world.call('POST', `/v1/operator/people/${ana.id}/sign-out`, { token: support.token });
  assert.deepEqual(out.body, { id: ana.id, sessions: 1 });
  assert.equal((await world.call('GET', '/v1/me', { token: second })).status, 401);
});

test('an administrator gives and takes roles, and the list says who has them', async () => {
  const [admin, sue] = [await somebody(), await somebody()];
  await world.people.grantOperator(admin.id, ['admin']);
  world.people.forgetCallers();
  const path = `/v1/operator/people/${sue.id}/roles`;
  const give = async (roles: string[]) =>
    (await world.call('PUT', path, { token: admin.token, body: { roles } })).status;
  const listed = async () => {
    const { body } = await world.call('GET', '/v1/operator/people?operators=true', { token: admin.token });
    const rows = body.data as { id: string; operatorRoles: string[] }[];
    assert.ok(rows.every(({ operatorRoles }) => operatorRoles.length > 0));
    return rows.find(({ id }) => id === sue.id)?.operatorRoles;
  };
  assert.equal(await listed(), undefined);
  assert.equal(await give(['viewer', 'support']), 200);
  assert.deepEqual(await listed(), ['viewer', 'support']);
  assert.equal(await give([]), 200);
  assert.equal(await listed(), undefined);
  const all = await world.call('GET', `/v1/operator/people?query=${sue.id}`, { token: admin.token });
  assert.deepEqual((all.body.data as { operatorRoles: string[] }[])[0]?.operatorRoles, []);
});

test('the PIN is changed with the current one only, and weak ones are refused', async () => {
  const ana = await somebody();
  const set = async (body: object) => {
    const answer = await world.call('PUT', '/v1/me/pin', { token: ana.token, body });
    return answer.status === 200 ? 'ok' : answer.body.code;
  };
  assert.equal(await set({ pin: '975310' }), 'CURRENT_PIN_NEEDED');
  assert.equal(await set({ pin: '975310', currentPin: '111112' }), 'PIN_WRONG');
  for (const weak of ['000000', '123456', '987654'])
    assert.equal(await set({ pin: weak, currentPin: PIN }), 'PIN_WEAK');
  assert.equal(await set({ pin: '975310', currentPin: PIN }), 'ok');
  assert.equal(await pay(ana, { pin: PIN }), 'PIN_WRONG');
  assert.equal(await pay(ana, { pin: '975310' }), 'ok');
});

test('one key with another PIN is refused: nobody believes in a PIN that was not set', async () => {
  const ana = await somebody();
  const set = (pin: string) =>
    world.call('PUT', '/v1/me/pin', { token: ana.token, key: 'pin', body: { pin, currentPin: PIN } });
  const [first, again, other] = [await set('975310'), await set('975310'), await set('864209')];
  assert.deepEqual([first.status, again.status, again.headers['idempotency-hit']], [200, 200, 'true']);
  assert.deepEqual([other.status, other.body.code], [409, 'IDEMPOTENCY_KEY_REUSED']);
  assert.equal(await pay(ana, { pin: '864209' }), 'PIN_WRONG');
  assert.equal(await pay(ana, { pin: '975310' }), 'ok');
});

test('the journal does not tell whose new PINs are equal', async () => {
  const marks = await Promise.all(
    [1, 2].map(async () => {
      const { token, id } = await somebody();
      const body = { pin: '975310', currentPin: PIN };
      assert.equal((await world.call('PUT', '/v1/me/pin', { token, body })).status, 200);
      const entries = await world.journal.entries(0n, 1_000);
      return entries.findLast(({ kind, actor }) => kind === 'pin.set' && actor.id === id)?.body.mark;
    }),
  );
  assert.match(String(marks[0]), /^[0-9a-f]{64}$/);
  assert.notEqual(marks[0], marks[1]);
});

test('the current PIN is checked before a new one is typed, and a wrong one counts like any other', async () => {
  const ana = await somebody();
  const check = async (pin: string) => {
    const answer = await world.call('POST', '/v1/me/pin/checks', { token: ana.token, body: { pin } });
    return answer.status === 200 ? 'ok' : answer.body.code;
  };
  assert.equal(await check(PIN), 'ok');
  assert.equal(await check('111112'), 'PIN_WRONG');
  assert.equal(await pay(ana, { pin: '111113' }), 'PIN_WRONG');
  assert.equal(await check('111114'), 'PIN_WRONG');
  assert.equal(await check(PIN), 'LOCKED');
  assert.equal(await pay(ana, { pin: PIN }), 'LOCKED');
});

test('a check of the PIN before it was changed counts as wrong afterwards', async () => {
  const ana = await somebody();
  const found = { proof: await world.people.checkProof(ana.caller, { pin: PIN }) };
  await world.people.setPin(ana.id, '975310');
  const actor = actorOf(personOf(ana));
  const outcome = await world.journal.submit(tryPayment, { key: 'late', actor, body: { minor: '1' }, found });
  assert.equal(outcome.refused?.code, 'PIN_WRONG');
});

test('a payment session pays up to its limit, not a cent more', async () => {
  const ana = await somebody();
  const proof = await openPaymentSession(ana);
  assert.equal(await pay(ana, proof, '200001'), 'PAYMENT_SESSION_LIMIT');
  assert.equal(await pay(ana, proof, '199999'), 'ok');
  const last = await Promise.all([pay(ana, proof, '1'), pay(ana, proof, '1'), pay(ana, proof, '1')]);
  assert.deepEqual(last.sort(), ['PAYMENT_SESSION_LIMIT', 'PAYMENT_SESSION_LIMIT', 'ok']);
  assert.equal(await pay(ana, { pin: PIN }, '1'), 'ok');
  assert.equal(
    await pay(ana, await openPaymentSession(ana), '1', { currency: 'EUR' }),
    'PAYMENT_SESSION_LIMIT',
  );
});

test('a payment session is dead after five minutes', async () => {
  const ana = await somebody();
  const proof = await openPaymentSession(ana);
  world.clock.advance(5 * MINUTE_MS - 1);
  assert.equal(await pay(ana, proof), 'ok');
  world.clock.advance(1);
  assert.equal(await pay(ana, proof), 'PAYMENT_SESSION_INVALID');
});

test('a payment session serves no other device, session or person', async () => {
  const ana = await somebody();
  const proof = await openPaymentSession(ana);
  const token = await world.people.openSession(ana.id, 'Tablet');
  const tablet = {
    ...ana,
    token,
    caller: await world.people.authenticate({ authorization: `Bearer ${token}` }),
  };
  assert.equal(await pay(tablet, proof), 'PAYMENT_SESSION_INVALID');
  assert.equal(await pay(await somebody(), proof), 'PAYMENT_SESSION_INVALID');
  const other = personOf(tablet).device;
  assert.equal(await pay(ana, proof, '1', { device: other }), 'FORBIDDEN');
});

test('a command asked before its session was revoked is refused when it is decided after', async () => {
  const ana = await somebody();
  const proof = await openPaymentSession(ana);
  const caller = personOf(ana);
  const found = { proof: await world.people.checkProof(caller, proof) };
  const actor = actorOf(caller);
  const revoked = world.call('DELETE', `/v1/sessions/${caller.session}`, { token: ana.token });
  await revoked;
  const outcome = await world.journal.submit(tryPayment, { key: 'r9', actor, body: { minor: '1' }, found });
  assert.equal(outcome.refused?.code, 'UNAUTHENTICATED');
});

test('revoked within the same batch: what comes after the revocation is refused', async () => {
  const ana = await somebody();
  const proof = await openPaymentSession(ana);
  const caller = personOf(ana);
  const found = { proof: await world.people.checkProof(caller, proof) };
  const actor = actorOf(caller);
  const { revokeSession } = await import('./session-commands.ts');
  const body = { session: caller.session };
  const [before, , after] = await Promise.all([
    world.journal.submit(tryPayment, { key: 'b1', actor, body: { minor: '1' }, found }),
    world.journal.submit(revokeSession, { key: 'b2', actor, body }),
    world.journal.submit(tryPayment, { key: 'b3', actor, body: { minor: '1' }, found }),
  ]);
  assert.deepEqual([before.refused?.code, after.refused?.code], [undefined, 'UNAUTHENTICATED']);
});

test('an actor without session or key may not act for a person or merchant', async () => {
  const ana = await somebody();
  const found = { proof: await world.people.checkProof(ana.caller, { pin: PIN }) };
  const outcome = await world.journal.submit(tryPayment, {
    key: 'x',
    actor: { id: ana.id },
    body: { minor: '1' },
    found,
  });
  assert.equal(outcome.refused?.code, 'UNAUTHENTICATED');
});

test('no PIN stands in the journal or the logs', async () => {
  const ana = await somebody();
  await pay(ana, { pin: PIN });
  await pay(ana, { pin: '864209' });
  const { rows } = await world.database.pool.query(
    `select string_agg(content, ' ') as text from journal.entry`,
  );
  for (const text of [String(rows[0].text), world.logLines.join('\n')]) {
    assert.ok(!text.includes(`"${PIN}"`) && !text.includes('864209') && !text.includes('argon2'));
  }
  assert.deepEqual(world.bugs, []);
});
