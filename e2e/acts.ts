/** What people do on the screens, in words that tests read like. All of it waits for what it needs. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Api } from '../server/testing/world.ts';
import type { Town } from './town.ts';

/** Types the phone number, reads the code on the phone, types it. Works on the wallet's, the till's and the console's door. */
export async function signIn(page: Page, town: Town, phone: string): Promise<void> {
  await page.getByLabel('Phone number').fill(phone);
  const code = await town.codeAfter(phone, () =>
    page.getByRole('button', { name: 'Send me a code' }).click(),
  );
  await page.getByLabel(/^Code/).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function typePin(page: Page, pin: string): Promise<void> {
  const pad = page.locator('.pin-pad');
  await pad.waitFor();
  for (const digit of pin) await pad.getByRole('button', { name: digit, exact: true }).click();
}

export async function see(place: Page | Locator, words: string | RegExp): Promise<void> {
  await place.getByText(words).filter({ visible: true }).first().waitFor();
}

export async function seeHeading(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('heading', { name }).first().waitFor();
}

/** What the caller's own account says, in cents. */
export async function cents(api: Api): Promise<bigint> {
  const { body } = await api.get('/v1/accounts');
  const [account] = body.data as { available: { minor: string } }[];
  return BigInt(account?.available.minor ?? 0);
}

export const cny = (minor: number) => ({ minor: String(minor), currency: 'CNY' });

export type Line = {
  item: string;
  unitPrice: { minor: string; currency: string };
  quantity: number;
  stock?: number;
};
export type MadeOrder = { id: string; number: string; version: number; payUrl: string };

let orders = 0;
export async function makeOrder(shop: Api, lines: readonly Line[], more: object = {}): Promise<MadeOrder> {
  orders += 1;
  const { status, body } = await shop.post('/v1/orders', {
    merchantReference: `e2e-${orders}`,
    lines,
    ...more,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body as MadeOrder;
}
