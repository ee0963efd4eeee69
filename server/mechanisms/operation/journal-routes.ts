/** The journal explorer: every entry, newest first, and one entry with its transfers. Every look is bounded. */
import { Type } from 'typebox';
import { refuse } from '../../kernel/refusal.ts';
import { rawTypes } from '../database/index.ts';
import type { Ground } from '../flow/index.ts';
import { type RouteSpec, schemas } from '../http/index.ts';
import { type Entry, parseEntry } from '../journal/index.ts';
import { transfersOfEntry } from './ledger-reads.ts';
import type { Names } from './names.ts';

const { ListOf, MoneySchema, Strict, TimeSchema } = schemas;
const OPERATOR = { tag: 'operator', callers: ['operator'] } as const;

/** Entries looked through for one page when a filter is set. */
const SCAN_ENTRIES = 20_000n;

/** What a refusal says to the person who met it, in both languages. */
export type ExplainRefusal = (
  code: string,
  details: Readonly<Record<string, unknown>>,
) => { en: string; zh: string };

const Actor = Type.Object({ type: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) });
const Row = {
  seq: Type.String(),
  at: TimeSchema,
  kind: Type.String(),
  actor: Actor,
  device: Type.Union([Type.String(), Type.Null()]),
  outcome: Type.Union([Type.Literal('done'), Type.Literal('refused')]),
  code: Type.Union([Type.String(), Type.Null()]),
  prompt: Type.Union([Type.Object({ en: Type.String(), zh: Type.String() }), Type.Null()], {
    description: 'What a refusal says to people; null when it was done',
  }),
  ref: Type.Union([Type.String(), Type.Null()]),
};
const Side = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  owner: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
});
const Detail = Type.Object({
  ...Row,
  key: Type.String(),
  body: Type.Unknown(),
  reply: Type.Unknown(),
  details: Type.Unknown(),
  events: Type.Array(
    Type.Object({
      type: Type.String(),
      object: Type.String(),
      audience: Type.Array(Type.String()),
      data: Type.Unknown(),
    }),
  ),
  transfers: Type.Array(
    Type.Object({
      n: Type.Integer(),
      kind: Type.String(),
      phase: Type.String(),
      debit: Side,
      credit: Side,
      amount: MoneySchema,
      hold: Type.Union([Type.String(), Type.Null()]),
      reference: Type.String(),
    }),
  ),
  effects: Type.Array(Type.Object({ kind: Type.String(), task: Type.String(), payload: Type.Unknown() })),
  leaf: Type.String({ description: 'SHA-256 of 0x00 and the bytes of the entry, in hex (RFC 6962)' }),
});
const List = ListOf(Type.Object(Row));
const Query = Strict({
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', description: 'Entries before this number' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  kind: Type.Optional(
    Type.String({ minLength: 1, maxLength: 60, description: 'The kind, or how it begins' }),
  ),
  actor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 60, description: 'An id: actor, staff, device, session or key' }),
  ),
  outcome: Type.Optional(Type.Union([Type.Literal('done'), Type.Literal('refused')])),
});

