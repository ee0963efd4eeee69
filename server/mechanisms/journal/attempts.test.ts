/** Attempts (R13): what is left before the lock, by the action's limit and by the day's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS } from '../../kernel/time.ts';
import { attempts, clearStreak, countFailure } from './attempts.ts';
import type { Change, View } from './command.ts';

type Row = ReturnType<typeof countFailure>['change']['row'] & { lockedUntil: number | null };

/** One counter, and the changes put into it. */
function counter() {
  let row: Row | undefined;
  const view = { get: (table: unknown) => (table === attempts ? row : undefined) } as unknown as View;
  return {
    fail(at: number): number {
      const { change, left } = countFailure(view, 'somebody pin', at);
      row = change.row as Row;
      return left;
    },
    succeed() {
      for (const change of clearStreak(view, 'somebody pin') as readonly Change[]) row = change.row as Row;
    },
    get lockedUntil() {
      return row?.lockedUntil ?? null;
    },
  };
}

test('three in a row lock for an hour, and each failure tells how many are left', () => {
  const tries = counter();
  assert.deepEqual([tries.fail(0), tries.fail(1), tries.fail(2)], [2, 1, 0]);
  assert.equal(tries.lockedUntil, 2 + HOUR_MS);
});

test('near the limit of the day, that one counts: nobody is promised tries that he does not have', () => {
  const tries = counter();
  for (let pair = 0; pair < 4; pair++) {
    assert.deepEqual([tries.fail(pair), tries.fail(pair)], [2, 1]);
    tries.succeed();
  }
  // The ninth of the day: two more in a row would do, but the tenth locks.
  assert.equal(tries.fail(10), 1);
  assert.equal(tries.fail(11), 0);
  assert.equal(tries.lockedUntil, 11 + DAY_MS);
  tries.succeed();
  assert.equal(tries.fail(DAY_MS + 12), 2);
});
