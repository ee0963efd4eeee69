/** Merchants: secret keys and their rotation, scopes, staff and what ends at once; operators' routes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Id } from '../../kernel/id.ts';
import { HOUR_MS } from '../../kernel/time.ts';
import { createPeopleWorld, type PeopleWorld } from './people.fixture.ts';

let world: PeopleWorld;
before(async () => {
  world = await createPeopleWorld();
});
after(() => world.stop());

const newKey = async (token: string, body: object = {}, headers: Record<string, string> = {}) => {
  const answer = await world.call('POST', '/v1/merchant/keys', { token, body, headers });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return { id: String(answer.body.id), secret: String(answer.body.secretKey) };
};
const reads = async (token: string, headers: Record<string, string> = {}) =>
  (await world.call('GET', '/v1/merchant', { token, headers })).status;

test('a secret key acts for its merchant; the list never shows it', async () => {
  const merchant = await world.people.createMerchant({ name: 'Tea House' });
  const first = await world.people.createApiKey(merchant, 'till');
  assert.match(first, /^sk_[A-Za-z0-9_-]{43}$/);
  assert.equal((await world.call('GET', '/v1/merchant', { token: first })).body.name, 'Tea House');
  const second = await newKey(first, { label: 'Web shop' });
  assert.notEqual(second.secret, first);
  const list = await world.call('GET', '/v1/merchant/keys', { token: first });
  assert.equal((list.body.data as unknown[]).length, 2);
  assert.ok(!JSON.stringify(list.body).includes(second.secret));
  const { rows } = await world.database.pool.query(
    `select string_agg(k::text, ' ') as text from people.api_key k`,
  );
  assert.ok(!rows[0].text.includes(second.secret));
});

test('keys, staff and sessions are paged: none is out of reach, however many there are', async () => {
  const merchant = await world.people.createMerchant({ name: 'Many' });
  const token = await world.people.createApiKey(merchant, 'first');
  const owner = await world.people.registerPerson({ phone: '+8613711110000', name: 'Owner' });
  for (let n = 1; n <= 5; n++) {
    await newKey(token, { label: `key ${n}` });
    const person = await world.people.registerPerson({ phone: `+861371111000${n}`, name: `Clerk ${n}` });
    await world.people.addStaff(merchant, person, 'clerk');
    await world.people.openSession(owner, `phone ${n}`);
  }
  const session = await world.people.openSession(owner, 'phone 6');
  for (const [path, by, count] of [
    ['/v1/merchant/keys', token, 6],
    ['/v1/merchant/staff', token, 5],
    ['/v1/sessions', session, 6],
  ] as const) {
    const whole = (await world.call('GET', path, { token: by })).body;
    assert.deepEqual([(whole.data as unknown[]).length, whole.hasMore, whole.next], [count, false, null]);
    const seen: unknown[] = [];
    for (let after = ''; ; ) {
      const { body } = await world.call('GET', `${path}?limit=2${after}`, { token: by });
      seen.push(...(body.data as unknown[]));
      if (!body.hasMore) break;
      after = `&after=${String(body.next)}`;
    }
    assert.deepEqual(seen, whole.data);
    assert.equal((await world.call('GET', `${path}?after=x`, { token: by })).body.code, 'QUERY_INVALID');
  }
});

test('a retried creation answers with the same key', async () => {
  const merchant = await world.people.createMerchant({ name: 'Twice' });
  const token = await world.people.createApiKey(merchant, 'a');
  const [one, two] = await Promise.all(
    [1, 2].map(() => world.call('POST', '/v1/merchant/keys', { token, key: 'same', body: { label: 'b' } })),
  );
  assert.deepEqual(one?.body, two?.body);
  assert.equal(await reads(String(one?.body.secretKey)), 200);
});

test('rotation: both keys work during the overlap, then only the new one', async () => {
  const merchant = await world.people.createMerchant({ name: 'Rotating' });
  const first = await newKey(await world.people.createApiKey(merchant, 'root'));
  const second = await newKey(first.secret, { replaces: first.id, overlapMs: HOUR_MS });
  assert.deepEqual([await reads(first.secret), await reads(second.secret)], [200, 200]);
  world.clock.advance(HOUR_MS - 1);
  assert.equal(await reads(first.secret), 200);
  world.clock.advance(1);
  assert.deepEqual([await reads(first.secret), await reads(second.secret)], [401, 200]);
});

test('a revoked key stops at once, and commands check again when they are decided', async () => {
  const merchant = await world.people.createMerchant({ name: 'Revoking' });
  const owner = await newKey(await world.people.createApiKey(merchant, 'root'));
  const leaked = await newKey(owner.secret);
  assert.equal(await reads(leaked.secret), 200);
  const answer = await world.call('DELETE', `/v1/merchant/keys/${leaked.id}`, { token: owner.secret });
  assert.deepEqual([answer.status, answer.body.state], [200, 'revoked']);
  assert.equal(await reads(leaked.secret), 401);
  const { createApiKey } = await import('./merchant-commands.ts');
  const outcome = await world.journal.submit(createApiKey, {
    key: 'late',
    actor: { id: merchant, apiKey: leaked.id as Id<'key'> },
    body: { merchant, label: 'x', scopes: ['full'], replaces: null, overlapMs: 0 },
    found: { id: 'key_00000000000000000000000000', hash: 'x', last4: 'x' },
  });
  assert.equal(outcome.refused?.code, 'UNAUTHENTICATED');
});

test("no key reaches another merchant's keys; a narrow key makes none", async () => {
  const [mine, theirs] = [
    await world.people.createMerchant({ name: 'Mine' }),
    await world.people.createMerchant({ name: 'Theirs' }),
  ];
  const my = await world.people.createApiKey(mine, 'a');
  const their = await newKey(await world.people.createApiKey(theirs, 'a'));
  assert.equal(
    (await world.call('DELETE', `/v1/merchant/keys/${their.id}`, { token: my })).body.code,
    'NOT_FOUND',
  );
  const narrow = await newKey(my, { scopes: ['orders'] });
  assert.equal(
    (await world.call('POST', '/v1/merchant/keys', { token: narrow.secret, body: {} })).body.code,
    'FORBIDDEN',
  );
  assert.equal(await reads(my, { 'bursar-merchant': theirs }), 403);
});

test('staff: an owner hires, a clerk may not; a removed clerk stops at once', async () => {
  const owner = await world.person(world.newPhone());
  const clerk = await world.person(world.newPhone());
  const merchant = await world.people.createMerchant({ name: 'Staffed', owner: owner.id });
  const headers = { 'bursar-merchant': merchant };
  assert.equal(await reads(clerk.token, headers), 403);
  const hire = (token: string, phone: string, role: string) =>
    world.call('POST', '/v1/merchant/staff', { token, headers, body: { phone, role } });
  assert.equal((await hire(owner.token, clerk.phone, 'clerk')).status, 201);
  assert.equal(await reads(clerk.token, headers), 200);
  assert.equal((await hire(clerk.token, clerk.phone, 'owner')).status, 403);
  const me = await world.call('GET', '/v1/me', { token: clerk.token });
  assert.deepEqual(me.body.memberships, [{ merchant, name: 'Staffed', role: 'clerk' }]);

  assert.equal((await hire(owner.token, owner.phone, 'clerk')).body.code, 'LAST_OWNER');
  const path = (person: string) => `/v1/merchant/staff/${person}`;
  assert.equal(
    (await world.call('DELETE', path(owner.id), { token: owner.token, headers })).body.code,
    'LAST_OWNER',
  );
  const outdated = await world.people.authenticate({ authorization: `Bearer ${clerk.token}`, ...headers });
  assert.equal((await world.call('DELETE', path(clerk.id), { token: owner.token, headers })).status, 200);
  assert.equal(await reads(clerk.token, headers), 403);

  assert.ok(outdated.kind === 'staff');
  const { addStaff } = await import('./merchant-commands.ts');
  const { person, session, device } = outdated;
  const outcome = await world.journal.submit(addStaff, {
    key: 'outdated',
    actor: { id: merchant, session, device, staff: person },
    body: { merchant, person: clerk.id, role: 'clerk' },
  });
  assert.equal(outcome.refused?.code, 'FORBIDDEN');
});

test('a manager hires clerks, but makes no owners and removes none', async () => {
  const [owner, manager, third] = [
    await world.person(world.newPhone()),
    await world.person(world.newPhone()),
    await world.person(world.newPhone()),
  ];
  const merchant = await world.people.createMerchant({ name: 'Managed', owner: owner.id });
  await world.people.addStaff(merchant, manager.id, 'manager');
  const headers = { 'bursar-merchant': merchant };
  const hire = async (role: string, phone = third.phone) =>
    (await world.call('POST', '/v1/merchant/staff', { token: manager.token, headers, body: { phone, role } }))
      .status;
  assert.deepEqual([await hire('clerk'), await hire('manager'), await hire('owner')], [201, 403, 403]);
  assert.equal(await hire('clerk', owner.phone), 403);
  assert.equal(
    (await world.call('DELETE', `/v1/merchant/staff/${owner.id}`, { token: manager.token, headers })).status,
    403,
  );
});

test('operators: admins make merchants, viewers read with masked phones, others see nothing', async () => {
  const [admin, viewer, person] = [
    await world.person(world.newPhone()),
    await world.person(world.newPhone()),
    await world.person(world.newPhone()),
  ];
  await world.people.grantOperator(admin.id, ['admin']);
  await world.people.grantOperator(viewer.id, ['viewer']);
  world.people.forgetCallers();
  const make = (token: string) =>
    world.call('POST', '/v1/operator/merchants', { token, body: { name: 'Made', owner: person.phone } });
  assert.deepEqual(
    [(await make(person.token)).status, (await make(viewer.token)).status, (await make(admin.token)).status],
    [403, 403, 201],
  );
  const query = `/v1/operator/people?query=${encodeURIComponent(person.phone)}`;
  const seen = async (token: string) =>
    ((await world.call('GET', query, { token })).body.data as { phone: string }[])[0]?.phone;
  assert.equal(await seen(admin.token), person.phone);
  assert.equal(await seen(viewer.token), `${person.phone.slice(0, 3)}******${person.phone.slice(-2)}`);
  assert.equal((await world.call('GET', query, { token: person.token })).status, 403);
  // As it is read out on the telephone: without the country's code, in groups, or only its beginning.
  const national = person.phone.slice(3);
  for (const [typed, isFound] of [
    [national, true],
    [`${national.slice(0, 3)} ${national.slice(3, 7)} ${national.slice(7)}`, true],
    [`0086-${national}`, true],
    [national.slice(1), false],
    [national.slice(0, 3), false],
  ] as const) {
    const path = `/v1/operator/people?query=${encodeURIComponent(typed)}`;
    const found = (await world.call('GET', path, { token: admin.token })).body.data as { id: string }[];
    assert.equal(
      found.some(({ id }) => id === person.id),
      isFound,
      typed,
    );
  }
  const byId = await world.call('GET', `/v1/operator/people?query=${person.id}`, { token: viewer.token });
  assert.deepEqual(
    (byId.body.data as { id: string }[]).map(({ id }) => id),
    [person.id],
  );
  const roles = `/v1/operator/people/${admin.id}/roles`;
  assert.equal((await world.call('PUT', roles, { token: admin.token, body: { roles: [] } })).status, 403);
  const pages = await world.call('GET', '/v1/operator/people?limit=2', { token: viewer.token });
  const next = await world.call('GET', `/v1/operator/people?limit=2&after=${String(pages.body.next)}`, {
    token: viewer.token,
  });
  const ids = [...(pages.body.data as { id: string }[]), ...(next.body.data as { id: string }[])].map(
    (one) => one.id,
  );
  assert.equal(new Set(ids).size, 4);
});

test('a real name is sealed, shown masked, and belongs to one account', async () => {
  const [ana, bo] = [await world.person(world.newPhone()), await world.person(world.newPhone())];
  const body = { name: 'Lin Ana', idNumber: '11010119900307001x' };
  const put = (token: string, wish: object) => world.call('PUT', '/v1/me/real-name', { token, body: wish });
  const answer = await put(ana.token, body);
  assert.deepEqual(answer.body, { realName: { name: 'L** A**', idNumber: '****001X' } });
  assert.equal(
    (await put(bo.token, { ...body, idNumber: '11010119900307001X' })).body.code,
    'REAL_NAME_TAKEN',
  );
  assert.equal((await put(ana.token, body)).body.code, 'CONFLICT');
  const found = await world.call('GET', `/v1/people/lookup?phone=${encodeURIComponent(ana.phone)}`, {
    token: bo.token,
  });
  assert.deepEqual(found.body, { id: ana.id, name: 'L** A**' });
  const kept = await world.database.pool.query(
    `select count(*)::int as n from vault.sealed where purpose in ('id-number', 'real-name')`,
  );
  assert.equal(kept.rows[0].n, 2);
  const { rows } = await world.database.pool.query(
    `select string_agg(content, ' ') as text from journal.entry union all select string_agg(r::text, ' ') from people.real_name r`,
  );
  for (const { text } of [...rows, { text: world.logLines.join('\n') }])
    assert.doesNotMatch(text, /1101011990|Lin Ana/i);
  assert.deepEqual(world.bugs, []);
});
