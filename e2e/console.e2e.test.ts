/** The console: every entry to its last byte, words for refusals that act at once, and what became of the bank's part. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ask, askingFlows } from '../server/testing/asking.ts';
import { TEST_PIN } from '../server/testing/world.ts';
import { cents, cny, makeOrder, see, seeHeading, signIn } from './acts.ts';
import { openStage } from './stage.ts';
import { eventually } from './town.ts';

const DESK = { size: { width: 1440, height: 900 } };

suite('console in a browser', () => {
  const stage = openStage({ flows: askingFlows });

  async function openConsole(path: string) {
    const visitor = await stage.visit(DESK);
    await visitor.page.goto(`/console${path}#token=${stage.town.credentials.operators[0]?.token}`);
    return visitor;
  }

  test('an operator signs in by phone and sees that the books balance', async () => {
    const { page } = await stage.visit(DESK);
    await page.goto('/console');
    await signIn(page, stage.town, stage.town.credentials.operators[0]?.phone ?? '');
    await see(page, 'The books balance');
    await page.locator('canvas, svg').first().waitFor();
  });

  test('somebody who is no operator gets no further', async () => {
    const { page } = await stage.visit();
    await page.goto(`/console#token=${stage.town.person('Ana').token}`);
    await see(page, 'You are not an operator here');
  });

  test('an act that was refused never reads as done: it is marked, and its reason stands in words', async () => {
    const { api } = stage.town.shop();
    const order = await makeOrder(api, [{ item: 'Cup', unitPrice: cny(100), quantity: 1 }]);
    assert.equal((await api.post(`/v1/orders/${order.id}/cancel`, { version: 1 })).status, 200);
    assert.equal((await api.post(`/v1/orders/${order.id}/cancel`, { version: 1 })).status, 409);
    const { page } = await openConsole('/journal?kind=order.cancel');
    const [second, first] = [1, 2].map((place) =>
      page.getByRole('row', { name: /order\.cancel/ }).nth(place - 1),
    );
    assert.ok(first && second);
    await see(first, 'Done');
    for (const words of ['Cancel an order', 'Refused', 'This order was cancelled.', 'ORDER_CANCELLED'])
      await see(second, words);
    assert.equal(await first.getByText('Refused').count(), 0);
    await second.click();
    await see(page.getByRole('dialog'), 'This order was cancelled.');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: '中文' }).click();
    for (const words of ['取消订单', '被拒绝', '订单已取消。']) await see(second, words);
  });

  test('the journal explorer finds a payment and shows its postings', async () => {
    const ana = stage.town.person('Ana');
    const order = await makeOrder(stage.town.shop().api, [
      { item: 'Cup', unitPrice: cny(1111), quantity: 1 },
    ]);
    await ana.api.post(`/v1/orders/${order.id}/pay`, {
      version: 1,
      mode: 'balance',
      proof: { pin: ana.pin },
    });
    const { page } = await openConsole('/journal');
    await page.getByLabel('Kind, say order.pay').fill('order.pay');
    await page.getByLabel('Kind, say order.pay').press('Enter');
    await page
      .getByRole('row', { name: /order\.pay/ })
      .first()
      .click();
    const entry = page.getByRole('dialog');
    await see(entry, 'Postings');
    await see(entry, '¥11.11');
    await see(entry, 'Jade Tea House');
    await see(entry, 'Leaf hash');
    assert.match(page.url(), /\/console\/journal\/\d+\?kind=order\.pay$/);
  });

  test("an order is found by the shop's reference, and tells who paid it, how, and what was given back", async () => {
    const ana = stage.town.person('Ana');
    const { api } = stage.town.shop();
    const order = await makeOrder(api, [{ item: 'Kettle', unitPrice: cny(1313), quantity: 1 }]);
    const pay = { version: 1, mode: 'balance', proof: { pin: ana.pin } };
    assert.equal((await ana.api.post(`/v1/orders/${order.id}/pay`, pay)).status, 200);
    const refund = { order: order.id, amount: cny(303), merchantReference: `dent ${order.id}` };
    assert.equal((await api.post('/v1/refunds', refund)).status, 201);
    const { merchantReference } = (await api.get(`/v1/orders/${order.id}`)).body;
    const { page } = await openConsole('/orders');
    const search = page.getByLabel('The shop’s reference');
    await search.fill('nothing has this reference');
    await search.press('Enter');
    await see(page.getByRole('table'), 'Nothing here');
    await search.fill(String(merchantReference));
    await search.press('Enter');
    await page.getByRole('row', { name: /Kettle/ }).click();
    const drawer = page.getByRole('dialog');
    for (const words of ['Ana Lin', 'Balance', '¥13.13', '¥3.03']) await see(drawer, words);
  });

  test('an error prompt saved here is what the next refusal says, within five seconds and without a restart', async () => {
    const ana = stage.town.person('Ana');
    const words = `We keep no such order ${Date.now()}`;
    async function refusal(language: string) {
      const missing = 'order_01hzzzzzzzzzzzzzzzzzzzzzzz';
      const asked = stage.town.world.api(ana.token, { 'accept-language': language });
      const { body } = await asked.get(`/v1/orders/${missing}`);
      return body as { code: string; prompt: string };
    }
    const before = await refusal('en');
    assert.notEqual(before.prompt, words);
    const { page } = await openConsole('/prompts');
    await page.getByRole('button', { name: 'New rule' }).click();
    const editor = page.getByRole('dialog');
    await editor.getByRole('textbox', { name: 'Value' }).fill(before.code);
    await editor.getByLabel('English').fill(words);
    await editor.getByLabel('Chinese').fill('没有这个订单');
    await editor.getByRole('spinbutton').fill('100');
    await editor.getByRole('button', { name: 'Save rule' }).click();
    await see(page, 'Saved. It acts from now on.');
    await eventually(
      'the new words',
      async () => ((await refusal('en')).prompt === words ? true : undefined),
      5_000,
    );
    assert.equal((await refusal('zh')).prompt, '没有这个订单');
    await see(page.getByRole('table'), words);
    await page.getByText('Versions').click();
    await see(page, words);
  });

  test('a message without words of its own is counted and listed, and becomes a rule', async () => {
    const bo = stage.town.person('Bo');
    const order = await makeOrder(stage.town.shop().api, [{ item: 'Cup', unitPrice: cny(300), quantity: 1 }]);
    const { body } = await bo.api.get('/v1/instruments');
    const [card] = body.data as { id: string }[];
    await stage.town.bank.lies({ operation: 'debits', lie: 'decline', code: 'Q7', times: 1 });
    const pay = { version: 1, mode: card?.id, proof: { pin: bo.pin } };
    const paid = await bo.api.post(`/v1/orders/${order.id}/pay`, pay, { headers: { prefer: 'wait=10' } });
    assert.equal(paid.body.code, 'BANK_DECLINED', JSON.stringify(paid.body));
    const { page } = await openConsole('/prompts?tab=unmapped');
    const row = page.getByRole('row', { name: /Q7/ });
    await row.getByRole('button', { name: 'Make a rule' }).click();
    assert.equal(await page.getByRole('textbox', { name: 'Value' }).inputValue(), 'Q7');
  });

  test('bank outcomes: the declined debit is listed; the comparison with the bank agrees', async () => {
    const { page } = await openConsole('/bank?state=declined');
    await see(page.getByRole('row', { name: /Debit/ }).first(), 'Declined');
    await page.getByText('Reconciliation', { exact: true }).click();
    await page.getByRole('button', { name: 'Compare with the bank now' }).click();
    await see(page, /^Compared: (\d+) of \1 match$/);
  });

  test('a late success that the bank will not take back: one operator proposes a wallet, another confirms it', async () => {
    const { world, bank } = stage.town;
    const cara = stage.town.person('Cara');
    const second = await world.person('Second operator');
    await world.app.ground.people.grantOperator(second.id, ['admin']);
    const before = await cents(cara.api);
    await bank.lies(
      { operation: 'debits', lie: 'lost-reply', times: 1 },
      { operation: 'debits', lie: 'drop-callback', times: 1 },
      { operation: 'query', lie: 'wrong-amount', times: 3 },
      { operation: 'refunds', lie: 'decline', times: 1, code: '05' },
    );
    const { body } = await cara.api.get('/v1/instruments');
    const [card] = body.data as { id: string }[];
    const topUp = { instrument: card?.id, amount: cny(777), proof: { pin: cara.pin } };
    assert.equal((await cara.api.post('/v1/top-ups', topUp)).status, 201);

    const first = await openConsole('/bank?tab=undos');
    const row = first.page.getByRole('row', { name: /¥7\.77/ });
    await see(row, 'Will be tried again');
    await bank.lies();
    await row.getByRole('button', { name: 'Propose…' }).click();
    const asked = first.page.getByRole('dialog');
    await asked.getByText('Give it to a wallet').click();
    await asked.getByLabel('Person').fill(cara.id);
    await asked.getByLabel('Reason').fill('the bank agreed by phone');
    await asked.getByRole('button', { name: 'Propose…' }).click();
    await see(row, /waits for another operator/);
    assert.equal(await row.getByRole('button', { name: 'Confirm' }).count(), 0);

    const other = await stage.visit(DESK);
    await other.page.goto(`/console/bank?tab=undos#token=${second.token}`);
    const same = other.page.getByRole('row', { name: /¥7\.77/ });
    await same.getByRole('button', { name: 'Confirm' }).click();
    await other.page.getByRole('tooltip').getByRole('button', { name: 'Confirm' }).click();
    await see(same, 'In a wallet');
    assert.equal(await cents(cara.api), before + 777n);
  });

  test('an alert that has been looked at is closed, and stays closed', async () => {
    const { page } = await openConsole('/bank?tab=alerts');
    const row = page.getByRole('row', { name: /Not taken back/ });
    await row.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: 'Close' }).click();
    await see(row, 'Closed');
    await page.reload();
    await see(row, 'Closed');
    assert.equal(await row.getByRole('button', { name: 'Close' }).count(), 0);
  });

  test('approvals: what is asked of a role is answered here, yes with a proof or no with a reason, once', async () => {
    const [ana, bo] = [stage.town.person('Ana'), stage.town.person('Bo')];
    const operator = await stage.town.world.person('Sue Support');
    await stage.town.world.app.ground.people.grantOperator(operator.id, ['support']);
    const anaId = ana.id as `person_${string}`;
    await ask(stage.town.world, anaId, { approvers: [], roles: ['support'] });
    const proof = { pin: ana.pin };
    const before = await cents(ana.api);
    const send = async (minor: number, note: string) => {
      const { body } = await ana.api.post('/v1/transfers', { to: bo.id, amount: cny(minor), note, proof });
      assert.equal(body.state, 'waiting', JSON.stringify(body));
      return String(body.id);
    };
    const stateOf = async (id: string) => (await ana.api.get(`/v1/transfers/${id}`)).body.state;

    const { page } = await stage.visit(DESK);
    await page.goto(`/console/approvals#token=${operator.token}`);
    await see(page, 'Nothing waits for an operator');
    const first = await send(1_234, 'A new lamp');
    await page.getByRole('row', { name: /Ana Lin wants to send money.*¥12\.34.*Needs your answer/ }).click();
    const shown = page.getByRole('dialog', { name: 'Approval' });
    for (const words of ['to B** C**', 'A new lamp', /left to answer/, 'An operator (support)'])
      await see(shown, words);
    await shown.getByRole('button', { name: 'Approve ¥12.34' }).click();
    const yes = page.getByRole('dialog', { name: 'Approve' });
    await yes.getByLabel('Your payment PIN').fill('000000');
    await yes.getByRole('button', { name: 'Approve' }).click();
    await see(yes, 'The payment PIN is wrong. Tries left: 2.');
    assert.equal(await stateOf(first), 'waiting');
    await yes.getByLabel('Your payment PIN').fill(TEST_PIN);
    await yes.getByRole('button', { name: 'Approve' }).click();
    await see(shown, 'Approved');
    await yes.waitFor({ state: 'hidden' });
    assert.equal(await stateOf(first), 'done');
    assert.equal(await shown.getByRole('button', { name: /Approve/ }).count(), 0);
    await shown.getByRole('button', { name: 'Close' }).click();
    await see(page, 'Nothing waits for an operator');

    const second = await send(500, 'Tea');
    await page.getByRole('row', { name: /¥5\.00/ }).click();
    await shown.getByRole('button', { name: 'Refuse' }).click();
    const no = page.getByRole('dialog', { name: 'Refuse this request?' });
    await no.getByText('Please call us first').click();
    await no.getByLabel('In your own words (optional)').fill('Before six.');
    await no.getByRole('button', { name: 'Refuse' }).click();
    await see(shown, 'You said no.');
    await see(shown, '“Please call us first · Before six.”');
    assert.equal(await stateOf(second), 'failed');
    assert.equal(await cents(ana.api), before - 1_234n);

    // Somebody else is faster: what is seen turns by itself, and nothing is left to press.
    await send(700, 'Cup');
    await page.goto('/console/approvals');
    await page.getByRole('row', { name: /¥7\.00/ }).click();
    await see(shown, 'An operator (support)');
    const { body } = await operator.api.get('/v1/challenges?role=operator');
    const [waiting] = body.data as { id: string; about: string }[];
    const said = { answer: 'no', about: waiting?.about };
    assert.equal((await operator.api.post(`/v1/challenges/${waiting?.id}/answers`, said)).status, 200);
    await see(shown, 'You said no.');
    assert.equal(await shown.getByRole('button', { name: /Approve|Refuse/ }).count(), 0);
    await page.goto('/console/approvals?state=all');
    await see(page.getByRole('row', { name: /¥12\.34/ }), 'Approved');
    await page.goto('/console/approvals/challenge_01hzzzzzzzzzzzzzzzzzzzzzza');
    await see(page, 'This request is not here');
    await ask(stage.town.world, anaId, null);
  });

  test('approval rules: a trial names who would be asked, and by which rule; every version is kept', async () => {
    const [dai, cara] = [stage.town.person('Dai'), stage.town.person('Cara')];
    const yes = { answer: 'yes', proof: { pin: cara.pin } };
    const asked = await dai.api.post('/v1/supervision', { supervisor: cara.phone, proof: { pin: dai.pin } });
    assert.ok(asked.status < 300, JSON.stringify(asked.body));
    const { body } = await cara.api.get('/v1/challenges');
    const [first] = body.data as { id: string; about: string }[];
    await cara.api.post(`/v1/challenges/${first?.id}/answers`, { ...yes, about: first?.about });
    const limit = { freeLimit: cny(10_000), proof: { pin: cara.pin } };
    assert.ok((await cara.api.put(`/v1/supervision/${dai.id}/free-limit`, limit)).status < 300);

    const { page } = await openConsole('/policy');
    await see(page, 'Choose a person');
    await page.getByLabel('Find a person by name or phone').fill('Dai');
    // The list first shows everybody; what is found comes a moment later.
    const options = page.locator('.ant-select-item-option');
    await options.nth(1).waitFor({ state: 'detached' });
    await options.filter({ hasText: 'Dai Wang' }).click();
    await see(page, 'Rules that hold');
    await see(page, 'Version 2');
    await see(page, '¥100.00');
    const trial = async (amount: string) => {
      await page.getByLabel('Amount').fill(amount);
      await page.getByRole('button', { name: 'Try it' }).click();
    };
    await trial('100.01');
    await see(
      page,
      'This payment would ask Cara Zhou (Supervisor) because it is above the free limit of ¥100.00 (rule supervisor v2).',
    );
    await page.getByText('Transfer', { exact: true }).click();
    await trial('100.00');
    await see(page, 'This transfer would go through with the payer’s own proof: no rule concerns it.');
    const versions = page.locator('.card', { hasText: 'Every version' });
    await see(versions.getByRole('row', { name: /v1/ }), 'Supervisor v1');
    await page.reload();
    await see(page, /Dai Wang · /);
  });

  test("an administrator gives a role and takes it again; a person's rules name people", async () => {
    const sue = await stage.town.world.person('Sue Newcomer');
    const roles = async () => (await sue.api.get('/v1/me')).body.operatorRoles;
    const { page } = await openConsole('/people');
    const own = page.getByRole('row', { name: /Olga Ops/ });
    await see(own, 'Administrator');
    assert.equal(await own.getByRole('button', { name: /^Roles of/ }).count(), 0, 'nobody raises himself');
    await page.getByRole('button', { name: 'Roles of Sue Newcomer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roles of Sue Newcomer' });
    await see(dialog, 'cannot enter the console');
    await dialog.getByLabel(/^Support/).check();
    await dialog.getByRole('button', { name: 'Save roles' }).click();
    await page.getByText('Operators', { exact: true }).click();
    const row = page.getByRole('row', { name: /Sue Newcomer/ });
    await see(row, 'Support');
    await page.getByRole('row', { name: /Bo Chen/ }).waitFor({ state: 'detached' });
    assert.deepEqual(await roles(), ['support']);
    await row.getByRole('button', { name: 'Roles of Sue Newcomer' }).click();
    await dialog.getByLabel(/^Support/).uncheck();
    await dialog.getByRole('button', { name: 'Save roles' }).click();
    await row.waitFor({ state: 'detached' });
    assert.deepEqual(await roles(), []);

    await page.goto(`/console/policy?person=${stage.town.person('Lily').id}`);
    await see(page.locator('.params div', { hasText: 'Guardians' }).last(), 'Ana Lin');
  });

  test('ledger, orders, people, merchants and webhooks open', async () => {
    const { page } = await openConsole('');
    for (const [place, words] of [
      ['Ledger', 'Ana Lin'],
      ['Orders', 'Jasmine tea'],
      ['People', 'Bo Chen'],
      ['Merchants', 'Harbour Books'],
      ['Webhooks', 'No messages yet: they come once a shop has added an endpoint'],
    ] as const) {
      await page.getByRole('menuitem', { name: place }).click();
      await seeHeading(page, place);
      await see(page, words);
    }
  });

  test('one person: money, orders, cards and devices; a lost phone is signed out', async () => {
    const dora = await stage.town.world.person('Dora Wu', 5_000n);
    const shop = stage.town.shop();
    const order = await makeOrder(shop.api, [{ item: 'Lantern', unitPrice: cny(1_250), quantity: 1 }]);
    const pay = { version: 1, mode: 'balance', proof: { pin: TEST_PIN } };
    const lost = stage.town.world.api(dora.token);
    assert.equal((await lost.post(`/v1/orders/${order.id}/pay`, pay)).status, 200);
    const { page } = await openConsole('/people');
    await page.getByRole('link', { name: 'Dora Wu' }).click();
    await seeHeading(page, 'Dora Wu');
    for (const words of ['¥37.50', '¥12.50', 'No card.']) await see(page, words);
    await page.getByRole('row', { name: /¥12\.50/ }).click();
    await see(page.getByRole('dialog', { name: 'Order' }), 'Lantern');
    await page.getByRole('dialog', { name: 'Order' }).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await see(page.getByRole('tooltip'), 'Sign Dora Wu out on every device?');
    await page.getByRole('tooltip').getByRole('button', { name: 'Sign out everywhere' }).click();
    await see(page, 'Dora Wu is signed out on 1 device');
    await see(page, 'Signed in nowhere.');
    assert.equal((await lost.get('/v1/me')).status, 401);
    await page.getByRole('link', { name: 'In the journal' }).click();
    await see(page.getByRole('row'), 'Pay an order');
  });

  test('a person is found by the number as it is read out; a shop for a number that nobody has is not made', async () => {
    const { page } = await openConsole('/people');
    await page.getByLabel('Name or phone').fill('138 0000 0003');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /Bo Chen/ }).waitFor({ state: 'detached' });
    await see(page.getByRole('row'), 'Cara Zhou');
    await page.getByRole('menuitem', { name: 'Merchants' }).click();
    await page.getByRole('button', { name: 'New merchant' }).click();
    const form = page.getByRole('dialog', { name: 'New merchant' });
    await form.getByLabel('Name').fill('Nowhere');
    await form.getByLabel(/Owner/).fill('139 9999 8888');
    await form.getByRole('button', { name: 'New merchant' }).click();
    await see(form, 'Nobody with this number has signed in yet.');
    await form.getByLabel(/Owner/).fill('138 0000 0003');
    await form.getByRole('button', { name: 'New merchant' }).click();
    await see(page.getByRole('row'), 'Nowhere');
  });

  test('no script failed, no policy was broken', () => stage.assertCalm());
});
