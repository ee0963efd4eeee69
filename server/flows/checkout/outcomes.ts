/** What the bank's answers mean for payments and refunds. An answer is a fact: nothing here refuses. */
import { money } from '../../kernel/money.ts';
import type { BankOutcome, OutcomeDecision, OutcomeHandler } from '../../mechanisms/bank/index.ts';
import { type DecisionContext, put, type View } from '../../mechanisms/journal/index.ts';
import { accounts, bankAccount, holds, merchantAccountOf } from '../../mechanisms/ledger/index.ts';
import { reopened, tellOfPayment } from './approval.ts';
import { orderEvent } from './events.ts';
import { refundEvent } from './refund-command.ts';
import { orderMachine, withRefund } from './rules.ts';
import { type Order, orders, type Payment, payments, type Refund, refunds } from './storage.ts';
import { orderBrief } from './views.ts';

export const paymentOutcomes: OutcomeHandler = {
  async load(loader, subjects) {
    await loader.fetch(payments, subjects);
    const known = subjects.flatMap((id) => loader.view.get(payments, id) ?? []);
    await Promise.all([
      loader.fetch(
        orders,
        known.map((payment) => payment.orders),
      ),
      loader.accounts(
        known.flatMap((payment) => [
          bankAccount(payment.currency),
          merchantAccountOf(payment.merchant, payment.currency),
        ]),
      ),
    ]);
  },
  decide(view, outcome, context) {
    const { now } = context;
    const { payment, order } = paymentOf(view, outcome.request.subject);
    if (outcome.result === 'unknown') return { accepted: true };
    const isWaiting = payment.state === 'asking' && order.state === 'paying' && order.payment === payment.id;
    if (outcome.result === 'declined')
      return isWaiting ? declined(view, order, payment, outcome, context) : { accepted: true };
    if (!isWaiting) {
      // Cancelled or expired meanwhile: the money goes back (R7).
      return { accepted: false, changes: [put(payments, { ...payment, state: 'reversed', endedAt: now })] };
    }
    const told = tellOfPayment(view, context, 'paid', order, payment);
    const done: Payment = { ...payment, state: 'done', endedAt: now };
    const paid: Order = { ...order, state: orderMachine.move(order.state, 'paid'), paidAt: now };
    return {
      accepted: true,
      changes: [put(payments, done), put(orders, paid), ...told.changes],
      ledger: [
        {
          act: 'post',
          debit: bankAccount(order.currency),
          credit: merchantAccountOf(order.merchant, order.currency),
          amount: money(payment.amount, payment.currency),
          kind: 'payment',
          reference: order.id,
        },
      ],
      events: [orderEvent('order.paid', paid, orderBrief(paid, done)), ...told.events],
      effects: told.effects,
    };
  },
};

function paymentOf(view: View, id: string): { payment: Payment; order: Order } {
  const payment = view.get(payments, id);
  const order = payment && view.get(orders, payment.orders);
  if (!payment || !order) throw new Error('an outcome for a payment that does not exist');
  return { payment, order };
}

function declined(
  view: View,
  order: Order,
  payment: Payment,
  outcome: BankOutcome,
  context: DecisionContext,
): OutcomeDecision {
  const { now } = context;
  const failed: Payment = { ...payment, state: 'failed', code: outcome.code, endedAt: now };
  const next = reopened(order, now);
  const told = tellOfPayment(view, context, 'dropped', order, payment);
  return {
    accepted: true,
    changes: [put(payments, failed), put(orders, { ...next, payer: null }), ...told.changes],
    events: [orderEvent('order.payment-failed', next, orderBrief(next, failed)), ...told.events],
    effects: told.effects,
  };
}

export const refundOutcomes: OutcomeHandler = {
  async load(loader, subjects) {
    await loader.fetch(refunds, subjects);
    const known = subjects.flatMap((id) => loader.view.get(refunds, id) ?? []);
    await Promise.all([
      loader.fetch(
        orders,
        known.map((refund) => refund.orders),
      ),
      loader.fetch(
        holds,
        known.flatMap((refund) => refund.hold ?? []),
      ),
      loader.fetch(
        accounts,
        known.flatMap((refund) => [
          bankAccount(refund.currency).id,
          merchantAccountOf(refund.merchant, refund.currency).id,
        ]),
      ),
    ]);
  },
  decide(view, outcome, { now }) {
    const refund = view.get(refunds, outcome.request.subject);
    const order = refund && view.get(orders, refund.orders);
    if (!refund || !order || refund.hold === null)
      throw new Error('an outcome for a refund that does not exist');
    if (outcome.result === 'unknown' || refund.state !== 'pending') return { accepted: true };
    const released: Order = { ...order, refunding: order.refunding - refund.amount };
    const payer = order.payer ?? '';
    if (outcome.result === 'declined') {
      const failed: Refund = { ...refund, state: 'failed', code: outcome.code, endedAt: now };
      return {
        accepted: true,
        changes: [put(refunds, failed), put(orders, released)],
        ledger: [{ act: 'voidHold', hold: refund.hold }],
        events: [refundEvent('refund.failed', failed, payer)],
      };
    }
    const done: Refund = { ...refund, state: 'done', endedAt: now };
    return {
      accepted: true,
      changes: [put(refunds, done), put(orders, withRefund(released, refund.amount))],
      ledger: [{ act: 'postHold', hold: refund.hold }],
      events: [refundEvent('refund.done', done, payer)],
    };
  },
};
