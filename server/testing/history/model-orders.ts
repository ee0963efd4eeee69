/** The model's orders, payments and refunds, from S06 and the contract of checkout. */
import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '../../mechanisms/journal/index.ts';
import type { ApprovalModel, ModelChallenge } from './model-approvals.ts';
import { isGood } from './model-bank.ts';
import { BANK, type ModelBooks, No, till, wallet } from './model-books.ts';
import type { PeopleModel, Said } from './model-people.ts';
import { amountOf, CNY, type JsonObject } from './wishes.ts';

type Line = {
  readonly item: string;
  readonly unitPrice: string;
  readonly quantity: number;
  readonly stock: number | null;
};
export type ModelOrder = {
  readonly id: string;
  readonly merchant: string;
  readonly merchantReference: string;
  readonly expiresAt: number;
  state: string;
  version: number;
  lines: readonly Line[];
  amount: bigint;
  refunded: bigint;
  refunding: bigint;
  payer: string | null;
  payment: ModelPayment | null;
};
/** `request`: null when the balance paid. */
export type ModelPayment = {
  readonly id: string;
  readonly amount: bigint;
  request: string | null;
  state: string;
  /** While it waits: what was asked, whether it was held, and how to look at its card again. */
  readonly waits: {
    readonly challenge: ModelChallenge;
    readonly mode: string;
    readonly lines: readonly Line[];
    readonly card: (() => void) | null;
  } | null;
};
export type ModelRefund = {
  readonly id: string;
  readonly order: string;
  readonly amount: bigint;
  state: string;
};

/** What orders ask of the model's bank. */
type BankDoor = {
  ask(entry: Entry, operation: 'debit' | 'refund', kind: string, subject: string, amount: bigint): string;
  abandon(request: string): void;
};

export type OrderModel = ReturnType<typeof createOrderModel>;

