/** A shopper pays a merchant's order in a real browser, and everybody agrees to the cent (S06, S17, S05). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assertAgreement } from '../server/testing/bank-controls.ts';
import { cents, cny, type Line, makeOrder, see, seeHeading, signIn, typePin } from './acts.ts';
import type { Visitor } from './browser.ts';
import { newcomer } from './newcomers.ts';
import { openStage } from './stage.ts';

const PAY = /^\/v1\/orders\/[^/]+\/pay$/;
const tea = { item: 'Jasmine tea', unitPrice: cny(1800), quantity: 2, stock: 5 };
const cake = { item: 'Sesame cake', unitPrice: cny(950), quantity: 1 };

suite('checkout in a browser', () => {
  const stage = openStage();
  const visit = stage.visit;

  async function openOrder(visitor: Visitor, name: string, lines: readonly Line[] = [tea, cake]) {
    const order = await makeOrder(stage.town.shop().api, lines);
    await visitor.page.goto(`${order.payUrl}#token=${stage.town.person(name).token}`);
    await see(visitor.page, `Order ${order.number}`);
    return order;
  }

  async function payHere({ page }: Visitor, amount: string, name: string): Promise<void> {
    await page.getByRole('button', { name: `Pay ${amount}` }).click();
    await typePin(page, stage.town.person(name).pin);
  }

  test('signed in by phone, the quantity changed, paid with one request; the till and the books know at once', async () => {
    const shop = stage.town.shop();
    const ana = stage.town.person('Ana');
    const order = await makeOrder(shop.api, [tea, cake]);
    const till = await visit();
    await till.page.goto(`/till/orders/${order.id}#token=${shop.staff.token}`);
    await see(till.page, 'Scan to pay');
    const before = { ana: await cents(ana.api), shop: await cents(shop.api) };

    const shopper = await visit();
    await shopper.page.goto(order.payUrl);
    // Before he says who he is: whom he pays, and how much.
    await see(shopper.page, 'You are about to pay');
    await see(shopper.page, '¥45.50');
    await signIn(shopper.page, stage.town, ana.phone);
    await see(shopper.page, '¥45.50');
    await shopper.page.getByRole('button', { name: 'One Jasmine tea more' }).click();
    await see(shopper.page, 'You changed the quantity');
    await payHere(shopper, '¥63.50', 'Ana');
    await seeHeading(shopper.page, 'Paid');
    await see(shopper.page, '¥63.50');

    const sent = shopper.sent('POST', PAY);
    assert.equal(sent.length, 1, 'one request amends and pays');
    const { proof, ...body } = sent[0]?.postDataJSON() ?? {};
    assert.deepEqual(body, {
      version: 1,
      mode: 'balance',
      lines: [
        { item: 'Jasmine tea', quantity: 3 },
        { item: 'Sesame cake', quantity: 1 },
      ],
    });
    assert.ok(proof.pin);
    await seeHeading(till.page, 'Paid');
    await see(till.page, '¥63.50');
    assert.equal(before.ana - (await cents(ana.api)), 6350n);
    assert.equal((await cents(shop.api)) - before.shop, 6350n);
    await stage.town.world.checkBooks();
  });

  test('the second order on a device brings no display parameters', async () => {
    const visitor = await visit();
    async function opened() {
      const order = await makeOrder(stage.town.shop().api, [tea, cake]);
      const answer = visitor.page.waitForResponse(
        (one) => new URL(one.url()).pathname === `/v1/orders/${order.id}`,
      );
      await visitor.page.goto(`${order.payUrl}#token=${stage.town.person('Ana').token}`);
      const text = await (await answer).text();
      return { size: text.length, modes: JSON.parse(text).modes as { kind: string; display?: object }[] };
    }
    const first = await opened();
    const second = await opened();
    assert.ok(first.modes.every(({ display }) => display));
    assert.ok(second.modes.every(({ display }) => !display));
    assert.ok(second.size < first.size, `${second.size} bytes after ${first.size}`);
    await visitor.page.getByRole('radio', { name: /1232/ }).waitFor({ state: 'attached' });
  });

  test('a card pays through the bank; all four agree', async () => {
    const visitor = await visit();
    const before = {
      bank: await stage.town.bank.balance('bo-debit'),
      wallet: await cents(stage.town.person('Bo').api),
    };
    await openOrder(visitor, 'Bo');
    await visitor.page.getByText(/2248/).click();
    await payHere(visitor, '¥45.50', 'Bo');
    await seeHeading(visitor.page, 'Paid');
    assert.equal(visitor.sent('POST', PAY).length, 1);
    assert.equal(before.bank - (await stage.town.bank.balance('bo-debit')), 4550n);
    assert.equal(await cents(stage.town.person('Bo').api), before.wallet);
    await assertAgreement(stage.town.world);
  });

  test('the bank declines: the page says why, and the balance pays the same order', async () => {
    const visitor = await visit();
    await openOrder(visitor, 'Bo');
    await visitor.page.getByText(/2248/).click();
    await stage.town.bank.lies({ operation: 'debits', lie: 'decline', code: '51', times: 1 });
    await payHere(visitor, '¥45.50', 'Bo');
    await see(visitor.page.getByRole('alert'), 'There is not enough money on this card. Nothing was taken.');
    await visitor.page.getByText('Balance', { exact: true }).click();
    await payHere(visitor, '¥45.50', 'Bo');
    await seeHeading(visitor.page, 'Paid');
    await assertAgreement(stage.town.world);
  });

  test('an order that changed under way is never paid by its old version: refused, drawn again, then paid', async () => {
    const visitor = await visit();
    const order = await openOrder(visitor, 'Cara');
    const cara = stage.town.person('Cara');
    const before = await cents(cara.api);
    // Cara's other phone amends the order while this payment is on its way; the bank declines, so that it stays open.
    await visitor.page.route(
      (url) => PAY.test(url.pathname),
      async (route) => {
        const { body } = await cara.api.get('/v1/instruments');
        const [card] = body.data as { id: string }[];
        await stage.town.bank.lies({ operation: 'debits', lie: 'decline', code: '05', times: 1 });
        await cara.api.post(
          `/v1/orders/${order.id}/pay`,
          {
            version: 1,
            mode: card?.id,
            lines: [
              { item: tea.item, quantity: 1 },
              { item: cake.item, quantity: 1 },
            ],
            proof: { pin: cara.pin },
          },
          { headers: { prefer: 'wait=10' } },
        );
        await route.continue();
      },
      { times: 1 },
    );
    await payHere(visitor, '¥45.50', 'Cara');
    await visitor.page.locator('.order-refusal, .order-changed').first().waitFor();
    assert.equal(await cents(cara.api), before, 'nothing moved');
    await payHere(visitor, '¥27.50', 'Cara');
    await seeHeading(visitor.page, 'Paid');
    assert.equal(before - (await cents(cara.api)), 2750n);
  });

  test('more than is in stock cannot be asked for, and is refused if it is', async () => {
    const visitor = await visit();
    await openOrder(visitor, 'Cara', [{ ...tea, stock: 3 }]);
    const more = visitor.page.getByRole('button', { name: 'One Jasmine tea more' });
    await more.click();
    assert.ok(await more.isDisabled(), 'three are left, three are wished');
    await visitor.page.route(
      (url) => PAY.test(url.pathname),
      async (route) => {
        const body = route.request().postDataJSON();
        await route.continue({ postData: { ...body, lines: [{ item: tea.item, quantity: 4 }] } });
      },
      { times: 1 },
    );
    const before = await cents(stage.town.person('Cara').api);
    await payHere(visitor, '¥54.00', 'Cara');
    await visitor.page.locator('.order-refusal').getByRole('alert').waitFor();
    assert.equal(await cents(stage.town.person('Cara').api), before);
    await payHere(visitor, '¥54.00', 'Cara');
    await seeHeading(visitor.page, 'Paid');
  });

  test('the shop that sent the payer here is one touch away when it is paid, and not before', async () => {
    const shop = stage.town.shop();
    const returnUrl = `${stage.town.url}/wallet?cart=7`;
    const order = await makeOrder(shop.api, [cake], { returnUrl });
    const { page } = await stage.visit();
    await page.goto(`/pay/${order.id}#token=${stage.town.person('Bo').token}`);
    await page.getByRole('button', { name: 'Pay ¥9.50' }).waitFor();
    const back = page.getByRole('link', { name: /^Back to / });
    assert.equal(await back.count(), 0);
    await shop.api.post(`/v1/orders/${order.id}/cancel`, {});
    await back.click();
    await page.waitForURL(returnUrl);
  });

  test('a wrong PIN pays nothing and may be tried again', async () => {
    const visitor = await visit();
    await openOrder(visitor, 'Dai', [cake]);
    await visitor.page.getByRole('button', { name: 'Pay ¥9.50' }).click();
    await typePin(visitor.page, '864209');
    await visitor.page.getByRole('dialog').getByRole('alert').waitFor();
    await typePin(visitor.page, stage.town.person('Dai').pin);
    await seeHeading(visitor.page, 'Paid');
  });

  test('after the last wrong PIN the pad is gone, and nothing was paid', async () => {
    const wei = await newcomer(stage.town, 'Wei Sun');
    const ana = stage.town.person('Ana');
    const gift = { to: wei.id, amount: cny(5_000), proof: { pin: ana.pin } };
    assert.equal((await ana.api.post('/v1/transfers', gift)).status, 201);
    const order = await makeOrder(stage.town.shop().api, [cake]);
    const { page } = await visit();
    await page.goto(`/pay/${order.id}#token=${wei.token}`);
    await see(page.getByText('Balance', { exact: true }).locator('..'), '¥50.00 available');
    await page.getByRole('button', { name: 'Pay ¥9.50' }).click();
    for (const words of ['Tries left: 2', 'Tries left: 1', 'Tries left: 0']) {
      await typePin(page, '864209');
      await page.getByRole('dialog').getByRole('alert').filter({ hasText: words }).waitFor();
    }
    await see(page.getByRole('dialog'), /locked until (tomorrow )?\d\d:\d\d/);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    assert.equal(await page.locator('.pin-pad').count(), 0);
    // Six digits are not asked for again after a reload, to be refused unread.
    await page.reload();
    await page.getByRole('button', { name: 'Pay ¥9.50' }).click();
    await see(page.getByRole('dialog'), /locked until (tomorrow )?\d\d:\d\d/);
    assert.equal(await page.locator('.pin-pad').count(), 0);
    await page.goto(`/wallet/settings/pin#token=${wei.token}`);
    await see(page, /locked until (tomorrow )?\d\d:\d\d/);
    assert.equal(await page.locator('.pin-pad').count(), 0);
    assert.equal(await cents(wei.api), 5_000n);
  });

  test('delivered: the shopper adds an address while paying, the next order takes it, another is chosen; the shop reads it', async () => {
    const shop = stage.town.shop();
    const dai = stage.town.person('Dai');
    const till = await visit();
    await till.page.goto(`/till#token=${shop.staff.token}`);
    await till.page.getByRole('button', { name: /Oolong tea/ }).click();
    await till.page.getByRole('button', { name: /Show the sale/ }).click();
    await till.page
      .getByRole('dialog')
      .getByRole('switch', { name: /To be delivered/ })
      .check();
    await till.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Charge/ })
      .click();
    await till.page.waitForURL(/\/orders\/order_/);
    await see(till.page, 'The customer chooses the address when paying.');
    const id = new URL(till.page.url()).pathname.split('/').at(-1) ?? '';

    // Without an address there is nothing to pay yet: the button asks for one.
    const shopper = await visit();
    const { page } = shopper;
    await page.goto(`/pay/${id}#token=${dai.token}`);
    await page.getByRole('button', { name: 'Choose where it goes' }).click();
    await page.getByRole('button', { name: 'Save address' }).click();
    await see(page, 'Who receives it?');
    for (const [label, words] of [
      ['Recipient', 'Dai Wang'],
      ['Province or region', 'Zhejiang'],
      ['City', 'Hangzhou'],
      ['Street, building, room', '8 Lakeside Road'],
      ['Postcode (optional)', '310000'],
      ['Name (optional)', 'Home'],
    ] as const)
      await page.getByLabel(label).fill(words);
    await page.getByRole('button', { name: 'Save address' }).click();
    await see(page, '8 Lakeside Road, Hangzhou, Zhejiang 310000');
    assert.equal(shopper.sent('POST', PAY).length, 0);
    await page.getByRole('button', { name: /^Pay ¥/ }).click();
    await see(page.getByRole('dialog'), 'To Dai Wang, 8 Lakeside Road, Hangzhou, Zhejiang 310000');
    await typePin(page, dai.pin);
    await seeHeading(page, 'Paid');
    await see(page, '8 Lakeside Road, Hangzhou, Zhejiang 310000');
    await seeHeading(till.page, 'Paid');
    await see(till.page, '8 Lakeside Road, Hangzhou, Zhejiang 310000');
    await see(till.page, dai.phone.slice(-4));

    // In the wallet another one is added; the order that is paid keeps the first.
    await page.goto('/wallet/settings/addresses');
    await page.getByRole('button', { name: 'Add an address' }).click();
    await page.getByLabel('Recipient').fill('Dai Wang');
    await page.getByLabel('Province or region').fill('Zhejiang');
    await page.getByLabel('City').fill('Ningbo');
    await page.getByLabel('Street, building, room').fill('1 Harbour Street');
    await page.getByRole('button', { name: 'Save address' }).click();
    await see(page, '1 Harbour Street, Ningbo, Zhejiang');

    const made = await shop.api.post('/v1/orders', {
      merchantReference: `delivered ${id}`,
      lines: [cake],
      delivery: true,
    });
    await page.goto(String(made.body.payUrl));
    await see(page, '8 Lakeside Road, Hangzhou, Zhejiang 310000');
    await page.getByRole('button', { name: /8 Lakeside Road.*Change/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /1 Harbour Street/ })
      .click();
    await payHere(shopper, '¥9.50', 'Dai');
    await seeHeading(page, 'Paid');
    await see(page, '1 Harbour Street, Ningbo, Zhejiang');
    const { body } = await shop.api.get(`/v1/orders/${String(made.body.id)}`);
    assert.equal((body.deliveryAddress as { city: string }).city, 'Ningbo');

    await page.goto('/wallet/settings/addresses');
    const home = page.getByRole('listitem').filter({ hasText: '8 Lakeside Road' });
    await see(home, 'Default');
    await home.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await home.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Make default' }).click();
    await see(page.getByRole('listitem'), 'Default');
    const kept = await shop.api.get(`/v1/orders/${id}`);
    assert.equal((kept.body.deliveryAddress as { city: string }).city, 'Hangzhou');
  });

  test('a Chinese browser sees a Chinese page', async () => {
    const visitor = await visit({ locale: 'zh-CN' });
    const dai = stage.town.person('Dai');
    const order = await makeOrder(stage.town.shop().api, [cake]);
    await visitor.page.goto(`${order.payUrl}#token=${dai.token}`);
    await visitor.page.getByRole('button', { name: '支付 ¥9.50' }).click();
    await typePin(visitor.page, dai.pin);
    await seeHeading(visitor.page, '付款成功');
    assert.equal(await visitor.page.locator('html').getAttribute('lang'), 'zh-CN');
  });

  test('who only looks at an order sees at once that the till cancelled it, and soon when the stream is lost', async () => {
    const shop = stage.town.shop();
    for (const [isLost, patience] of [
      [false, 3_000],
      [true, 15_000],
    ] as const) {
      const order = await makeOrder(shop.api, [{ item: 'Cup', unitPrice: cny(600), quantity: 1 }]);
      const { page } = await stage.visit();
      if (isLost) await page.route(/\/v1\/events/, (route) => route.abort());
      const stream = isLost
        ? null
        : page.waitForResponse((answer) => answer.url().includes(`/v1/events?order=${order.id}`));
      await page.goto(`/pay/${order.id}#token=${stage.town.person('Bo').token}`);
      await page.getByRole('button', { name: 'Pay ¥6.00' }).waitFor();
      assert.equal((await stream)?.status() ?? 200, 200);
      // What is asked once because the stream has begun is over: from here only the stream tells.
      await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => {});
      const cancelled = page.getByRole('heading', { name: 'Order cancelled' }).waitFor({ timeout: patience });
      await Promise.all([cancelled, shop.api.post(`/v1/orders/${order.id}/cancel`, {})]);
    }
  });

  test('who only looks at an order sees at once that somebody else has it, and no more than that', async () => {
    const [ana, bo] = [stage.town.person('Ana'), stage.town.person('Bo')];
    const order = await makeOrder(stage.town.shop().api, [
      { item: 'Secret cup', unitPrice: cny(600), quantity: 1 },
    ]);
    const { page } = await stage.visit();
    await page.goto(`/pay/${order.id}#token=${bo.token}`);
    await page.getByRole('button', { name: 'Pay ¥6.00' }).waitFor();
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => {});
    const taken = see(page, 'Somebody else has this order');
    const pay = { version: 1, mode: 'balance', proof: { pin: ana.pin } };
    await Promise.all([taken, ana.api.post(`/v1/orders/${order.id}/pay`, pay)]);
    for (const words of ['Secret cup', /¥/, /Ana/]) assert.equal(await page.getByText(words).count(), 0);
  });

  test('the door, signed out, says only what is true: while it is open, when somebody paid, and when it is over', async () => {
    const shop = stage.town.shop();
    const ana = stage.town.person('Ana');
    const cup = [{ item: 'Cup', unitPrice: cny(600), quantity: 1 }];
    const { page } = await stage.visit();
    await page.clock.install();
    const pay = { version: 1, mode: 'balance', proof: { pin: ana.pin } };
    const ends: [string, (order: string) => Promise<unknown>][] = [
      ['Sign in to see the order', (order) => ana.api.post(`${order}/pay`, pay)],
      ['This order can no longer be paid', (order) => shop.api.post(`${order}/cancel`, {})],
    ];
    for (const [words, end] of ends) {
      const order = await makeOrder(shop.api, cup);
      await page.goto(`/pay/${order.id}`);
      await seeHeading(page, 'Sign in to pay');
      await see(page, 'You are about to pay');
      await end(`/v1/orders/${order.id}`);
      await page.clock.fastForward(21_000);
      for (const _ of ['asked again', 'opened anew']) {
        await seeHeading(page, words);
        for (const wrong of ['You are about to pay', 'Sign in to pay', '¥6.00', /order is waiting/])
          assert.equal(await page.getByText(wrong).count(), 0, `${words}, and ${wrong}`);
        await page.reload();
      }
    }
  });

  test('no script failed, no policy was broken, and the books balance', async () => {
    stage.assertCalm();
    await assertAgreement(stage.town.world);
  });
});
