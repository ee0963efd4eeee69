/** What checkout takes and answers, and how it refuses. The shapes of the main job are fixed. */
import { type Static, Type } from 'typebox';
import { idPattern } from '../../kernel/id.ts';
import { defineRefusals } from '../../kernel/refusal.ts';
import { DeliveryAddressSchema } from '../../mechanisms/addresses/index.ts';
import { schemas } from '../../mechanisms/http/index.ts';
import { proofSchema } from '../../mechanisms/people/index.ts';

const { IdOf, ItemSchema, MoneySchema, NoteSchema, OneOf, ReferenceSchema, Strict, TimeSchema } = schemas;

export const MAX_LINES = 100;
export const MAX_QUANTITY = 1_000_000;
/** Orders live at least one second and at most 30 days; 30 minutes unless the merchant says otherwise. */
export const DEFAULT_EXPIRY_MS = 30 * 60_000;
export const MAX_EXPIRY_MS = 30 * 86_400_000;

export const checkoutRefusals = defineRefusals({
  MERCHANT_REFERENCE_USED: {
    status: 409,
    text: 'This merchantReference belongs to another one: `details.order` or `details.refund`.',
  },
  ORDER_ALREADY_PAID: { status: 409, text: 'The order is paid already.' },
  ORDER_CANCELLED: { status: 409, text: 'The order was cancelled.' },
  ORDER_EXPIRED: { status: 409, text: 'The order has expired.' },
  ORDER_BEING_PAID: { status: 409, text: 'A payment of this order is under way.' },
  ORDER_VERSION_STALE: {
    status: 409,
    text: 'The order was changed since it was shown, to `details.version`. Show it again.',
  },
  ORDER_LINE_UNKNOWN: {
    status: 422,
    text: 'An amended line names an item that the order does not have: `details.item`.',
  },
  QUANTITY_OVER_STOCK: {
    status: 422,
    text: 'There are fewer in stock than were asked for: `details.stock` of `details.item`.',
  },
  ORDER_EMPTY: { status: 422, text: 'The order would have nothing left in it.' },
  ORDER_TOO_LARGE: { status: 422, text: 'The order amount is too large.' },
  REFUND_ABOVE_CAPTURED: {
    status: 422,
    text: 'Refunds may not exceed what was paid. `details.leftMinor` minor units are left.',
  },
  ORDER_NOT_PAID: { status: 409, text: 'Only a paid order can be refunded.' },
});

/**
 * An https address, or one of this machine for those who build a shop on it. The host is spelled out so that nothing else
 * can stand there: names and passwords before an `@` make a link look like another shop's.
 */
export const ReturnUrlSchema = Type.String({
  maxLength: 1_000,
  pattern:
    '^(https://[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|http://(localhost|127\\.0\\.0\\.1))(:[0-9]{1,5})?([/?#][!-~]*)?$',
  description:
    'Where the payment page leads the payer back to when the order is paid, cancelled or expired. It is a link and no proof: ask for the order, or wait for its event',
});

export const CreateOrder = Strict({
  merchantReference: ReferenceSchema,
  description: Type.Optional(NoteSchema),
  lines: Type.Array(
    Strict({
      item: ItemSchema,
      unitPrice: MoneySchema,
      quantity: Type.Integer({ minimum: 1, maximum: MAX_QUANTITY }),
      stock: Type.Optional(
        Type.Integer({ minimum: 0, maximum: MAX_QUANTITY, description: 'The most that can be ordered' }),
      ),
    }),
    { minItems: 1, maxItems: MAX_LINES },
  ),
  expiresInMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: MAX_EXPIRY_MS })),
  returnUrl: Type.Optional(ReturnUrlSchema),
  delivery: Type.Optional(
    Type.Boolean({ description: 'The payer says where to when he pays. Default: false', default: false }),
  ),
});
export type CreateOrderBody = Static<typeof CreateOrder>;

