/** Rates: who is counted as one caller, also behind proxies, and when to come again. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { createWorld, type World } from '../../testing/world.ts';

const LIMIT = 60;

/** Asks a route with a limit, as somebody who says that he came by these addresses. */
async function ask(world: World, path: string): Promise<Response> {
  return fetch(`${world.app.url}/v1/error-prompts`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(path === '' ? {} : { 'x-forwarded-for': path }),
    },
    body: '{"code":"CONFLICT"}',
  });
}

async function refusedOf(world: World, pathOf: (n: number) => string): Promise<number> {
  const answers = await Promise.all(Array.from({ length: LIMIT + 10 }, (_, n) => ask(world, pathOf(n))));
  return answers.filter(({ status }) => status === 429).length;
}

describe('callers without a sign-in are counted by address', () => {
  const cases: readonly [string, string, (n: number) => string, number][] = [
    ['no proxy: what a caller says of himself is not believed', 'false', (n) => `10.0.0.${n}`, 10],
    ['one proxy: only what it has added itself is believed', 'true', (n) => `10.0.0.${n}, 203.0.113.7`, 10],
    ['one proxy: callers are told apart', 'true', (n) => `10.0.0.1, 203.0.113.${n}`, 0],
    ['two proxies', '2', (n) => `10.0.0.${n}, 203.0.113.7, 198.51.100.1`, 10],
  ];
  for (const [name, TRUST_PROXY, pathOf, refused] of cases)
    test(name, async () => {
      const world = await createWorld({ env: { TRUST_PROXY } });
      try {
        assert.equal(await refusedOf(world, pathOf), refused);
      } finally {
        await world.stop();
      }
    });

  test('who asked too often is told when there is room again, not to try each second', async () => {
    const world = await createWorld();
    try {
      await refusedOf(world, () => '');
      const refused = await ask(world, '');
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get('retry-after')) > 30, String(refused.headers.get('retry-after')));
    } finally {
      await world.stop();
    }
  });
});
