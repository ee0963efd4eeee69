/** The bank's question, the merchant's mark, and the list of what is not marked yet. */
import type { Id } from '../../kernel/id.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  listBody,
  merchantIdOf,
  pageOf,
  type RouteSpec,
  schemas,
} from '../../mechanisms/http/index.ts';
import { markPayment, pendingDebitView } from './commands.ts';
import {
  type Feedback,
  FeedbackBody,
  InstructionReply,
  ListQuery,
  MarkBody,
  PaymentParams,
  PendingDebitReply,
} from './contract.ts';
import type { PendingDebitState } from './rules.ts';
import type { PendingDebitService } from './service.ts';
import { debitsOf } from './storage.ts';

export function pendingDebitRoutes(ground: Ground, service: PendingDebitService): RouteSpec[] {
  return [
    {
      method: 'POST',
      path: '/bank/pending-debits',
      summary: 'The bank asks before it debits (signed)',
      tag: 'bank',
      callers: ['anonymous'],
      idempotent: false,
      hidden: true,
      body: FeedbackBody,
      replies: { 200: InstructionReply },
      async handle(request) {
        ground.gateway.checkSignature(request);
        return { body: { instruction: await service.answer(bodyOf<Feedback>(request)) } };
      },
    },
    {
      method: 'POST',
      path: '/v1/payments/:id/mark',
      summary: "Mark a confirmed payment in the merchant's own books",
      tag: 'pending-debit',
      callers: ['merchant', 'staff'],
      keyScopes: ['orders'],
      params: PaymentParams,
      body: MarkBody,
      replies: { 200: PendingDebitReply },
      async handle(request) {
        const outcome = await ground.journal.submit(markPayment, {
          ...askedBy(request),
          body: {
            payment: request.params.id as Id<'payment'>,
            merchant: merchantIdOf(request.caller),
            mark: bodyOf<{ mark: string }>(request).mark,
          },
        });
        return commandAnswer(outcome);
      },
    },
    {
      method: 'GET',
      path: '/v1/pending-debits',
      summary: 'Debits confirmed to the bank; `state=confirmed` are those still to be marked',
      tag: 'pending-debit',
      callers: ['merchant', 'staff'],
      query: ListQuery,
      replies: { 200: schemas.ListOf(PendingDebitReply) },
      async handle(request) {
        const { caller, query } = request;
        const page = pageOf(request, 'bankreq');
        const debits = await debitsOf(ground.database.pool, {
          merchant: merchantIdOf(caller),
          state: (query.state ?? null) as PendingDebitState | null,
          after: page.after,
          limit: page.limit,
        });
        return {
          body: listBody(page, debits, { show: pendingDebitView, cursor: ({ request: asked }) => asked }),
        };
      },
    },
  ];
}
