/** Every screen on the smallest phone: a title, one main landmark, names for all that can be used, nothing cut off. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { ask, askingFlows } from '../server/testing/asking.ts';
import { cny, makeOrder, see, signIn } from './acts.ts';
import { newcomer } from './newcomers.ts';
import { openStage } from './stage.ts';

const SMALL = { size: { width: 320, height: 640 } };

/** Runs in the page; says what is wrong with it. */
const AUDIT = `(() => {
  const wrong = [];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const name = (element) =>
    element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.getAttribute('title') ||
    document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent || '';
  const called = (element) => element.outerHTML.slice(0, 120);
  if (document.title.trim() === '') wrong.push('no title');
  if (!document.documentElement.lang) wrong.push('no language');
  const mains = [...document.querySelectorAll('main')].filter(seen);
  if (mains.length !== 1) wrong.push(mains.length + ' main landmarks');
  if (![...document.querySelectorAll('h1, h2')].some(seen)) wrong.push('no heading');
  for (const field of document.querySelectorAll('input, select, textarea'))
    if (field.type !== 'hidden' && seen(field) && name(field).trim() === '') wrong.push('no label: ' + called(field));
  for (const button of document.querySelectorAll('button, a[href]'))
    if (seen(button) && (name(button) + button.textContent).trim() === '' && !button.querySelector('[aria-label]')) wrong.push('no name: ' + called(button));
  for (const image of document.querySelectorAll('img:not([alt])')) wrong.push('no words: ' + called(image));
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const wide = [...document.querySelectorAll('body *')].find((one) => one.getBoundingClientRect().right > clientWidth + 1);
    wrong.push('scrolls sideways, ' + scrollWidth + ' px' + (wide ? ': ' + called(wide) : ''));
  }
  return wrong;
})()`;

