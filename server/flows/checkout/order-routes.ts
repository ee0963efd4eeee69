/** Orders over HTTP: make, show, list, pay, cancel. */

import { Type } from 'typebox';
import type { Id } from '../../kernel/id.ts';
import { money, parseMoney } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { afterTheBank, refuseWhenDeclined } from '../../mechanisms/bank/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  actorOf,
  askedBy,
  bodyOf,
  commandAnswer,
  type HttpRequest,
  hitHeader,
  merchantIdOf,
  personIn,
  type RouteSpec,
  schemas,
  signedIn,
} from '../../mechanisms/http/index.ts';
import { modesFor } from '../../mechanisms/instruments/index.ts';
import type { Outcome } from '../../mechanisms/journal/index.ts';
import type { Caller } from '../../mechanisms/people/caller.ts';
import {
  CreateOrder,
  type CreateOrderBody,
  DEFAULT_EXPIRY_MS,
  OrderBriefReply,
  OrderReply,
  OrderSummaryReply,
  type OrderView,
  PayOrder,
  type PayOrderBody,
} from './contract.ts';
import { isParty } from './delivery.ts';
import { type CreateOrderCommand, cancelOrder, createOrder, newOrder } from './order-commands.ts';
import { orderListRoute } from './order-list.ts';
import { payOrder } from './pay-command.ts';
import { orderAsOf } from './rules.ts';
import { findOrder, findPayment, type Order } from './storage.ts';
import { type OrderBrief, orderBrief, orderSummary, orderView } from './views.ts';

const { IdOf, Strict } = schemas;
const OrderParams = Strict({ id: IdOf('order') });
const PAYMENT_ENDS = ['order.paid', 'order.payment-failed', 'order.cancelled', 'order.expired'];

export function orderRoutes(ground: Ground): RouteSpec[] {
  const db = ground.database.pool;

  /** The order as this caller may see it; a person also gets his own payment modes, unless the device has them (S06). */
  async function show(order: Order, caller: Caller, knownDisplay: string | undefined): Promise<OrderView> {
    const [payment, merchantName] = await Promise.all([
      order.payment === null ? undefined : findPayment(db, order.payment),
      ground.people.merchantName(order.merchant),
    ]);
    const view = orderView(order, {
      merchantName,
      publicUrl: ground.config.publicUrl,
      payment,
      isParty: isParty(order, caller),
    });
    if (order.state !== 'open' && order.state !== 'paying') return view;
    const person = personIn(caller) ?? null;
    const { modes, displayVersion } = await modesFor(db, person, money(order.amount, order.currency));
    const isCurrent = knownDisplay === displayVersion;
    return {
      ...view,
      modes: isCurrent ? modes.map(({ display: _, ...mode }) => mode) : modes,
      displayVersion,
    };
  }

  return [
    {
      method: 'POST',
      path: '/v1/orders',
      summary: 'Make an order',
      tag: 'checkout',
      callers: ['merchant', 'staff'],
      keyScopes: ['orders'],
      body: CreateOrder,
      replies: { 201: OrderReply },
      async handle(request) {
        const { caller } = request;
        const body = bodyOf<CreateOrderBody>(request);
        const merchant = merchantIdOf(caller);
        const code = body.lines[0]?.unitPrice.currency ?? ground.config.currency;
        const lines = body.lines.map((line) => {
          const price = parseMoney(line.unitPrice);
          if (price.currency !== code) refuse('CURRENCY_MISMATCH');
          return {
            item: line.item,
            unitPrice: price.minor.toString(),
            quantity: line.quantity,
            stock: line.stock ?? null,
          };
        });
        const asked: CreateOrderCommand = {
          merchant,
          merchantReference: body.merchantReference,
          description: body.description ?? '',
          currency: code,
          lines,
          expiresInMs: body.expiresInMs ?? DEFAULT_EXPIRY_MS,
          delivery: body.delivery === true ? true : undefined,
          returnUrl: body.returnUrl,
        };
        const outcome = await ground.journal.submit(createOrder, { ...askedBy(request), body: asked });
        const order = newOrder(asked, outcome.reply().id, outcome.at);
        return { status: 201, ...hitHeader(outcome), body: await show(order, caller, undefined) };
      },
    },
    {
      method: 'GET',
      path: '/v1/orders/:id',
      summary: 'An order, for its merchant, its payer, or whoever has its link while it is open',
      tag: 'checkout',
      callers: ['merchant', 'staff', 'person', 'operator'],
      params: OrderParams,
      query: Strict({ displayVersion: Type.Optional(Type.String({ maxLength: 100 })) }),
      replies: { 200: OrderReply },
      async handle({ caller, params, query }) {
        const order = await findOrder(db, params.id ?? '');
        if (!order || !maySee(order, caller)) return refuse('NOT_FOUND');
        const known = query.displayVersion as string | undefined;
        return { body: await show(orderAsOf(order, ground.clock.now()), caller, known) };
      },
    },
    {
      method: 'GET',
      path: '/v1/orders/:id/summary',
      summary: 'Whom the link of an order pays, and how much: for whoever has it, until somebody pays',
      tag: 'checkout',
      callers: ['anonymous', 'person', 'merchant', 'staff', 'operator'],
      params: OrderParams,
      limitPerMinute: 60,
      replies: { 200: OrderSummaryReply },
      async handle({ params }) {
        const order = await findOrder(db, params.id ?? '');
        // Who pays, and whether it was paid, is between the shop and its payer.
        if (!order || order.payer !== null) return refuse('NOT_FOUND');
        const merchantName = await ground.people.merchantName(order.merchant);
        return { body: orderSummary(orderAsOf(order, ground.clock.now()), merchantName) };
      },
    },
    orderListRoute(ground, '/v1/orders', ['merchant', 'staff', 'person']),
    orderListRoute(ground, '/v1/operator/orders', ['operator']),
    {
      method: 'POST',
      path: '/v1/orders/:id/pay',
      summary: 'Pay an order, amending its quantities in the same request if need be',
      waits: true,
      tag: 'checkout',
      callers: ['person'],
      params: OrderParams,
      body: PayOrder,
      replies: { 200: OrderBriefReply },
      handle: (request) => pay(ground, request),
    },
    {
      method: 'POST',
      path: '/v1/orders/:id/cancel',
      summary: 'Cancel an order that is not paid',
      tag: 'checkout',
      callers: ['merchant', 'staff', 'person'],
      keyScopes: ['orders'],
      params: OrderParams,
      replies: { 200: OrderBriefReply },
      async handle(request) {
        const { caller, params } = request;
        const outcome = await ground.journal.submit(cancelOrder, {
          ...askedBy(request),
          body: { order: params.id as Id<'order'>, by: personIn(caller) ?? merchantIdOf(caller) },
        });
        return commandAnswer(outcome);
      },
    },
  ];
}

