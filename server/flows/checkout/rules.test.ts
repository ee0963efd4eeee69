/** The rules of orders as tables: every transition, every refusal, both sides of each limit. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { currency, MAX_MINOR, money } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import {
  amendOrder,
  orderMachine,
  orderTotal,
  paymentMachine,
  refundMachine,
  refuseOverStock,
  refuseRepeatedItems,
  refuseUncancellable,
  refuseUnpayable,
  refuseUnrefundable,
  withRefund,
} from './rules.ts';
import type { Order, OrderLine, OrderState } from './storage.ts';

const CNY = currency('CNY');
const EXPIRES_AT = 1_800_000_000_000;
const IN_TIME = EXPIRES_AT - 1;

const line = (item: string, unitPrice: bigint, quantity: number, stock: number | null = null): OrderLine => ({
  item,
  unitPrice: unitPrice.toString(),
  quantity,
  stock,
});

function order(state: OrderState, more: Partial<Order> = {}): Order {
  return {
    id: 'order_01jfzxm5t2e6gvkt8d4vw0qj5a',
    merchant: 'merchant_01jfzxm5t2e6gvkt8d4vw0qj5a',
    merchantReference: 'r-1',
    description: '',
    state,
    version: 1,
    lines: [line('tea', 3_000n, 2, 5)],
    currency: CNY,
    amount: 6_000n,
    refunded: 0n,
    refunding: 0n,
    payer: null,
    payment: null,
    expiresAt: EXPIRES_AT,
    createdAt: EXPIRES_AT - 1_800_000,
    paidAt: null,
    delivery: false,
    deliveryAddress: null,
    returnUrl: null,
    ...more,
  };
}

/** The code that the work is refused with, or 'ok'. */
function codeOf(work: () => unknown): string {
  try {
    work();
    return 'ok';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

const ALL: readonly OrderState[] = ['open', 'paying', 'paid', 'cancelled', 'expired', 'refunded'];

describe('order states', () => {
  const allowed: Readonly<Record<OrderState, readonly OrderState[]>> = {
    open: ['paying', 'paid', 'cancelled', 'expired'],
    paying: ['paid', 'open', 'cancelled', 'expired'],
    paid: ['refunded'],
    cancelled: [],
    expired: [],
    refunded: [],
  };
  for (const from of ALL)
    for (const to of ALL)
      test(`${from} -> ${to}: ${allowed[from].includes(to) ? 'ok' : 'CONFLICT'}`, () => {
        assert.equal(
          codeOf(() => orderMachine.move(from, to)),
          allowed[from].includes(to) ? 'ok' : 'CONFLICT',
        );
      });

  test('a payment ends once; a failed one may still be given back', () => {
    assert.deepEqual(paymentMachine.transitions, {
      waiting: ['asking', 'done', 'failed'],
      asking: ['done', 'failed', 'reversed'],
      done: [],
      failed: ['reversed'],
      reversed: [],
    });
    assert.deepEqual(refundMachine.transitions, { pending: ['done', 'failed'], done: [], failed: [] });
  });
});

describe('the amount of an order', () => {
  const cases: readonly [string, readonly OrderLine[], bigint | string][] = [
    ['one line: price times quantity', [line('tea', 3_000n, 2)], 6_000n],
    ['several lines add up', [line('tea', 3_000n, 2), line('cake', 950n, 3)], 8_850n],
    ['a line of zero beside another', [line('tea', 3_000n, 0), line('cake', 1n, 1)], 1n],
    ['nothing left', [line('tea', 3_000n, 0)], 'ORDER_EMPTY'],
    ['no lines', [], 'ORDER_EMPTY'],
    ['2^63-1 fits', [line('gold', MAX_MINOR, 1)], MAX_MINOR],
    ['2^63 does not', [line('gold', MAX_MINOR, 1), line('cake', 1n, 1)], 'ORDER_TOO_LARGE'],
    ['nor a product above it', [line('gold', MAX_MINOR, 1_000_000)], 'ORDER_TOO_LARGE'],
  ];
  for (const [name, lines, expected] of cases)
    test(name, () => {
      if (typeof expected === 'bigint') assert.equal(orderTotal(lines), expected);
      else
        assert.equal(
          codeOf(() => orderTotal(lines)),
          expected,
        );
    });
});

describe('stock', () => {
  const cases: readonly [number, number | null, string][] = [
    [5, 5, 'ok'],
    [6, 5, 'QUANTITY_OVER_STOCK'],
    [1, 0, 'QUANTITY_OVER_STOCK'],
    [1_000_000, null, 'ok'],
  ];
  for (const [quantity, stock, expected] of cases)
    test(`${quantity} of ${stock ?? 'any number'}: ${expected}`, () => {
      assert.equal(
        codeOf(() => refuseOverStock([line('tea', 1n, quantity, stock)])),
        expected,
      );
    });

  test('the refusal says how many there are', () => {
    assert.throws(
      () => refuseOverStock([line('tea', 1n, 9, 5)]),
      (thrown: Refusal) => {
        assert.deepEqual(thrown.details, { item: 'tea', stock: 5 });
        return true;
      },
    );
  });
});

test('an item names one line only', () => {
  assert.equal(
    codeOf(() => refuseRepeatedItems([line('tea', 1n, 1), line('cake', 1n, 1)])),
    'ok',
  );
  assert.equal(
    codeOf(() => refuseRepeatedItems([line('tea', 1n, 1), line('tea', 2n, 1)])),
    'BODY_INVALID',
  );
});

describe('amending', () => {
  test('quantity 3 of 30.00: 90.00, the next version', () => {
    const next = amendOrder(order('open'), [{ item: 'tea', quantity: 3 }]);
    assert.equal(next.amount, 9_000n);
    assert.equal(next.version, 2);
    assert.equal(next.lines[0]?.quantity, 3);
  });
  test('nothing amended, or the same quantity: the same order and version', () => {
    const shown = order('open');
    assert.equal(amendOrder(shown, undefined), shown);
    assert.equal(amendOrder(shown, [{ item: 'tea', quantity: 2 }]), shown);
  });
  test('the order that was shown is not touched', () => {
    const shown = order('open');
    amendOrder(shown, [{ item: 'tea', quantity: 5 }]);
    assert.deepEqual(shown, order('open'));
  });
  const refused: readonly [string, { item: string; quantity: number }[], string][] = [
    ['up to the stock', [{ item: 'tea', quantity: 5 }], 'ok'],
    ['one above it', [{ item: 'tea', quantity: 6 }], 'QUANTITY_OVER_STOCK'],
    ['to nothing', [{ item: 'tea', quantity: 0 }], 'ORDER_EMPTY'],
    ['an item that it does not have', [{ item: 'cake', quantity: 1 }], 'ORDER_LINE_UNKNOWN'],
    [
      'the same item twice',
      [
        { item: 'tea', quantity: 1 },
        { item: 'tea', quantity: 2 },
      ],
      'BODY_INVALID',
    ],
  ];
  for (const [name, amendments, expected] of refused)
    test(`${name}: ${expected}`, () => {
      assert.equal(
        codeOf(() => amendOrder(order('open'), amendments)),
        expected,
      );
    });
});

describe('who may pay, when', () => {
  const cases: readonly [string, Order, number, number, string][] = [
    ['open, right version, a millisecond before its end', order('open'), 1, IN_TIME, 'ok'],
    ['open, at its end', order('open'), 1, EXPIRES_AT, 'ORDER_EXPIRED'],
    ['open, an old version', order('open', { version: 2 }), 1, IN_TIME, 'ORDER_VERSION_STALE'],
    ['open, a version that is not there yet', order('open'), 2, IN_TIME, 'ORDER_VERSION_STALE'],
    ['being paid', order('paying'), 1, IN_TIME, 'ORDER_BEING_PAID'],
    ['paid', order('paid'), 1, IN_TIME, 'ORDER_ALREADY_PAID'],
    ['paid, later than its end', order('paid'), 1, EXPIRES_AT, 'ORDER_ALREADY_PAID'],
    ['refunded', order('refunded'), 1, IN_TIME, 'ORDER_ALREADY_PAID'],
    ['cancelled', order('cancelled'), 1, IN_TIME, 'ORDER_CANCELLED'],
    ['expired', order('expired'), 1, IN_TIME, 'ORDER_EXPIRED'],
  ];
  for (const [name, of, version, now, expected] of cases)
    test(`${name}: ${expected}`, () => {
      assert.equal(
        codeOf(() => refuseUnpayable(of, version, now)),
        expected,
      );
    });
});

describe('cancelling', () => {
  const expected: Readonly<Record<OrderState, string>> = {
    open: 'ok',
    paying: 'ok',
    paid: 'ORDER_ALREADY_PAID',
    refunded: 'ORDER_ALREADY_PAID',
    cancelled: 'ORDER_CANCELLED',
    expired: 'ORDER_EXPIRED',
  };
  for (const state of ALL)
    test(`${state}: ${expected[state]}`, () => {
      assert.equal(
        codeOf(() => refuseUncancellable(order(state))),
        expected[state],
      );
    });
});

describe('refunds of a paid order of 60.00', () => {
  const paid = (refunded: bigint, refunding: bigint) =>
    order(refunded === 6_000n ? 'refunded' : 'paid', { refunded, refunding });
  //            refunded  under way  asked
  const cases: readonly [bigint, bigint, bigint, string][] = [
    [0n, 0n, 6_000n, 'ok'],
    [0n, 0n, 6_001n, 'REFUND_ABOVE_CAPTURED'],
    [2_000n, 0n, 4_000n, 'ok'],
    [2_000n, 0n, 4_001n, 'REFUND_ABOVE_CAPTURED'],
    [0n, 6_000n, 1n, 'REFUND_ABOVE_CAPTURED'],
    [1_000n, 2_000n, 3_000n, 'ok'],
    [1_000n, 2_000n, 3_001n, 'REFUND_ABOVE_CAPTURED'],
    [6_000n, 0n, 1n, 'REFUND_ABOVE_CAPTURED'],
    [0n, 0n, MAX_MINOR, 'REFUND_ABOVE_CAPTURED'],
  ];
  for (const [refunded, refunding, asked, expected] of cases)
    test(`refunded ${refunded}, under way ${refunding}, asked ${asked}: ${expected}`, () => {
      assert.equal(
        codeOf(() => refuseUnrefundable(paid(refunded, refunding), money(asked, CNY))),
        expected,
      );
    });
  test('in another currency: CURRENCY_MISMATCH', () => {
    assert.equal(
      codeOf(() => refuseUnrefundable(paid(0n, 0n), money(1n, currency('EUR')))),
      'CURRENCY_MISMATCH',
    );
  });
  for (const state of ['open', 'paying', 'cancelled', 'expired'] as const)
    test(`${state}: ORDER_NOT_PAID`, () => {
      assert.equal(
        codeOf(() => refuseUnrefundable(order(state), money(1n, CNY))),
        'ORDER_NOT_PAID',
      );
    });
  test('the last cent makes it refunded, one less does not', () => {
    assert.equal(withRefund(paid(0n, 0n), 5_999n).state, 'paid');
    const whole = withRefund(withRefund(paid(0n, 0n), 5_999n), 1n);
    assert.equal(whole.state, 'refunded');
    assert.equal(whole.refunded, 6_000n);
  });
});
