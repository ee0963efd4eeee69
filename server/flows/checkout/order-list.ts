/** Orders as lists over HTTP: a merchant's or a person's own, and all of them for operators. */
import { Type } from 'typebox';
import { selectRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  listAnswer,
  merchantIn,
  pageOf,
  personIn,
  type RouteSpec,
  schemas,
  timeIn,
} from '../../mechanisms/http/index.ts';
import { OrderReply } from './contract.ts';
import { isParty } from './delivery.ts';
import { orderAsOf } from './rules.ts';
import { listOrders, type OrderState, payments } from './storage.ts';
import { orderView } from './views.ts';

const { IdOf, PageQuery, Strict } = schemas;

export function orderListRoute(ground: Ground, path: string, callers: RouteSpec['callers']): RouteSpec {
  const db = ground.database.pool;
  const state = schemas.OneOf(['open', 'paying', 'paid', 'cancelled', 'expired', 'refunded']);
  return {
    method: 'GET',
    path,
    summary: path.includes('operator') ? 'All orders, newest first' : 'Own orders, newest first',
    tag: 'checkout',
    callers,
    query: Strict({
      ...PageQuery,
      state: Type.Optional(state),
      merchantReference: Type.Optional(schemas.ReferenceSchema),
      merchant: Type.Optional({ ...IdOf('merchant'), description: 'For operators; others see their own' }),
      from: Type.Optional({ ...schemas.TimeSchema, description: 'Made at this time or later' }),
      to: Type.Optional({ ...schemas.TimeSchema, description: 'Made before this time' }),
    }),
    replies: { 200: schemas.ListOf(OrderReply) },
    async handle(request) {
      const { caller, query } = request;
      const isOperator = callers.includes('operator');
      const ofMerchant = isOperator ? query.merchant : merchantIn(caller);
      const page = pageOf(request, 'order');
      const found = await listOrders(db, {
        after: page.after,
        limit: page.limit,
        merchant: (ofMerchant as string | undefined) ?? null,
        payer: isOperator ? null : (personIn(caller) ?? null),
        merchantReference: (query.merchantReference as string | undefined) ?? null,
        state: (query.state as OrderState | undefined) ?? null,
        from: timeIn(query.from, { code: 'QUERY_INVALID', where: 'querystring/from' }),
        to: timeIn(query.to, { code: 'QUERY_INVALID', where: 'querystring/to' }),
      });
      const known = await selectRows(
        db,
        payments,
        found.flatMap(({ payment }) => payment ?? []),
      );
      const paymentsById = new Map(known.map((payment) => [payment.id, payment]));
      const views = await Promise.all(
        found.map(async (order) =>
          orderView(orderAsOf(order, ground.clock.now()), {
            merchantName: await ground.people.merchantName(order.merchant),
            publicUrl: ground.config.publicUrl,
            payment: order.payment === null ? undefined : paymentsById.get(order.payment),
            isParty: isParty(order, caller),
          }),
        ),
      );
      return listAnswer(page, views, (view) => view);
    },
  };
}
