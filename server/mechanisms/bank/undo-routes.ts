/** What operators see and do about late successes that the bank will not take back. Two of them act, never one. */
import { type Id, uuidOrNull } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { columnList, type Database, queryRows } from '../database/index.ts';
import { askedBy, bodyOf, commandAnswer, listBody, pageOf, type RouteSpec } from '../http/index.ts';
import type { Journal } from '../journal/index.ts';
import * as contract from './contract.ts';
import { failedUndos, failedUndoView, type UndoAct } from './failed-undos.ts';
import { withoutNumbers } from './rules.ts';
import { confirmUndo, proposeUndo } from './undo.ts';

const tag = 'operator';
const callers = ['operator'] as const;

export function undoRoutes(deps: { readonly database: Database; readonly journal: Journal }): RouteSpec[] {
  const { database, journal } = deps;
  return [
    {
      method: 'GET',
      path: '/v1/operator/failed-undos',
      summary: 'Late successes that the bank will not take back, newest first',
      tag,
      callers,
      query: contract.FailedUndoQuery,
      replies: { 200: contract.FailedUndoList },
      async handle(request) {
        const page = pageOf(request, 'bankreq');
        const text = `select ${columnList(failedUndos as never)} from bank.failed_undo t
          where ($1::uuid is null or t.request < $1) and ($2::text is null or t.state = $2)
          order by t.request desc limit $3`;
        const rows = await queryRows(database.pool, failedUndos, text, [
          uuidOrNull(page.after),
          request.query.state ?? null,
          page.limit,
        ]);
        return {
          body: listBody(page, rows, { show: failedUndoView, cursor: ({ request: asked }) => asked }),
        };
      },
    },
    {
      method: 'POST',
      path: '/v1/operator/failed-undos/:id/proposals',
      summary:
        'Propose to ask the bank again at once, or to give the money to a wallet; another operator confirms',
      tag,
      callers,
      operatorRoles: ['admin'],
      params: contract.FailedUndoParams,
      body: contract.ProposeUndoBody,
      replies: { 201: contract.FailedUndoReply },
      async handle(request) {
        const { act, person, reason } = bodyOf<{ act: UndoAct; person?: Id<'person'>; reason: string }>(
          request,
        );
        if ((act === 'wallet') !== (person !== undefined)) refuse('BODY_INVALID', { where: 'body/person' });
        const outcome = await journal.submit(proposeUndo, {
          ...askedBy(request),
          body: {
            request: String(request.params.id) as Id<'bankreq'>,
            act,
            person: person ?? null,
            // Somebody may paste a card number into it: the journal must not keep one.
            reason: withoutNumbers(reason),
          },
        });
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'POST',
      path: '/v1/operator/failed-undos/:id/confirm',
      summary: "Confirm another operator's proposal: it is done at once",
      tag,
      callers,
      operatorRoles: ['admin'],
      params: contract.FailedUndoParams,
      body: contract.ConfirmUndoBody,
      replies: { 200: contract.FailedUndoReply },
      async handle(request) {
        const outcome = await journal.submit(confirmUndo, {
          ...askedBy(request),
          body: {
            request: String(request.params.id) as Id<'bankreq'>,
            proposal: bodyOf<{ proposal: Id<'proposal'> }>(request).proposal,
          },
        });
        return commandAnswer(outcome);
      },
    },
  ];
}
