/**
 * A backup is one file: gzip of lines of JSON. The first line is the header, then every row of every table as PostgreSQL's
 * own JSON text, and last how many there were. It is one snapshot (REPEATABLE READ), so it may be taken while money moves.
 * Lossless: numbers and times stay text on their way. Nothing but a connection is needed, no program of PostgreSQL.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';

const FORMAT = 1;
const ROWS_AT_ONCE = 2_000;
/** The rows of one insert, in characters of JSON. */
const MOST_INSERT = 4_000_000;

export type Header = {
  readonly bursarBackup: number;
  readonly at: string;
  readonly seq: string;
  readonly root: string;
  readonly migrations: Readonly<Record<string, string>>;
  /** Last value of each sequence; null when it was never used. */
  readonly sequences: Readonly<Record<string, string | null>>;
};
type Table = { readonly name: string; readonly after: readonly string[] };

/** Every table outside of PostgreSQL's own schemas, those that others refer to first. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const found = await client.query<Table>(`
    select format('%I.%I', n.nspname, c.relname) as name,
           array(select format('%I.%I', rn.nspname, r.relname) from pg_constraint f
                   join pg_class r on r.oid = f.confrelid join pg_namespace rn on rn.oid = r.relnamespace
                  where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as after
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition
       and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
     order by 1`);
  const ordered: string[] = [];
  const waiting = new Map(found.rows.map((table) => [table.name, table.after]));
  while (waiting.size > 0) {
    const ready = [...waiting]
      .filter(([, after]) => after.every((name) => !waiting.has(name)))
      .map(([name]) => name);
    if (ready.length === 0)
      throw new Error(`tables refer to one another in a circle: ${[...waiting.keys()].join(', ')}`);
    for (const name of ready) waiting.delete(name);
    ordered.push(...ready);
  }
  return ordered;
}

async function connect(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name });
  await client.connect();
  return client;
}

/** Writes `file` (0600, complete or not at all). Resolves to its header and the number of rows. */
export async function backUp(url: string, file: string): Promise<{ header: Header; rows: number }> {
  const client = await connect(url, 'backup');
  const draft = `${file}.part`;
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    const header = await readHeader(client);
    let rows = 0;
    async function* lines(): AsyncGenerator<string> {
      yield `${JSON.stringify(header)}\n`;
      for (const name of await tablesOf(client)) {
        yield `${JSON.stringify({ table: name })}\n`;
        await client.query(`declare rows no scroll cursor for select to_json(t)::text as row from ${name} t`);
        for (;;) {
          const page = await client.query<{ row: string }>(`fetch ${ROWS_AT_ONCE} from rows`);
          if (page.rows.length === 0) break;
          rows += page.rows.length;
          yield page.rows.map(({ row }) => `${row.replaceAll('\n', ' ')}\n`).join('');
        }
        await client.query('close rows');
      }
      yield `${JSON.stringify({ rows })}\n`;
    }
    await pipeline(lines, createGzip({ level: 5 }), createWriteStream(draft, { mode: 0o600 }));
    const written = await open(draft, 'r');
    await written.sync();
    await written.close();
    await rename(draft, file);
    return { header, rows };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function readHeader(client: pg.Client): Promise<Header> {
  const head = await client.query(
    `select seq::text, encode(root, 'hex') as root, now()::text as at from journal.head`,
  );
  const migrations = await client.query<{ id: string; hash: string }>(
    'select id, hash from database.migration order by id',
  );
  const sequences = await client.query<{ name: string; last: string | null }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value::text as last from pg_sequences order by 1`,
  );
  return {
    bursarBackup: FORMAT,
    at: String(head.rows[0].at),
    seq: String(head.rows[0].seq),
    root: String(head.rows[0].root),
    migrations: Object.fromEntries(migrations.rows.map(({ id, hash }) => [id, hash])),
    sequences: Object.fromEntries(sequences.rows.map(({ name, last }) => [name, last])),
  };
}

export async function readBackupHeader(file: string): Promise<Header> {
  for await (const line of linesOf(file)) {
    const header = JSON.parse(line) as Partial<Header>;
    if (header.bursarBackup !== FORMAT) break;
    return header as Header;
  }
  throw new Error(`${file} is no backup that this version can read`);
}

function linesOf(file: string): AsyncIterable<string> {
  const unzipped = createGunzip();
  createReadStream(file)
    .on('error', (error) => unzipped.destroy(error))
    .pipe(unzipped);
  return createInterface({ input: unzipped, crlfDelay: Number.POSITIVE_INFINITY });
}

/**
 * Fills a database whose schema is already there (and whose journal is empty) with the rows of a backup, in ONE
 * transaction. Throws, and changes nothing, when the schema has other migrations, the journal has entries, a server is
 * connected, or the file is cut short.
 */
export async function fillFromBackup(url: string, file: string): Promise<{ header: Header; rows: number }> {
  const header = await readBackupHeader(file);
  const client = await connect(url, 'restore');
  try {
    await client.query('begin');
    await refuseUnlessEmpty(client, header);
    const tables = await tablesOf(client);
    await client.query(`truncate ${tables.join(', ')}`);
    const rows = await insertAll(client, file, new Set(tables));
    for (const [name, last] of Object.entries(header.sequences)) {
      if (last !== null) await client.query('select setval($1::regclass, $2::bigint)', [name, last]);
    }
    await client.query('commit');
    return { header, rows };
  } finally {
    await client.end();
  }
}

async function refuseUnlessEmpty(client: pg.Client, header: Header): Promise<void> {
  const servers = await client.query(
    `select from pg_stat_activity where datname = current_database() and application_name like 'bursar-%'`,
  );
  if (servers.rows.length > 0) throw new Error('a server is connected to this database: stop it first');
  const head = await client.query('select seq::text as seq from journal.head');
  if (head.rows[0].seq !== '0')
    throw new Error('this database has a journal already: restore into an empty one');
  const { migrations } = await readHeader(client);
  for (const [id, hash] of Object.entries(header.migrations)) {
    if (migrations[id] !== hash)
      throw new Error(`the backup needs the migration ${id} of another version of the program`);
  }
  for (const id of Object.keys(migrations)) {
    if (!(id in header.migrations))
      throw new Error(
        `the backup is older than the migration ${id}: restore with the program that made it, then upgrade`,
      );
  }
}

async function insertAll(client: pg.Client, file: string, tables: ReadonlySet<string>): Promise<number> {
  let table = '';
  let waiting: string[] = [];
  let size = 0;
  let rows = 0;
  let promised = -1;
  const flush = async () => {
    if (waiting.length > 0) {
      const columns = await storedColumns(client, table);
      // Identity columns keep their numbers.
      const text = `insert into ${table} (${columns}) overriding system value
        select ${columns} from json_populate_recordset(null::${table}, $1::json)`;
      await client.query(text, [`[${waiting.join(',')}]`]);
    }
    rows += waiting.length;
    waiting = [];
    size = 0;
  };
  let isFirst = true;
  for await (const line of linesOf(file)) {
    if (isFirst) {
      isFirst = false;
      continue;
    }
    const mark = markOf(line);
    if (mark?.table !== undefined && tables.has(mark.table)) {
      await flush();
      table = mark.table;
    } else if (mark?.rows !== undefined) {
      await flush();
      promised = mark.rows;
    } else {
      waiting.push(line);
      size += line.length;
      if (size > MOST_INSERT || waiting.length >= ROWS_AT_ONCE) await flush();
    }
  }
  if (promised !== rows) throw new Error(`the backup is cut short: ${rows} rows of ${promised}`);
  return rows;
}

/** Columns that are written; the database computes the others by itself. */
async function storedColumns(client: pg.Client, table: string): Promise<string> {
  const found = await client.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  );
  return found.rows.map(({ name }) => name).join(', ');
}

/** Our own lines between the rows: `{"table":...}` and `{"rows":...}`, with nothing else in them. */
function markOf(line: string): { table?: string; rows?: number } | null {
  if (!line.startsWith('{"table":') && !line.startsWith('{"rows":')) return null;
  const mark = JSON.parse(line) as { table?: string; rows?: number };
  return Object.keys(mark).length === 1 ? mark : null;
}