/** The hot path: nothing here waits for the database but the journal itself. */
async function pay(ground: Ground, request: HttpRequest) {
  const caller = signedIn(request);
  const { params } = request;
  const body = bodyOf<PayOrderBody>(request);
  if (body.mode !== 'balance') ground.gateway.admit();
  const found = ground.people.checkProof(caller, body.proof);
  const outcome = await ground.journal.submit(payOrder, {
    // Written out: a spread costs the hot path several microseconds on Node 20.
    key: request.idempotencyKey,
    actor: actorOf(caller),
    body: {
      order: params.id as Id<'order'>,
      payer: caller.person,
      version: body.version,
      mode: body.mode as 'balance' | Id<'instrument'>,
      ...(body.lines ? { lines: body.lines } : {}),
      address: body.address as Id<'address'> | undefined,
    },
    found: { proof: await found },
  });
  if (outcome.refused || body.mode === 'balance' || request.waitMs === 0) return commandAnswer(outcome);
  // People take longer than a request waits.
  if (outcome.reply().payment?.state === 'waiting') return commandAnswer(outcome);
  return endOfPayment(ground, outcome, request.waitMs);
}

/** `Prefer: wait`: answers with the end of the bank's journey when it comes in time, else with the state as it is. */
async function endOfPayment(ground: Ground, outcome: Outcome<OrderBrief>, waitMs: number) {
  const db = ground.database.pool;
  const { id, payment: asked } = outcome.reply();
  if (!asked) throw new Error('a card payment without its record');
  const payment = await afterTheBank(ground.journal.feed, {
    object: id,
    ends: PAYMENT_ENDS,
    waitMs,
    // This command's own payment, not the order's latest: a retry must not be told of another's success.
    find: () => findPayment(db, asked.id),
    isOver: ({ state }) => state !== 'asking',
  });
  if (payment.state === 'failed') refuseWhenDeclined(payment.code, id);
  const order = await findOrder(db, id);
  if (!order) throw new Error('an order vanished');
  // Opened again and paid by another meanwhile: where that one has it delivered is not this payer's business.
  const isOwn = order.payment === payment.id;
  return {
    ...hitHeader(outcome),
    body: orderBrief(isOwn ? order : { ...order, deliveryAddress: null }, payment),
  };
}

/** Its merchant, its payer, and while nobody pays it whoever has its link. */
export function maySee(order: Order, caller: Caller): boolean {
  switch (caller.kind) {
    case 'merchant':
    case 'staff':
      return order.merchant === caller.merchant;
    case 'operator':
      return true;
    case 'person':
      return order.payer === null || order.payer === caller.person;
    default:
      return false;
  }
}
