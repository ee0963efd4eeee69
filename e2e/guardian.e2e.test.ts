/** S13: a ward and a guardian, each with a phone. Small just works, large asks, and every payment is told. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { TEST_PIN, type TestPerson } from '../server/testing/world.ts';
import { cents, cny, see, seeHeading, typePin } from './acts.ts';
import type { Visitor } from './browser.ts';
import { newcomer, openNewestRequest } from './newcomers.ts';
import { openStage } from './stage.ts';

const PAY = /^\/v1\/orders\/[^/]+\/pay$/;
const proof = { pin: TEST_PIN };

suite('a ward and a guardian in two browsers', () => {
  const stage = openStage();

  type Somebody = Visitor & { readonly person: TestPerson };
  async function open(name: string, minor: bigint): Promise<Somebody> {
    const [person, visitor] = await Promise.all([newcomer(stage.town, name, minor), stage.visit()]);
    await visitor.page.goto(`/wallet#token=${person.token}`);
    await see(visitor.page, 'Live');
    return { ...visitor, person };
  }
  async function addAddress({ person }: Somebody, line: string): Promise<string> {
    const made = await person.api.post('/v1/addresses', {
      recipient: 'Xiao Yu',
      phone: '+8613700009001',
      region: 'Zhejiang',
      city: 'Hangzhou',
      line,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return String(made.body.id);
  }
  /** By API: S = 20.00, L = 200.00, home approved. The screens for it have a test of their own. */
  async function guarded(ward: Somebody, guardian: Somebody): Promise<string> {
    const asked = await guardian.person.api.post('/v1/guardianships', {
      ward: ward.person.phone,
      relation: 'minor',
      proof,
    });
    const path = `/v1/challenges/${String(asked.body.challenge)}`;
    const { about } = (await ward.person.api.get(path)).body;
    const yes = await ward.person.api.post(`${path}/answers`, { answer: 'yes', about, proof });
    assert.equal(yes.body.state, 'approved', JSON.stringify(yes.body));
    const home = await addAddress(ward, '1 Home Lane');
    const place = `/v1/guardianships/${ward.person.id}/addresses/${home}`;
    assert.equal((await guardian.person.api.put(place, { proof })).status, 200);
    return home;
  }
  let references = 0;
  async function openOrder({ page }: Somebody, minor: number): Promise<string> {
    references += 1;
    const made = await stage.town.shop().api.post('/v1/orders', {
      merchantReference: `guardian-${references}`,
      lines: [{ item: 'Bicycle', unitPrice: cny(minor), quantity: 1 }],
      delivery: true,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    await page.goto(`/pay/${String(made.body.id)}`);
    return String(made.body.id);
  }
  const outlook = ({ page }: Somebody) => page.getByTestId('outlook');
  const pay = ({ page }: Somebody, amount: string) =>
    page.getByRole('button', { name: `Pay ${amount}` }).click();
  async function approve(page: Page, amount: string): Promise<void> {
    await page.getByRole('button', { name: `Approve ${amount}` }).click();
    await typePin(page, TEST_PIN);
    await seeHeading(page, 'Approved');
  }

  test('the guardian asks, the ward agrees; limits and addresses are set on one phone and seen on the other', async () => {
    const [ward, guardian] = [await open('Xiao Yu', 0n), await open('Yu Hong', 0n)];
    await ward.page.goto('/wallet/settings/guardian');
    await see(ward.page, 'You look after nobody yet.');
    await guardian.page.goto('/wallet/settings/guardian');
    await guardian.page.getByLabel('Their phone number').fill(ward.person.phone);
    await guardian.page.getByLabel('Until (optional)').fill('2031-05-01');
    await guardian.page.getByRole('button', { name: 'Ask them' }).click();
    await typePin(guardian.page, TEST_PIN);
    await see(guardian.page, 'Has not agreed yet');
    await seeHeading(ward.page, 'Yu Hong would like to look after your payments');
    await ward.page.evaluate('window.sameLoad = true');
    await ward.page.getByRole('link', { name: 'Look at it' }).click();
    await seeHeading(ward.page, 'Yu Hong asks to become guardian');
    await ward.page.getByRole('button', { name: 'Approve' }).click();
    await typePin(ward.page, TEST_PIN);
    await seeHeading(ward.page, 'Approved');
    await ward.page.goto('/wallet/settings/guardian');
    await seeHeading(ward.page, 'Looked after by Yu Hong');
    await see(ward.page, 'Your guardian gets a note for each payment.');
    await see(ward.page, /Up to ¥20\.00 to an address/);
    assert.equal(await ward.page.getByLabel('Small, up to').count(), 0);

    await addAddress(ward, '9 School Road');
    await guardian.page.getByRole('link', { name: /Xiao Yu/ }).click();
    await guardian.page.getByLabel('Small, up to').fill('35');
    // The live event is there before the answer.
    await guardian.page.route('**/limits', async (route) => {
      const response = await route.fetch();
      await see(ward.page, /Up to ¥35\.00 to an address/);
      await sleep(300);
      await route.fulfill({ response });
    });
    await guardian.page.getByRole('button', { name: 'Set limits' }).click();
    await typePin(guardian.page, TEST_PIN);
    await see(guardian.page, 'Limits set');
    await guardian.page.getByRole('button', { name: 'Approve' }).click();
    await see(guardian.page, 'Approve this address');
    await typePin(guardian.page, TEST_PIN);
    await see(guardian.page, 'Address approved');
    await guardian.page.getByRole('button', { name: 'Take back' }).waitFor();
  });

  test('15.00 to home: paid without a PIN, and the guardian sees the note at once', async () => {
    const [ward, guardian] = [await open('Mei Qi', 100_000n), await open('Qi Lan', 0n)];
    await guarded(ward, guardian);
    await guardian.page.goto(`/wallet/settings/guardian/${ward.person.id}`);
    await see(guardian.page, 'Nothing has been paid yet');
    await openOrder(ward, 1_500);
    await see(outlook(ward), 'No PIN needed for this. Qi Lan will get a note.');
    await pay(ward, '¥15.00');
    await seeHeading(ward.page, 'Paid');
    await see(guardian.page, 'Mei Qi paid Jade Tea House ¥15.00');
    const row = guardian.page.locator('.notice-row').first();
    await see(row, 'Jade Tea House');
    await see(row, /Small · no PIN needed/);
    await see(row, 'Paid');
    await see(guardian.page, '¥15.00');
  });

  test("500.00: the guardian's phone asks; yes, and the ward's screen changes by itself", async () => {
    const [ward, guardian] = [await open('Ai Lin', 100_000n), await open('Lin Shu', 0n)];
    await guarded(ward, guardian);
    const shop = stage.town.shop();
    const before = await cents(shop.api);
    const order = await openOrder(ward, 50_000);
    await see(outlook(ward), 'We will ask Lin Shu to agree. The money is set aside until then.');
    await pay(ward, '¥500.00');
    await typePin(ward.page, TEST_PIN);
    await seeHeading(ward.page, 'Waiting for Lin Shu to approve');
    assert.deepEqual([await cents(shop.api), await cents(ward.person.api)], [before, 50_000n]);
    await ward.page.evaluate('window.sameLoad = true');

    await see(guardian.page, 'Ai Lin asks for your yes: ¥500.00');
    await openNewestRequest(guardian.page);
    await see(guardian.page, 'Bicycle');
    await see(guardian.page, /1 Home Lane/);
    await see(guardian.page, 'It is a large amount.');
    await approve(guardian.page, '¥500.00');

    await seeHeading(ward.page, 'Paid');
    assert.equal(await ward.page.evaluate('window.sameLoad'), true);
    assert.equal(ward.sent('POST', PAY).length, 1, 'asked once, entered once');
    assert.deepEqual([(await cents(shop.api)) - before, await cents(ward.person.api)], [50_000n, 50_000n]);
    assert.equal((await ward.person.api.get(`/v1/orders/${order}`)).body.state, 'paid');
    await guardian.page.goto(`/wallet/settings/guardian/${ward.person.id}`);
    await see(guardian.page.locator('.notice-row').first(), 'Lin Shu said yes');
    await stage.town.world.checkBooks();
  });

  test('the guardian says no: refused kindly, nothing moved, and the small one still goes', async () => {
    const [ward, guardian] = [await open('An Bei', 100_000n), await open('Bei Min', 0n)];
    await guarded(ward, guardian);
    await openOrder(ward, 50_000);
    await pay(ward, '¥500.00');
    await typePin(ward.page, TEST_PIN);
    await seeHeading(ward.page, 'Waiting for Bei Min to approve');
    await openNewestRequest(guardian.page);
    await guardian.page.getByRole('button', { name: 'Refuse' }).click();
    await guardian.page.getByText('Please talk to me first').click();
    await guardian.page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
    await seeHeading(guardian.page, 'Refused');
    await see(ward.page, /Please talk to me first/);
    await see(ward.page, 'Nothing was paid. What was set aside is yours again.');
    assert.equal(await cents(ward.person.api), 100_000n);
    await guardian.page.goto(`/wallet/settings/guardian/${ward.person.id}`);
    const row = guardian.page.locator('.notice-row').first();
    await see(row, 'Not paid');
    await see(row, 'Bei Min said no');
    await openOrder(ward, 2_000);
    await see(outlook(ward), 'No PIN needed for this.');
    await pay(ward, '¥20.00');
    await seeHeading(ward.page, 'Paid');
  });

  test('15.00 to a new address: told before, asked with the address; afterwards it is known', async () => {
    const [ward, guardian] = [await open('Ke Xin', 100_000n), await open('Xin Ya', 0n)];
    await guarded(ward, guardian);
    const away = await addAddress(ward, '77 Away Street');
    await ward.person.api.post(`/v1/addresses/${away}/default`);
    await openOrder(ward, 1_500);
    await see(outlook(ward), 'This address is new, so we will ask Xin Ya to agree.');
    await pay(ward, '¥15.00');
    await typePin(ward.page, TEST_PIN);
    await openNewestRequest(guardian.page);
    await see(guardian.page, /77 Away Street/);
    await see(guardian.page, 'It goes to an address that no guardian has approved yet.');
    await approve(guardian.page, '¥15.00');
    await seeHeading(ward.page, 'Paid');
    await openOrder(ward, 1_500);
    await see(outlook(ward), 'No PIN needed for this. Xin Ya will get a note.');
    // A large amount to an unknown place says so before it is refused.
    const far = await addAddress(ward, '5 Far Road');
    await ward.person.api.post(`/v1/addresses/${far}/default`);
    await openOrder(ward, 30_000);
    await see(outlook(ward), /choose an address that is known to Xin Ya/);
    await pay(ward, '¥300.00');
    await typePin(ward.page, TEST_PIN);
    await see(ward.page, /the address must be known to your guardian/);
    assert.equal(await cents(ward.person.api), 98_500n);
  });

  test('the pages ran without an error', () => stage.assertCalm());
});
