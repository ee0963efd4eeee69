/** The till: a sale is put together, its QR code shown, paid by a phone, and a part given back. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assertAgreement } from '../server/testing/bank-controls.ts';
import { cents, cny, makeOrder, see, seeHeading, signIn, typePin } from './acts.ts';
import { openStage } from './stage.ts';

const COUNTER = { size: { width: 1024, height: 768 } };

suite('till in a browser', () => {
  const stage = openStage();

  test('products become an order with a QR code; paid live by a phone; partly refunded; the rest refunded', async () => {
    const shop = stage.town.shop();
    const ana = stage.town.person('Ana');
    const before = { ana: await cents(ana.api), shop: await cents(shop.api) };
    const till = await stage.visit(COUNTER);
    await till.page.goto(`/till#token=${shop.staff.token}`);
    await till.page.getByRole('button', { name: /Oolong tea/ }).click();
    await till.page.getByRole('button', { name: /Sesame bun/ }).click();
    const charge = till.page.getByRole('button', { name: /^Charge ¥/ });
    const amount = (await charge.innerText()).replace('Charge ', '').trim();
    await charge.click();
    await see(till.page, 'Scan to pay');
    await till.page.locator('.qr svg').waitFor();
    const payUrl = (await till.page.locator('.till-pay-url').getAttribute('href')) ?? '';

    const phone = await stage.visit();
    await phone.page.goto(`${payUrl}#token=${ana.token}`);
    await phone.page.getByRole('button', { name: `Pay ${amount}` }).click();
    await typePin(phone.page, ana.pin);
    await seeHeading(phone.page, 'Paid');
    await seeHeading(till.page, 'Paid');
    await see(till.page, 'by wallet balance');
    const paid = before.ana - (await cents(ana.api));
    assert.equal(paid, BigInt(amount.replace(/\D/g, '')));
    assert.equal((await cents(shop.api)) - before.shop, paid);

    await till.page.getByRole('button', { name: 'Refund', exact: true }).click();
    await till.page.getByLabel('Amount').fill('100000');
    await see(till.page, /is left to refund/);
    await till.page.getByLabel('Amount').fill('5.50');
    await till.page.getByRole('button', { name: 'Refund ¥5.50' }).click();
    await see(till.page, '¥5.50 refunded');
    assert.equal(await cents(ana.api), before.ana - paid + 550n);
    await phone.page.reload();
    await see(phone.page, 'Refunded so far');

    await till.page.getByRole('button', { name: 'Refund', exact: true }).click();
    await till.page.getByRole('button', { name: /Everything left/ }).click();
    await till.page.getByRole('button', { name: /^Refund ¥/ }).click();
    await seeHeading(till.page, 'Refunded in full');
    assert.equal(await cents(ana.api), before.ana);
    assert.equal(await cents(shop.api), before.shop);
    await assertAgreement(stage.town.world);
  });

  test('a till that opens for the first time shows a payment by its stream, not by asking again', async () => {
    const shop = stage.town.shop();
    const bo = stage.town.person('Bo');
    const order = await makeOrder(shop.api, [{ item: 'Cup', unitPrice: cny(700), quantity: 1 }]);
    const { page } = await stage.visit(COUNTER);
    await page.goto(`/till/orders/${order.id}#token=${shop.staff.token}`);
    await see(page, 'Scan to pay');
    await page.locator('.till-live-live').waitFor();
    // It asks every five seconds in case the stream is lost. Right after it has asked, only the stream can be faster.
    await page.waitForResponse((answer) => new URL(answer.url()).pathname === `/v1/orders/${order.id}`);
    const paid = page.getByRole('heading', { name: 'Paid' }).waitFor({ timeout: 4_500 });
    const pay = { version: 1, mode: 'balance', proof: { pin: bo.pin } };
    await Promise.all([paid, bo.api.post(`/v1/orders/${order.id}/pay`, pay)]);
  });

  test('a cancelled order can no longer be paid', async () => {
    const shop = stage.town.shop();
    const till = await stage.visit(COUNTER);
    await till.page.goto(`/till#token=${shop.staff.token}`);
    await till.page.getByText('Keypad').click();
    for (const key of ['7', '00']) await till.page.getByRole('button', { name: key, exact: true }).click();
    await till.page.getByRole('button', { name: 'Add ¥7.00' }).click();
    await till.page.getByRole('button', { name: 'Charge ¥7.00' }).click();
    await see(till.page, 'Scan to pay');
    const payUrl = (await till.page.locator('.till-pay-url').getAttribute('href')) ?? '';
    const phone = await stage.visit();
    await phone.page.goto(`${payUrl}#token=${stage.town.person('Bo').token}`);
    await phone.page.getByRole('button', { name: 'Pay ¥7.00' }).waitFor();
    await till.page.getByRole('button', { name: 'Cancel order' }).click();
    await till.page.getByRole('dialog').getByRole('button', { name: 'Cancel order' }).click();
    await see(till.page, 'Nothing was charged');
    await seeHeading(phone.page, 'Order cancelled');
  });

  test('a sale outlives a look at the orders; a product goes only when that is meant; staff come by their number', async () => {
    const { page } = await stage.visit();
    await page.goto(`/till#token=${stage.town.shop().staff.token}`);
    await page.getByRole('button', { name: /Oolong tea/ }).click();
    await page.getByRole('button', { name: 'Show the sale' }).click();
    const cart = page.getByRole('dialog', { name: 'This sale' });
    await cart.getByLabel('Note for the customer').fill('Table 4');
    await cart.getByRole('switch').click();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Orders' }).click();
    await seeHeading(page, 'Orders');
    await page.getByRole('link', { name: 'Sell' }).click();
    await page.getByRole('button', { name: 'Show the sale' }).click();
    assert.equal(await cart.getByLabel('Note for the customer').inputValue(), 'Table 4');
    assert.equal(await cart.getByRole('switch').isChecked(), true);
    await page.keyboard.press('Escape');

    const cookie = page.getByRole('button', { name: /Almond cookie/ });
    await page.getByRole('button', { name: 'Edit products' }).click();
    await cookie.click();
    const remove = page.getByRole('button', { name: 'Delete product' });
    await remove.click();
    const sure = page.getByRole('dialog', { name: 'Delete product' });
    await see(sure, 'Delete “Almond cookie” from this till?');
    await sure.getByRole('button', { name: 'Keep it' }).click();
    await remove.click();
    await sure.getByRole('button', { name: 'Delete product' }).click();
    await cookie.waitFor({ state: 'detached' });

    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: /Staff/ }).click();
    await page.getByRole('button', { name: 'Add a person' }).click();
    const form = page.getByRole('dialog', { name: 'Add a person' });
    const add = async (phone: string) => {
      await form.getByLabel('Phone number').fill(phone);
      await form.getByRole('button', { name: 'Add a person' }).click();
    };
    await add('138 0000');
    await see(form, 'This is not a complete phone number.');
    await add('139 9999 8888');
    await see(form, 'Nobody with this number has signed in here yet.');
    await add('138 0000 0004');
    await see(page, 'Dai Wang');
  });

  test('staff sign in by phone; the day, the orders and the settings open', async () => {
    const { page } = await stage.visit();
    await page.goto('/till');
    await signIn(page, stage.town, '+8613800000011');
    await see(page, 'Oolong tea');
    for (const [place, words] of [
      ['Orders', 'Tea set'],
      ['Sales', 'Best sellers'],
      ['Settings', 'API keys'],
    ] as const) {
      await page.getByRole('link', { name: place }).click();
      await see(page, words);
    }
  });

  test('a day before today has a page of its own; two secrets are shown beside each other until both are kept', async () => {
    const { page } = await stage.visit();
    await page.goto(`/till/day#token=${stage.town.shop().staff.token}`);
    await seeHeading(page, 'Today');
    await see(page, 'Best sellers');
    await page.getByRole('button', { name: 'Day before' }).click();
    await seeHeading(page, 'Yesterday');
    await see(page, 'No sales on this day');
    await page.getByRole('button', { name: 'Next day' }).click();
    await see(page, 'Best sellers');
    assert.equal(await page.getByRole('button', { name: 'Next day' }).isDisabled(), true);

    await page.goto('/till/settings/webhooks');
    const add = async (url: string) => {
      await page.getByRole('button', { name: 'Add endpoint' }).click();
      const form = page.getByRole('dialog', { name: 'Add endpoint' });
      await form.getByLabel('Address (https)').fill(url);
      await form.getByRole('button', { name: 'Add endpoint' }).click();
      await see(page.locator('.till-once'), url);
    };
    await add('http://localhost:9/one');
    await add('http://localhost:9/two');
    const shown = page.locator('.till-once');
    assert.equal(await shown.count(), 2);
    await shown.filter({ hasText: '/one' }).getByRole('button', { name: 'Done' }).click();
    await see(shown, 'http://localhost:9/two');
    assert.equal(await shown.count(), 1);
  });

  test('no script failed, no policy was broken', () => stage.assertCalm());
});
