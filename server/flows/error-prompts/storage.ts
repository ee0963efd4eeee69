/** Rules, their versions, and the messages that have no prompt. */
import type { Pool } from 'pg';
import { idFromUuid, isId, uuidOfId } from '../../kernel/id.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import {
  column,
  columnList,
  defineTable,
  queryRows,
  type TableRow,
} from '../../mechanisms/database/index.ts';
import type { RuleView } from './contract.ts';
import type { MatchKind } from './rules.ts';

export const promptHeads = defineTable({
  name: 'error_prompts.head',
  key: 'id',
  columns: { id: column.text(), version: column.int4(), rules: column.int4() },
});

export const promptRules = defineTable({
  name: 'error_prompts.rule',
  key: 'id',
  columns: {
    id: column.id('prompt'),
    matchKind: column.text<MatchKind>(),
    matchText: column.text(),
    priority: column.int4(),
    en: column.text(),
    zh: column.nullable(column.text()),
    state: column.text<'active' | 'deleted'>(),
    version: column.int4(),
    author: column.text(),
    createdAt: column.time(),
  },
});
export type RuleRecord = TableRow<typeof promptRules>;

export const promptVersions = defineTable({
  name: 'error_prompts.version',
  key: 'version',
  columns: {
    version: column.int4(),
    at: column.time(),
    author: column.text(),
    act: column.text<'built-in' | 'saved' | 'deleted'>(),
    rule: column.nullable(column.json<RuleView>()),
  },
});
export type VersionRecord = TableRow<typeof promptVersions>;

export async function currentVersion(pool: Pool): Promise<number> {
  const result = await pool.query({
    name: 'prompt version',
    text: `select version from error_prompts.head where id = 'head'`,
  });
  return Number(result.rows[0]?.version ?? 0);
}

/** The rules in force, newest first; at most 500 exist. */
export async function activeRules(pool: Pool): Promise<RuleRecord[]> {
  const text = `select ${columnList(promptRules)} from error_prompts.rule t where t.state = 'active' order by t.version desc limit 1000`;
  return (await queryRows(pool, promptRules, text, [])) as RuleRecord[];
}

/** Newest first. */
export async function versionsBefore(
  pool: Pool,
  before: number | null,
  limit: number,
): Promise<VersionRecord[]> {
  const text = `select ${columnList(promptVersions)} from error_prompts.version t
    where $1::int is null or t.version < $1::int order by t.version desc limit $2`;
  return (await queryRows(pool, promptVersions, text, [before, limit])) as VersionRecord[];
}

/** Names of people by id, for authors. */
export async function namesOf(pool: Pool, authors: readonly string[]): Promise<Map<string, string>> {
  const people = [...new Set(authors)].filter((author) => isId('person', author));
  if (people.length === 0) return new Map();
  const result = await pool.query('select id, name from people.person where id = any($1::uuid[])', [
    people.map(uuidOfId),
  ]);
  return new Map(result.rows.map((row) => [idFromUuid('person', String(row.id)), String(row.name)]));
}

export type UnmappedCount = {
  readonly key: string;
  readonly code: string | null;
  readonly message: string;
  readonly source: string;
  readonly count: number;
  readonly at: Instant;
};

const MAX_UNMAPPED = 10_000;

/** Adds to the counts. Once 10,000 distinct messages are listed, new ones are no longer added. */
export async function addUnmapped(pool: Pool, counts: readonly UnmappedCount[]): Promise<void> {
  if (counts.length === 0) return;
  await pool.query(
    `insert into error_prompts.unmapped as u (key, code, message, source, count, first_at, last_at)
     select k.key, k.code, k.message, k.source, k.count, k.at, k.at
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[]) k(key, code, message, source, count, at)
      where (select count(*) from error_prompts.unmapped) < $7 or exists (select from error_prompts.unmapped x where x.key = k.key)
     on conflict (key) do update set count = u.count + excluded.count, last_at = excluded.last_at`,
    [
      counts.map((one) => one.key),
      counts.map((one) => one.code),
      counts.map((one) => one.message),
      counts.map((one) => one.source),
      counts.map((one) => one.count),
      counts.map((one) => isoTime(one.at)),
      MAX_UNMAPPED,
    ],
  );
}

export type UnmappedRow = {
  key: string;
  code: string | null;
  message: string;
  source: string;
  count: string;
  firstAt: string;
  lastAt: string;
};

/** Most frequent first; `after` is the key of the last row of the page before. */
export async function listUnmapped(pool: Pool, after: string | null, limit: number): Promise<UnmappedRow[]> {
  const result = await pool.query(
    `select u.key, u.code, u.message, u.source, u.count::text, u.first_at, u.last_at from error_prompts.unmapped u
      where $1::text is null or (u.count, u.key) < (select x.count, x.key from error_prompts.unmapped x where x.key = $1)
      order by u.count desc, u.key desc limit $2`,
    [after, limit],
  );
  return result.rows.map((row) => ({
    key: String(row.key),
    code: row.code === null ? null : String(row.code),
    message: String(row.message),
    source: String(row.source),
    count: String(row.count),
    firstAt: isoTime(new Date(row.first_at).getTime()),
    lastAt: isoTime(new Date(row.last_at).getTime()),
  }));
}

export async function countUnmapped(pool: Pool): Promise<number> {
  const result = await pool.query('select count(*)::int count from error_prompts.unmapped');
  return Number(result.rows[0]?.count ?? 0);
}
