/** `order.pay`: one request that amends the order, sets the mode and pays (S06). */
import type { Id } from '../../kernel/id.ts';
import { money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type AddressWish, loadAddresses } from '../../mechanisms/addresses/index.ts';
import {
  type Approval,
  approve,
  challenges,
  hasRules,
  loadApproval,
} from '../../mechanisms/challenges/index.ts';
import { cards, payableCard } from '../../mechanisms/instruments/index.ts';
import {
  type Change,
  type Decision,
  type DecisionContext,
  defineCommand,
  put,
  type View,
} from '../../mechanisms/journal/index.ts';
import { type AccountRef, merchantAccountOf, walletOf } from '../../mechanisms/ledger/index.ts';
import { merchants } from '../../mechanisms/people/index.ts';
import { actOf, PAYMENT, releaseWaiting, tellOfPayment } from './approval.ts';
import { addressOrder } from './delivery.ts';
import { orderEvent } from './events.ts';
import { askForDebit, holdOf } from './money.ts';
import { type Amendment, amendOrder, orderMachine, refuseUnpayable } from './rules.ts';
import { type Order, orders, type Payment, payments } from './storage.ts';
import { type OrderBrief, orderBrief } from './views.ts';

export type PayOrderCommand = {
  readonly order: Id<'order'>;
  readonly payer: Id<'person'>;
  readonly version: number;
  readonly mode: 'balance' | Id<'instrument'>;
  readonly lines?: readonly Amendment[];
  readonly address?: Id<'address'> | undefined;
};

export const payOrder = defineCommand<PayOrderCommand, OrderBrief>({
  kind: 'order.pay',
  async load(loader, commands) {
    const cardIds = commands.flatMap(({ body }) => (body.mode === 'balance' ? [] : [body.mode]));
    await Promise.all([
      loader.fetch(
        orders,
        commands.map(({ body }) => body.order),
      ),
      loadApproval(loader, commands),
      cardIds.length > 0 ? loader.fetch(cards, cardIds) : undefined,
    ]);
    // The accounts follow from the orders, and so do the addresses of those that are delivered.
    const deliveries: AddressWish[] = [];
    const judged: Id<'merchant'>[] = [];
    const refs: AccountRef[] = [];
    for (const { body } of commands) {
      const order = loader.view.get(orders, body.order);
      if (!order) continue;
      if (hasRules(loader.view, body.payer)) judged.push(order.merchant);
      if (order.delivery) deliveries.push({ payer: body.payer, address: body.address });
      if (body.mode !== 'balance') continue;
      refs.push(walletOf(body.payer, order.currency), merchantAccountOf(order.merchant, order.currency));
    }
    await Promise.all([
      loader.accounts(refs),
      deliveries.length > 0 ? loadAddresses(loader, deliveries) : undefined,
      judged.length > 0 ? loader.fetch(merchants, judged) : undefined,
    ]);
  },
  decide(view, command, context) {
    const { body } = command;
    const found = view.get(orders, body.order);
    if (!found) return refuse('NOT_FOUND');
    const before = found.state === 'paying' ? replaced(view, context, found, body.payer) : null;
    const shown = before ? before.order : found;
    refuseUnpayable(shown, body.version, context.now);
    const order = addressOrder(view, amendOrder(shown, body.lines), body);
    const asked: Payment = {
      id: context.newId('payment'),
      orders: order.id,
      merchant: order.merchant,
      payer: body.payer,
      mode: body.mode,
      state: 'asking',
      currency: order.currency,
      amount: order.amount,
      orderVersion: order.version,
      request: null,
      code: null,
      createdAt: context.now,
      endedAt: null,
      hold: null,
      challenge: null,
    };
    const approval = approve(view, command, context, {
      kind: PAYMENT,
      subject: asked.id,
      amount: money(order.amount, order.currency),
      act: () => actOf(view, order, asked),
      endsBy: order.expiresAt,
    });
    if (before && approval.waits && approval.challenge.about === before.about)
      refuse('ORDER_BEING_PAID', { challenge: before.challenge });
    const decision = approval.waits
      ? waitForApproval(view, context, order, asked, approval)
      : body.mode === 'balance'
        ? payFromBalance(view, context, order, asked, approval.changes)
        : askForCard(view, context, order, asked, approval.changes);
    if (!before) return decision;
    return {
      ...decision,
      ledger: [...before.ledger, ...(decision.ledger ?? [])],
      events: [...before.events, ...(decision.events ?? [])],
    };
  },
});

