/** How an order is made, amended, paid, ended and refunded. Pure: facts in, the next record out. */
import { machine } from '../../kernel/machine.ts';
import { MAX_MINOR, type Money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Order, OrderLine, OrderState, PaymentState, RefundState } from './storage.ts';

/** `paying -> open`: the bank declined, the shopper may choose another mode. */
export const orderMachine = machine<OrderState>({
  open: ['paying', 'paid', 'cancelled', 'expired'],
  paying: ['paid', 'open', 'cancelled', 'expired'],
  paid: ['refunded'],
  cancelled: [],
  expired: [],
  refunded: [],
});

export const paymentMachine = machine<PaymentState>({
  waiting: ['asking', 'done', 'failed'],
  asking: ['done', 'failed', 'reversed'],
  done: [],
  failed: ['reversed'],
  reversed: [],
});

export const refundMachine = machine<RefundState>({ pending: ['done', 'failed'], done: [], failed: [] });

/** Sum of unit price times quantity, minor units. Refuses ORDER_EMPTY and ORDER_TOO_LARGE. */
export function orderTotal(lines: readonly OrderLine[]): bigint {
  const total = lines.reduce((sum, line) => sum + BigInt(line.unitPrice) * BigInt(line.quantity), 0n);
  if (total <= 0n) refuse('ORDER_EMPTY');
  if (total > MAX_MINOR) refuse('ORDER_TOO_LARGE');
  return total;
}

export function refuseOverStock(lines: readonly OrderLine[]): void {
  for (const line of lines) {
    if (line.stock !== null && line.quantity > line.stock) {
      refuse('QUANTITY_OVER_STOCK', { item: line.item, stock: line.stock });
    }
  }
}

/** An item names its line, so that an amendment means one line. Refuses BODY_INVALID. */
export function refuseRepeatedItems(lines: readonly { readonly item: string }[]): void {
  if (new Set(lines.map((line) => line.item)).size < lines.length)
    refuse('BODY_INVALID', { where: 'body/lines: an item stands in two lines' });
}

export type Amendment = { readonly item: string; readonly quantity: number };

/** S06: quantities may change on the payment page, in the same request that pays. Returns the order unchanged without need. */
export function amendOrder(order: Order, amendments: readonly Amendment[] | undefined): Order {
  if (!amendments) return order;
  refuseRepeatedItems(amendments);
  for (const { item } of amendments) {
    if (!order.lines.some((line) => line.item === item)) refuse('ORDER_LINE_UNKNOWN', { item });
  }
  const lines = order.lines.map((line) => {
    const wanted = amendments.find((one) => one.item === line.item);
    return wanted ? { ...line, quantity: wanted.quantity } : line;
  });
  refuseOverStock(lines);
  const isSame = lines.every((line, i) => line.quantity === order.lines[i]?.quantity);
  if (isSame) return order;
  return { ...order, lines, amount: orderTotal(lines), version: order.version + 1 };
}

/** As it stands at `now`: an open order past its time is expired, whether or not the sweeper has come by (R3). */
export function orderAsOf(order: Order, now: Instant): Order {
  return order.state === 'open' && now >= order.expiresAt ? { ...order, state: 'expired' } : order;
}

/** The guards of a payment, in order of precedence. */
export function refuseUnpayable(order: Order, version: number, now: Instant): void {
  if (order.state === 'paid' || order.state === 'refunded') refuse('ORDER_ALREADY_PAID');
  if (order.state === 'cancelled') refuse('ORDER_CANCELLED');
  if (order.state === 'expired' || now >= order.expiresAt) refuse('ORDER_EXPIRED');
  if (order.state === 'paying') refuse('ORDER_BEING_PAID');
  if (version !== order.version) refuse('ORDER_VERSION_STALE', { version: order.version });
}

export function refuseUncancellable(order: Order): void {
  if (order.state === 'paid' || order.state === 'refunded') refuse('ORDER_ALREADY_PAID');
  if (order.state === 'cancelled') refuse('ORDER_CANCELLED');
  if (order.state === 'expired') refuse('ORDER_EXPIRED');
}

/** Refunds: partial, several, never above what was captured; what is under way counts. */
export function refuseUnrefundable(order: Order, amount: Money): void {
  if (order.state !== 'paid' && order.state !== 'refunded') refuse('ORDER_NOT_PAID');
  if (amount.currency !== order.currency) refuse('CURRENCY_MISMATCH');
  if (order.refunded + order.refunding + amount.minor > order.amount) {
    const left = order.amount - order.refunded - order.refunding;
    refuse('REFUND_ABOVE_CAPTURED', { leftMinor: left.toString() });
  }
}

/** After a refund has ended for good: the whole amount back means `refunded`. */
export function withRefund(order: Order, minor: bigint): Order {
  const refunded = order.refunded + minor;
  const state = refunded === order.amount ? orderMachine.move(order.state, 'refunded') : order.state;
  return { ...order, refunded, state };
}
