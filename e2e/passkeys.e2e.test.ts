/** Passkeys and notices in a real browser: its own WebAuthn with a virtual authenticator, its own service worker. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { defineCommand } from '../server/mechanisms/journal/index.ts';
import { createPasskeys } from '../server/mechanisms/passkeys/index.ts';
import type { PersonCaller } from '../server/mechanisms/people/index.ts';
import { pushEffect } from '../server/mechanisms/push/index.ts';
import { type PushService, startPushService } from '../server/mechanisms/push/push-service.fixture.ts';
import { see, seeHeading, typePin } from './acts.ts';
import { openStage } from './stage.ts';
import { eventually } from './town.ts';

const CHALLENGE = 'challenge_01hzzzzzzzzzzzzzzzzzzzzzza';
const tell = defineCommand<{ person: string }, object>({
  kind: 'test.tell',
  decide: (_view, { body }) => ({
    effects: [pushEffect({ people: [body.person], notice: 'challenge.asked', challenge: CHALLENGE })],
    reply: {},
  }),
});

suite('passkeys and notices in a browser', () => {
  const stage = openStage();
  let service: PushService;
  before(async () => {
    service = await startPushService();
  });
  after(() => service.stop());

  async function openSettings(name: string, path = '', locale?: string) {
    const visitor = await stage.visit(locale ? { locale } : {});
    const person = stage.town.person(name);
    await visitor.page.goto(`/wallet/settings${path}#token=${person.token}`);
    return { ...visitor, person };
  }

  /** A phone with a fingerprint sensor. `false`: the finger is never the right one. */
  async function addAuthenticator(page: Page, isVerified = true): Promise<{ cdp: CDPSession; id: string }> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: isVerified,
        automaticPresenceSimulation: true,
      },
    });
    return { cdp, id: authenticatorId };
  }

  async function addPasskey(page: Page, pin: string, name: string): Promise<void> {
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Continue' }).click();
    await typePin(page, pin);
  }

  test('a passkey is added with the PIN, signs for a challenge, and is removed', async () => {
    const { page, person } = await openSettings('Ana');
    const { cdp, id } = await addAuthenticator(page);
    await page.getByRole('link', { name: 'Passkeys' }).click();
    await see(page, 'No passkey yet');
    // By keyboard: a new screen has a title and the focus; a dialog that is left gives the focus back.
    const focused = (selector: string) => page.locator(`${selector}:focus`).waitFor();
    assert.match(await page.title(), /^Passkeys · Wallet/);
    await focused('h1');
    await page.getByRole('button', { name: 'Add a passkey' }).press('Enter');
    await page.getByLabel('Name').press('Enter');
    await focused('.pin-pad');
    await page.keyboard.press('Escape');
    await focused('.button:has-text("Add a passkey")');
    await addPasskey(page, person.pin, "Ana's thumb");
    await see(page, 'Passkey added');
    await see(page, "Ana's thumb");
    assert.equal((await cdp.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials.length, 1);

    const { ground } = stage.town.world.app;
    const doors = createPasskeys(ground);
    const caller = (await ground.people.authenticate({
      authorization: `Bearer ${person.token}`,
    })) as PersonCaller;
    const asked = { challengeId: CHALLENGE, about: 'a'.repeat(64) };
    const { options } = await doors.passkeyOptions(caller, asked);
    const response = await page.evaluate(`
      navigator.credentials
        .get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)}) })
        .then((signed) => signed.toJSON())
    `);
    const found = await doors.checkPasskey(caller, { ...asked, response: response as never });
    assert.equal(found.matched, true);
    const reworded = await doors.checkPasskey(caller, {
      ...asked,
      about: 'b'.repeat(64),
      response: response as never,
    });
    assert.equal(reworded.matched, false);

    await page.getByRole('button', { name: 'Remove' }).click();
    await see(page, 'Remove this passkey?');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await typePin(page, person.pin);
    await see(page, 'Passkey removed');
    await see(page, 'No passkey yet');
    stage.assertCalm();
  });

  test('a wrong PIN, a wrong finger and a second passkey on one device add nothing', async () => {
    const { page, person } = await openSettings('Bo', '/passkeys');
    const { cdp, id } = await addAuthenticator(page);
    await addPasskey(page, '975310', 'First');
    await page.getByRole('alert').waitFor();
    await typePin(page, person.pin);
    await see(page, 'Passkey added');
    await addPasskey(page, person.pin, 'Second');
    await see(page, 'This device has one of your passkeys already.');
    await cdp.send('WebAuthn.clearCredentials', { authenticatorId: id });
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
    await addPasskey(page, person.pin, 'Third');
    await see(page, 'No passkey was added.');
    const { data } = (await person.api.get('/v1/passkeys')).body as { data: { name: string }[] };
    assert.deepEqual(
      data.map(({ name }) => name),
      ['First'],
    );
    stage.assertCalm();
  });

  test('a phone takes notices: asked for, sent, shown, and off again', async () => {
    const { page, person } = await openSettings('Ana');
    // The push service behind this browser is ours: the rest of it is the browser's own.
    const browser = JSON.stringify(service.browser());
    await page.addInitScript(`{
      let own = null;
      PushManager.prototype.getSubscription = async () => own;
      PushManager.prototype.subscribe = async (options) => {
        own = { options, toJSON: () => (${browser}), unsubscribe: async () => { own = null; return true; } };
        return own;
      };
      // A browser without a window to ask in says no to every question.
      Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
      Notification.requestPermission = async () => 'granted';
    }`);
    await page.reload();
    const toggle = page.getByRole('switch', { name: 'Notices on this device' });
    await toggle.click();
    await see(page, 'You hear of requests also while the wallet is closed.');
    assert.equal(await toggle.getAttribute('aria-checked'), 'true');

    await stage.town.world.app.ground.journal.submit(tell, {
      key: randomUUID(),
      actor: { id: 'platform' },
      body: { person: person.id },
    });
    const { payload } = await eventually('the push service to be asked', async () => service.received.at(-1));
    assert.equal(payload.challenge, CHALLENGE);

    const shown = await deliver(page, JSON.stringify(payload));
    assert.deepEqual(shown, [
      { title: payload.title, body: payload.body, tag: CHALLENGE, path: `/wallet/approvals/${CHALLENGE}` },
    ]);

    // What we cannot read is shown as well, and leads to the wallet and nowhere else.
    const odd = JSON.stringify({ title: 'x', body: 'y', challenge: '../../evil' });
    assert.deepEqual(await deliver(page, odd), [{ title: 'x', body: 'y', tag: 'bursar', path: '/wallet' }]);
    assert.deepEqual(await deliver(page, 'no json'), [
      { title: 'Bursar', body: '', tag: 'bursar', path: '/wallet' },
    ]);

    await toggle.click();
    await page.locator('[role=switch][aria-checked=false]').waitFor();
    const { data } = (await person.api.get('/v1/push/subscriptions')).body as { data: unknown[] };
    assert.deepEqual(data, []);
    stage.assertCalm();
  });

  /**
   * Hands a message to the service worker as the browser would, and reads what it shows. The showing itself is the part
   * of a browser that one without windows does not have.
   */
  async function deliver(page: Page, data: string): Promise<unknown> {
    const [worker] = page.context().serviceWorkers();
    assert.ok(worker);
    await worker.evaluate(
      `globalThis.shown = [], registration.showNotification = async (title, { body, tag, data }) =>
        void shown.push({ title, body, tag, path: data.path })`,
    );
    const cdp = await page.context().newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first) resolve(first.registrationId);
      }),
    );
    await cdp.send('ServiceWorker.enable');
    const origin = new URL(page.url()).origin;
    const registrationId = await registered;
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    return eventually('the notice to be shown', async () => {
      const shown = (await worker.evaluate('shown.splice(0)')) as unknown[];
      return shown.length > 0 ? shown : undefined;
    });
  }

  test('a browser that may not show notices is told so, in its language', async () => {
    const { page } = await openSettings('Cara', '', 'zh-CN');
    await page.addInitScript('delete window.PushManager');
    await page.reload();
    await see(page, '此浏览器不支持通知');
    assert.equal(await page.getByRole('switch').isDisabled(), true);
    await seeHeading(page, '我');
    stage.assertCalm();
  });
});