/** A changed order needs a new yes: what this payer's order was waiting for is given up, and the new wish judged anew. */
function replaced(view: View, context: DecisionContext, order: Order, payer: string) {
  const payment = order.payment === null ? undefined : view.get(payments, order.payment);
  if (payment?.state !== 'waiting' || payment.payer !== payer || payment.challenge === null) return null;
  const challenge = view.get(challenges, payment.challenge);
  const released = releaseWaiting(view, context, order, payment);
  return {
    order: released.order,
    ledger: released.ledger,
    events: released.events,
    challenge: payment.challenge,
    about: challenge?.about ?? '',
  };
}

/** The order waits as `paying`; what the balance owes is held until somebody has said yes or no. */
function waitForApproval(
  view: View,
  context: DecisionContext,
  order: Order,
  asked: Payment,
  approval: Approval & { waits: true },
): Decision<OrderBrief> {
  // A card that cannot pay is refused now; it is looked at again when everybody has agreed.
  if (asked.mode !== 'balance') payableCard(view.get(cards, asked.mode), asked.payer);
  const waiting: Payment = {
    ...asked,
    state: 'waiting',
    hold: asked.mode === 'balance' ? context.newId('hold') : null,
    challenge: approval.challenge.id,
  };
  const paying = payingOrder(order, asked);
  const reply = orderBrief(paying, waiting);
  return {
    changes: [...approval.changes, put(orders, paying), put(payments, waiting)],
    ledger: holdOf(order, waiting),
    events: [orderEvent('order.paying', paying, reply), ...approval.events],
    effects: approval.effects,
    reply,
  };
}

/** The balance pays at once: one transfer, captured. */
function payFromBalance(
  view: View,
  context: DecisionContext,
  order: Order,
  payment: Payment,
  proven: readonly Change[],
): Decision<OrderBrief> {
  const paid: Order = {
    ...order,
    state: orderMachine.move(order.state, 'paid'),
    payer: payment.payer,
    payment: payment.id,
    paidAt: context.now,
  };
  const done: Payment = { ...payment, state: 'done', endedAt: context.now };
  const reply = orderBrief(paid, done);
  const told = tellOfPayment(view, context, 'paid', order, done);
  return {
    changes: [...proven, put(orders, paid), put(payments, done), ...told.changes],
    ledger: [
      {
        act: 'post',
        debit: walletOf(payment.payer, order.currency),
        credit: merchantAccountOf(order.merchant, order.currency),
        amount: money(order.amount, order.currency),
        kind: 'payment',
        reference: order.id,
      },
    ],
    events: [orderEvent('order.paid', paid, reply), ...told.events],
    effects: told.effects,
    reply,
  };
}

/** A card pays when the bank says so: the order waits as `paying`, and the outcome comes back as a command. */
function askForCard(
  view: View,
  context: DecisionContext,
  order: Order,
  payment: Payment,
  proven: readonly Change[],
): Decision<OrderBrief> {
  const card = payableCard(view.get(cards, payment.mode), payment.payer);
  // From here the command must succeed.
  const asked = askForDebit(view, context, order, payment, card);
  const asking: Payment = { ...payment, request: asked.request.id };
  const paying = payingOrder(order, payment);
  const reply = orderBrief(paying, asking);
  return {
    changes: [...proven, ...asked.changes, put(orders, paying), put(payments, asking)],
    effects: asked.effects,
    events: [orderEvent('order.paying', paying, reply)],
    reply,
  };
}

const payingOrder = (order: Order, { id, payer }: Payment): Order => ({
  ...order,
  state: orderMachine.move(order.state, 'paying'),
  payer,
  payment: id,
});