export const PayOrder = Strict({
  version: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }),
  mode: Type.String({
    pattern: '^(balance|instrument_[0-7][0-9a-hjkmnp-tv-z]{25})$',
    description: 'An id from `modes`',
  }),
  lines: Type.Optional(
    Type.Array(
      Strict({
        item: Type.String({ minLength: 1, maxLength: 120 }),
        quantity: Type.Integer({ minimum: 0, maximum: MAX_QUANTITY }),
      }),
      { minItems: 1, maxItems: MAX_LINES },
    ),
  ),
  address: Type.Optional(
    Type.String({
      pattern: idPattern('address'),
      description: "Of an order with `delivery`: one of the payer's addresses; absent, his default one",
    }),
  ),
  proof: Type.Optional(proofSchema),
});
export type PayOrderBody = Static<typeof PayOrder>;

export const CreateRefund = Strict({
  order: IdOf('order'),
  amount: MoneySchema,
  merchantReference: ReferenceSchema,
});
export type CreateRefundBody = Static<typeof CreateRefund>;

const OrderStateSchema = OneOf(['open', 'paying', 'paid', 'cancelled', 'expired', 'refunded']);

export const PaymentReply = Type.Object({
  id: IdOf('payment'),
  state: OneOf(['waiting', 'asking', 'done', 'failed', 'reversed']),
  mode: Type.String(),
  amount: MoneySchema,
  code: Type.Optional(Type.String()),
  challenge: Type.Optional(IdOf('challenge')),
  createdAt: TimeSchema,
});

export const ModeReply = Type.Object({
  id: Type.String(),
  kind: OneOf(['balance', 'card']),
  label: Type.String(),
  available: Type.Boolean(),
  reason: Type.Optional(Type.String()),
  display: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'Left out when displayVersion is current' }),
  ),
});

export const OrderReply = Type.Object({
  id: IdOf('order'),
  number: Type.String({ description: 'Id and version: the number of an amended order is void' }),
  version: Type.Integer(),
  state: OrderStateSchema,
  merchant: Type.Object({ id: IdOf('merchant'), name: Type.Optional(Type.String()) }),
  merchantReference: Type.String(),
  description: Type.String(),
  lines: Type.Array(
    Type.Object({
      item: Type.String(),
      unitPrice: MoneySchema,
      quantity: Type.Integer(),
      stock: Type.Optional(Type.Integer()),
    }),
  ),
  amount: MoneySchema,
  refunded: MoneySchema,
  modes: Type.Optional(Type.Array(ModeReply)),
  displayVersion: Type.Optional(Type.String()),
  delivery: Type.Boolean(),
  deliveryAddress: Type.Optional(DeliveryAddressSchema),
  payUrl: Type.String(),
  returnUrl: Type.Optional(ReturnUrlSchema),
  payment: Type.Optional(PaymentReply),
  payer: Type.Optional(
    Type.Object({ id: IdOf('person'), name: Type.String() }, { description: 'For operators' }),
  ),
  expiresAt: TimeSchema,
  createdAt: TimeSchema,
  paidAt: Type.Optional(TimeSchema),
});
export type OrderView = Static<typeof OrderReply>;

/** What a link tells whoever opens it, before he has signed in: whom he would pay, and how much. */
export const OrderSummaryReply = Type.Object({
  id: IdOf('order'),
  state: OrderStateSchema,
  merchant: Type.Object({ id: IdOf('merchant'), name: Type.Optional(Type.String()) }),
  amount: MoneySchema,
  expiresAt: TimeSchema,
});
export type OrderSummary = Static<typeof OrderSummaryReply>;

export const OrderBriefReply = Type.Object(
  {
    id: IdOf('order'),
    number: Type.String(),
    version: Type.Integer(),
    state: OrderStateSchema,
    merchant: IdOf('merchant'),
    merchantReference: Type.String(),
    amount: MoneySchema,
    refunded: MoneySchema,
    payment: Type.Optional(PaymentReply),
    paidAt: Type.Optional(TimeSchema),
    delivery: Type.Optional(Type.Literal(true)),
    deliveryAddress: Type.Optional(DeliveryAddressSchema),
  },
  {
    description:
      'The short form of an order, as events carry it: the merchant is an id, the lines are left out',
  },
);

export const RefundReply = Type.Object({
  id: IdOf('refund'),
  order: IdOf('order'),
  state: OneOf(['pending', 'done', 'failed']),
  amount: MoneySchema,
  merchantReference: Type.String(),
  code: Type.Optional(Type.String()),
  createdAt: TimeSchema,
});
export type RefundView = Static<typeof RefundReply>;
