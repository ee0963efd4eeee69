/** The database: connections and migrations. Everything is plain SQL; no extensions. */
import pg from 'pg';

export { binaryArray, type Column, column, readTime } from './binary.ts';
export { type Migration, migrate, migrationFile } from './migrations.ts';
export {
  columnList,
  defineTable,
  insertRows,
  type Queryable,
  queryRows,
  type RowOf,
  rawTypes,
  selectRows,
  selectRowsBy,
  snake,
  type Table,
  type TableRow,
  updateRows,
} from './table.ts';

export type Database = {
  readonly url: string;
  /** For reads by routes and jobs. Money is written by the journal's committer only. */
  readonly pool: pg.Pool;
  /** A connection of one's own in pipeline mode: queries are sent without waiting for the answers of earlier ones. */
  connect(name: string): Promise<pg.Client>;
  close(): Promise<void>;
};

/** A database that does not answer to a new connection, and a pool whose connections are all taken for so long. */
const CONNECT_WITHIN_MS = 10_000;

const SESSION =
  '-c timezone=UTC -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000 -c jit=off';

/**
 * The committer finds every row by its key. A prepared statement keeps the plan that was best when its table was small,
 * and that was reading the whole table: not offered here.
 */
const BY_KEY_ONLY = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

export function openDatabase(options: { url: string; instance: string; maxConnections?: number }): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    application_name: options.instance,
    options: SESSION,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
  });
  // A broken idle connection is replaced on the next use; without a listener it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  return {
    url: options.url,
    pool,
    async connect(name) {
      const client = new pg.Client({
        connectionString: options.url,
        application_name: `${options.instance} ${name}`,
        options: `${SESSION} ${BY_KEY_ONLY}`,
        connectionTimeoutMillis: CONNECT_WITHIN_MS,
        pipeline: true,
      } as pg.ClientConfig);
      client.on('error', () => {});
      await client.connect();
      return client;
    },
    close: () => pool.end(),
  };
}