export function createOrderModel(books: ModelBooks, people: PeopleModel, approvals: ApprovalModel) {
  const orders = new Map<string, ModelOrder>();
  const refunds = new Map<string, ModelRefund>();
  const orderNames = new Set<string>();
  const refundNames = new Set<string>();
  /** By payment: the order that waits for it. */
  const payments = new Map<string, { order: ModelOrder; payment: ModelPayment }>();
  let bank: BankDoor | null = null;

  const brief = (order: ModelOrder): JsonObject => ({
    id: order.id,
    version: order.version,
    state: order.state,
    merchant: order.merchant,
    merchantReference: order.merchantReference,
    amount: CNY(order.amount),
    refunded: CNY(order.refunded),
  });

  function total(lines: readonly Line[]): bigint {
    let sum = 0n;
    for (const line of lines) sum += BigInt(line.unitPrice) * BigInt(line.quantity);
    if (sum === 0n) throw new No('ORDER_EMPTY');
    return sum;
  }

  /** An item names its line. */
  function refuseTwice(lines: readonly { readonly item: string }[]): void {
    if (new Set(lines.map((line) => line.item)).size !== lines.length) throw new No('BODY_INVALID');
  }

  function refuseOverStock(lines: readonly Line[]): void {
    if (lines.some((line) => line.stock !== null && line.quantity > line.stock))
      throw new No('QUANTITY_OVER_STOCK');
  }

  function amended(order: ModelOrder, wanted: readonly { item: string; quantity: number }[] | undefined) {
    if (!wanted) return { lines: order.lines, amount: order.amount, version: order.version };
    refuseTwice(wanted);
    const items = new Set(order.lines.map((line) => line.item));
    if (wanted.some((one) => !items.has(one.item))) throw new No('ORDER_LINE_UNKNOWN');
    const quantities = new Map(wanted.map((one) => [one.item, one.quantity]));
    const lines = order.lines.map((line) => ({
      ...line,
      quantity: quantities.get(line.item) ?? line.quantity,
    }));
    refuseOverStock(lines);
    const isSame = lines.every((line, i) => line.quantity === order.lines[i]?.quantity);
    return isSame
      ? { lines: order.lines, amount: order.amount, version: order.version }
      : { lines, amount: total(lines), version: order.version + 1 };
  }

  function refuseUnpayable(order: ModelOrder, version: number, now: number): void {
    if (order.state === 'paid' || order.state === 'refunded') throw new No('ORDER_ALREADY_PAID');
    if (order.state === 'cancelled') throw new No('ORDER_CANCELLED');
    if (order.state === 'expired' || now >= order.expiresAt) throw new No('ORDER_EXPIRED');
    if (order.state === 'paying') throw new No('ORDER_BEING_PAID');
    if (version !== order.version) throw new No('ORDER_VERSION_STALE');
  }

  /** The payer or the merchant gives up what waits. */
  function release(order: ModelOrder, payment: ModelPayment): void {
    if (!payment.waits) throw new Error('a payment waits for nothing');
    approvals.withdraw(payment.waits.challenge.id);
    if (payment.waits.card === null) books.endHold(payment.id, 'voided');
    payment.state = 'failed';
    order.payment = null;
  }

  approvals.onEnd('payment', ({ subject }, end, entry) => {
    const found = payments.get(subject);
    if (found?.payment.state !== 'waiting' || !found.payment.waits)
      throw new Error(`the model has no payment ${subject} that waits`);
    const { order, payment } = found;
    const { card } = payment.waits ?? { card: null };
    if (end === 'approved' && card === null) {
      books.endHold(subject, 'posted');
      payment.state = 'done';
      order.state = 'paid';
      return;
    }
    if (end === 'approved' && card && isGood(card)) {
      payment.state = 'asking';
      payment.request = bank?.ask(entry, 'debit', 'payment', subject, payment.amount) ?? null;
      return;
    }
    if (card === null) books.endHold(subject, 'voided');
    payment.state = 'failed';
    const state = Date.parse(entry.at) >= order.expiresAt ? 'expired' : 'open';
    Object.assign(order, { state, payer: null, payment: null });
  });

  function giveBack(order: ModelOrder, amount: bigint): void {
    order.refunded += amount;
    if (order.refunded === order.amount) order.state = 'refunded';
  }

  return {
    orders,
    refunds,
    payments,
    useBank(model: BankDoor): void {
      bank = model;
    },

    create(entry: Entry): JsonObject {
      const body = entry.body as JsonObject;
      const name = `${body.merchant} ${body.merchantReference}`;
      if (orderNames.has(name)) throw new No('MERCHANT_REFERENCE_USED');
      const lines = body.lines as unknown as Line[];
      refuseTwice(lines);
      refuseOverStock(lines);
      const order: ModelOrder = {
        id: String(entry.reply?.id),
        merchant: String(body.merchant),
        merchantReference: String(body.merchantReference),
        expiresAt: Date.parse(entry.at) + Number(body.expiresInMs),
        state: 'open',
        version: 1,
        lines,
        amount: total(lines),
        refunded: 0n,
        refunding: 0n,
        payer: null,
        payment: null,
      };
      orderNames.add(name);
      orders.set(order.id, order);
      return brief(order);
    },

    pay(entry: Entry, said: Said | undefined): JsonObject {
      const body = entry.body as JsonObject;
      const order = orders.get(String(body.order));
      if (!order) throw new No('NOT_FOUND');
      const now = Date.parse(entry.at);
      // A changed order needs a new yes: what this payer waits for gives way, if the new wish is taken.
      const before = order.payment?.state === 'waiting' && order.payer === body.payer ? order.payment : null;
      const shown = before
        ? { ...order, state: now >= order.expiresAt ? 'expired' : 'open', payment: null, payer: null }
        : order;
      refuseUnpayable(shown, Number(body.version), now);
      const next = amended(order, body.lines as never);
      const approval = approvals.approve(entry, said, next.amount);
      const isSame = before?.waits?.mode === body.mode && isDeepStrictEqual(before?.waits?.lines, next.lines);
      if (before && approval.waits && isSame) throw new No('ORDER_BEING_PAID');
      const isCard = body.mode !== 'balance';
      const card = isCard ? people.card(entry) : null;
      card?.();
      const [from, to] = [wallet(String(body.payer)), till(order.merchant)];
      const freed = before && before.waits?.card === null ? before.amount : 0n;
      if (!isCard && books.available(from) + freed < next.amount) throw new No('INSUFFICIENT_FUNDS');
      if (before) release(order, before);
      const id = String((entry.reply?.payment as { id?: string } | undefined)?.id);
      if (approval.waits && !isCard) books.hold(id, from, to, next.amount, order.id);
      else if (!isCard) books.move(from, to, next.amount);
      approval.settle();
      const waits = approval.waits
        ? {
            challenge: approvals.ask(entry, {
              id: String((entry.reply?.payment as { challenge?: string } | undefined)?.challenge),
              kind: 'payment',
              subject: id,
              groups: approval.groups,
              endsBy: order.expiresAt,
            }),
            mode: String(body.mode),
            lines: next.lines,
            card,
          }
        : null;
      const request =
        isCard && !waits ? (bank?.ask(entry, 'debit', 'payment', id, next.amount) ?? null) : null;
      const state = waits ? 'waiting' : isCard ? 'asking' : 'done';
      const payment: ModelPayment = { id, amount: next.amount, request, state, waits };
      payments.set(id, { order, payment });
      const payer = String(body.payer);
      Object.assign(order, next, { state: state === 'done' ? 'paid' : 'paying', payer, payment });
      return {
        ...brief(order),
        payment: { state: payment.state, mode: body.mode, amount: CNY(payment.amount) },
      };
    },

    cancel(entry: Entry): JsonObject {
      const body = entry.body as JsonObject;
      const order = orders.get(String(body.order));
      if (!order || (order.merchant !== body.by && order.payer !== body.by)) throw new No('NOT_FOUND');
      if (order.state === 'paid' || order.state === 'refunded') throw new No('ORDER_ALREADY_PAID');
      if (order.state === 'cancelled') throw new No('ORDER_CANCELLED');
      const isOver = order.state === 'open' && Date.parse(entry.at) >= order.expiresAt;
      if (order.state === 'expired' || isOver) throw new No('ORDER_EXPIRED');
      if (order.payment?.state === 'waiting') release(order, order.payment);
      else if (order.payment?.state === 'asking' && order.payment.request) {
        bank?.abandon(order.payment.request);
        order.payment.state = 'reversed';
      }
      order.state = 'cancelled';
      return brief(order);
    },

    expire(entry: Entry): JsonObject {
      const order = orders.get(String(entry.body.order));
      if (!order) throw new No('NOT_FOUND');
      if (order.state !== 'open' || Date.parse(entry.at) < order.expiresAt) throw new No('CONFLICT');
      order.state = 'expired';
      return brief(order);
    },

    refund(entry: Entry): JsonObject {
      const body = entry.body as JsonObject;
      const order = orders.get(String(body.order));
      if (!order || order.merchant !== body.merchant) throw new No('NOT_FOUND');
      const name = `${body.merchant} ${body.merchantReference}`;
      if (refundNames.has(name)) throw new No('MERCHANT_REFERENCE_USED');
      if (order.state !== 'paid' && order.state !== 'refunded') throw new No('ORDER_NOT_PAID');
      const amount = amountOf(body.amount);
      if (order.refunded + order.refunding + amount > order.amount) throw new No('REFUND_ABOVE_CAPTURED');
      const id = String(entry.reply?.id);
      const debit = order.payment?.request ?? null;
      const refund: ModelRefund = { id, order: order.id, amount, state: debit === null ? 'done' : 'pending' };
      if (debit === null) {
        books.move(till(order.merchant), wallet(String(order.payer)), amount);
        giveBack(order, amount);
      } else {
        books.hold(id, till(order.merchant), BANK, amount, order.id);
        bank?.ask(entry, 'refund', 'refund', id, amount);
        order.refunding += amount;
      }
      refundNames.add(name);
      refunds.set(id, refund);
      return {
        state: refund.state,
        order: order.id,
        amount: body.amount,
        merchantReference: body.merchantReference,
      };
    },

    /** The bank's end of a card payment. False: it comes too late for this order. */
    paymentEnded(id: string, result: 'done' | 'declined', now: number): boolean {
      const found = payments.get(id);
      if (!found) throw new Error(`the model has no payment ${id}`);
      const { order, payment } = found;
      const isWaiting = payment.state === 'asking' && order.state === 'paying' && order.payment === payment;
      if (result === 'declined') {
        if (isWaiting) {
          payment.state = 'failed';
          Object.assign(order, {
            state: now >= order.expiresAt ? 'expired' : 'open',
            payer: null,
            payment: null,
          });
        }
        return true;
      }
      payment.state = isWaiting ? 'done' : 'reversed';
      if (!isWaiting) return false;
      order.state = 'paid';
      books.move(BANK, till(order.merchant), payment.amount);
      return true;
    },

    refundEnded(id: string, result: 'done' | 'declined'): void {
      const refund = refunds.get(id);
      const order = refund && orders.get(refund.order);
      if (!refund || !order) throw new Error(`the model has no refund ${id}`);
      if (refund.state !== 'pending') return;
      refund.state = result === 'done' ? 'done' : 'failed';
      order.refunding -= refund.amount;
      books.endHold(id, result === 'done' ? 'posted' : 'voided');
      if (result === 'done') giveBack(order, refund.amount);
    },
  };
}
