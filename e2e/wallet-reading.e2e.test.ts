/** What the wallet reads: as many pages as a figure or a filter needs, and what it still shows without a network. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Api } from '../server/testing/world.ts';
import { cny, see, seeHeading } from './acts.ts';
import { newcomer } from './newcomers.ts';
import { openStage } from './stage.ts';
import { eventually } from './town.ts';

suite('what the wallet reads, in a browser', () => {
  const stage = openStage();

  async function openWallet(name: string, path = '') {
    const visitor = await stage.visit();
    await visitor.page.goto(`/wallet${path}#token=${stage.town.person(name).token}`);
    return visitor;
  }

  test('seven days are counted whole when they take more than one page', async () => {
    const { page } = await openWallet('Ana');
    const panel = page.locator('.panel', { hasText: 'From your balance, 7 days' });
    const figure = () => panel.getByText(/^¥[1-9]/).innerText();
    const whole = await figure();
    // A movement a page, so that a few make many pages.
    let pages = 0;
    await page.route('**/statement?*', (route) => {
      pages += 1;
      return route.continue({ url: route.request().url().replace('limit=100', 'limit=1') });
    });
    await page.reload();
    assert.equal(await figure(), whole);
    assert.ok(pages > 1, `${pages} pages`);
  });

  test('a filter reads on until something fits, and never says "nothing" while there may be more', async () => {
    const [ana, rui] = [stage.town.person('Ana'), await newcomer(stage.town, 'Rui Fan')];
    const move = async (from: { api: Api; pin: string }, to: string, minor: number) => {
      const { status } = await from.api.post('/v1/transfers', {
        to,
        amount: cny(minor),
        proof: { pin: from.pin },
      });
      assert.equal(status, 201);
    };
    await move(ana, rui.id, 500);
    await move(rui, ana.id, 111);
    for (const minor of [201, 202, 203]) await move(ana, rui.id, minor);
    const { page } = await stage.visit();
    await page.route('**/statement?*', (route) =>
      route.continue({ url: route.request().url().replace('limit=30', 'limit=1') }),
    );
    await page.goto(`/wallet/activity#token=${rui.token}`);
    await see(page, '+¥2.03');
    await page.getByText('Out', { exact: true }).click();
    await page.getByRole('link', { name: /1\.11/ }).waitFor();
    // What is left does not fit: one touch reads to the end.
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
    assert.equal(await page.locator('.movement').count(), 1);
  });

  test('without a network the tabs open; a screen that was never loaded says so, and comes back by itself', async () => {
    const { page, context, sent, forgive } = await openWallet('Cara');
    await seeHeading(page, 'Cara Zhou');
    const tabs = sent.bind(undefined, 'GET', /\/assets\/(Activity|Approvals|Cards|Settings)Screen-.*\.js$/);
    await eventually('the other tabs', async () => {
      const answers = await Promise.all(tabs().map((request) => request.response()));
      return answers.filter((answer) => answer?.ok()).length === 4 || undefined;
    });
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => {});
    await context.setOffline(true);
    await see(page, 'Connecting…');
    for (const [tab, heading] of [
      ['Activity', 'Activity'],
      ['Cards', 'Cards'],
      ['Me', 'Me'],
    ] as const) {
      await page
        .getByRole('navigation', { name: 'Main' })
        .getByRole('link', { name: tab, exact: true })
        .click();
      await seeHeading(page, heading);
    }
    assert.equal(await page.getByText('This page could not be shown').count(), 0);
    await page.getByRole('link', { name: 'Devices' }).click();
    await see(page, 'This page could not be shown');
    // The other places are still there.
    await page.goBack();
    await page.getByRole('link', { name: 'Home' }).click();
    await seeHeading(page, 'Cara Zhou');
    await page.getByRole('link', { name: 'Me', exact: true }).click();
    await page.getByRole('link', { name: 'Devices' }).click();
    await see(page, 'You are offline');
    await context.setOffline(false);
    await see(page, 'This device');
    forgive(/dynamically imported module/);
  });

  test('no script failed, no policy was broken', () => stage.assertCalm());
});