export function journalRoutes(ground: Ground, names: Names, explain: ExplainRefusal): RouteSpec[] {
  const pool = ground.database.pool;

  async function rowOf(entry: Entry) {
    const { id } = entry.actor;
    const name = await names.of(id);
    const reply = entry.reply as { id?: unknown } | undefined;
    const ref = typeof reply?.id === 'string' ? reply.id : (entry.events[0]?.object ?? null);
    return {
      seq: entry.seq,
      at: entry.at,
      kind: entry.kind,
      actor: { type: actorType(entry), id, ...(name === null ? {} : { name }) },
      device: entry.actor.device ?? null,
      outcome: entry.outcome,
      code: entry.code ?? null,
      prompt: entry.code === undefined ? null : explain(entry.code, entry.details ?? {}),
      ref,
    };
  }

  return [
    {
      ...OPERATOR,
      method: 'GET',
      path: '/v1/operator/journal',
      summary: 'Entries of the journal, newest first; `next` goes on even when a page is empty',
      query: Query,
      replies: { 200: List },
      async handle({ query }) {
        const limit = Number(query.limit ?? 20);
        const before = query.after === undefined ? null : BigInt(String(query.after));
        const filter = { kind: text(query.kind), actor: text(query.actor), outcome: text(query.outcome) };
        const { entries, next } = await scanBack(pool, before, filter, limit);
        return { body: { data: await Promise.all(entries.map(rowOf)), hasMore: next !== null, next } };
      },
    },
    {
      ...OPERATOR,
      method: 'GET',
      path: '/v1/operator/journal/:seq',
      summary: 'One entry: what was asked, decided, moved and told',
      params: Strict({ seq: Type.String({ pattern: '^[0-9]{1,18}$' }) }),
      replies: { 200: Detail },
      async handle({ params }) {
        const result = await pool.query(
          `select content, encode(leaf, 'hex') leaf from journal.entry where seq = $1::bigint`,
          [params.seq],
        );
        const found = result.rows[0];
        if (!found) refuse('NOT_FOUND');
        const entry = parseEntry(String(found.content));
        return {
          body: {
            ...(await rowOf(entry)),
            key: entry.key,
            body: entry.body,
            reply: entry.reply ?? null,
            details: entry.details ?? null,
            events: entry.events,
            transfers: await transfersOfEntry(pool, names, BigInt(entry.seq)),
            effects: entry.effects.map((effect) => ({
              kind: effect.task,
              task: effect.task,
              payload: effect.payload,
            })),
            leaf: String(found.leaf),
          },
        };
      },
    },
  ];
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function actorType(entry: Entry): string {
  if (entry.actor.staff) return 'staff';
  return /^[a-z]+(?=_)/.exec(entry.actor.id)?.[0] ?? entry.actor.id;
}

type Filter = { kind: string | null; actor: string | null; outcome: string | null };

/** Goes back from `before`, at most 20,000 entries; `next` is null at the beginning of the journal. */
async function scanBack(
  pool: Ground['database']['pool'],
  before: bigint | null,
  filter: Filter,
  limit: number,
): Promise<{ entries: Entry[]; next: string | null }> {
  const head =
    before ?? BigInt((await pool.query('select seq::text from journal.head where id = 1')).rows[0].seq) + 1n;
  const low = head - SCAN_ENTRIES > 1n ? head - SCAN_ENTRIES : 1n;
  const needles = [
    filter.kind === null ? '' : `"kind":${JSON.stringify(filter.kind).slice(0, -1)}`,
    filter.actor === null ? '' : JSON.stringify(filter.actor).slice(1, -1),
    filter.outcome === null ? '' : `"outcome":"${filter.outcome}"`,
  ];
  const result = await pool.query({
    name: 'scan journal back',
    text: `select content from journal.entry where seq < $1::bigint and seq >= $2::bigint
              and strpos(content, $3) > 0 and strpos(content, $4) > 0 and strpos(content, $5) > 0
            order by seq desc limit $6::int`,
    values: [head.toString(), low.toString(), ...needles.map((needle) => needle || '{'), limit],
    rowMode: 'array',
    types: rawTypes,
  });
  const found = (result.rows as unknown as string[][]).map((row) => parseEntry(String(row[0])));
  const last = found[found.length - 1];
  // A full page: what lies before its last row has not been looked at.
  const seen = found.length === limit && last ? BigInt(last.seq) : low;
  return { entries: found.filter((entry) => fits(entry, filter)), next: seen > 1n ? seen.toString() : null };
}

/** The text search is coarse: the words may stand elsewhere in the entry. */
function fits(entry: Entry, { kind, actor, outcome }: Filter): boolean {
  if (kind !== null && !entry.kind.startsWith(kind)) return false;
  if (outcome !== null && entry.outcome !== outcome) return false;
  return actor === null || Object.values(entry.actor).some((id) => String(id).startsWith(actor));
}
