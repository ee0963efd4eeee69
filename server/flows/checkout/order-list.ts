/** Orders as lists over HTTP: a merchant's or a person's own, and all of them for operators. */
import { Type } from 'typebox';
import { selectRows } from '../../mechanisms/database/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import { listAnswer, pageOf, type RouteSpec, schemas } from '../../mechanisms/http/index.ts';
import { persons } from '../../mechanisms/people/index.ts';
import { OrderReply } from './contract.ts';
import { isParty } from './delivery.ts';
import { listQuery, listWish } from './list-query.ts';
import { orderAsOf } from './rules.ts';
import { listOrders, type OrderState, payments } from './storage.ts';
import { orderView } from './views.ts';

const { PageQuery, Strict } = schemas;

export function orderListRoute(ground: Ground, path: string, callers: RouteSpec['callers']): RouteSpec {
  const db = ground.database.pool;
  const state = schemas.OneOf(['open', 'paying', 'paid', 'cancelled', 'expired', 'refunded']);
  const all = callers.includes('operator');
  return {
    method: 'GET',
    path,
    summary: all ? 'All orders, newest first' : 'Own orders, newest first',
    tag: 'checkout',
    callers,
    query: Strict({ ...PageQuery, state: Type.Optional(state), ...listQuery }),
    replies: { 200: schemas.ListOf(OrderReply) },
    async handle(request) {
      const { caller, query } = request;
      const page = pageOf(request, 'order');
      const found = await listOrders(db, {
        ...listWish(request, { all }),
        after: page.after,
        limit: page.limit,
        state: (query.state as OrderState | undefined) ?? null,
      });
      const [paidBy, payers] = await Promise.all([
        selectRows(
          db,
          payments,
          found.flatMap(({ payment }) => payment ?? []),
        ),
        all ? selectRows(db, persons, [...new Set(found.flatMap(({ payer }) => payer ?? []))]) : [],
      ]);
      const paymentsById = new Map(paidBy.map((payment) => [payment.id, payment]));
      const names = new Map(payers.map(({ id, name }) => [id, name]));
      const views = await Promise.all(
        found.map(async (order) =>
          orderView(orderAsOf(order, ground.clock.now()), {
            merchantName: await ground.people.merchantName(order.merchant),
            publicUrl: ground.config.publicUrl,
            payment: order.payment === null ? undefined : paymentsById.get(order.payment),
            isParty: isParty(order, caller),
            ...(all && order.payer ? { payer: { id: order.payer, name: names.get(order.payer) ?? '' } } : {}),
          }),
        ),
      );
      return listAnswer(page, views, (view) => view);
    },
  };
}
