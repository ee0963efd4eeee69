/** `order.create`, `order.cancel`, `order.expire`: an order's life without its payment. */
import type { Id } from '../../kernel/id.ts';
import { currency } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import { abandonDebit } from '../../mechanisms/bank/index.ts';
import {
  type Decision,
  type DecisionContext,
  defineCommand,
  put,
  type View,
} from '../../mechanisms/journal/index.ts';
import { releaseWaiting, tellOfPayment } from './approval.ts';
import { orderEvent } from './events.ts';
import {
  orderAsOf,
  orderMachine,
  orderTotal,
  refuseOverStock,
  refuseRepeatedItems,
  refuseUncancellable,
} from './rules.ts';
import { type Order, type OrderLine, orders, type Payment, payments } from './storage.ts';
import { type OrderBrief, orderBrief } from './views.ts';

export type CreateOrderCommand = {
  readonly merchant: Id<'merchant'>;
  readonly merchantReference: string;
  readonly description: string;
  readonly currency: string;
  readonly lines: readonly OrderLine[];
  readonly expiresInMs: number;
  readonly delivery?: boolean | undefined;
  readonly returnUrl?: string | undefined;
};

/** An order as it begins: it follows from what was asked, so that a repeated request is answered as the first one was (R1). */
export const newOrder = (body: CreateOrderCommand, id: Id<'order'>, now: Instant): Order => ({
  id,
  merchant: body.merchant,
  merchantReference: body.merchantReference,
  description: body.description,
  state: 'open',
  version: 1,
  lines: body.lines,
  currency: currency(body.currency),
  amount: orderTotal(body.lines),
  refunded: 0n,
  refunding: 0n,
  payer: null,
  payment: null,
  expiresAt: now + body.expiresInMs,
  createdAt: now,
  paidAt: null,
  delivery: body.delivery === true,
  deliveryAddress: null,
  returnUrl: body.returnUrl ?? null,
});

export const createOrder = defineCommand<CreateOrderCommand, OrderBrief>({
  kind: 'order.create',
  load: (loader, commands) =>
    loader.fetchBy(
      orders,
      'byReference',
      commands.map(({ body }) => [body.merchant, body.merchantReference]),
    ),
  decide(view, { body }, context) {
    const earlier = view.getBy(orders, 'byReference', [body.merchant, body.merchantReference]);
    if (earlier) refuse('MERCHANT_REFERENCE_USED', { order: earlier.id });
    refuseRepeatedItems(body.lines);
    refuseOverStock(body.lines);
    const order = newOrder(body, context.newId('order'), context.now);
    // From here the command must succeed.
    const reply = orderBrief(order, undefined);
    return { changes: [put(orders, order)], events: [orderEvent('order.created', order, reply)], reply };
  },
});

const NOTHING = { changes: [], events: [], effects: [] };

export type EndOrderCommand = { readonly order: Id<'order'>; readonly by: string };

export const cancelOrder = defineCommand<EndOrderCommand, OrderBrief>({
  kind: 'order.cancel',
  async load(loader, commands) {
    await loader.fetch(
      orders,
      commands.map(({ body }) => body.order),
    );
    const asked = commands.flatMap(({ body }) => loader.view.get(orders, body.order)?.payment ?? []);
    if (asked.length > 0) await loader.fetch(payments, asked);
  },
  decide(view, { body }, context) {
    const order = view.get(orders, body.order);
    if (!order || (order.merchant !== body.by && order.payer !== body.by)) return refuse('NOT_FOUND');
    refuseUncancellable(orderAsOf(order, context.now));
    const payment = order.payment === null ? undefined : view.get(payments, order.payment);
    if (payment?.state === 'waiting') return cancelWaiting(view, context, order, payment);
    const request = payment?.state === 'asking' ? payment.request : null;
    // A debit under way is given up; if the bank makes it all the same, the money goes back (R7).
    const abandoned = request === null ? undefined : abandonDebit(view, context, request);
    // From here the command must succeed.
    const next: Order = { ...order, state: orderMachine.move(order.state, 'cancelled') };
    const ended =
      payment && abandoned
        ? [put(payments, { ...payment, state: 'reversed' as const, endedAt: context.now })]
        : [];
    const told = payment && abandoned ? tellOfPayment(view, context, 'dropped', order, payment) : NOTHING;
    const reply = orderBrief(next, undefined);
    return {
      changes: [put(orders, next), ...ended, ...(abandoned?.changes ?? []), ...told.changes],
      effects: [...(abandoned?.effects ?? []), ...told.effects],
      events: [orderEvent('order.cancelled', next, reply), ...told.events],
      reply,
    };
  },
});

/** Nobody need answer any more: the challenge ends, and what was held is given back. */
function cancelWaiting(
  view: View,
  context: DecisionContext,
  order: Order,
  payment: Payment,
): Decision<OrderBrief> {
  const released = releaseWaiting(view, context, order, payment);
  const next: Order = { ...order, state: orderMachine.move(order.state, 'cancelled'), deliveryAddress: null };
  const reply = orderBrief(next, undefined);
  return {
    changes: [put(orders, next)],
    ledger: released.ledger,
    events: [orderEvent('order.cancelled', next, reply), ...released.events],
    effects: [...released.effects, ...released.notices],
    reply,
  };
}

/** By the sweeper; whoever pays too late is refused by the time itself, swept or not (R3). */
export const expireOrder = defineCommand<{ readonly order: Id<'order'> }, OrderBrief>({
  kind: 'order.expire',
  load: (loader, commands) =>
    loader.fetch(
      orders,
      commands.map(({ body }) => body.order),
    ),
  decide(view, { body }, context) {
    const order = view.get(orders, body.order);
    if (!order) return refuse('NOT_FOUND');
    if (order.state !== 'open' || context.now < order.expiresAt) refuse('CONFLICT', { state: order.state });
    const next: Order = { ...order, state: orderMachine.move(order.state, 'expired') };
    const reply = orderBrief(next, undefined);
    return { changes: [put(orders, next)], events: [orderEvent('order.expired', next, reply)], reply };
  },
});
