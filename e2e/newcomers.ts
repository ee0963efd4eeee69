/** People made for one test: known by name, with a PIN, a real name and money, and as many devices as the test needs. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { TestPerson } from '../server/testing/world.ts';
import type { Town } from './town.ts';

let made = 0;

/** `minor`: cents in the wallet. */
export async function newcomer(town: Town, name: string, minor = 0n): Promise<TestPerson> {
  made += 1;
  const phone = `+861370000${String(1_000 + made)}`;
  const person = await town.world.person(name, minor, phone);
  const idNumber = `11010119900307${String(1_000 + made)}`;
  const named = await person.api.put('/v1/me/real-name', { name, idNumber });
  assert.equal(named.status, 200, JSON.stringify(named.body));
  return person;
}

/** From the badge to the request; the first of the inbox is the newest. */
export async function openNewestRequest(page: Page): Promise<void> {
  await page.getByTestId('approvals-badge').waitFor();
  await page.getByRole('link', { name: /Approvals/ }).click();
  await page.locator('.challenge-row').first().click();
}
