/** The ledger explorer: accounts of everybody and their statements. */
import { Type } from 'typebox';
import type { Id } from '../../kernel/id.ts';
import { type Money, moneyJson } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import type { Ground } from '../flow/index.ts';
import { listAnswer, pageOf, type RouteSpec, schemas, timeIn } from '../http/index.ts';
import { accountById, balanceAt, statement } from '../ledger/index.ts';
import { accountsByIds, accountsPage, accountView, sideOf } from './ledger-reads.ts';
import type { Names } from './names.ts';

const { IdOf, ListOf, MoneySchema, PageQuery, Strict, TimeSchema } = schemas;
const OPERATOR = { tag: 'operator', callers: ['operator'] } as const;
const Nullable = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const AccountSchema = Type.Object({
  id: IdOf('account'),
  owner: Type.String(),
  ownerName: Nullable(Type.String()),
  kind: Type.String(),
  currency: Type.String(),
  side: Type.Union([Type.Literal('debit'), Type.Literal('credit')]),
  balance: Type.Object({ minor: Type.String(), currency: Type.String() }),
  held: MoneySchema,
  available: Type.Object({ minor: Type.String(), currency: Type.String() }),
  least: Nullable(MoneySchema),
});
const SignedMoney = Type.Object({
  minor: Type.String({ description: 'With its sign' }),
  currency: Type.String(),
});
const StatementReply = Type.Object({
  account: AccountSchema,
  data: Type.Array(
    Type.Object({
      seq: Type.String(),
      n: Type.Integer(),
      at: TimeSchema,
      kind: Type.String(),
      phase: Type.String(),
      amount: SignedMoney,
      balanceAfter: SignedMoney,
      counterparty: Type.Object({
        id: Type.String(),
        kind: Type.String(),
        owner: Type.String(),
        name: Nullable(Type.String()),
      }),
      hold: Nullable(Type.String()),
      reference: Type.String(),
    }),
  ),
  hasMore: Type.Boolean(),
  next: Nullable(Type.String()),
});

export function ledgerRoutes(ground: Ground, names: Names): RouteSpec[] {
  const pool = ground.database.pool;
  return [
    {
      ...OPERATOR,
      method: 'GET',
      path: '/v1/operator/ledger/accounts',
      summary: 'Every account of the ledger',
      query: Strict({
        ...PageQuery,
        kind: Type.Optional(Type.String({ maxLength: 30 })),
        owner: Type.Optional(Type.String({ maxLength: 60 })),
        currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
      }),
      replies: { 200: ListOf(AccountSchema) },
      async handle(request) {
        const { query } = request;
        const page = pageOf(request, 'account');
        const named = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
        const rows = await accountsPage(pool, {
          after: page.after,
          limit: page.limit,
          kind: named(query.kind),
          owner: named(query.owner),
          currency: named(query.currency),
        });
        const views = await Promise.all(rows.map((row) => accountView(row, names)));
        return listAnswer(page, views, (view) => view);
      },
    },
    {
      ...OPERATOR,
      method: 'GET',
      path: '/v1/operator/ledger/accounts/:id/statement',
      summary: 'The movements of an account, newest first; `at` reads it as of a time',
      params: Strict({ id: IdOf('account') }),
      query: Strict({ ...PageQuery, at: Type.Optional(TimeSchema) }),
      replies: { 200: StatementReply },
      async handle({ params, query }) {
        const account = await accountById(pool, params.id as Id<'account'>);
        if (!account) refuse('NOT_FOUND');
        const limit = Number(query.limit ?? 20);
        const at = timeIn(query.at, { code: 'QUERY_INVALID', where: 'querystring/at' });
        const before = query.after === undefined ? null : readPlace(String(query.after));
        const { lines, hasMore } = await statement(pool, account.id, { before, at, limit });
        const others = await accountsByIds(
          pool,
          lines.map((line) => (line.debit === account.id ? line.credit : line.debit)),
        );
        const signed = (minor: bigint) => moneyJson({ minor, currency: account.currency } as Money);
        const data = await Promise.all(
          lines.map(async (line) => {
            const isDebit = line.debit === account.id;
            const other = isDebit ? line.credit : line.debit;
            const grows = isDebit === (account.side === 'debit');
            return {
              seq: line.seq.toString(),
              n: line.n,
              at: isoTime(line.at),
              kind: line.kind,
              phase: line.phase,
              amount: signed(grows ? line.amount : -line.amount),
              balanceAfter: signed(isDebit ? line.debitBalance : line.creditBalance),
              counterparty: await sideOf(others.get(other), other, names),
              hold: line.hold,
              reference: line.reference,
            };
          }),
        );
        const view = await accountView(account, names);
        const last = lines[lines.length - 1];
        return {
          body: {
            account: at === null ? view : { ...view, balance: signed(await balanceAt(pool, account.id, at)) },
            data,
            hasMore,
            next: hasMore && last ? `${last.seq}_${last.n}` : null,
          },
        };
      },
    },
  ];
}

function readPlace(text: string): { seq: bigint; n: number } {
  const match = /^(\d{1,18})_(\d{1,6})$/.exec(text);
  if (!match) return refuse('QUERY_INVALID', { where: 'querystring/after' });
  return { seq: BigInt(match[1] ?? '0'), n: Number(match[2]) };
}
