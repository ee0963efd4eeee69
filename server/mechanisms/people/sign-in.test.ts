/** Sign-in: codes, locks, sessions, devices. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HOUR_MS } from '../../kernel/time.ts';
import { createPeopleWorld, type PeopleWorld } from './people.fixture.ts';

let world: PeopleWorld;
before(async () => {
  world = await createPeopleWorld();
});
after(() => world.stop());

const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

test('the first sign-in registers the person, the second one finds him again', async () => {
  const phone = world.newPhone();
  const first = await world.signIn(phone, 'Blue phone');
  assert.equal(first.status, 201);
  const person = first.body.person as { id: string; isNew: boolean; phone: string };
  assert.equal(person.isNew, true);
  assert.equal(person.phone, phone);
  world.clock.advance(1);
  const second = await world.signIn(phone, 'Tablet');
  assert.deepEqual(second.body.person, { ...person, isNew: false });

  const token = String(second.body.token);
  const me = await world.call('GET', '/v1/me', { token });
  assert.equal(me.body.id, person.id);
  assert.equal(me.body.hasPin, false);
  const sessions = (await world.call('GET', '/v1/sessions', { token })).body.data as {
    device: { name: string };
    current: boolean;
  }[];
  assert.deepEqual(
    sessions.map((one) => [one.device.name, one.current]),
    [
      ['Tablet', true],
      ['Blue phone', false],
    ],
  );
});

test('a retried sign-in is answered with the same token, though the code is spent', async () => {
  const phone = world.newPhone();
  await world.call('POST', '/v1/sign-in/codes', { body: { phone } });
  const body = { phone, code: world.codeFor(phone), deviceName: 'Phone' };
  const [a, b] = await Promise.all([1, 2].map(() => world.call('POST', '/v1/sign-in', { key: 'one', body })));
  assert.equal(a?.status, 201);
  assert.deepEqual(b?.body, a?.body);
  const again = await world.call('POST', '/v1/sign-in', { key: 'one', body });
  assert.deepEqual(again.body, a?.body);
  assert.equal(again.headers['idempotency-hit'], 'true');
  const other = await world.call('POST', '/v1/sign-in', {
    key: 'one',
    body: { ...body, code: wrong(body.code) },
  });
  assert.equal(other.body.code, 'IDEMPOTENCY_KEY_REUSED');
  const spent = await world.call('POST', '/v1/sign-in', { key: 'two', body });
  assert.equal(spent.body.code, 'CODE_WRONG');
});

test('the same request for a code sends one message', async () => {
  const phone = world.newPhone();
  for (let i = 0; i < 2; i++) {
    const answer = await world.call('POST', '/v1/sign-in/codes', { key: 'same', body: { phone } });
    assert.equal(answer.status, 202);
  }
  assert.equal(world.messages.filter((one) => one.to === phone).length, 1);
});

test("the code comes in the person's language, and in the asked one as long as nobody is known", async () => {
  const phone = world.newPhone();
  const ask = async (language: string) => {
    const headers = { 'accept-language': language };
    await world.call('POST', '/v1/sign-in/codes', { body: { phone }, headers });
    const text = world.messages.findLast((one) => one.to === phone)?.text ?? '';
    return /^\d{6} (.*)$/.exec(text)?.[1];
  };
  const english = 'is your Bursar sign-in code. Tell it to nobody.';
  const chinese = '是您的 Bursar 登录验证码，请勿告诉任何人。';
  assert.equal(await ask('en-GB,en'), english);
  assert.equal(await ask('fr'), english);
  assert.equal(await ask('zh-CN,zh;q=0.9,en;q=0.8'), chinese);
  const body = { phone, code: world.codeFor(phone), deviceName: 'x' };
  const headers = { 'accept-language': 'zh' };
  const opened = await world.call('POST', '/v1/sign-in', { body, headers });
  const token = String(opened.body.token);
  assert.equal((await world.call('GET', '/v1/me', { token })).body.locale, 'zh');
  assert.equal(await ask('en'), chinese);
  await world.call('PATCH', '/v1/me', { token, body: { locale: 'en' } });
  assert.equal(await ask('zh'), english);
});

test('a telephone network that is down refuses, and the same key sends once it is up', async () => {
  const phone = world.newPhone();
  world.phones.isDown = true;
  const down = await world.call('POST', '/v1/sign-in/codes', { key: 'retry', body: { phone } });
  world.phones.isDown = false;
  assert.deepEqual([down.status, down.body.code], [503, 'CODE_NOT_SENT']);
  const up = await world.call('POST', '/v1/sign-in/codes', { key: 'retry', body: { phone } });
  assert.equal(up.status, 202);
  assert.equal(world.messages.filter((one) => one.to === phone).length, 1);
});

test('three wrong codes lock the phone, also for the right code, until the cool-down ends', async () => {
  const phone = world.newPhone();
  await world.call('POST', '/v1/sign-in/codes', { body: { phone } });
  const code = world.codeFor(phone);
  const tries = await Promise.all(
    [1, 2, 3, 4, 5].map(() =>
      world.call('POST', '/v1/sign-in', { body: { phone, code: wrong(code), deviceName: 'x' } }),
    ),
  );
  assert.deepEqual(tries.map((one) => one.body.code).sort(), [
    'CODE_WRONG',
    'CODE_WRONG',
    'CODE_WRONG',
    'LOCKED',
    'LOCKED',
  ]);
  const right = await world.call('POST', '/v1/sign-in', { body: { phone, code, deviceName: 'x' } });
  assert.deepEqual([right.status, right.body.code], [423, 'LOCKED']);
  const more = await world.call('POST', '/v1/sign-in/codes', { body: { phone } });
  assert.equal(more.body.code, 'LOCKED');
  world.clock.advance(HOUR_MS);
  assert.equal((await world.signIn(phone)).status, 201);
});

test('a code is dead after five minutes', async () => {
  const phone = world.newPhone();
  await world.call('POST', '/v1/sign-in/codes', { body: { phone } });
  await world.database.pool.query(
    `update auth.verification set "expiresAt" = now() - interval '1 second' where identifier like $1`,
    [`%${phone}`],
  );
  const late = await world.call('POST', '/v1/sign-in', {
    body: { phone, code: world.codeFor(phone), deviceName: 'x' },
  });
  assert.equal(late.body.code, 'CODE_WRONG');
});

test('a newer code ends the older one', async () => {
  const phone = world.newPhone();
  await world.call('POST', '/v1/sign-in/codes', { body: { phone } });
  const older = world.codeFor(phone);
  await world.call('POST', '/v1/sign-in/codes', { body: { phone } });
  const newer = world.codeFor(phone);
  const first = await world.call('POST', '/v1/sign-in', { body: { phone, code: older, deviceName: 'x' } });
  if (older !== newer) assert.equal(first.body.code, 'CODE_WRONG');
  const second = await world.call('POST', '/v1/sign-in', { body: { phone, code: newer, deviceName: 'x' } });
  assert.equal(second.status, 201);
});

test('signing out ends the session at once; another device goes on', async () => {
  const phone = world.newPhone();
  const one = String((await world.signIn(phone, 'One')).body.token);
  const two = String((await world.signIn(phone, 'Two')).body.token);
  assert.equal((await world.call('POST', '/v1/sign-out', { token: one })).status, 204);
  assert.equal((await world.call('GET', '/v1/me', { token: one })).status, 401);
  assert.equal((await world.call('GET', '/v1/me', { token: two })).status, 200);
});

test("nobody ends somebody else's session, and it does not tell whether there is one", async () => {
  const victim = await world.signIn(world.newPhone());
  const thief = await world.signIn(world.newPhone());
  const path = `/v1/sessions/${String(victim.body.session)}`;
  const answer = await world.call('DELETE', path, { token: String(thief.body.token) });
  assert.deepEqual([answer.status, answer.body.code], [404, 'NOT_FOUND']);
});

test('a session ends after thirty days', async () => {
  const { token } = await world.person(world.newPhone());
  world.clock.advance(30 * 24 * HOUR_MS);
  assert.equal((await world.call('GET', '/v1/me', { token })).status, 401);
});

test('no code and no token stands in the journal, the logs or the tables', async () => {
  const phone = world.newPhone();
  await world.call('POST', '/v1/sign-in/codes', { body: { phone } });
  const code = world.codeFor(phone);
  const stored = await world.database.pool.query(
    'select value from auth.verification where identifier like $1',
    [`%${phone}`],
  );
  assert.doesNotMatch(stored.rows[0].value, new RegExp(code));
  const token = String(
    (await world.call('POST', '/v1/sign-in', { body: { phone, code, deviceName: 'x' } })).body.token,
  );
  const everything = await world.database.pool.query(
    `select string_agg(content, ' ') as text from journal.entry union all select string_agg(s::text, ' ') from people.session s`,
  );
  for (const { text } of everything.rows) {
    assert.ok(!text.includes(token));
    assert.ok(!text.includes(`"${code}"`));
  }
  const logged = world.logLines.join('\n');
  assert.ok(!logged.includes(token) && !logged.includes(`"${code}"`));
  assert.deepEqual(world.bugs, []);
});

test('a sign-in leaves no mark on the promises of others', async () => {
  await Promise.all([world.signIn(world.newPhone(), 'One'), world.signIn(world.newPhone(), 'Two')]);
  // The test runner's own hook leaves two marks; those of AsyncLocalStorage are called kResourceStore (up to Node 22).
  const marks = Object.getOwnPropertySymbols(new Promise(() => {})).map(String);
  assert.deepEqual(
    marks.filter((mark) => mark.includes('ResourceStore')),
    [],
  );
});
