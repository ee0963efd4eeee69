/** `order.pay`: one request that amends the order, sets the mode and pays (S06). */
import type { Id } from '../../kernel/id.ts';
import { money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type AddressWish, loadAddresses } from '../../mechanisms/addresses/index.ts';
import { askBank } from '../../mechanisms/bank/index.ts';
import { cards, payableCard } from '../../mechanisms/instruments/index.ts';
import {
  type Command,
  type Decision,
  type DecisionContext,
  defineCommand,
  put,
  type View,
} from '../../mechanisms/journal/index.ts';
import { merchantAccountOf, walletOf } from '../../mechanisms/ledger/index.ts';
import { guardProof, loadProof, merchants } from '../../mechanisms/people/index.ts';
import { addressOrder } from './delivery.ts';
import { orderEvent } from './order-commands.ts';
import { type Amendment, amendOrder, orderMachine, refuseUnpayable } from './rules.ts';
import { type Order, orders, type Payment, payments } from './storage.ts';
import { type OrderBrief, orderBrief, orderNumber } from './views.ts';

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
      loadProof(loader, commands),
      cardIds.length > 0 ? loader.fetch(cards, cardIds) : undefined,
    ]);
    // The accounts follow from the orders, and so do the addresses of those that are delivered.
    const deliveries: AddressWish[] = [];
    const refs = commands.flatMap(({ body }) => {
      const order = loader.view.get(orders, body.order);
      if (order?.delivery) deliveries.push({ payer: body.payer, address: body.address });
      if (!order || body.mode !== 'balance') return [];
      return [walletOf(body.payer, order.currency), merchantAccountOf(order.merchant, order.currency)];
    });
    await Promise.all([
      loader.accounts(refs),
      deliveries.length > 0 ? loadAddresses(loader, deliveries) : undefined,
    ]);
  },
  decide(view, command, context) {
    const { body } = command;
    const shown = view.get(orders, body.order);
    if (!shown) return refuse('NOT_FOUND');
    refuseUnpayable(shown, body.version, context.now);
    const order = addressOrder(view, amendOrder(shown, body.lines), body);
    const proven = guardProof(view, command, context, money(order.amount, order.currency));
    const payment: Payment = {
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
    };
    const decision =
      body.mode === 'balance'
        ? payFromBalance(order, payment, context)
        : askForCard(view, command, order, payment, context);
    return { ...decision, changes: [...proven, ...(decision.changes ?? [])] };
  },
});

/** The balance pays at once: one transfer, captured. */
function payFromBalance(order: Order, payment: Payment, { now }: DecisionContext): Decision<OrderBrief> {
  const paid: Order = {
    ...order,
    state: orderMachine.move(order.state, 'paid'),
    payer: payment.payer,
    payment: payment.id,
    paidAt: now,
  };
  const done: Payment = { ...payment, state: 'done', endedAt: now };
  const reply = orderBrief(paid, done);
  return {
    changes: [put(orders, paid), put(payments, done)],
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
    events: [orderEvent('order.paid', paid, reply)],
    reply,
  };
}

/** A card pays when the bank says so: the order waits as `paying`, and the outcome comes back as a command. */
function askForCard(
  view: View,
  { body }: Command<PayOrderCommand>,
  order: Order,
  payment: Payment,
  context: DecisionContext,
): Decision<OrderBrief> {
  if (body.mode === 'balance') throw new Error('a card is needed');
  const card = payableCard(view.get(cards, body.mode), body.payer);
  const merchant = view.get(merchants, order.merchant);
  // From here the command must succeed.
  const asked = askBank(context, {
    operation: 'debit',
    subject: { kind: 'payment', id: payment.id },
    amount: money(order.amount, order.currency),
    card,
    payee: merchant?.name ?? order.merchant,
    orderNumber: orderNumber(order),
    merchant: order.merchant,
    confirm: true,
  });
  const asking: Payment = { ...payment, request: asked.request.id };
  const paying: Order = {
    ...order,
    state: orderMachine.move(order.state, 'paying'),
    payer: payment.payer,
    payment: payment.id,
  };
  const reply = orderBrief(paying, asking);
  return {
    changes: [...asked.changes, put(orders, paying), put(payments, asking)],
    effects: asked.effects,
    events: [orderEvent('order.paying', paying, reply)],
    reply,
  };
}
