/** What the outside sees of orders, payments and refunds. */
import { moneyJson } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import type { DeliveryAddress } from '../../mechanisms/addresses/index.ts';
import type { OrderSummary, OrderView, RefundView } from './contract.ts';
import type { Order, Payment, Refund } from './storage.ts';

const amountOf = (minor: bigint, order: { currency: Order['currency'] }) =>
  moneyJson({ minor, currency: order.currency });

const merchantOf = (order: Order, name: string | undefined) => ({
  id: order.merchant,
  ...(name === undefined ? {} : { name }),
});

/** The number changes with every amendment, so an old number names nothing that can be paid (S06). */
export const orderNumber = (order: Order) => `${order.id.slice(-8)}-${order.version}`;

export function paymentView(payment: Payment) {
  return {
    id: payment.id,
    state: payment.state,
    mode: payment.mode,
    amount: amountOf(payment.amount, payment),
    ...(payment.code === null ? {} : { code: payment.code }),
    ...(payment.challenge === null ? {} : { challenge: payment.challenge }),
    createdAt: isoTime(payment.createdAt),
  };
}

export function orderView(
  order: Order,
  more: {
    merchantName: string | undefined;
    publicUrl: string;
    payment: Payment | undefined;
    /** Whether payment and address are this reader's business. */
    isParty: boolean;
    /** For operators alone: a shop learns no names. */
    payer?: { readonly id: string; readonly name: string };
  },
): OrderView {
  return {
    id: order.id,
    number: orderNumber(order),
    version: order.version,
    state: order.state,
    merchant: merchantOf(order, more.merchantName),
    merchantReference: order.merchantReference,
    description: order.description,
    lines: order.lines.map((line) => ({
      item: line.item,
      unitPrice: { minor: line.unitPrice, currency: order.currency },
      quantity: line.quantity,
      ...(line.stock === null ? {} : { stock: line.stock }),
    })),
    amount: amountOf(order.amount, order),
    refunded: amountOf(order.refunded, order),
    delivery: order.delivery,
    ...(more.isParty && order.deliveryAddress ? { deliveryAddress: order.deliveryAddress } : {}),
    payUrl: `${more.publicUrl}/pay/${order.id}`,
    ...(order.returnUrl === null ? {} : { returnUrl: order.returnUrl }),
    ...(more.isParty && more.payment ? { payment: paymentView(more.payment) } : {}),
    ...(more.payer ? { payer: more.payer } : {}),
    expiresAt: isoTime(order.expiresAt),
    createdAt: isoTime(order.createdAt),
    ...(order.paidAt === null ? {} : { paidAt: isoTime(order.paidAt) }),
  };
}

/** For whoever has the link of an order that nobody pays yet: nothing of what is in it. */
export const orderSummary = (order: Order, merchantName: string | undefined): OrderSummary => ({
  id: order.id,
  state: order.state,
  merchant: merchantOf(order, merchantName),
  amount: amountOf(order.amount, order),
  expiresAt: isoTime(order.expiresAt),
});

/** The short form: the reply to a payment and the data of events. */
export function orderBrief(order: Order, payment: Payment | undefined): OrderBrief {
  const brief = plainBrief(order, payment);
  // Most orders are handed over the counter: their briefs say nothing about delivery.
  if (!order.delivery) return brief;
  return order.deliveryAddress
    ? { ...brief, delivery: true, deliveryAddress: order.deliveryAddress }
    : { ...brief, delivery: true };
}

function plainBrief(order: Order, payment: Payment | undefined) {
  return {
    id: order.id,
    number: orderNumber(order),
    version: order.version,
    state: order.state,
    merchant: order.merchant,
    merchantReference: order.merchantReference,
    amount: amountOf(order.amount, order),
    refunded: amountOf(order.refunded, order),
    ...(payment ? { payment: paymentView(payment) } : {}),
    ...(order.paidAt === null ? {} : { paidAt: isoTime(order.paidAt) }),
  };
}
export type OrderBrief = ReturnType<typeof plainBrief> & {
  readonly delivery?: true;
  readonly deliveryAddress?: DeliveryAddress;
};

export function refundView(refund: Refund): RefundView {
  return {
    id: refund.id,
    order: refund.orders,
    state: refund.state,
    amount: amountOf(refund.amount, refund),
    merchantReference: refund.merchantReference,
    ...(refund.code === null ? {} : { code: refund.code }),
    createdAt: isoTime(refund.createdAt),
  };
}
