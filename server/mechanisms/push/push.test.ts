/** Push against a real server and a push service of our own: told once, in one's language, dropped when gone, tried again when down. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '../../kernel/secret.ts';
import { createWorld, type TestPerson, type World } from '../../testing/world.ts';
import { defineCommand } from '../journal/index.ts';
import { type NoticeKey, noticeKeys, pushEffect } from './index.ts';
import { noticeText } from './notices.ts';
import { type FakeBrowser, type PushService, startPushService } from './push-service.fixture.ts';
import { createSend } from './send.ts';
import { vapidOf } from './vapid.ts';

type Told = Parameters<typeof pushEffect>[0];
const CHALLENGE = 'challenge_01hzzzzzzzzzzzzzzzzzzzzzza';

const tell = defineCommand<{ told: Told }, object>({
  kind: 'test.tell',
  decide: (_view, { body }) => ({ effects: [pushEffect(body.told)], reply: {} }),
});

describe('push', () => {
  let world: World;
  let service: PushService;

  before(async () => {
    [world, service] = await Promise.all([createWorld(), startPushService()]);
  });
  after(async () => {
    await world.stop();
    await service.stop();
  });

  async function subscribed(person: TestPerson, token = person.token): Promise<FakeBrowser & { id: string }> {
    const browser = service.browser();
    const { status, body } = await world.api(token).post('/v1/push/subscriptions', browser);
    assert.equal(status, 201, JSON.stringify(body));
    return { ...browser, id: String(body.id) };
  }

  async function happens(told: Partial<Told> & { people: readonly string[] }): Promise<void> {
    await world.app.ground.journal.submit(tell, {
      key: randomUUID(),
      actor: { id: 'platform' },
      body: { told: { notice: 'challenge.asked', challenge: CHALLENGE, ...told } },
    });
  }

  const receivedBy = ({ endpoint }: FakeBrowser) =>
    service.received.filter(({ path }) => endpoint.endsWith(path));

  async function until(what: string, holds: () => boolean | Promise<boolean>, limitMs = 20_000) {
    for (const end = Date.now() + limitMs; Date.now() < end; await sleep(50)) if (await holds()) return;
    assert.fail(`waited ${limitMs} ms for ${what}`);
  }
  const list = async ({ api }: { api: TestPerson['api'] }) =>
    (await api.get('/v1/push/subscriptions')).body.data as Record<string, unknown>[];
  const sealed = async () =>
    Number(
      (
        await world.app.ground.database.pool.query(
          `select count(*) from vault.sealed where purpose = 'push-target'`,
        )
      ).rows[0].count,
    );

  test('a notice reaches each device of each person once, encrypted, signed, in the language of the person', async () => {
    const ana = await world.person('Ana Lin');
    const bo = await world.person('Bo Chen');
    await bo.api.patch('/v1/me', { locale: 'zh' });
    const phone = await subscribed(ana);
    const tablet = await subscribed(ana, await world.app.ground.people.openSession(ana.id, 'tablet'));
    const his = await subscribed(bo);
    await happens({ people: [ana.id, bo.id], until: Date.now() + 60_000 });
    await until('three devices to be told', () => service.received.length >= 3);
    for (const browser of [phone, tablet, his]) assert.equal(receivedBy(browser).length, 1);
    const [told] = receivedBy(phone);
    assert.deepEqual(told?.payload, {
      v: 1,
      lang: 'en',
      ...noticeText('challenge.asked', 'en'),
      challenge: CHALLENGE,
    });
    assert.equal(receivedBy(his)[0]?.payload.title, noticeText('challenge.asked', 'zh').title);
    assert.equal(told?.headers.urgency, 'high');
    assert.equal(told?.headers.topic, CHALLENGE.slice(-26));
    const ttl = Number(told?.headers.ttl);
    assert.ok(ttl > 50 && ttl <= 60, String(ttl));
    const { publicKey } = (await ana.api.get('/v1/push/key')).body;
    assert.equal(told?.signer, publicKey);
    assert.match(String(told?.claims.sub), /^mailto:/);
  });

  test('a notice says nothing of who, how much or what for', () => {
    for (const key of noticeKeys)
      for (const locale of ['en', 'zh'] as const) {
        const { title, body } = noticeText(key as NoticeKey, locale);
        assert.doesNotMatch(`${title} ${body}`, /[{}0-9¥$€%]/);
        assert.ok(title.length > 0 && title.length <= 40 && body.length > 0 && body.length <= 80);
      }
  });

  test('a browser that its push service knows no more is dropped, and its address forgotten', async () => {
    for (const status of [404, 410]) {
      const ana = await world.person('Ana Lin');
      const browser = await subscribed(ana);
      const before = await sealed();
      service.answer(browser.endpoint, status);
      await happens({ people: [ana.id] });
      await until('the drop', async () => (await list(ana)).length === 0);
      await until('the vault to forget', async () => (await sealed()) === before - 1);
      const asked = service.asked();
      await happens({ people: [ana.id] });
      await sleep(300);
      assert.equal(service.asked(), asked);
    }
  });

  test('a push service that is down is asked again, and a device that was told is not told twice', async () => {
    const ana = await world.person('Ana Lin');
    const phone = await subscribed(ana);
    const tablet = await subscribed(ana, await world.app.ground.people.openSession(ana.id, 'tablet'));
    service.answer(tablet.endpoint, 500, 429);
    await happens({ people: [ana.id] });
    await until('the third try', () => receivedBy(tablet).length === 1);
    assert.equal(receivedBy(phone).length, 1);
    assert.equal((await list(ana)).length, 2);
  });

  test('it gives up after four tries, and at once when the answer is final', async () => {
    const ana = await world.person('Ana Lin');
    const browser = await subscribed(ana);
    const { database, journal, vault, clock, log, config } = world.app.ground;
    let posts = 0;
    const sendWith = (status: number | null) =>
      createSend({
        database,
        journal,
        vault,
        clock,
        log,
        vapid: vapidOf(vault, config),
        poster: {
          async post({ url }) {
            assert.equal(url, browser.endpoint);
            posts += 1;
            return { ok: false, status, error: 'x' };
          },
          close: async () => {},
        },
      });
    const notice = { people: [ana.id], notice: 'challenge.asked' as const, challenge: null, until: null };
    for (const status of [500, 503, 429, null]) {
      const send = sendWith(status);
      for (const attempt of [1, 2, 3]) await assert.rejects(send(notice, { attempt, jobId: '1' }));
      await send(notice, { attempt: 4, jobId: '1' });
    }
    assert.equal(posts, 16);
    for (const status of [400, 401, 403, 413]) await sendWith(status)(notice, { attempt: 1, jobId: '1' });
    assert.equal(posts, 20);
    const late = { ...notice, until: new Date(clock.now() - 1).toISOString() };
    await sendWith(500)(late, { attempt: 1, jobId: '1' });
    assert.equal(posts, 20);
  });

  test('no answer at all ends with the deadline', async () => {
    const { createPoster } = await import('../outside/index.ts');
    const poster = createPoster({ allowPrivate: true, timeoutMs: 200 });
    const { endpoint } = service.browser();
    service.answer(endpoint, 'silence');
    const started = Date.now();
    const posted = await poster.post({ url: endpoint, headers: {}, body: 'x' });
    await poster.close();
    assert.deepEqual(posted, { ok: false, status: null, error: 'no answer in time' });
    assert.ok(Date.now() - started < 2_000);
  });

  test('a device that is signed out is told nothing, and gives its place away', async () => {
    const ana = await world.person('Ana Lin');
    const token = await world.app.ground.people.openSession(ana.id, 'lost phone');
    const lost = await subscribed(ana, token);
    await world.api(token).post('/v1/sign-out');
    await happens({ people: [ana.id] });
    await sleep(500);
    assert.deepEqual(receivedBy(lost), []);
    await subscribed(ana);
    assert.equal((await list(ana)).length, 1);
  });

  test('one subscription a device: a new one takes the place of the old; off is off', async () => {
    const ana = await world.person('Ana Lin');
    const first = await subscribed(ana);
    const before = await sealed();
    const second = await subscribed(ana);
    assert.equal(second.id, first.id);
    await until('the vault to forget the first', async () => (await sealed()) === before);
    const [only] = await list(ana);
    assert.deepEqual(
      { id: only?.id, current: only?.current, service: only?.service },
      { id: first.id, current: true, service: new URL(service.url).host },
    );
    await happens({ people: [ana.id] });
    await until('the second to be told', () => receivedBy(second).length === 1);
    assert.deepEqual(receivedBy(first), []);
    const bo = await world.person('Bo Chen');
    assert.equal((await bo.api.del(`/v1/push/subscriptions/${first.id}`)).body.code, 'NOT_FOUND');
    assert.equal((await ana.api.del(`/v1/push/subscriptions/${first.id}`)).status, 200);
    assert.equal((await ana.api.del(`/v1/push/subscriptions/${first.id}`)).body.code, 'NOT_FOUND');
    await happens({ people: [ana.id] });
    await sleep(300);
    assert.equal(receivedBy(second).length, 1);
    assert.equal((await subscribed(ana)).id, first.id);
  });

  test('a browser that changes hands is told the notices of whoever uses it now', async () => {
    const ana = await world.person('Ana Lin');
    const bo = await world.person('Bo Chen');
    const browser = service.browser();
    for (const person of [ana, bo, ana, bo])
      assert.equal((await person.api.post('/v1/push/subscriptions', browser)).status, 201);
    assert.equal((await list(ana)).length, 0);
    assert.equal((await list(bo)).length, 1);
    await happens({ people: [ana.id] });
    await happens({ people: [bo.id], notice: 'challenge.approved' });
    await until("Bo's notice", () => receivedBy(browser).length === 1);
    assert.equal(receivedBy(browser)[0]?.payload.title, noticeText('challenge.approved', 'en').title);
  });

  test('a browser that one person has switched off is free for the next', async () => {
    const ana = await world.person('Ana Lin');
    const bo = await world.person('Bo Chen');
    const browser = service.browser();
    const { body } = await ana.api.post('/v1/push/subscriptions', browser);
    assert.equal((await ana.api.del(`/v1/push/subscriptions/${String(body.id)}`)).status, 200);
    assert.equal((await bo.api.post('/v1/push/subscriptions', browser)).status, 201);
    assert.equal((await list(ana)).length, 0);
    const { rows } = await world.app.ground.database.pool.query(
      'select person::text, subscriptions from push.person_count where subscriptions < 0',
    );
    assert.deepEqual(rows, []);
    assert.equal((await ana.api.post('/v1/push/subscriptions', service.browser())).status, 201);
    assert.equal((await list(ana)).length, 1);
  });

  test('ten devices at most', async () => {
    const ana = await world.person('Ana Lin');
    for (let n = 0; n < 10; n++)
      await subscribed(ana, await world.app.ground.people.openSession(ana.id, `device ${n}`));
    const before = await sealed();
    const full = await ana.api.post('/v1/push/subscriptions', service.browser());
    assert.equal(full.body.code, 'PUSH_SUBSCRIPTIONS_FULL');
    assert.equal(await sealed(), before);
    const [one] = await list(ana);
    await ana.api.del(`/v1/push/subscriptions/${String(one?.id)}`);
    await subscribed(ana);
  });

  test('the journal keeps no address and no key of a browser', async () => {
    const ana = await world.person('Ana Lin');
    const browser = await subscribed(ana);
    await happens({ people: [ana.id] });
    await until('the notice', () => receivedBy(browser).length === 1);
    const { rows } = await world.app.ground.database.pool.query<{ content: string }>(
      'select content from journal.entry order by seq',
    );
    const journal = rows.map(({ content }) => content).join('\n');
    assert.ok(journal.includes('push.subscribe'));
    for (const secret of [new URL(browser.endpoint).pathname, browser.keys.auth, browser.keys.p256dh])
      assert.ok(!journal.includes(secret));
  });

  test('the key follows from the vault, or is the given one', () => {
    const { vault } = world.app.ground;
    const of = (vapidPrivateKey: Secret | null, publicUrl = 'https://pay.example') =>
      vapidOf(vault, { publicUrl, vapidPrivateKey });
    assert.equal(of(null).publicKey, of(null).publicKey);
    assert.equal(Buffer.from(of(null).publicKey, 'base64url').length, 65);
    assert.equal(of(null).subject, 'https://pay.example');
    const given = of(new Secret(Buffer.alloc(32, 1).toString('base64url')));
    assert.notEqual(given.publicKey, of(null).publicKey);
  });
});

describe('push where private addresses are not allowed', () => {
  let world: World;
  before(async () => {
    world = await createWorld({ env: { ALLOW_PRIVATE_WEBHOOKS: 'false' } });
  });
  after(() => world.stop());

  test('takes public https addresses only, and keys that are keys', async () => {
    const service = await startPushService();
    const { keys } = service.browser();
    await service.stop();
    const ana = await world.person('Ana Lin');
    const code = async (endpoint: string, more: object = keys) =>
      (await ana.api.post('/v1/push/subscriptions', { endpoint, keys: more })).body.code;
    for (const endpoint of [
      'http://8.8.8.8/x',
      'https://127.0.0.1/x',
      'https://[::1]/x',
      'https://10.1.2.3/x',
      'https://169.254.169.254/x',
      'https://localhost/x',
      'https://push.internal/x',
      'https://user:word@8.8.8.8/x',
      'javascript:alert(1)',
      'nonsense',
    ])
      assert.equal(await code(endpoint), 'PUSH_SUBSCRIPTION_INVALID', endpoint);
    const noPoint = { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') };
    assert.equal(await code('https://8.8.8.8/x', noPoint), 'PUSH_SUBSCRIPTION_INVALID');
    assert.equal(await code('https://8.8.8.8/x', { ...keys, auth: 'short' }), 'BODY_INVALID');
    assert.equal(await code('https://8.8.8.8/x'), undefined);
  });
});
