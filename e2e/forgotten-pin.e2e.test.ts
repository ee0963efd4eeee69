/** A forgotten PIN: from the pad that locked, over the card and the bank's code, back to where it was asked for. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { CARDS } from '../server/testing/bank-controls.ts';
import { cents, cny, makeOrder, see, seeHeading, typePin } from './acts.ts';
import { openStage } from './stage.ts';

const NEW_PIN = '975310';
const BO = '13800000002';

suite('a forgotten PIN in a browser', () => {
  const stage = openStage();

  async function typeCard(page: Page, pan: string): Promise<void> {
    await page.getByLabel('Card number').fill(pan);
    await page.getByLabel('Valid until').fill('12/31');
    await page.getByRole('button', { name: 'Continue' }).click();
  }
  /** Types the card and reads the bank's code on the reserved phone. */
  async function codeFor(page: Page): Promise<string> {
    const code = await stage.town.codeAfter(CARDS.ana.phone, () => typeCard(page, CARDS.ana.pan));
    await seeHeading(page, 'Enter the code');
    return code;
  }
  async function send(page: Page, pin: string): Promise<void> {
    await page.goto('/wallet/transfer');
    await page.getByLabel('Their phone number').fill(BO);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Amount').fill('5');
    await page.getByRole('button', { name: 'Send' }).click();
    await typePin(page, pin);
  }

  test('three wrong PINs lock the pad; card, code and a new PIN lead back, and the new PIN pays', async () => {
    const ana = stage.town.person('Ana');
    const { page } = await stage.visit();
    const other = await stage.visit();
    await other.page.goto(
      `/wallet#token=${await stage.town.world.app.ground.people.openSession(ana.id as `person_${string}`, 'Tablet')}`,
    );
    await see(other.page, 'Live');
    const before = await cents(ana.api);
    await page.goto(`/wallet#token=${ana.token}`);
    await send(page, '111112');
    const alert = page.getByRole('alert');
    await alert.getByText('Tries left: 2.').waitFor();
    await typePin(page, '111113');
    await alert.getByText('Tries left: 1.').waitFor();
    await typePin(page, '111114');
    await page.getByRole('button', { name: 'Close' }).first().waitFor();

    await page.getByRole('link', { name: 'Forgot PIN?' }).click();
    await seeHeading(page, 'Type the number of your card');
    await see(page, 'Step 1 of 3');
    // A number with a typing error stays here; somebody else's card goes no further than the server.
    await typeCard(page, '6212345678901233');
    await see(page, 'Please check the number: there is a typing error in it.');
    await typeCard(page, CARDS.bo.pan);
    await alert.getByText('Tries left: 4.').waitFor();
    const code = await codeFor(page);
    await see(page, 'Step 2 of 3');
    await see(other.page, 'A new PIN is being set with card ·· 1232. Not you? Sign out your other devices.');
    assert.ok(!page.url().includes(CARDS.ana.pan));
    // Whoever comes back from his messages to a page that was loaded again goes on where he was.
    await page.reload();
    await seeHeading(page, 'Enter the code');
    await page.getByLabel('Code from your bank').fill(code === '000000' ? '111111' : '000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await alert.waitFor();
    await page.getByLabel('Code from your bank').fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();

    await seeHeading(page, 'Choose a new PIN');
    await typePin(page, '123456');
    await see(page, 'Type it once more');
    await typePin(page, '123456');
    await alert.getByText('too easy to guess').waitFor();
    await typePin(page, NEW_PIN);
    await see(page, 'Type it once more');
    await typePin(page, NEW_PIN);
    await seeHeading(page, 'Your new PIN is set');
    await see(other.page, 'Your payment PIN was set anew with a card.');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Their phone number').waitFor();
    assert.equal(new URL(page.url()).pathname, '/wallet/transfer');

    await send(page, NEW_PIN);
    await page.locator('.outcome-done').waitFor();
    assert.equal(await cents(ana.api), before - 500n);
    // For a day it only pays.
    const refused = await ana.api.post('/v1/passkeys/options', { proof: { pin: NEW_PIN } });
    assert.equal(refused.body.code, 'PIN_RECOVERED');
  });

  test('the checkout page knows the way there and back', async () => {
    const bo = stage.town.person('Bo');
    const order = await makeOrder(stage.town.shop().api, [{ item: 'Tea', unitPrice: cny(500), quantity: 1 }]);
    const { page } = await stage.visit();
    await page.goto(`/pay/${order.id}#token=${bo.token}`);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.locator('.pin-pad').waitFor();
    await page.getByRole('link', { name: 'Forgot PIN?' }).click();
    await seeHeading(page, 'Type the number of your card');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: /^Pay/ }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/pay/${order.id}`);
  });

  test('without a bound card the wallet says so and whom to ask, in Chinese too', async () => {
    const lily = stage.town.person('Lily');
    const { page } = await stage.visit({ size: { width: 320, height: 640 } });
    await page.goto(`/wallet/settings#token=${lily.token}`);
    await page.getByRole('link', { name: 'Forgot payment PIN' }).click();
    await seeHeading(page, 'No card is bound here');
    await see(page, /Ask customer service/);
    await lily.api.patch('/v1/me', { locale: 'zh' });
    const chinese = await stage.visit({ locale: 'zh-CN' });
    await chinese.page.goto(`/wallet/settings/forgot-pin#token=${lily.token}`);
    await seeHeading(chinese.page, '没有已绑定的银行卡');
    await lily.api.patch('/v1/me', { locale: 'en' });
  });

  test('no script has failed', () => stage.assertCalm());
});
