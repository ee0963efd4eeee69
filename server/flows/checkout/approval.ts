/**
 * Payments that wait for somebody's yes: how they are shown to the rules, how they go on when everybody has said yes, and
 * how they end when somebody has not. The id of the payment stays the same from asked to done.
 */
import { money } from '../../kernel/money.ts';
import type { Instant } from '../../kernel/time.ts';
import {
  type Act,
  type Challenge,
  endCode,
  type Happened,
  type Judged,
  type SubjectDecision,
  type SubjectHandler,
  tellRules,
  withdrawChallenge,
} from '../../mechanisms/challenges/index.ts';
import { cards, isPayable } from '../../mechanisms/instruments/index.ts';
import {
  type DecisionContext,
  type Effect,
  type JournalEvent,
  put,
  type View,
} from '../../mechanisms/journal/index.ts';
import { holds, type LedgerAct, merchantAccountOf, walletOf } from '../../mechanisms/ledger/index.ts';
import { merchants } from '../../mechanisms/people/index.ts';
import { orderEvent } from './events.ts';
import { askForDebit } from './money.ts';
import { orderMachine, paymentMachine } from './rules.ts';
import { type Order, orders, type Payment, payments } from './storage.ts';
import { orderBrief } from './views.ts';

/** The kind under which challenges of payments end. */
export const PAYMENT = 'payment';

/** The payment as the payer's rules and his approvers see it. */
export function actOf(view: View, order: Order, payment: Payment): Act {
  return {
    kind: 'payment',
    payer: payment.payer,
    payee: { id: order.merchant, name: view.get(merchants, order.merchant)?.name ?? '' },
    amount: money(order.amount, order.currency),
    mode: payment.mode,
    lines: order.lines.map(({ item, quantity, unitPrice }) => ({ item, quantity, unitPrice })),
    address: order.deliveryAddress,
    note: order.description,
  };
}

export function tellOfPayment(
  view: View,
  context: DecisionContext,
  what: 'paid' | 'dropped',
  order: Order,
  payment: Payment,
): Required<Happened> {
  return tellRules(
    view,
    context,
    what,
    payment.payer,
    (): Judged => ({ act: actOf(view, order, payment), device: null, subject: payment.id }),
  );
}

/** Open again, so that the shopper may pay another way, unless its time is over. */
export function reopened(order: Order, now: Instant): Order {
  const state = orderMachine.move(order.state, now >= order.expiresAt ? 'expired' : 'open');
  return { ...order, state, payment: null, deliveryAddress: null };
}

export type Released = {
  readonly order: Order;
  readonly payment: Payment;
  readonly ledger: readonly LedgerAct[];
  readonly events: readonly JournalEvent[];
  readonly effects: readonly Effect[];
  /** Tell who was asked that it is over; left out where he is asked anew. */
  readonly notices: readonly Effect[];
};

/**
 * Gives up a payment that waits, because its order was cancelled or changed: its challenge ends, what was held is given
 * back. The changes are staged.
 */
export function releaseWaiting(
  view: View,
  context: DecisionContext,
  order: Order,
  payment: Payment,
): Released {
  if (payment.challenge === null) throw new Error('a payment waits without a challenge');
  const withdrawn = withdrawChallenge(view, context, payment.challenge);
  const failed = failedPayment(payment, endCode('cancelled'), context.now);
  const open = { ...reopened(order, context.now), payer: null };
  const told = tellOfPayment(view, context, 'dropped', order, payment);
  context.stage([...withdrawn.changes, put(payments, failed), put(orders, open), ...told.changes]);
  return {
    order: open,
    payment: failed,
    ledger: voidOf(payment),
    events: [...withdrawn.events, ...told.events],
    effects: told.effects,
    notices: withdrawn.effects,
  };
}

function failedPayment(payment: Payment, code: string, now: Instant): Payment {
  return { ...payment, state: paymentMachine.move(payment.state, 'failed'), code, endedAt: now };
}

const voidOf = (payment: Payment): LedgerAct[] =>
  payment.hold === null ? [] : [{ act: 'voidHold', hold: payment.hold }];

export const paymentApproval: SubjectHandler = {
  async load(loader, challenges) {
    await loader.fetch(
      payments,
      challenges.map(({ subject }) => subject),
    );
    const known = challenges.flatMap(({ subject }) => loader.view.get(payments, subject) ?? []);
    await Promise.all([
      loader.fetch(
        orders,
        known.map((payment) => payment.orders),
      ),
      loader.fetch(
        holds,
        known.flatMap(({ hold }) => hold ?? []),
      ),
      loader.fetch(
        cards,
        known.flatMap(({ mode }) => (mode === 'balance' ? [] : [mode])),
      ),
      loader.fetch(
        merchants,
        known.map(({ merchant }) => merchant),
      ),
      loader.accounts(
        known.flatMap(({ payer, merchant, currency }) => [
          walletOf(payer, currency),
          merchantAccountOf(merchant, currency),
        ]),
      ),
    ]);
  },
  approved(view, challenge, context) {
    const { order, payment } = waitingOf(view, challenge);
    if (payment.mode === 'balance') return captured(view, context, order, payment);
    // R9: the card is looked at again, now that it is needed.
    const card = view.get(cards, payment.mode);
    if (!isPayable(card, payment.payer)) return failed(view, context, order, payment, 'INSTRUMENT_UNUSABLE');
    const asked = askForDebit(view, context, order, payment, card.token);
    const asking: Payment = {
      ...payment,
      state: paymentMachine.move(payment.state, 'asking'),
      request: asked.request.id,
    };
    return {
      changes: [...asked.changes, put(payments, asking)],
      effects: asked.effects,
      events: [orderEvent('order.paying', order, orderBrief(order, asking))],
    };
  },
  ended(view, challenge, how, context) {
    const { order, payment } = waitingOf(view, challenge);
    return failed(view, context, order, payment, endCode(how));
  },
};

function waitingOf(view: View, challenge: Challenge): { order: Order; payment: Payment } {
  const payment = view.get(payments, challenge.subject);
  const order = payment && view.get(orders, payment.orders);
  if (!order || payment.state !== 'waiting' || order.payment !== payment.id)
    throw new Error('a challenge of a payment that does not wait');
  return { order, payment };
}

function captured(view: View, context: DecisionContext, order: Order, payment: Payment): SubjectDecision {
  if (payment.hold === null) throw new Error('a payment from the balance waits without its hold');
  const done: Payment = {
    ...payment,
    state: paymentMachine.move(payment.state, 'done'),
    endedAt: context.now,
  };
  const paid: Order = { ...order, state: orderMachine.move(order.state, 'paid'), paidAt: context.now };
  const told = tellOfPayment(view, context, 'paid', order, done);
  return {
    changes: [put(payments, done), put(orders, paid), ...told.changes],
    ledger: [{ act: 'postHold', hold: payment.hold }],
    events: [orderEvent('order.paid', paid, orderBrief(paid, done)), ...told.events],
    effects: told.effects,
  };
}

function failed(
  view: View,
  context: DecisionContext,
  order: Order,
  payment: Payment,
  code: string,
): SubjectDecision {
  const ended = failedPayment(payment, code, context.now);
  const open = reopened(order, context.now);
  const told = tellOfPayment(view, context, 'dropped', order, payment);
  return {
    changes: [put(payments, ended), put(orders, { ...open, payer: null }), ...told.changes],
    ledger: voidOf(payment),
    // The payer still hears of it.
    events: [orderEvent('order.payment-failed', open, orderBrief(open, ended)), ...told.events],
    effects: told.effects,
  };
}
