import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthBefore, spendingByDay, spendingOfMonth } from './spending.ts';

const now = new Date(2026, 2, 2, 12);
const on = (day: number, hour: number) => new Date(2026, 2, day, hour).toISOString();
const move = (at: string, kind: string, minor: string, currency = 'CNY') => ({
  at,
  kind,
  amount: { minor, currency },
});

test('spending is what left the wallet, by local day, over the end of a month', () => {
  const { days, total } = spendingByDay(
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
  assert.equal(total.minor, '1075');
});

test('a refund counts in the day on which it came, and the days make what the month makes of them', () => {
  const named = (...of: Parameters<typeof move>) => ({ ...move(...of), counterparty: {} });
  const movements = [
    named(on(1, 9), 'checkout.capture', '-3000'),
    named(on(2, 8), 'checkout.refund', '1000'),
    named(on(2, 9), 'transfer', '-400'),
    named(on(2, 10), 'top-up', '7000'),
  ];
  const { days, total } = spendingByDay(movements, 'CNY', now, 2);
  assert.deepEqual(
    days.map(({ spent }) => spent.minor),
    ['3000', '-600'],
  );
  assert.equal(total.minor, '2400');
  assert.deepEqual(spendingOfMonth(movements, 'CNY', monthBefore(now, 0)).spent, total);
});

test('what a shop gives back for an order of an earlier week takes nothing off what was sent to people', () => {
  const movements = [
    { ...move(on(2, 8), 'refund', '1000'), counterparty: {} },
    { ...move(on(2, 9), 'transfer', '-400'), counterparty: {} },
  ];
  const { total } = spendingByDay(movements, 'CNY', now);
  assert.equal(total.minor, '400');
  assert.deepEqual(spendingOfMonth(movements, 'CNY', monthBefore(now, 0)).spent, total);
});

test('a month by kind and payee: refunds count against the shop, own money moved is nothing', () => {
  const named = (at: string, kind: string, minor: string, name?: string, currency?: string) => ({
    ...move(at, kind, minor, currency),
    counterparty: name === undefined ? {} : { name },
  });
  const month = spendingOfMonth(
    [
      named(on(31, 23), 'payment', '-3000', 'Tea House'),
      named(on(2, 1), 'refund', '1000', 'Tea House'),
      named(on(1, 0), 'transfer', '-6000', 'Bo'),
      named(on(1, 0), 'transfer', '700', 'Bo'),
      named(on(3, 9), 'payment', '-500', 'Books'),
      named(on(3, 9), 'refund', '500', 'Books'),
      named(on(3, 9), 'top-up', '50000'),
      named(on(3, 9), 'withdrawal', '-9999'),
      named(on(3, 9), 'payment', '-1', 'Abroad', 'EUR'),
      named(on(0, 23), 'payment', '-77', 'Before'),
    ],
    'CNY',
    monthBefore(now, 0),
  );
  assert.equal(month.spent.minor, '8000');
  assert.equal(month.received.minor, '700');
  assert.deepEqual(
    month.kinds.map(({ kind, amount, share }) => [kind, amount.minor, share]),
    [
      ['transfer', '6000', 0.75],
      ['payment', '2000', 0.25],
    ],
  );
  assert.deepEqual(
    month.payees.map(({ name, amount }) => [name, amount.minor]),
    [
      ['Bo', '6000'],
      ['Tea House', '2000'],
    ],
  );
  const january = monthBefore(new Date(2026, 0, 31), 1);
  assert.deepEqual([january.getFullYear(), january.getMonth(), january.getDate()], [2025, 11, 1]);
});

test('a month in which more came back than was paid shows nothing spent, never less than nothing', () => {
  const back = [{ ...move(on(2, 1), 'refund', '1000'), counterparty: { name: 'Tea House' } }];
  const month = spendingOfMonth(back, 'CNY', monthBefore(now, 0));
  assert.deepEqual([month.spent.minor, month.kinds, month.payees], ['0', [], []]);
});
