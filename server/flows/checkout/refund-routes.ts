/** Refunds over HTTP. */

import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { afterTheBank, refuseWhenDeclined } from '../../mechanisms/bank/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  hitHeader,
  merchantIdOf,
  type RouteSpec,
  schemas,
} from '../../mechanisms/http/index.ts';
import { CreateRefund, type CreateRefundBody, RefundReply } from './contract.ts';
import { createRefund } from './refund-command.ts';
import { refundListRoute } from './refund-list.ts';
import { findRefund } from './storage.ts';
import { refundView } from './views.ts';

const { IdOf, Strict } = schemas;

export function refundRoutes(ground: Ground): RouteSpec[] {
  const db = ground.database.pool;
  return [
    {
      method: 'POST',
      path: '/v1/refunds',
      summary: 'Give back all or part of what was paid',
      waits: true,
      tag: 'checkout',
      callers: ['merchant', 'staff'],
      keyScopes: ['refunds'],
      body: CreateRefund,
      replies: { 201: RefundReply },
      async handle(request) {
        const { caller } = request;
        const body = bodyOf<CreateRefundBody>(request);
        const outcome = await ground.journal.submit(createRefund, {
          ...askedBy(request),
          body: {
            merchant: merchantIdOf(caller),
            order: body.order as Id<'order'>,
            amount: body.amount,
            merchantReference: body.merchantReference,
          },
        });
        if (outcome.refused || request.waitMs === 0 || outcome.reply().state !== 'pending')
          return commandAnswer(outcome, 201);
        const { id } = outcome.reply();
        const refund = await afterTheBank(ground.journal.feed, {
          object: body.order,
          ends: ['refund.done', 'refund.failed'],
          waitMs: request.waitMs,
          find: () => findRefund(db, id),
          isOver: ({ state }) => state !== 'pending',
        });
        if (refund.state === 'failed') refuseWhenDeclined(refund.code, id);
        return { status: 201, ...hitHeader(outcome), body: refundView(refund) };
      },
    },
    {
      method: 'GET',
      path: '/v1/refunds/:id',
      summary: 'A refund, for its merchant',
      tag: 'checkout',
      callers: ['merchant', 'staff'],
      params: Strict({ id: IdOf('refund') }),
      replies: { 200: RefundReply },
      async handle({ caller, params }) {
        const refund = await findRefund(db, params.id ?? '');
        if (refund?.merchant !== merchantIdOf(caller)) return refuse('NOT_FOUND');
        return { body: refundView(refund) };
      },
    },
    refundListRoute(ground, '/v1/refunds', ['merchant', 'staff', 'person']),
    refundListRoute(ground, '/v1/operator/refunds', ['operator']),
  ];
}
