import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askAgainMs } from './askAgain.ts';

const now = Date.parse('2026-03-02T12:00:00Z');
const open = (leftMs: number) => ({
  state: 'open' as const,
  expiresAt: new Date(now + leftMs).toISOString(),
});

test('an open order is asked for now and then, and when it runs out', () => {
  assert.equal(askAgainMs(open(600_000), now), 20_000);
  assert.equal(askAgainMs(open(19_500), now), 20_000);
  assert.equal(askAgainMs(open(4_000), now), 4_500);
  assert.equal(askAgainMs(open(0), now), 20_000);
  assert.equal(askAgainMs(open(-3_600_000), now), 20_000);
});

test('an order that is hidden may become open again; one that is over is not asked for', () => {
  assert.equal(askAgainMs(undefined, now), 20_000);
  for (const state of ['cancelled', 'expired'] as const)
    assert.equal(askAgainMs({ ...open(600_000), state }, now), false);
});
