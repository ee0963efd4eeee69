/** Withdrawals over HTTP. */
import type { Id } from '../../kernel/id.ts';
import { parseMoney } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { refuseWhenDeclined, waitForEvent } from '../../mechanisms/bank/index.ts';
import type { Ground } from '../../mechanisms/flow/index.ts';
import {
  actorOf,
  bodyOf,
  commandAnswer,
  type RouteSpec,
  schemas,
  signedIn,
} from '../../mechanisms/http/index.ts';
import { createWithdrawal, withdrawalView } from './commands.ts';
import { CreateWithdrawal, type CreateWithdrawalBody, WithdrawalReply } from './contract.ts';
import { withdrawalMachine } from './rules.ts';
import { findWithdrawal } from './storage.ts';

export function withdrawalRoutes(ground: Ground): RouteSpec[] {
  const db = ground.database.pool;
  return [
    {
      method: 'POST',
      path: '/v1/withdrawals',
      summary: 'Move money from the balance to a bound card',
      tag: 'withdrawal',
      callers: ['person'],
      body: CreateWithdrawal,
      replies: { 201: WithdrawalReply },
      async handle(request) {
        const caller = signedIn(request);
        const body = bodyOf<CreateWithdrawalBody>(request);
        parseMoney(body.amount);
        const outcome = await ground.journal.submit(createWithdrawal, {
          kind: createWithdrawal.kind,
          key: request.idempotencyKey,
          actor: actorOf(caller),
          body: {
            person: caller.person,
            instrument: body.instrument as Id<'instrument'>,
            amount: body.amount,
          },
          found: { proof: await ground.people.checkProof(caller, body.proof) },
        });
        if (outcome.refused || request.waitMs === 0) return commandAnswer(outcome, 201);
        const { id, state } = outcome.reply();
        // People take longer than a request waits.
        if (state === 'waiting') return commandAnswer(outcome, 201);
        const hasEnded = async () =>
          withdrawalMachine.isFinal((await findWithdrawal(db, id))?.state ?? 'failed');
        await waitForEvent(ground.journal.feed, {
          object: id,
          types: ['withdrawal.done', 'withdrawal.failed'],
          waitMs: request.waitMs,
          isOver: hasEnded,
        });
        const withdrawal = await findWithdrawal(db, id);
        if (!withdrawal) throw new Error('a withdrawal vanished');
        if (withdrawal.state === 'failed') refuseWhenDeclined(withdrawal.code, id);
        return {
          status: 201,
          body: withdrawalView(withdrawal),
          headers: outcome.hit ? { 'idempotency-hit': 'true' } : {},
        };
      },
    },
    {
      method: 'GET',
      path: '/v1/withdrawals/:id',
      summary: 'A withdrawal of mine',
      tag: 'withdrawal',
      callers: ['person'],
      params: schemas.Strict({ id: schemas.IdOf('withdrawal') }),
      replies: { 200: WithdrawalReply },
      async handle(request) {
        const caller = signedIn(request);
        const { params } = request;
        const withdrawal = await findWithdrawal(db, params.id ?? '');
        if (!withdrawal || withdrawal.person !== caller.person) return refuse('NOT_FOUND');
        return { body: withdrawalView(withdrawal) };
      },
    },
  ];
}
