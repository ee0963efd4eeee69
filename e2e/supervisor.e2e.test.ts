/** S16: a payer and his supervisor, each with a phone. Nothing moves without both; the payer's screen turns by itself. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { TEST_PIN, type TestPerson } from '../server/testing/world.ts';
import { cents, cny, makeOrder, see, seeHeading, typePin } from './acts.ts';
import type { Visitor } from './browser.ts';
import { newcomer, openNewestRequest } from './newcomers.ts';
import { openStage } from './stage.ts';

const PAY = /^\/v1\/orders\/[^/]+\/pay$/;
const phone = { item: 'Smart phone', unitPrice: cny(300_000), quantity: 1 };
const proof = { pin: TEST_PIN };

suite('a supervised payer in two browsers', () => {
  const stage = openStage();

  type Somebody = Visitor & { readonly person: TestPerson };
  async function open(name: string, minor: bigint): Promise<Somebody> {
    const [person, visitor] = await Promise.all([newcomer(stage.town, name, minor), stage.visit()]);
    await visitor.page.goto(`/wallet#token=${person.token}`);
    await see(visitor.page, 'Live');
    return { ...visitor, person };
  }
  /** Agreed and with a free limit of 500.00, by API: the screens for it have a test of their own. */
  async function supervised(p: Somebody, q: Somebody): Promise<void> {
    const asked = await p.person.api.post('/v1/supervision', { supervisor: q.person.phone, proof });
    const path = `/v1/challenges/${String(asked.body.challenge)}`;
    const { about } = (await q.person.api.get(path)).body;
    const yes = await q.person.api.post(`${path}/answers`, { answer: 'yes', about, proof });
    assert.equal(yes.body.state, 'approved', JSON.stringify(yes.body));
    const limit = { freeLimit: cny(50_000), proof };
    assert.equal((await q.person.api.put(`/v1/supervision/${p.person.id}/free-limit`, limit)).status, 200);
  }
  async function payOrder({ page }: Somebody, isFree = false) {
    const order = await makeOrder(stage.town.shop().api, [phone]);
    await page.goto(`/pay/${order.id}`);
    if (!isFree) await see(page, /above your free limit, so we will ask/);
    await page.getByRole('button', { name: 'Pay ¥3,000.00' }).click();
    await typePin(page, TEST_PIN);
    return order;
  }
  const paymentOf = async ({ person }: Somebody, order: string) =>
    (await person.api.get(`/v1/orders/${order}`)).body.payment as {
      id: string;
      state: string;
      challenge: string;
    };
  async function approve(page: Page, amount: string): Promise<void> {
    await page.getByRole('button', { name: `Approve ${amount}` }).click();
    await typePin(page, TEST_PIN);
    await seeHeading(page, 'Approved');
  }

  test('asked on one phone, agreed on the other, limit and deputy set there: the payer sees each by itself', async () => {
    const [p, q] = [await open('Pia Sun', 0n), await open('Quin Gao', 0n)];
    const d = await newcomer(stage.town, 'Dora Hu');
    await p.page.goto('/wallet/settings/supervisor');
    await p.page.getByLabel('Their phone number').fill(q.person.phone);
    await p.page.getByRole('button', { name: 'Ask somebody' }).click();
    await typePin(p.page, TEST_PIN);
    await seeHeading(p.page, 'Waiting for Quin Gao to agree');
    await p.page.evaluate('window.sameLoad = true');

    await openNewestRequest(q.page);
    await seeHeading(q.page, 'Pia Sun asks you to look after their payments');
    await q.page.getByRole('button', { name: 'Approve' }).click();
    await typePin(q.page, TEST_PIN);
    await seeHeading(q.page, 'Approved');
    await seeHeading(p.page, 'Quin Gao looks after your payments');
    await see(p.page, 'every payment is asked');

    await q.page.goto('/wallet/settings/supervisor');
    await q.page.getByRole('link', { name: /Pia Sun/ }).click();
    await q.page.getByLabel('Free limit').fill('500');
    await q.page.getByRole('button', { name: 'Set free limit' }).click();
    await typePin(q.page, TEST_PIN);
    await see(q.page, 'Free limit set');
    await see(p.page, '¥500.00');
    await q.page.getByLabel('Their phone number').fill(d.phone);
    await q.page.getByRole('button', { name: 'Add a deputy' }).click();
    await typePin(q.page, TEST_PIN);
    await see(q.page, 'Deputy added');
    await see(p.page, 'Dora Hu');
    assert.equal(await p.page.evaluate('window.sameLoad'), true);
  });

  test('P pays 3,000.00 with the right PIN: 0 moved; Q verifies: paid once, the page turns by itself', async () => {
    const [p, q] = [await open('Pan Lu', 500_000n), await open('Qi Fang', 0n)];
    await supervised(p, q);
    const shop = stage.town.shop();
    const before = await cents(shop.api);
    const order = await payOrder(p);
    await seeHeading(p.page, 'Waiting for Qi Fang to approve');
    const waiting = await paymentOf(p, order.id);
    assert.equal(waiting.state, 'waiting');
    assert.deepEqual([await cents(shop.api), await cents(p.person.api)], [before, 200_000n]);
    await p.page.evaluate('window.sameLoad = true');

    await see(q.page, 'Pan Lu asks for your yes: ¥3,000.00');
    await openNewestRequest(q.page);
    await see(q.page, 'to Jade Tea House');
    await see(q.page, 'Smart phone');
    await see(q.page, 'It is above the free limit of ¥500.00.');
    await approve(q.page, '¥3,000.00');

    await seeHeading(p.page, 'Paid');
    assert.equal(await p.page.evaluate('window.sameLoad'), true);
    assert.equal(p.sent('POST', PAY).length, 1, 'asked once, entered once');
    assert.equal((await paymentOf(p, order.id)).id, waiting.id);
    assert.deepEqual([(await cents(shop.api)) - before, await cents(p.person.api)], [300_000n, 200_000n]);

    await q.page.goto(`/wallet/settings/supervisor/${p.person.id}`);
    const item = q.page.locator('.challenge-row').first();
    await see(item, 'Jade Tea House');
    await see(item, 'Paid');
    await see(item, /by Qi Fang/);
    await stage.town.world.checkBooks();
  });

  test("Q verifies first and P's PIN is wrong: not paid, until it is right", async () => {
    const [p, q] = [await open('Ping Xu', 500_000n), await open('Qing Mo', 0n)];
    await supervised(p, q);
    const order = await makeOrder(stage.town.shop().api, [phone]);
    const wish = { version: order.version, mode: 'balance' };
    const asked = await p.person.api.post(`/v1/orders/${order.id}/pay`, wish);
    assert.equal(asked.body.state, 'paying', JSON.stringify(asked.body));
    await openNewestRequest(q.page);
    await q.page.getByRole('button', { name: 'Approve ¥3,000.00' }).click();
    await typePin(q.page, TEST_PIN);
    await seeHeading(q.page, 'You said yes');

    await p.page.goto(`/pay/${order.id}`);
    await seeHeading(p.page, 'Confirm with your payment PIN');
    await p.page.getByRole('button', { name: 'Enter PIN' }).click();
    await typePin(p.page, '111112');
    await p.page.getByRole('alert').getByText('Tries left: 2.').waitFor();
    assert.equal((await paymentOf(p, order.id)).state, 'waiting');
    await typePin(p.page, TEST_PIN);
    await seeHeading(p.page, 'Paid');
    await seeHeading(q.page, 'Approved');
  });

  test('Q refuses with a reason: P reads it, and may pay 500.00 without anybody', async () => {
    const [p, q] = [await open('Po Lan', 500_000n), await open('Qu Ye', 0n)];
    await supervised(p, q);
    await payOrder(p);
    await openNewestRequest(q.page);
    await q.page.getByRole('button', { name: 'Refuse' }).click();
    await q.page.getByText('This looks like fraud').click();
    await q.page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
    await seeHeading(q.page, 'Refused');
    await see(p.page, 'This looks like fraud');
    assert.equal(await cents(p.person.api), 500_000n);
    const free = await makeOrder(stage.town.shop().api, [{ ...phone, unitPrice: cny(50_000) }]);
    const asked = p.page.waitForResponse(/\/v1\/supervision$/);
    await p.page.goto(`/pay/${free.id}`);
    await p.page.getByRole('button', { name: 'Pay ¥500.00' }).waitFor();
    await asked;
    assert.equal(await p.page.getByTestId('supervised').count(), 0);
    await p.page.getByRole('button', { name: 'Pay ¥500.00' }).click();
    await typePin(p.page, TEST_PIN);
    await seeHeading(p.page, 'Paid');
  });

  test('P removes Q: still supervised; Q does not agree, which is shown, and P may not be rid of him today', async () => {
    const [p, q] = [await open('Pei An', 500_000n), await open('Quan Bai', 0n)];
    await supervised(p, q);
    await p.page.goto('/wallet/settings/supervisor');
    await p.page.getByRole('button', { name: 'Leave supervision' }).click();
    await see(p.page, /otherwise in 24 hours/);
    await p.page.getByRole('button', { name: 'Leave in 24 hours' }).click();
    await typePin(p.page, TEST_PIN);
    await seeHeading(p.page, /Supervision ends/);

    await openNewestRequest(q.page);
    await q.page.getByRole('button', { name: 'Refuse' }).click();
    await q.page.getByText('Please talk to me first').click();
    await q.page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
    await seeHeading(q.page, 'Refused');
    await see(p.page, /Quan Bai does not agree: “Please talk to me first”/);
    await payOrder(p);
    await seeHeading(p.page, 'Waiting for Quan Bai to approve');
  });

  test('P leaves and thinks again: he stays supervised', async () => {
    const [p, q] = [await open('Pu Rong', 0n), await open('Qun Shi', 0n)];
    await supervised(p, q);
    await p.page.goto('/wallet/settings/supervisor');
    await p.page.getByRole('button', { name: 'Leave supervision' }).click();
    await p.page.getByRole('button', { name: 'Leave in 24 hours' }).click();
    await typePin(p.page, TEST_PIN);
    await p.page.getByRole('button', { name: 'Stay supervised' }).click();
    await see(p.page, 'You stay supervised');
    await p.page.getByRole('button', { name: 'Leave supervision' }).waitFor();
    await q.page.getByTestId('approvals-badge').waitFor({ state: 'hidden' });
  });

  test('a deputy sees for whom he stands in and stops; Q resigns with his PIN, and P learns it wherever he is', async () => {
    const [p, q, d] = [await open('Pang Yu', 500_000n), await open('Qiao Si', 0n), await open('Deng Ke', 0n)];
    await supervised(p, q);
    const deputy = { person: d.person.phone, proof };
    await q.person.api.post(`/v1/supervision/${p.person.id}/deputies`, deputy);
    await d.page.goto('/wallet/settings/supervisor');
    const row = d.page.locator('.row', { hasText: 'Pang Yu' });
    await see(row, 'deputy of Qiao Si');
    await row.getByRole('button', { name: 'Stop' }).click();
    const stop = d.page.getByRole('dialog');
    await see(stop, /nobody says yes or no to what Pang Yu wants to pay/);
    await stop.getByRole('button', { name: 'Stop' }).click();
    await see(d.page, 'You are nobody’s deputy.');

    await q.page.goto('/wallet/settings/supervisor');
    await q.page.getByRole('link', { name: /Pang Yu/ }).click();
    await q.page.getByRole('button', { name: 'Stop looking after them' }).click();
    const sure = q.page.getByRole('dialog');
    await see(sure, /Pang Yu is told, and from then on pays without you/);
    await sure.getByRole('button', { name: 'Stop looking after them' }).click();
    await typePin(q.page, '111112');
    await q.page.getByRole('alert').getByText('Tries left: 2.').waitFor();
    await typePin(q.page, TEST_PIN);
    await see(q.page, 'You supervise nobody.');

    await see(p.page, 'Your supervisor no longer looks after your payments');
    await p.page.goto('/wallet/settings/supervisor');
    await see(p.page, /Qiao Si has stopped looking after your payments/);
    await see(p.page, 'Who should look after your payments?');
    await payOrder(p, true);
    await seeHeading(p.page, 'Paid');
  });

  test('the pages ran without an error', () => stage.assertCalm());
});
