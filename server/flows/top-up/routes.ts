/** Top-ups over HTTP. */
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
import { createTopUp, topUpView } from './commands.ts';
import { CreateTopUp, type CreateTopUpBody, TopUpReply } from './contract.ts';
import { topUpMachine } from './rules.ts';
import { findTopUp } from './storage.ts';

export function topUpRoutes(ground: Ground): RouteSpec[] {
  const db = ground.database.pool;
  return [
    {
      method: 'POST',
      path: '/v1/top-ups',
      summary: 'Move money from a bound card into the balance',
      tag: 'top-up',
      callers: ['person'],
      body: CreateTopUp,
      replies: { 201: TopUpReply },
      async handle(request) {
        const caller = signedIn(request);
        const body = bodyOf<CreateTopUpBody>(request);
        parseMoney(body.amount);
        ground.gateway.admit();
        const outcome = await ground.journal.submit(createTopUp, {
          kind: createTopUp.kind,
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
        const { id } = outcome.reply();
        const hasEnded = async () => topUpMachine.isFinal((await findTopUp(db, id))?.state ?? 'failed');
        await waitForEvent(ground.journal.feed, {
          object: id,
          types: ['top-up.done', 'top-up.failed'],
          waitMs: request.waitMs,
          isOver: hasEnded,
        });
        const topUp = await findTopUp(db, id);
        if (!topUp) throw new Error('a top-up vanished');
        if (topUp.state === 'failed') refuseWhenDeclined(topUp.code, id);
        return {
          status: 201,
          body: topUpView(topUp),
          headers: outcome.hit ? { 'idempotency-hit': 'true' } : {},
        };
      },
    },
    {
      method: 'GET',
      path: '/v1/top-ups/:id',
      summary: 'A top-up of mine',
      tag: 'top-up',
      callers: ['person'],
      params: schemas.Strict({ id: schemas.IdOf('topup') }),
      replies: { 200: TopUpReply },
      async handle(request) {
        const caller = signedIn(request);
        const { params } = request;
        const topUp = await findTopUp(db, params.id ?? '');
        if (!topUp || topUp.person !== caller.person) return refuse('NOT_FOUND');
        return { body: topUpView(topUp) };
      },
    },
  ];
}
