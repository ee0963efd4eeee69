/**
 * Tables of records as flows see them: typed rows in, typed rows out, always a list at a time.
 * It never builds a statement from outside text: names come from code.
 */
import type { ClientBase, Pool } from 'pg';
import { binaryArray, type Column, columnArray } from './binary.ts';

// biome-ignore lint/suspicious/noExplicitAny: a column of any type; rows are typed by RowOf.
type Columns = Readonly<Record<string, Column<any>>>;
export type RowOf<C extends Columns> = { readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never };

export type Table<Row extends object = Record<string, unknown>> = {
  readonly name: string;
  readonly key: string;
  readonly columns: Columns;
  readonly lookups: Readonly<Record<string, readonly string[]>>;
  keyOf(row: Row): string;
  lookupKey(lookup: string, row: Row): string;
  /** A row that is hardly asked for any more: it is not kept in memory. */
  isAtRest?(row: Row): boolean;
};

/** The row type of a table: `type Order = TableRow<typeof orders>`. */
export type TableRow<T> = T extends Table<infer Row> ? Row : never;

export type Queryable = Pick<ClientBase, 'query'> | Pick<Pool, 'query'>;

/**
 * Declares a table. `lookups` are its other unique keys (the schema holds the UNIQUE constraint).
 * Property names are camelCase, column names the same in snake_case.
 */
export function defineTable<C extends Columns>(spec: {
  name: string;
  key: keyof C & string;
  columns: C;
  lookups?: Readonly<Record<string, readonly (keyof C & string)[]>>;
  isAtRest?(row: RowOf<C>): boolean;
}): Table<RowOf<C>> {
  const lookups = spec.lookups ?? {};
  return {
    name: spec.name,
    key: spec.key,
    columns: spec.columns,
    lookups,
    keyOf: (row) => (row as Record<string, unknown>)[spec.key] as string,
    lookupKey: (lookup, row) =>
      (lookups[lookup] ?? []).map((name) => String((row as Record<string, unknown>)[name])).join('\u0000'),
    ...(spec.isAtRest ? { isAtRest: spec.isAtRest } : {}),
  };
}

export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Rows come by `select unnest(..), unnest(..)`: unlike `from unnest(.., ..)` it keeps no copy of all of them first. */
type Statements = {
  select: string;
  insert: string;
  updates: Map<string, { name: string; text: string }>;
  lookups: Map<string, string>;
};
const statements = new WeakMap<object, Statements>();

function statementsOf(table: Table<never>): Statements {
  const known = statements.get(table);
  if (known) return known;
  const names = Object.keys(table.columns);
  const cols = names.map(snake).join(', ');
  const t = table.name;
  const values = names.map((name, i) => `unnest($${i + 1}::${table.columns[name]?.pgType}[])`).join(', ');
  const keyType = table.columns[table.key]?.pgType;
  const made: Statements = {
    select: `select ${names.map((n) => `t.${snake(n)}`).join(', ')} from ${t} t where t.${snake(table.key)} = any($1::${keyType}[])`,
    insert: `insert into ${t} (${cols}) select ${values}`,
    updates: new Map(),
    lookups: new Map(
      Object.entries(table.lookups).map(([lookup, by]) => {
        const keyCasts = by.map((name, i) => `$${i + 1}::${table.columns[name]?.pgType}[]`).join(', ');
        const on = by.map((name) => `t.${snake(name)} = k.${snake(name)}`).join(' and ');
        return [
          lookup,
          `select ${names.map((n) => `t.${snake(n)}`).join(', ')} from unnest(${keyCasts}) k(${by.map(snake).join(', ')}) join ${t} t on ${on}`,
        ];
      }),
    ),
  };
  statements.set(table, made);
  return made;
}

/** `pg` hands text over untouched; columns read it themselves. */
export const rawTypes = { getTypeParser: () => (text: string) => text };

function readRows<Row extends object>(table: Table<Row>, rows: readonly unknown[][]): Row[] {
  const columns = Object.entries(table.columns);
  return rows.map((raw) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) {
      const entry = columns[i];
      if (!entry) continue;
      const text = raw[i];
      row[entry[0]] = text === null || text === undefined ? null : entry[1].read(text as string);
    }
    return row as Row;
  });
}

/** What each prepared name stands for. Two texts under one name would be refused by `pg` after others were sent. */
const prepared = new Map<string, string>();

/**
 * Sends a statement. Everything that can go wrong on our side goes wrong here and now, by throwing: the committer sends
 * its COMMIT right behind, and must not when a statement before it was never sent.
 */
