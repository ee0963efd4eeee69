/** Refunds as lists over HTTP: of a merchant, of a payer or of one order, and all of them for operators. */
import { Type } from 'typebox';
import { refuse } from '../../kernel/refusal.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  listAnswer,
  merchantIn,
  pageOf,
  personIn,
  type RouteSpec,
  schemas,
} from '../../mechanisms/http/index.ts';
import { RefundReply } from './contract.ts';
import { listQuery, listWish } from './list-query.ts';
import { findOrder, listRefunds, type RefundState } from './storage.ts';
import { refundView } from './views.ts';

const { IdOf, ListOf, LongPageQuery, OneOf, Strict } = schemas;

export function refundListRoute(ground: Ground, path: string, callers: RouteSpec['callers']): RouteSpec {
  const db = ground.database.pool;
  const all = callers.includes('operator');
  return {
    method: 'GET',
    path,
    summary: all ? 'All refunds, newest first' : 'Own refunds, newest first; those of one order on request',
    tag: 'checkout',
    callers,
    query: Strict({
      ...LongPageQuery,
      order: Type.Optional(IdOf('order')),
      state: Type.Optional(OneOf(['pending', 'done', 'failed'])),
      ...listQuery,
    }),
    replies: { 200: ListOf(RefundReply) },
    async handle(request) {
      const { caller, query } = request;
      if (query.order !== undefined && !all) {
        const order = await findOrder(db, String(query.order));
        const isOwn = order && (order.merchant === merchantIn(caller) || order.payer === personIn(caller));
        if (!isOwn) return refuse('NOT_FOUND');
      }
      const page = pageOf(request, 'refund');
      const found = await listRefunds(db, {
        ...listWish(request, { all }),
        after: page.after,
        limit: page.limit,
        order: (query.order as string | undefined) ?? null,
        state: (query.state as RefundState | undefined) ?? null,
      });
      return listAnswer(page, found, refundView);
    },
  };
}
