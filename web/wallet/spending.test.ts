import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spendingByDay } from './spending.ts';

const now = new Date(2026, 2, 2, 12);
const on = (day: number, hour: number) => new Date(2026, 2, day, hour).toISOString();
const move = (at: string, kind: string, minor: string, currency = 'CNY') => ({
  at,
  kind,
  amount: { minor, currency },
});

test('spending is what left the wallet, by local day, over the end of a month', () => {
  const days = spendingByDay(
    [
      move(on(2, 1), 'payment', '-1000'),
      move(on(2, 23), 'transfer', '-50'),
      move(on(2, 9), 'transfer', '700'),
      move(on(1, 9), 'withdrawal', '-9999'),
      move(on(0, 9), 'payment', '-25'),
      move(on(-20, 9), 'payment', '-1'),
      move(on(2, 9), 'payment', '-1', 'EUR'),
    ],
    'CNY',
    now,
    3,
  );
  assert.deepEqual(
    days.map(({ spent, isToday }) => [spent.minor, isToday]),
    [
      ['25', false],
      ['0', false],
      ['1050', true],
    ],
  );
});
