/** The front page of the demo: everybody's screens side by side, and the journal between them. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { see, seeHeading, signIn, typePin } from './acts.ts';
import { openStage } from './stage.ts';

const DESK = { size: { width: 1600, height: 1000 } };

suite('town in a browser', () => {
  const stage = openStage();

  test('hyperswitch#9252: on a clean install the very first sign-in works, for operator, staff and shopper', async () => {
    const [operator, staff, shopper] = await Promise.all([stage.visit(DESK), stage.visit(), stage.visit()]);
    await operator.page.goto('/console');
    await signIn(operator.page, stage.town, stage.town.credentials.operators[0]?.phone ?? '');
    await see(operator.page, 'The books balance');
    await staff.page.goto('/till');
    await signIn(staff.page, stage.town, '+8613800000012');
    await see(staff.page, 'Harbour Books');
    await shopper.page.goto('/wallet');
    await signIn(shopper.page, stage.town, '+8613800000066');
    await see(shopper.page, 'Choose a payment PIN');
    await typePin(shopper.page, '580316');
    await see(shopper.page, 'Type it once more');
    await typePin(shopper.page, '580316');
    await seeHeading(shopper.page, 'Your real name');
  });

  test('phones, till, bank and console are there, and a story is drawn as it happens', async () => {
    const { page } = await stage.visit(DESK);
    await page.goto('/');
    await see(page.frameLocator('iframe[name=ana]').locator('body'), 'Available balance');
    await see(page.frameLocator('iframe[name=bo]').locator('body'), 'Available balance');
    await see(page.frameLocator('iframe[name=till]').locator('body'), 'Oolong tea');
    await see(page.getByRole('log'), 'Change a supervision');
    await page.getByRole('button', { name: /Buy, refund a part/ }).click();
    await see(page, 'Paid ¥42.50 and refunded ¥6.50');
    await see(page.getByRole('log'), '¥42.50');
    await see(page.getByRole('log'), '¥6.50');
    await page.locator('iframe[name=console]').scrollIntoViewIfNeeded();
    await see(page.frameLocator('iframe[name=console]').locator('body'), 'The books balance');
    await page.locator('iframe[name=bank]').scrollIntoViewIfNeeded();
    const bank = page.frameLocator('iframe[name=bank]');
    await see(bank.locator('body'), /Ana Lin/);
    // Another site, which cannot see what is chosen here: it is told.
    await page.getByRole('button', { name: '中文' }).click();
    await bank.locator('html[lang^=zh]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: /深色/ }).click();
    await bank.locator('html[data-theme=dark]').waitFor({ state: 'attached' });
  });

  test('a message shows as a banner on its phone, and none of the opening’s does', async () => {
    const { page } = await stage.visit(DESK);
    await page.goto('/');
    await see(page.locator('.town-messages'), 'to Ana Lin');
    assert.equal(await page.locator('.device-banner').count(), 0);
    await page.request.post('/v1/sign-in/codes', {
      data: { phone: stage.town.person('Bo').phone },
      headers: { 'idempotency-key': 'banner' },
    });
    await see(page.locator('[data-place=bo] .device-banner'), /\d{6}/);
    assert.equal(await page.locator('.device-banner').count(), 1);
    await page.locator('.device-banner').getByRole('button', { name: 'Close' }).click();
    await page.locator('.device-banner').waitFor({ state: 'detached' });
  });

  test('Ana buys tea: her phone opens the order and pays it', async () => {
    const { page } = await stage.visit(DESK);
    await page.goto('/');
    const ana = page.frameLocator('iframe[name=ana]');
    await see(ana.locator('body'), 'Available balance');
    await page.getByRole('button', { name: /Ana buys tea/ }).click();
    await ana.getByRole('button', { name: /^Pay ¥/ }).click();
    const pad = ana.locator('.pin-pad');
    for (const digit of stage.town.person('Ana').pin)
      await pad.getByRole('button', { name: digit, exact: true }).click();
    await ana.getByRole('heading', { name: 'Paid' }).waitFor();
    await see(page.getByRole('log'), 'order.paid');
  });

  test('Lily wants a bicycle: the diagram shows the waiting, her mother says yes, her own phone turns by itself', async () => {
    const { page } = await stage.visit(DESK);
    await page.goto('/');
    await see(page.frameLocator('iframe[name=ana]').locator('body'), 'Available balance');
    const lily = page.frameLocator('iframe[name=lily]');
    const ana = page.frameLocator('iframe[name=ana]');
    // Her wallet holds one bicycle; the second time the story gives her the money first.
    for (const _time of ['once', 'again']) {
      await page.getByRole('button', { name: /Lily wants a bicycle/ }).click();
      await see(page.getByRole('log'), 'waits for a yes: Ana Lin');
      // Nothing at the till invites anybody to scan what is being paid.
      const till = page.frameLocator('iframe[name=till]');
      await see(till.locator('body'), 'Nobody else can pay this order meanwhile.');
      assert.equal(await till.locator('.till-pay-url').count(), 0);
      await see(lily.locator('body'), /Waiting for Ana\s+Lin to approve/);
      await ana.getByRole('button', { name: /^Approve ¥260/ }).click();
      const pad = ana.locator('.pin-pad');
      for (const digit of stage.town.person('Ana').pin)
        await pad.getByRole('button', { name: digit, exact: true }).click();
      await lily.getByRole('heading', { name: 'Paid' }).waitFor();
    }
    await see(page.getByRole('log'), 'Answer a request');
  });

  test('a refusal is drawn as one, with its reason in words', async () => {
    const { page } = await stage.visit(DESK);
    await page.goto('/');
    await page.getByRole('button', { name: /Pay an old order/ }).click();
    const refused = page.getByRole('log').getByRole('listitem').filter({ hasText: 'ORDER_VERSION_STALE' });
    for (const words of [
      'Pay an order',
      'refused',
      'The order has changed. Please check it again before you pay.',
    ])
      await see(refused, words);
  });

  test('on a small laptop every story can be seen without scrolling', async () => {
    const { page } = await stage.visit({ size: { width: 1280, height: 800 } });
    await page.goto('/');
    const last = await page.locator('.town-story').last().boundingBox();
    assert.ok(last && last.x + last.width <= 1280, JSON.stringify(last));
  });

  test('a phone shows one place at a time', async () => {
    const { page } = await stage.visit();
    await page.goto('/');
    await see(page.frameLocator('iframe[name=ana]').locator('body'), 'Available balance');
    await page.getByRole('button', { name: 'Journal' }).click();
    await page.getByRole('log').waitFor();
  });

  test('the API page opens', async () => {
    const { page } = await stage.visit(DESK);
    // A query behind the address does not hide the document.
    await page.goto('/docs?lang=zh');
    for (const tag of ['people', 'operator', 'checkout'])
      await page.getByRole('link', { name: tag, exact: true }).click();
    for (const path of ['/v1/orders', '/v1/operator/people', '/v1/sessions']) await see(page, path);
    assert.ok((await page.title()).length > 0);
  });

  test('no script failed, no policy was broken', () => stage.assertCalm());
});
