/**
 * The routes of money that goes between a person's balance and a card of his: begin it, waiting for the bank when asked
 * to, show it, and list one's own. What is decided and saved is the flow's: its command, its rules, its table.
 */
import { type TSchema, Type } from 'typebox';
import { type Id, uuidOrNull } from '../../kernel/id.ts';
import { type MoneyJson, parseMoney } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { columnList, type Queryable, queryRows, selectRows, type Table } from '../database/index.ts';
import type { Ground } from '../flow/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  hitHeader,
  listAnswer,
  type PageWish,
  pageOf,
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
  readonly id: string;
  readonly person: Id<'person'>;
  readonly state: string;
  readonly code: string | null;
};

export type CardMoneyFlow<R extends CardMoneyRecord, View extends { id: string; state: string }> = {
  readonly path: string;
  readonly tag: string;
  readonly idPrefix: string;
  readonly summaries: { readonly create: string; readonly show: string; readonly list: string };
  readonly body: TSchema;
  readonly reply: TSchema;
  readonly create: CommandSpec<CardMoney, View>;
  /** Its schema has an index by person and id: people list their own. */
  readonly table: Table<R>;
  readonly states: readonly R['state'][];
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
  const find = async (id: string) => (await selectRows(database.pool, flow.table, [id]))[0];
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
          find: () => find(id),
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
        const record = await find(request.params.id ?? '');
        if (record?.person !== caller.person) return refuse('NOT_FOUND');
        return { body: flow.view(record) };
      },
    },
    {
      method: 'GET',
      path: flow.path,
      summary: flow.summaries.list,
      tag: flow.tag,
      callers: ['person'],
      query: schemas.Strict({ ...schemas.PageQuery, state: Type.Optional(schemas.OneOf(flow.states)) }),
      replies: { 200: schemas.ListOf(flow.reply) },
      async handle(request) {
        const { person } = signedIn(request);
        const page = pageOf(request, flow.idPrefix);
        const state = (request.query.state as string | undefined) ?? null;
        const found = await listOwn(database.pool, flow.table, { ...page, person, state });
        return listAnswer(page, found, flow.view);
      },
    },
  ];
}

type OwnWish = PageWish & { readonly person: Id<'person'>; readonly state: string | null };

/** Newest first, keyset by id (time-ordered). */
function listOwn<R extends CardMoneyRecord>(db: Queryable, table: Table<R>, wish: OwnWish): Promise<R[]> {
  const text = `select ${columnList(table)} from ${table.name} t where t.person = $1
    and ($2::uuid is null or t.id < $2) and ($3::text is null or t.state = $3) order by t.id desc limit $4`;
  return queryRows(db, table, text, [
    uuidOrNull(wish.person),
    uuidOrNull(wish.after),
    wish.state,
    wish.limit,
  ]);
}