function run(client: Queryable, name: string, text: string, values: unknown[]): Promise<unknown[][]> {
  const known = prepared.get(name);
  if (known === undefined) prepared.set(name, text);
  else if (known !== text) throw new Error(`two statements are called ${name}`);
  return client
    .query({ name, text, values, rowMode: 'array', types: rawTypes })
    .then((result) => result.rows as unknown[][]);
}

async function done(sent: Promise<unknown>): Promise<void> {
  await sent;
}

export async function selectRows<Row extends object>(
  client: Queryable,
  table: Table<Row>,
  keys: readonly string[],
): Promise<Row[]> {
  const key = table.columns[table.key];
  if (!key || keys.length === 0) return [];
  const sql = statementsOf(table as unknown as Table<never>).select;
  return readRows(table, await run(client, `get ${table.name}`, sql, [binaryArray(key, keys)]));
}

/** Rows by another unique key; each key is the list of values of the lookup's columns. */
export async function selectRowsBy<Row extends object>(
  client: Queryable,
  table: Table<Row>,
  lookup: string,
  keys: readonly (readonly unknown[])[],
): Promise<Row[]> {
  const by = table.lookups[lookup];
  const sql = statementsOf(table as unknown as Table<never>).lookups.get(lookup);
  if (!by || !sql) throw new Error(`${table.name} has no lookup ${lookup}`);
  if (keys.length === 0) return [];
  const values = by.map((name, i) => {
    const of = table.columns[name];
    if (!of) throw new Error(`${table.name} has no column ${name}`);
    return binaryArray(
      of,
      keys.map((key) => key[i]),
    );
  });
  return readRows(table, await run(client, `get ${table.name} by ${lookup}`, sql, values));
}

function columnArrays<Row extends object>(table: Table<Row>, rows: readonly Row[]): Buffer[] {
  return Object.entries(table.columns).map(([name, of]) => columnArray(of, rows, name));
}

/** Throws at once when a row cannot be written down; rejects when the database refuses it. */
export function insertRows<Row extends object>(
  client: Queryable,
  table: Table<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return Promise.resolve();
  const sql = statementsOf(table as unknown as Table<never>).insert;
  return done(run(client, `add ${table.name}`, sql, columnArrays(table, rows)));
}

/** Writes only the named columns: most updates touch a few narrow ones of a wide row. Throws at once like `insertRows`. */
export function updateRows<Row extends object>(
  client: Queryable,
  table: Table<Row>,
  rows: readonly Row[],
  changed: readonly string[] = Object.keys(table.columns).filter((name) => name !== table.key),
): Promise<void> {
  if (rows.length === 0 || changed.length === 0) return Promise.resolve();
  const names = [table.key, ...changed];
  const update = updateStatement(table as unknown as Table<never>, names);
  const values = names.map((name) => {
    const of = table.columns[name];
    if (!of) throw new Error(`${table.name} has no column ${name}`);
    return columnArray(of, rows, name);
  });
  return done(run(client, update.name, update.text, values));
}

/** One prepared statement for each set of columns that is ever changed together. */
function updateStatement(table: Table<never>, names: readonly string[]): { name: string; text: string } {
  const { updates } = statementsOf(table);
  const set = names.join(' ');
  const known = updates.get(set);
  if (known) return known;
  const values = names
    .map((name, i) => `unnest($${i + 1}::${table.columns[name]?.pgType}[]) as ${snake(name)}`)
    .join(', ');
  const sets = names.slice(1).map((name) => `${snake(name)} = u.${snake(name)}`);
  const key = snake(table.key);
  const made = {
    // PostgreSQL cuts names at 63 bytes, so the set is numbered.
    name: `set ${table.name} ${updates.size}`,
    text: `update ${table.name} t set ${sets.join(', ')} from (select ${values}) u where t.${key} = u.${key}`,
  };
  updates.set(set, made);
  return made;
}

/** For reads by routes: plain SQL whose rows come back as the table's rows. The text selects `columnList(table)`. */
export async function queryRows<Row extends object>(
  client: Queryable,
  table: Table<Row>,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const result = await client.query({ text, values, rowMode: 'array', types: rawTypes });
  return readRows(table, result.rows as unknown[][]);
}

export function columnList(table: Table<never> | Table, alias = 't'): string {
  return Object.keys(table.columns)
    .map((name) => `${alias}.${snake(name)}`)
    .join(', ');
}
