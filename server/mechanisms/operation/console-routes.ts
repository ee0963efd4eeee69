/** What the operator's console reads at a glance: overview, series, the checks of the books. */
import { Type } from 'typebox';
import { isoTime } from '../../kernel/time.ts';
import { countPending } from '../events/index.ts';
import type { Ground } from '../flow/index.ts';
import { type RouteSpec, schemas } from '../http/index.ts';
import { recountBooks } from '../ledger/index.ts';
import { type BooksKeeper, booksView } from './books.ts';
import { readGauges } from './gauges.ts';
import { MAX_MINUTES, type Series } from './series.ts';

const { MoneySchema, Strict, TimeSchema } = schemas;
const OPERATOR = { tag: 'operator', callers: ['operator'] } as const;

const Books = Type.Object({
  ok: Type.Boolean(),
  sums: Type.Array(
    Type.Object({
      currency: Type.String(),
      posted: Type.String(),
      held: Type.String(),
      accounts: Type.Integer(),
    }),
  ),
  clearing: Type.Array(Type.Object({ currency: Type.String(), kind: Type.String(), balance: Type.String() })),
  checkedAt: TimeSchema,
});
const Tree = Type.Object({ size: Type.String(), root: Type.String() });

const OverviewReply = Type.Object({
  at: TimeSchema,
  books: Books,
  tree: Tree,
  halted: Type.Union([Type.String(), Type.Null()]),
  today: Type.Object({
    payments: Type.Integer(),
    volume: MoneySchema,
    refusals: Type.Integer({ description: 'Since the start of this process where that was later' }),
  }),
  queue: Type.Object({ waiting: Type.Integer(), commandsPerSecond: Type.Integer() }),
  unknownOutcomes: Type.Integer(),
  alerts: Type.Integer(),
  unmapped: Type.Integer(),
  deliveriesPending: Type.Integer(),
  deliveriesFailing: Type.Integer(),
  people: Type.Integer(),
  merchants: Type.Integer(),
});

const SeriesReply = Type.Object({
  stepMs: Type.Integer(),
  data: Type.Array(
    Type.Object({
      at: TimeSchema,
      payments: Type.Integer(),
      volume: MoneySchema,
      refusals: Type.Integer(),
      commands: Type.Integer(),
      queue: Type.Integer(),
    }),
  ),
  refusalsByCode: Type.Array(Type.Object({ code: Type.String(), count: Type.Integer() })),
});

const ChecksReply = Type.Object({
  at: TimeSchema,
  books: Books,
  tree: Tree,
  recount: Type.Optional(Type.Object({ ok: Type.Boolean(), differing: Type.Array(Type.String()) })),
});

export function consoleRoutes(ground: Ground, deps: { books: BooksKeeper; series: Series }): RouteSpec[] {
  const { journal, clock, config } = ground;
  const pool = ground.database.pool;
  const { books, series } = deps;
  const currency = config.currency;

  const booksOf = ({ check, at }: Awaited<ReturnType<BooksKeeper['latest']>>) => ({
    ...booksView(check),
    checkedAt: isoTime(at),
  });

  return [
    {
      ...OPERATOR,
      method: 'GET',
      path: '/v1/operator/overview',
      summary: 'The state of the platform at a glance',
      replies: { 200: OverviewReply },
      async handle() {
        await series.sample();
        const [latest, head, deliveries, gauges, counts] = await Promise.all([
          books.latest(),
          journal.head(),
          countPending(pool),
          readGauges(ground),
          pool.query(`select
            (select count(*)::int from bank.request where state in ('unknown', 'escalated')) unknown,
            (select count(*)::int from bank.alert where state = 'open') alerts,
            (select count(*)::int from people.person) people,
            (select count(*)::int from people.merchant) merchants`),
        ]);
        const today = series.today();
        const count = counts.rows[0] ?? {};
        return {
          body: {
            at: isoTime(clock.now()),
            books: booksOf(latest),
            tree: { size: head.seq.toString(), root: head.root },
            halted: head.halted,
            today: { ...today, volume: { minor: today.volume.toString(), currency } },
            queue: { waiting: journal.queued, commandsPerSecond: series.commandsPerSecond },
            unknownOutcomes: Number(count.unknown),
            alerts: Number(count.alerts),
            unmapped: gauges.unmapped ?? 0,
            deliveriesPending: deliveries.pending,
            deliveriesFailing: deliveries.failing,
            people: Number(count.people),
            merchants: Number(count.merchants),
          },
        };
      },
    },
    {
      ...OPERATOR,
      method: 'GET',
      path: '/v1/operator/metrics-series',
      summary: 'Payments, volume, refusals and commands per minute, for charts',
      query: Strict({
        minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_MINUTES, default: 60 })),
      }),
      replies: { 200: SeriesReply },
      async handle({ query }) {
        await series.sample();
        const minutes = Number(query.minutes ?? 60);
        return {
          body: {
            stepMs: 60_000,
            data: series.minutes(minutes).map(({ at, payments, volume, refusals, commands, queue }) => ({
              at: isoTime(at),
              payments,
              volume: { minor: volume.toString(), currency },
              refusals,
              commands,
              queue,
            })),
            refusalsByCode: series.codes(minutes),
          },
        };
      },
    },
    {
      ...OPERATOR,
      method: 'GET',
      path: '/v1/operator/ledger/checks',
      summary: 'Do the books balance, now? With recount=true every counter is compared with its transfers',
      query: Strict({ recount: Type.Optional(Type.Boolean()) }),
      replies: { 200: ChecksReply },
      limitPerMinute: 60,
      async handle({ query }) {
        const [now, head] = await Promise.all([books.checkNow(), journal.head()]);
        const differing = query.recount === true ? await recountBooks(pool) : null;
        return {
          body: {
            at: isoTime(now.at),
            books: booksOf(now),
            tree: { size: head.seq.toString(), root: head.root },
            ...(differing === null ? {} : { recount: { ok: differing.length === 0, differing } }),
          },
        };
      },
    },
  ];
}
