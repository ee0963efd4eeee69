import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../kernel/id.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../kernel/time.ts';
import type { Feedback } from './contract.ts';
import { createPaymentMemory, type Expected, timeMark } from './memory.ts';
import { nextReminder } from './rules.ts';

const T0 = Date.parse('2026-11-22T10:00:00.000Z');
const iso = (at: number) => new Date(at).toISOString();

function payment(order: string, minor = '2000', at = T0): Expected {
  return {
    request: newId('bankreq', at),
    subject: `payment_${order}`,
    merchant: null,
    minor,
    currency: 'CNY',
    payee: 'Shop',
    orderNumber: order,
  };
}

function feedback(of: Expected, more: Partial<Feedback> = {}): Feedback {
  return {
    feedback: `fbk_${of.orderNumber}`,
    reference: of.request,
    amount: { minor: of.minor, currency: of.currency },
    payee: of.payee,
    ...(of.orderNumber === null ? {} : { order: of.orderNumber }),
    at: iso(T0),
    windowEndsAt: iso(T0 + 30 * SECOND_MS),
    ...more,
  };
}

/** The same question without our reference: matched by time, order, amount and payee. */
function nameless(of: Expected, more: Partial<Feedback> = {}): Feedback {
  const { reference: _, ...rest } = feedback(of, more);
  return rest;
}

test('the time mark is the time inside the reference', () => {
  assert.equal(timeMark(newId('bankreq', T0 + 123)), T0 + 123);
});

test('O1 and O2 of one amount are open: feedback for O1 confirms O1 only', () => {
  const memory = createPaymentMemory();
  const [one, two] = [payment('O1'), payment('O2')];
  memory.expect(one);
  memory.expect(two);
  const answer = memory.instruct(feedback(one), T0);
  assert.equal(answer.instruction, 'confirm');
  assert.equal(answer.payment?.subject, 'payment_O1');
  assert.equal(answer.isFirst, true);
});

const rejected: [string, Partial<Feedback>, string][] = [
  ['2.00 instead of 20.00', { amount: { minor: '200', currency: 'CNY' } }, 'AMOUNT_MISMATCH'],
  ['20.01 instead of 20.00', { amount: { minor: '2001', currency: 'CNY' } }, 'AMOUNT_MISMATCH'],
  ['another currency', { amount: { minor: '2000', currency: 'EUR' } }, 'AMOUNT_MISMATCH'],
  ['another payee', { payee: 'Thief' }, 'PAYEE_MISMATCH'],
  ['another order', { order: 'O9' }, 'ORDER_MISMATCH'],
];
for (const [name, more, reason] of rejected) {
  test(`rejected: ${name}`, () => {
    const memory = createPaymentMemory();
    const one = payment('O1');
    memory.expect(one);
    const answer = memory.instruct(feedback(one, more), T0);
    assert.deepEqual([answer.instruction, answer.reason], ['reject', reason]);
    // The right question still finds it.
    assert.equal(memory.instruct(feedback(one), T0).instruction, 'confirm');
  });
}

test('the same feedback again: the same instruction, but not a first one; another feedback for it is rejected', () => {
  const memory = createPaymentMemory();
  const one = payment('O1');
  memory.expect(one);
  memory.instruct(feedback(one), T0);
  const again = memory.instruct(feedback(one), T0);
  assert.deepEqual([again.instruction, again.isFirst], ['confirm', false]);
  assert.equal(memory.instruct(feedback(one, { feedback: 'fbk_second' }), T0).reason, 'SECOND_FEEDBACK');
});

test('feedback before its payment is parked and matched when it comes', () => {
  const memory = createPaymentMemory();
  const one = payment('O1');
  assert.equal(memory.instruct(feedback(one), T0).instruction, 'wait');
  assert.equal(memory.instruct(feedback(one), T0).instruction, 'wait');
  assert.equal(memory.parked, 1);
  let came = 0;
  memory.onArrival('fbk_O1', () => {
    came += 1;
  });
  memory.expect(one);
  assert.equal(came, 1);
  assert.equal(memory.instruct(feedback(one), T0).instruction, 'confirm');
  assert.equal(memory.parked, 0);
});

