import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '../shared/types.ts';
import { sumDay } from './day.ts';

const cny = (minor: string) => ({ minor, currency: 'CNY' });

function order(minor: string, paidAt: Date | null, refunded = '0'): Order {
  return {
    id: `order_${minor}`,
    number: '1',
    version: 1,
    state: paidAt ? 'paid' : 'open',
    merchant: { id: 'm', name: 'Tea house' },
    merchantReference: 'r',
    lines: [{ item: 'Tea', unitPrice: cny(minor), quantity: 1 }],
    amount: cny(minor),
    refunded: cny(refunded),
    modes: [],
    delivery: false,
    payUrl: '',
    expiresAt: '',
    createdAt: '',
    paidAt: paidAt?.toISOString() ?? null,
  };
}

test('a day counts what was paid on it, and nothing else', () => {
  const now = new Date(2026, 10, 22, 18, 0);
  const at = (hour: number) => new Date(2026, 10, 22, hour, 59);
  const yesterday = new Date(2026, 10, 21, 23, 59);
  const day = sumDay(
    [
      order('1000', at(9)),
      order('501', at(9), '501'),
      order('300', at(17)),
      order('9900', yesterday),
      order('7', null),
    ],
    now,
    'CNY',
  );
  assert.deepEqual(
    [day.sales, day.refunds, day.net, day.count, day.average],
    [cny('1801'), cny('501'), cny('1300'), 3, cny('600')],
  );
  assert.deepEqual([day.hours[9], day.hours[17], day.hours[0]], [1501n, 300n, 0n]);
  assert.deepEqual(day.best, [{ item: 'Tea', quantity: 3, amount: cny('1801') }]);
});

test('an empty day is all zeros', () => {
  const day = sumDay([], new Date(), 'CNY');
  assert.deepEqual([day.net, day.average, day.best.length], [cny('0'), cny('0'), 0]);
});
