/**
 * The two routes of money that goes between a person's balance and a card of his: begin it, waiting for the bank when
 * asked to, and show it. What is decided, loaded and saved is the flow's: its command, its rules, its storage.
 */
import type { TSchema } from 'typebox';
import type { Id } from '../../kernel/id.ts';
import { type MoneyJson, parseMoney } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Queryable } from '../database/index.ts';
import type { Ground } from '../flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  hitHeader,
  type RouteSpec,
  schemas,
  signedIn,
} from '../http/index.ts';
import type { CommandSpec } from '../journal/index.ts';
import type { ProofBody } from '../people/index.ts';
import { refuseWhenDeclined } from './refusals.ts';
import { afterTheBank } from './wait.ts';

/** The body of the flow's command. */
export type CardMoney = {
  readonly person: Id<'person'>;
  readonly instrument: Id<'instrument'>;
  readonly amount: MoneyJson;
};
type Body = { readonly instrument: string; readonly amount: MoneyJson; readonly proof?: ProofBody };
type CardMoneyRecord = {
  readonly person: Id<'person'>;
  readonly state: string;
  readonly code: string | null;
};

export type CardMoneyFlow<R extends CardMoneyRecord, View extends { id: string; state: string }> = {
  readonly path: string;
  readonly tag: string;
  readonly idPrefix: string;
  readonly summaries: { readonly create: string; readonly show: string };
  readonly body: TSchema;
  readonly reply: TSchema;
  readonly create: CommandSpec<CardMoney, View>;
  find(db: Queryable, id: string): Promise<R | undefined>;
  view(record: R): View;
  /** Events that tell of the end, and the states that are one. */
  readonly ends: readonly string[];
  isFinal(state: R['state']): boolean;
  /** Refuses before anything is asked. */
  admit?(): void;
};

export function cardMoneyRoutes<R extends CardMoneyRecord, View extends { id: string; state: string }>(
  { database, journal, people }: Ground,
  flow: CardMoneyFlow<R, View>,
): RouteSpec[] {
  return [
    {
      method: 'POST',
      path: flow.path,
      summary: flow.summaries.create,
      waits: true,
      tag: flow.tag,
      callers: ['person'],
      body: flow.body,
      replies: { 201: flow.reply },
      async handle(request) {
        const caller = signedIn(request);
        const body = bodyOf<Body>(request);
        parseMoney(body.amount);
        flow.admit?.();
        const outcome = await journal.submit(flow.create, {
          ...askedBy(request),
          body: {
            person: caller.person,
            instrument: body.instrument as Id<'instrument'>,
            amount: body.amount,
          },
          found: { proof: await people.checkProof(caller, body.proof) },
        });
        if (outcome.refused || request.waitMs === 0) return commandAnswer(outcome, 201);
        const { id, state } = outcome.reply();
        // People take longer than a request waits.
        if (state === 'waiting') return commandAnswer(outcome, 201);
        const record = await afterTheBank(journal.feed, {
          object: id,
          ends: flow.ends,
          waitMs: request.waitMs,
          find: () => flow.find(database.pool, id),
          isOver: (now) => flow.isFinal(now.state),
        });
        if (record.state === 'failed') refuseWhenDeclined(record.code, id);
        return {
          status: 201,
          body: flow.view(record),
          ...hitHeader(outcome),
        };
      },
    },
    {
      method: 'GET',
      path: `${flow.path}/:id`,
      summary: flow.summaries.show,
      tag: flow.tag,
      callers: ['person'],
      params: schemas.Strict({ id: schemas.IdOf(flow.idPrefix) }),
      replies: { 200: flow.reply },
      async handle(request) {
        const caller = signedIn(request);
        const record = await flow.find(database.pool, request.params.id ?? '');
        if (record?.person !== caller.person) return refuse('NOT_FOUND');
        return { body: flow.view(record) };
      },
    },
  ];
}