suite('every screen on a small phone', () => {
  const stage = openStage({ flows: askingFlows });

  async function audit(page: Page, path: string): Promise<string[]> {
    await page.locator('main').first().waitFor();
    await page.locator('.loading').first().waitFor({ state: 'hidden' });
    // A page that has only begun has neither; without any to the end, the audit says so.
    await page
      .locator('h1, h2')
      .first()
      .waitFor()
      .catch(() => {});
    const wrong = await page.evaluate<string[]>(AUDIT);
    return wrong.map((words) => `${path}: ${words}`);
  }

  /** A name and an amount for which a small phone has hardly room. */
  const largest = () =>
    makeOrder(stage.town.shop().api, [
      {
        item: 'Donaudampfschifffahrtsgesellschaftskapitän',
        unitPrice: cny(4_999_999_999),
        quantity: 2,
        stock: 5,
      },
    ]);

  /** Opens each path with the session that the first address brings. */
  async function auditAll(base: string, token: string | undefined, paths: readonly string[]) {
    const { page } = await stage.visit(SMALL);
    const wrong: string[] = [];
    for (const [number, path] of paths.entries()) {
      await page.goto(`${base}${path}${number === 0 && token ? `#token=${token}` : ''}`);
      wrong.push(...(await audit(page, base + path)));
    }
    assert.deepEqual(wrong, []);
  }

  test('the doors, signed out', async () => {
    const order = await makeOrder(stage.town.shop().api, [{ item: 'Tea', unitPrice: cny(500), quantity: 1 }]);
    await auditAll('', undefined, ['/', '/wallet', '/till', '/console', `/pay/${order.id}`, '/walet']);
  });

  test('the first steps of a new person', async () => {
    const { page } = await stage.visit(SMALL);
    await page.goto('/wallet');
    await signIn(page, stage.town, '+8613800000055');
    await see(page, 'Choose a payment PIN');
    assert.deepEqual(await audit(page, 'welcome'), []);
  });

  test('wallet', async () => {
    const { api, token } = stage.town.person('Ana');
    const { body: accounts } = await api.get('/v1/accounts');
    const [account] = accounts.data as { id: string }[];
    const { body: statement } = await api.get(`/v1/accounts/${account?.id}/statement?limit=1`);
    const [movement] = statement.data as { id: string }[];
    await auditAll('/wallet', token, [
      '',
      '/activity',
      '/approvals',
      '/approvals/challenge_01hzzzzzzzzzzzzzzzzzzzzzza',
      `/activity/${movement?.id}`,
      '/cards',
      '/cards/add',
      '/pay',
      '/transfer',
      '/top-up',
      '/withdraw',
      '/settings',
      '/settings/addresses',
      '/settings/devices',
      '/settings/forgot-pin',
      '/settings/guardian',
      '/settings/passkeys',
      '/settings/pin',
      '/settings/second-device',
      '/settings/supervisor',
    ]);
  });

  test("guardians: the guardian's and the ward's screens, and a ward's checkout page", async () => {
    const [ana, lily] = [stage.town.person('Ana'), stage.town.person('Lily')];
    const lines = [{ item: 'A pot of jasmine tea with a very long name', unitPrice: cny(123), quantity: 1 }];
    const bought = async (reference: string) => {
      const body = { merchantReference: reference, lines, delivery: true };
      const made = await stage.town.shop().api.post('/v1/orders', body);
      return String(made.body.id);
    };
    const paid = await lily.api.post(`/v1/orders/${await bought('small 1')}/pay`, {
      version: 1,
      mode: 'balance',
    });
    assert.equal(paid.body.state, 'paid', JSON.stringify(paid.body));
    await auditAll('/wallet', ana.token, ['/settings/guardian', `/settings/guardian/${lily.id}`]);
    await auditAll('/wallet', lily.token, ['/settings/guardian', '/settings/guardian/nobody']);
    await auditAll('/pay/', lily.token, [await bought('small 2')]);
  });

  test('approvals: asked, waiting, refused; and the page of an order that waits', async () => {
    const [ana, bo] = [stage.town.person('Ana'), stage.town.person('Bo')];
    const approvers = [bo.id as `person_${string}`];
    await ask(stage.town.world, ana.id as `person_${string}`, { approvers, lifeMs: 3_600_000 });
    const lines = [{ item: 'A pot of jasmine tea with a very long name', unitPrice: cny(123), quantity: 3 }];
    const order = await makeOrder(stage.town.shop().api, lines);
    const proof = { pin: ana.pin };
    await ana.api.post(`/v1/orders/${order.id}/pay`, { version: 1, mode: 'balance', proof });
    const send = () =>
      ana.api.post('/v1/transfers', { to: bo.id, amount: cny(100), note: 'W'.repeat(80), proof });
    const [refused, waiting] = [await send(), await send()];
    const { body } = await bo.api.get('/v1/challenges');
    const asked = body.data as { id: string; about: string; subject: string }[];
    const of = ({ body: { id } }: typeof refused) => asked.find(({ subject }) => subject === id);
    const reason = 'W'.repeat(100);
    const no = { answer: 'no', about: of(refused)?.about, reason };
    assert.equal((await bo.api.post(`/v1/challenges/${of(refused)?.id}/answers`, no)).status, 200);
    await auditAll('/wallet', bo.token, ['', '/approvals', ...asked.map(({ id }) => `/approvals/${id}`)]);
    await auditAll('/wallet', ana.token, [
      '/approvals',
      '/activity',
      `/approvals/${of(waiting)?.id}`,
      `/transfers/${waiting.body.id}`,
      `/transfers/${refused.body.id}`,
    ]);
    await auditAll('/pay/', ana.token, [order.id]);
    await ask(stage.town.world, ana.id as `person_${string}`, null);
  });

  test('checkout page: open, paid, not there', async () => {
    const ana = stage.town.person('Ana');
    const lines = [
      { item: 'A pot of jasmine tea with a very long name', unitPrice: cny(123), quantity: 3, stock: 9 },
    ];
    const [open, paid] = await Promise.all([
      makeOrder(stage.town.shop().api, lines),
      makeOrder(stage.town.shop().api, lines),
    ]);
    const pay = { version: 1, mode: 'balance', proof: { pin: ana.pin } };
    assert.equal((await ana.api.post(`/v1/orders/${paid.id}/pay`, pay)).status, 200);
    await auditAll('/pay/', ana.token, [
      open.id,
      paid.id,
      'order_01hzzzzzzzzzzzzzzzzzzzzzzz',
      (await largest()).id,
    ]);
  });

  test('a long name without a space breaks, and no page with it', async () => {
    const long = await newcomer(stage.town, 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarenx', 500n);
    const order = await makeOrder(stage.town.shop().api, [{ item: 'Tea', unitPrice: cny(100), quantity: 1 }]);
    await auditAll('', long.token, ['/wallet', '/wallet/settings', `/pay/${order.id}`]);
    const operator = stage.town.credentials.operators[0]?.token;
    await auditAll('/console', operator, ['', `/people/${long.id}`, `/policy?person=${long.id}`]);
  });

  test('till', async () => {
    const shop = stage.town.shop();
    const order = await largest();
    await auditAll('/till', shop.staff.token, [
      '',
      '/orders',
      `/orders/${order.id}`,
      '/day',
      '/settings',
      '/settings/keys',
      '/settings/webhooks',
      '/settings/staff',
    ]);
  });

  test('console', async () => {
    await auditAll('/console', stage.town.credentials.operators[0]?.token, [
      '',
      '/approvals',
      '/approvals?state=all',
      '/approvals/challenge_01hzzzzzzzzzzzzzzzzzzzzzza',
      '/journal',
      '/journal/1',
      '/ledger',
      '/orders',
      '/people',
      `/people/${stage.town.person('Ana').id}`,
      '/policy',
      `/policy?person=${stage.town.person('Ana').id}`,
      '/merchants',
      '/bank',
      '/bank?tab=alerts',
      '/bank?tab=reconciliations',
      '/prompts',
      '/prompts?tab=versions',
      '/webhooks',
    ]);
  });

  test('no script failed, no policy was broken', () => stage.assertCalm());
});
