/** `refund.create`: back to where the money came from, partial and several, never above what was captured. */
import type { Id } from '../../kernel/id.ts';
import { type MoneyJson, money, parseMoney } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { askBank } from '../../mechanisms/bank/index.ts';
import {
  type Decision,
  type DecisionContext,
  defineCommand,
  type JournalEvent,
  put,
} from '../../mechanisms/journal/index.ts';
import { bankAccount, merchantAccountOf, walletOf } from '../../mechanisms/ledger/index.ts';
import type { RefundView } from './contract.ts';
import { refuseUnrefundable, withRefund } from './rules.ts';
import { type Order, orders, type Payment, payments, type Refund, refunds } from './storage.ts';
import { refundView } from './views.ts';

export type CreateRefundCommand = {
  readonly merchant: Id<'merchant'>;
  readonly order: Id<'order'>;
  readonly amount: MoneyJson;
  readonly merchantReference: string;
};

export function refundEvent(type: string, refund: Refund, payer: string): JournalEvent {
  return { type, object: refund.orders, audience: [refund.merchant, payer], data: refundView(refund) };
}

export const createRefund = defineCommand<CreateRefundCommand, RefundView>({
  kind: 'refund.create',
  async load(loader, commands) {
    await Promise.all([
      loader.fetch(
        orders,
        commands.map(({ body }) => body.order),
      ),
      loader.fetchBy(
        refunds,
        'byReference',
        commands.map(({ body }) => [body.merchant, body.merchantReference]),
      ),
    ]);
    const paid = commands.flatMap(({ body }) => loader.view.get(orders, body.order) ?? []);
    await Promise.all([
      loader.fetch(
        payments,
        paid.flatMap((order) => order.payment ?? []),
      ),
      loader.accounts(paid.map((order) => merchantAccountOf(order.merchant, order.currency))),
    ]);
  },
  decide(view, { body }, context) {
    const order = view.get(orders, body.order);
    if (!order || order.merchant !== body.merchant) return refuse('NOT_FOUND');
    const earlier = view.getBy(refunds, 'byReference', [body.merchant, body.merchantReference]);
    if (earlier) refuse('MERCHANT_REFERENCE_USED', { refund: earlier.id });
    const amount = parseMoney(body.amount);
    refuseUnrefundable(order, amount);
    const payment = order.payment === null ? undefined : view.get(payments, order.payment);
    if (payment?.state !== 'done') return refuse('ORDER_NOT_PAID');
    const refund: Refund = {
      id: context.newId('refund'),
      orders: order.id,
      merchant: order.merchant,
      payment: payment.id,
      merchantReference: body.merchantReference,
      state: 'pending',
      currency: order.currency,
      amount: amount.minor,
      hold: null,
      code: null,
      createdAt: context.now,
      endedAt: null,
    };
    return payment.request === null
      ? refundToBalance(order, payment, refund, context)
      : refundToCard(order, payment, payment.request, refund, context);
  },
});

function refundToBalance(
  order: Order,
  payment: Payment,
  refund: Refund,
  { now }: DecisionContext,
): Decision<RefundView> {
  const done: Refund = { ...refund, state: 'done', endedAt: now };
  return {
    changes: [put(orders, withRefund(order, refund.amount)), put(refunds, done)],
    ledger: [
      {
        act: 'post',
        debit: merchantAccountOf(order.merchant, order.currency),
        credit: walletOf(payment.payer, order.currency),
        amount: money(refund.amount, order.currency),
        kind: 'refund',
        reference: order.id,
      },
    ],
    events: [refundEvent('refund.done', done, payment.payer)],
    reply: refundView(done),
  };
}

/** The merchant's money is held until the bank has given it back. */
function refundToCard(
  order: Order,
  payment: Payment,
  debit: Id<'bankreq'>,
  refund: Refund,
  context: DecisionContext,
): Decision<RefundView> {
  const hold = context.newId('hold');
  const pending: Refund = { ...refund, hold };
  const amount = money(refund.amount, order.currency);
  const asked = askBank(context, {
    operation: 'refund',
    subject: { kind: 'refund', id: refund.id },
    amount,
    debit,
    merchant: order.merchant,
  });
  return {
    changes: [
      ...asked.changes,
      put(orders, { ...order, refunding: order.refunding + refund.amount }),
      put(refunds, pending),
    ],
    ledger: [
      {
        act: 'hold',
        id: hold,
        debit: merchantAccountOf(order.merchant, order.currency),
        credit: bankAccount(order.currency),
        amount,
        kind: 'refund',
        reference: order.id,
        expiresAt: null,
      },
    ],
    effects: asked.effects,
    events: [refundEvent('refund.pending', pending, payment.payer)],
    reply: refundView(pending),
  };
}
