/**
 * What every file of browser tests stands on: one town, one browser, visitors. At its end no script may have failed and no
 * content policy may have been broken. `E2E_SHOTS=folder` keeps a picture of every open page after each test.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Flow } from '../server/mechanisms/flow/index.ts';
import { openBrowser, openVisitor, type Visitor } from './browser.ts';
import { openTown, type Town } from './town.ts';

export type Stage = {
  readonly town: Town;
  visit(options?: { locale?: string; size?: { width: number; height: number } }): Promise<Visitor>;
  /** Throws unless all visitors' pages ran without errors so far. */
  assertCalm(): void;
};

/** Call once, first thing in a suite; the stage may be used from its tests. */
export function openStage(options: { flows?: readonly Flow[] } = {}): Stage {
  let town: Town | undefined;
  let browser: Browser | undefined;
  const visitors: Visitor[] = [];
  const ready = <T>(part: T | undefined): T => part ?? assert.fail('the stage is used before its tests run');

  before(async () => {
    [town, browser] = await Promise.all([openTown(options), openBrowser()]);
  });
  afterEach(async (context) => {
    const folder = process.env.E2E_SHOTS;
    if (folder) await keepPictures(folder, context?.name ?? 'test', visitors);
    await Promise.all(visitors.map((visitor) => visitor.close()));
  });
  after(async () => {
    await browser?.close();
    await town?.stop();
  });
  return {
    get town() {
      return ready(town);
    },
    async visit(options = {}) {
      const visitor = await openVisitor(ready(browser), { url: ready(town).url, ...options });
      visitors.push(visitor);
      return visitor;
    },
    assertCalm() {
      assert.deepEqual(
        visitors.flatMap(({ troubles }) => troubles),
        [],
      );
    },
  };
}

async function keepPictures(folder: string, name: string, visitors: readonly Visitor[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [number, { page }] of visitors.entries()) {
    if (page.isClosed()) continue;
    const file = `${name.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}-${number}.png`;
    await page.screenshot({ path: join(folder, file), fullPage: true });
  }
}
