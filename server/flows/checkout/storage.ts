/** The records of checkout: orders, their payments, their refunds. */
import type { Id } from '../../kernel/id.ts';
import { uuidOfId, uuidOrNull } from '../../kernel/id.ts';
import type { Currency } from '../../kernel/money.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import type { DeliveryAddress } from '../../mechanisms/addresses/index.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  type TableRow,
} from '../../mechanisms/database/index.ts';
import type { PageWish } from '../../mechanisms/http/index.ts';

export type OrderState = 'open' | 'paying' | 'paid' | 'cancelled' | 'expired' | 'refunded';
export type PaymentState = 'waiting' | 'asking' | 'done' | 'failed' | 'reversed';
export type RefundState = 'pending' | 'done' | 'failed';

/** One line of an order; prices in minor units of the order's currency. `stock` is the most that can be ordered. */
export type OrderLine = {
  readonly item: string;
  readonly unitPrice: string;
  readonly quantity: number;
  readonly stock: number | null;
};

export const orders = defineTable({
  name: 'checkout.orders',
  key: 'id',
  columns: {
    id: column.id('order'),
    merchant: column.id('merchant'),
    merchantReference: column.text(),
    description: column.text(),
    state: column.text<OrderState>(),
    version: column.int4(),
    lines: column.json<readonly OrderLine[]>(),
    currency: column.text<Currency>(),
    amount: column.int8(),
    refunded: column.int8(),
    refunding: column.int8(),
    payer: column.nullable(column.id('person')),
    payment: column.nullable(column.id('payment')),
    expiresAt: column.time(),
    createdAt: column.time(),
    paidAt: column.nullable(column.time()),
    delivery: column.bool(),
    /** As it was when the order was paid, or is being paid; null while nobody pays. */
    deliveryAddress: column.nullable(column.json<DeliveryAddress>()),
    /** Where the payment page leads back to. */
    returnUrl: column.nullable(column.text()),
  },
  lookups: { byReference: ['merchant', 'merchantReference'] },
  isAtRest: ({ state }) => state !== 'open' && state !== 'paying',
});
export type Order = TableRow<typeof orders>;

export const payments = defineTable({
  name: 'checkout.payment',
  key: 'id',
  columns: {
    id: column.id('payment'),
    orders: column.id('order'),
    merchant: column.id('merchant'),
    payer: column.id('person'),
    mode: column.text(),
    state: column.text<PaymentState>(),
    currency: column.text<Currency>(),
    amount: column.int8(),
    orderVersion: column.int4(),
    request: column.nullable(column.id('bankreq')),
    code: column.nullable(column.text()),
    createdAt: column.time(),
    endedAt: column.nullable(column.time()),
    /** While it waits for somebody's yes; a card's money is not held. */
    hold: column.nullable(column.id('hold')),
    challenge: column.nullable(column.id('challenge')),
  },
  isAtRest: ({ state }) => state !== 'asking' && state !== 'waiting',
});
export type Payment = TableRow<typeof payments>;

export const refunds = defineTable({
  name: 'checkout.refund',
  key: 'id',
  columns: {
    id: column.id('refund'),
    orders: column.id('order'),
    merchant: column.id('merchant'),
    payment: column.id('payment'),
    merchantReference: column.text(),
    state: column.text<RefundState>(),
    currency: column.text<Currency>(),
    amount: column.int8(),
    hold: column.nullable(column.id('hold')),
    code: column.nullable(column.text()),
    createdAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
  lookups: { byReference: ['merchant', 'merchantReference'] },
  isAtRest: ({ state }) => state !== 'pending',
});
export type Refund = TableRow<typeof refunds>;

export async function findOrder(db: Queryable, id: string): Promise<Order | undefined> {
  return (
    await queryRows(db, orders, `select ${columnList(orders)} from checkout.orders t where id = $1`, [
      uuidOfId(id),
    ])
  )[0];
}

export async function findPayment(db: Queryable, id: Id<'payment'>): Promise<Payment | undefined> {
  return (
    await queryRows(db, payments, `select ${columnList(payments)} from checkout.payment t where id = $1`, [
      uuidOfId(id),
    ])
  )[0];
}

export async function findRefund(db: Queryable, id: string): Promise<Refund | undefined> {
  return (
    await queryRows(db, refunds, `select ${columnList(refunds)} from checkout.refund t where id = $1`, [
      uuidOfId(id),
    ])
  )[0];
}

/** What orders and refunds are both looked for by. */
type ListWish<State> = PageWish & {
  readonly merchant: string | null;
  readonly payer: string | null;
  readonly merchantReference: string | null;
  readonly state: State | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
};
export type OrderWish = ListWish<OrderState>;
export type RefundWish = ListWish<RefundState> & { readonly order: string | null };

const timeOrNull = (at: Instant | null) => (at === null ? null : isoTime(at));

/**
 * What a `ListWish` asks of rows `t`, but for the payer ($2): his payments are read first, as an array, because behind an
 * `or` PostgreSQL does not turn `in` into a join, and would read all rows instead.
 */
const WISHED = `($1::uuid is null or t.merchant = $1) and ($3::text is null or t.state = $3) and ($4::uuid is null or t.id < $4)
  and ($5::timestamptz is null or t.created_at >= $5) and ($6::timestamptz is null or t.created_at < $6)
  and ($7::text is null or t.merchant_reference = $7)`;
const wished = (wish: ListWish<string>) => [
  uuidOrNull(wish.merchant),
  uuidOrNull(wish.payer),
  wish.state,
  uuidOrNull(wish.after),
  timeOrNull(wish.from),
  timeOrNull(wish.to),
  wish.merchantReference,
];

/** Newest first, keyset by id (time-ordered). One row more than the limit tells whether there is another page. */
export function listOrders(db: Queryable, wish: OrderWish): Promise<Order[]> {
  const text = `select ${columnList(orders)} from checkout.orders t where ${WISHED}
    and ($2::uuid is null or t.id = any(array(select orders from checkout.payment p where p.payer = $2))) order by t.id desc limit $8`;
  return queryRows(db, orders, text, [...wished(wish), wish.limit]);
}

/** Like `listOrders`. `payer`: of the payment that is given back. */
export function listRefunds(db: Queryable, wish: RefundWish): Promise<Refund[]> {
  const text = `select ${columnList(refunds)} from checkout.refund t where ${WISHED}
    and ($2::uuid is null or t.payment = any(array(select id from checkout.payment p where p.payer = $2))
      and t.orders = any(array(select orders from checkout.payment p where p.payer = $2)))
    and ($8::uuid is null or t.orders = $8) order by t.id desc limit $9`;
  return queryRows(db, refunds, text, [...wished(wish), uuidOrNull(wish.order), wish.limit]);
}

/** Orders whose time is over and that nobody has ended: at most 1,000 ids. */
export async function overdueOrders(db: Queryable, now: Instant): Promise<string[]> {
  const text = `select ${columnList(orders)} from checkout.orders t
    where expires_at <= $1 and expires_at > $1::timestamptz - interval '40 days' and state = 'open' order by expires_at limit 1000`;
  return (await queryRows(db, orders, text, [isoTime(now)])).map((order) => order.id);
}
