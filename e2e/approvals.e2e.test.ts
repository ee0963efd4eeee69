/** Who asks and who answers, each with a browser: the asker's screen turns by the server's word alone. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { ask, askingFlows } from '../server/testing/asking.ts';
import type { Api } from '../server/testing/world.ts';
import { cents, cny, makeOrder, see, seeHeading, typePin } from './acts.ts';
import type { Visitor } from './browser.ts';
import { openStage } from './stage.ts';
import { eventually } from './town.ts';

const PAY = /^\/v1\/orders\/[^/]+\/pay$/;
const tea = { item: 'Jasmine tea', unitPrice: cny(1800), quantity: 2 };

suite('approvals in two browsers', () => {
  const stage = openStage({ flows: askingFlows });

  async function open(name: string, path: string): Promise<Visitor & { person: Person }> {
    const visitor = await stage.visit();
    const person = stage.town.person(name);
    await visitor.page.goto(`${path}#token=${person.token}`);
    return { ...visitor, person };
  }
  type Person = ReturnType<typeof stage.town.person>;

  /** From now on Ana's payments wait for these people. */
  async function anaAsks(...names: string[]): Promise<void> {
    const approvers = names.map((name) => stage.town.person(name).id as `person_${string}`);
    const ana = stage.town.person('Ana').id as `person_${string}`;
    await ask(stage.town.world, ana, names.length > 0 ? { approvers, how: 'all' } : null);
  }
  async function sendMoney(page: Page, phone: string, amount: string, pin: string): Promise<void> {
    await page.getByRole('link', { name: 'Send' }).click();
    await page.getByLabel('Their phone number').fill(phone);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Amount').fill(amount);
    await page.getByRole('button', { name: 'Send' }).click();
    await typePin(page, pin);
  }
  /** From the badge to the request; the first of the inbox is the newest. */
  async function openNewest(page: Page): Promise<void> {
    await page.getByTestId('approvals-badge').waitFor();
    await page.getByRole('link', { name: /Approvals/ }).click();
    await page.locator('.challenge-row').first().click();
  }
  async function approve(page: Page, amount: string, pin: string): Promise<void> {
    await page.getByRole('button', { name: `Approve ${amount}` }).click();
    await typePin(page, pin);
  }
  const noBadge = (page: Page) => page.getByTestId('approvals-badge').waitFor({ state: 'hidden' });

  test('an order waits, the approver hears of it at once and says yes, and the page turns to paid by itself', async () => {
    await anaAsks('Bo');
    const shop = stage.town.shop();
    const bo = await open('Bo', '/wallet');
    await see(bo.page, 'Live');
    await noBadge(bo.page);
    const order = await makeOrder(shop.api, [tea]);
    const ana = await open('Ana', `/pay/${order.id}`);
    const before = { ana: await cents(ana.person.api), shop: await cents(shop.api) };
    await ana.page.getByRole('button', { name: 'Pay ¥36.00' }).click();
    await typePin(ana.page, ana.person.pin);
    await seeHeading(ana.page, 'Waiting for Bo Chen to approve');
    await ana.page.evaluate('window.sameLoad = true');
    assert.equal(before.ana - (await cents(ana.person.api)), 3600n, 'set aside');
    assert.equal(await cents(shop.api), before.shop, 'and not yet given');
    const paymentId = await shownPayment(ana.page);

    await see(bo.page, 'Ana Lin asks for your yes: ¥36.00');
    await openNewest(bo.page);
    await seeHeading(bo.page, 'Ana Lin wants to pay');
    await see(bo.page, 'to Jade Tea House');
    await see(bo.page, 'Jasmine tea');
    await see(bo.page, /left to answer/);
    await approve(bo.page, '¥36.00', '000000');
    await bo.page.getByRole('alert').getByText('The payment PIN is wrong. Tries left: 2.').waitFor();
    await typePin(bo.page, bo.person.pin);
    await seeHeading(bo.page, 'Approved');

    await seeHeading(ana.page, 'Paid');
    assert.equal(await ana.page.evaluate('window.sameLoad'), true);
    assert.equal(ana.sent('POST', PAY).length, 1, 'asked once, entered once');
    assert.equal(await shownPayment(ana.page), paymentId, 'the same payment all the while');
    assert.equal((await cents(shop.api)) - before.shop, 3600n);
    await bo.page.getByRole('link', { name: 'Done' }).click();
    await noBadge(bo.page);
    await stage.town.world.checkBooks();
  });

  test('refused with a reason: the asker reads it, and the money is hers again', async () => {
    await anaAsks('Bo');
    const ana = await open('Ana', '/wallet');
    const before = await cents(ana.person.api);
    await sendMoney(ana.page, '13800000003', '12.00', ana.person.pin);
    await seeHeading(ana.page, 'Waiting for Bo Chen to approve');
    const bo = await open('Bo', '/wallet');
    await openNewest(bo.page);
    await bo.page.getByRole('button', { name: 'Refuse' }).click();
    await bo.page.getByText('I do not know this payee').click();
    await bo.page.getByLabel('In your own words (optional)').fill('Who is Cara?');
    await bo.page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
    await seeHeading(bo.page, 'Refused');
    await see(bo.page, 'You said no.');
    await seeHeading(ana.page, 'Refused');
    await see(ana.page, 'Bo Chen said no.');
    await see(ana.page, '“I do not know this payee · Who is Cara?”');
    assert.equal(await cents(ana.person.api), before);
  });

  test('a refused order says why, also after a reload, and can then be paid another way', async () => {
    await anaAsks('Bo');
    const order = await makeOrder(stage.town.shop().api, [tea]);
    const ana = await open('Ana', `/pay/${order.id}`);
    await ana.page.getByRole('button', { name: 'Pay ¥36.00' }).click();
    await typePin(ana.page, ana.person.pin);
    await seeHeading(ana.page, 'Waiting for Bo Chen to approve');
    await say(stage.town.person('Bo'), 'no', 'Too much tea');
    await see(ana.page, '“Too much tea”');
    await ana.page.reload();
    await see(ana.page, '“Too much tea”');
    await ana.page.getByRole('button', { name: 'Back to the order' }).click();
    await anaAsks();
    await ana.page.getByRole('button', { name: 'Pay ¥36.00' }).click();
    await typePin(ana.page, ana.person.pin);
    await seeHeading(ana.page, 'Paid');
  });

  test('a waiting transfer is still there after a reload; given up, it is over for the approver as well', async () => {
    await anaAsks('Bo');
    const ana = await open('Ana', '/wallet');
    const before = await cents(ana.person.api);
    await sendMoney(ana.page, '13800000003', '9.00', ana.person.pin);
    await seeHeading(ana.page, 'Waiting for Bo Chen to approve');
    await ana.page.reload();
    await seeHeading(ana.page, 'Waiting for Bo Chen to approve');
    const held = await open('Ana', '/wallet');
    await see(held.page, '¥9.00 waiting');
    await held.page.getByRole('link', { name: '¥9.00 waiting' }).click();
    await seeHeading(held.page, 'Waiting for approval');
    await see(held.page, 'to C** Z**');

    const bo = await open('Bo', '/wallet');
    await openNewest(bo.page);
    await bo.page.getByRole('button', { name: 'Approve ¥9.00' }).click();
    await bo.page.locator('.pin-pad').waitFor();
    await ana.page.getByRole('button', { name: 'Cancel request' }).click();
    await ana.page.getByRole('dialog').getByRole('button', { name: 'Cancel request' }).click();
    await seeHeading(ana.page, 'Cancelled');
    await seeHeading(bo.page, 'Cancelled');
    assert.equal(await bo.page.getByRole('button', { name: /Approve/ }).count(), 0);
    assert.equal(await cents(ana.person.api), before);
    await stage.town.world.checkBooks();
  });

  test('two must agree, and her own PIN is missing: each says so, in any order', async () => {
    await anaAsks('Bo', 'Cara');
    const dai = stage.town.person('Dai');
    const anaApi = stage.town.person('Ana').api;
    const { status, body } = await anaApi.post('/v1/transfers', { to: dai.id, amount: cny(700) });
    assert.equal(status, 201, JSON.stringify(body));
    const before = await cents(dai.api);
    const ana = await open('Ana', `/wallet/transfers/${body.id}`);
    const bo = await open('Bo', '/wallet');
    await openNewest(bo.page);
    await approve(bo.page, '¥7.00', bo.person.pin);
    await seeHeading(bo.page, 'You said yes');
    await see(ana.page, 'Said yes');
    await seeHeading(ana.page, 'Confirm with your payment PIN');
    await ana.page.getByRole('button', { name: 'Enter PIN' }).click();
    await typePin(ana.page, ana.person.pin);
    await seeHeading(ana.page, 'Waiting for Cara Zhou to approve');
    const cara = await open('Cara', '/wallet');
    await openNewest(cara.page);
    await approve(cara.page, '¥7.00', cara.person.pin);
    await seeHeading(cara.page, 'Approved');
    await see(ana.page, 'Done');
    await seeHeading(bo.page, 'Approved');
    await eventually('the money', async () => ((await cents(dai.api)) - before === 700n ? true : undefined));
    await anaAsks();
  });

  test('a code to the registered phone approves; a plain yes is asked twice; nothing is approved by one tap', async () => {
    const [ana, cara] = [stage.town.person('Ana'), stage.town.person('Cara')];
    const approvers = [stage.town.person('Bo').id as `person_${string}`];
    const send = () =>
      ana.api.post('/v1/transfers', { to: cara.id, amount: cny(300), proof: { pin: ana.pin } });
    const bo = await open('Bo', '/wallet');

    await ask(stage.town.world, ana.id as `person_${string}`, { approvers, proof: ['pin', 'code'] });
    await send();
    await openNewest(bo.page);
    await bo.page.getByRole('button', { name: 'Approve ¥3.00' }).click();
    await bo.page.getByRole('button', { name: 'Send me a code instead' }).click();
    const code = await stage.town.codeAfter(bo.person.phone, () =>
      bo.page.getByRole('button', { name: 'Send me a code' }).click(),
    );
    const sheet = bo.page.getByRole('dialog');
    await sheet.getByLabel('Code from the message').fill(code === '111111' ? '222222' : '111111');
    await sheet.getByRole('button', { name: 'Approve' }).click();
    await sheet.getByRole('alert').getByText('The code is wrong or has expired').waitFor();
    await sheet.getByLabel('Code from the message').fill(code);
    await sheet.getByRole('button', { name: 'Approve' }).click();
    await seeHeading(bo.page, 'Approved');
    await bo.page.getByRole('link', { name: 'Done' }).click();

    await ask(stage.town.world, ana.id as `person_${string}`, { approvers, proof: ['word'] });
    await send();
    await openNewest(bo.page);
    await bo.page.getByRole('button', { name: 'Approve ¥3.00' }).click();
    await bo.page.getByRole('button', { name: 'Yes, approve' }).click();
    await seeHeading(bo.page, 'Approved');
    await anaAsks();
  });

  test('a passkey says yes instead of the PIN; whoever turns away may still use the PIN', async () => {
    const ana = stage.town.person('Ana');
    const [bo, cara] = [await open('Bo', '/wallet/settings/passkeys'), stage.town.person('Cara')];
    const approvers = [bo.person.id as `person_${string}`];
    const cdp = await bo.context.newCDPSession(bo.page);
    await cdp.send('WebAuthn.enable');
    const sensor = { protocol: 'ctap2', transport: 'internal', automaticPresenceSimulation: true } as const;
    const verifies = { hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
    const options = { ...sensor, ...verifies };
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
    await bo.page.getByRole('button', { name: 'Add a passkey' }).click();
    await bo.page.getByLabel('Name').fill('Thumb');
    await bo.page.getByRole('button', { name: 'Continue' }).click();
    await typePin(bo.page, bo.person.pin);
    await see(bo.page, 'Passkey added');
    await bo.page.getByRole('button', { name: 'Back' }).click();

    await ask(stage.town.world, ana.id as `person_${string}`, { approvers, proof: ['pin', 'passkey'] });
    const send = () =>
      ana.api.post('/v1/transfers', { to: cara.id, amount: cny(400), proof: { pin: ana.pin } });
    await send();
    await openNewest(bo.page);
    await bo.page.getByRole('button', { name: 'Approve ¥4.00' }).click();
    await bo.page.getByRole('button', { name: 'Approve with passkey' }).click();
    await seeHeading(bo.page, 'Approved');
    await bo.page.getByRole('link', { name: 'Done' }).click();

    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await send();
    await openNewest(bo.page);
    await bo.page.getByRole('button', { name: 'Approve ¥4.00' }).click();
    await bo.page.getByRole('button', { name: 'Approve with passkey' }).click();
    await see(bo.page, 'The passkey was not used.');
    await bo.page.getByRole('button', { name: 'Use the PIN instead' }).click();
    await typePin(bo.page, bo.person.pin);
    await seeHeading(bo.page, 'Approved');
    await anaAsks();
  });

  test('a withdrawal and a card payment wait before the bank hears of them, and then go on by themselves', async () => {
    await anaAsks('Bo');
    const { bank, world } = stage.town;
    const bo = stage.town.person('Bo');
    const ana = await open('Ana', '/wallet/withdraw');
    const before = await cents(ana.person.api);
    await ana.page.getByLabel('Amount').fill('5.00');
    await ana.page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await typePin(ana.page, ana.person.pin);
    await seeHeading(ana.page, 'Waiting for Bo Chen to approve');
    await say(bo, 'yes');
    await see(ana.page, 'Written to the books');
    assert.equal(before - (await cents(ana.person.api)), 500n);

    const order = await makeOrder(stage.town.shop().api, [tea]);
    await ana.page.goto(`/pay/${order.id}`);
    await ana.page
      .getByText(/ ··\s\d{4}/)
      .first()
      .click();
    await ana.page.getByRole('button', { name: 'Pay ¥36.00' }).click();
    await typePin(ana.page, ana.person.pin);
    await seeHeading(ana.page, 'Waiting for Bo Chen to approve');
    assert.equal(await ana.page.getByText('is set aside').count(), 0, 'a card is not asked before');
    await say(bo, 'yes');
    await seeHeading(ana.page, 'Paid');

    await ana.page.goto(`/pay/${(await makeOrder(stage.town.shop().api, [tea])).id}`);
    await ana.page
      .getByText(/ ··\s\d{4}/)
      .first()
      .click();
    await ana.page.getByRole('button', { name: 'Pay ¥36.00' }).click();
    await typePin(ana.page, ana.person.pin);
    await seeHeading(ana.page, 'Waiting for Bo Chen to approve');
    await bank.lies({ operation: 'debits', lie: 'decline', code: '51', times: 1 });
    await say(bo, 'yes');
    await ana.page.getByRole('alert').getByText('There is not enough money on this card').waitFor();
    await ana.page.getByRole('button', { name: 'Pay ¥36.00' }).waitFor();
    await anaAsks();
    await world.checkBooks();
  });

  test('time runs out while both look on: nobody answered, and the money is hers again', async () => {
    const ana = stage.town.person('Ana');
    const before = await cents(ana.api);
    const approvers = [stage.town.person('Bo').id as `person_${string}`];
    await ask(stage.town.world, ana.id as `person_${string}`, { approvers, lifeMs: 6_000 });
    const to = stage.town.person('Cara').id;
    const { body } = await ana.api.post('/v1/transfers', { to, amount: cny(300), proof: { pin: ana.pin } });
    const asker = await open('Ana', `/wallet/transfers/${body.id}`);
    await see(asker.page, /left to answer/);
    await seeHeading(asker.page, 'Nobody answered in time');
    assert.equal(await cents(ana.api), before);
    await anaAsks();
  });

  test('a request that is over, or of others, is said so kindly', async () => {
    const { page } = await open('Bo', '/wallet/approvals/challenge_01hzzzzzzzzzzzzzzzzzzzzzza');
    await seeHeading(page, 'This request is not here');
    await page.getByRole('button', { name: 'Back' }).click();
    await see(page, 'Decided');
  });

  test('no script failed, no policy was broken', () => stage.assertCalm());
});

/** The payment's id, as the page tells it. */
async function shownPayment(page: Page): Promise<string> {
  return page
    .getByText(/^payment_/)
    .first()
    .innerText();
}

/** Answers the newest of what waits, from another phone than the one that is looked at. */
async function say(who: { pin: string; api: Api }, answer: 'yes' | 'no', reason = ''): Promise<void> {
  const { body } = await who.api.get('/v1/challenges');
  const [first] = body.data as { id: string; about: string }[];
  const said = answer === 'yes' ? { answer, proof: { pin: who.pin } } : { answer, reason };
  const { status } = await who.api.post(`/v1/challenges/${first?.id}/answers`, {
    ...said,
    about: first?.about,
  });
  assert.equal(status, 200);
}