test("without a payment it waits until the bank's window ends, and is rejected from then on", () => {
  const memory = createPaymentMemory();
  const one = payment('O1');
  const ends = T0 + 30 * SECOND_MS;
  assert.equal(memory.instruct(feedback(one), ends - 1).instruction, 'wait');
  assert.deepEqual(memory.instruct(feedback(one), ends), { instruction: 'reject', reason: 'WINDOW_ENDED' });
  assert.equal(memory.parked, 0);
});

test('without our reference: of two payments alike the one of the order; without an order neither', () => {
  const memory = createPaymentMemory();
  const [one, two] = [payment('O1'), payment('O2')];
  memory.expect(one);
  memory.expect(two);
  assert.equal(memory.instruct(nameless(two), T0).payment?.subject, 'payment_O2');
  const { order: _, ...without } = nameless(one, { feedback: 'fbk_x' });
  assert.deepEqual(memory.instruct(without, T0), { instruction: 'reject', reason: 'AMBIGUOUS' });
});

test('clock skew: found in neighbouring buckets on both sides, not beyond them', () => {
  const one = payment('O1', '2000', T0 + 5_000);
  for (const [skewMs, instruction] of [
    [-30 * SECOND_MS, 'confirm'],
    [30 * SECOND_MS, 'confirm'],
    [-60 * SECOND_MS, 'wait'],
    [60 * SECOND_MS, 'wait'],
  ] as const) {
    const memory = createPaymentMemory({ bucketMs: 10_000, neighbours: 3 });
    memory.expect(one);
    assert.equal(
      memory.instruct(nameless(one, { at: iso(T0 + skewMs) }), T0).instruction,
      instruction,
      `${skewMs}`,
    );
  }
});

test('full: refuses the new, never evicts what is unconfirmed, and takes again when one has ended', () => {
  const memory = createPaymentMemory({ maxOpen: 2 });
  const [one, two, three] = [payment('O1'), payment('O2'), payment('O3')];
  assert.deepEqual([memory.expect(one), memory.expect(two), memory.expect(three)], [true, true, false]);
  assert.equal(memory.isFull, true);
  assert.equal(memory.instruct(feedback(one), T0).instruction, 'confirm');
  memory.end(one.request);
  assert.equal(memory.expect(three), true);
  assert.equal(memory.instruct(feedback(two), T0).instruction, 'confirm');
});

test('what has ended is forgotten wholly', () => {
  const memory = createPaymentMemory();
  const one = payment('O1');
  memory.expect(one);
  memory.end(one.request);
  memory.end(one.request);
  assert.equal(memory.size, 0);
  assert.equal(memory.instruct(nameless(one), T0).instruction, 'wait');
});

test('rebuilt with its confirmation, the same feedback is no first one', () => {
  const memory = createPaymentMemory();
  const one = payment('O1');
  memory.expect(one, 'fbk_O1');
  assert.deepEqual(
    [memory.instruct(feedback(one), T0).instruction, memory.instruct(feedback(one), T0).isFirst],
    ['confirm', false],
  );
});

test('100,000 open payments: every one is found, p99 below 5 ms', () => {
  const memory = createPaymentMemory();
  const open = Array.from({ length: 100_000 }, (_, i) =>
    payment(`O${i}`, String(1_000 + (i % 50)), T0 + (i % 60_000)),
  );
  for (const one of open) memory.expect(one);
  const tookMs: number[] = [];
  for (let i = 0; i < open.length; i += 7) {
    const one = open[i];
    if (!one) continue;
    const question = feedback(one);
    const started = performance.now();
    const { instruction } = memory.instruct(question, T0);
    tookMs.push(performance.now() - started);
    assert.equal(instruction, 'confirm');
  }
  tookMs.sort((a, b) => a - b);
  const p99 = tookMs[Math.floor(tookMs.length * 0.99)] ?? 0;
  assert.ok(p99 < 5, `p99 ${p99} ms`);
});

test('reminders: 1 min, 10 min, 1 h, 6 h, 1 day, then none', () => {
  assert.equal(nextReminder(0, T0), T0 + MINUTE_MS);
  assert.equal(nextReminder(4, T0), T0 + DAY_MS);
  assert.equal(nextReminder(5, T0), null);
});
