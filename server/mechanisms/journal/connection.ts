/** The committer's own connection: found again after an outage. */
import type pg from 'pg';
import type { Database } from '../database/index.ts';

/** Before each attempt to reach a database that is gone. In all some 13 s: a restart takes less. */
const RECONNECT_DELAYS_MS: readonly number[] = [
  0, 100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000, 2_000, 2_000,
];
const AT_ONCE: readonly number[] = [0];

export type Connection = {
  /** null: the database is away. */
  readonly client: pg.Client | null;
  /** Ends a transaction that failed; false when the connection is gone. */
  rollback(): Promise<boolean>;
  reconnect(): Promise<boolean>;
  close(): Promise<void>;
};

export async function createConnection(
  database: Database,
  delaysMs: readonly number[] = RECONNECT_DELAYS_MS,
): Promise<Connection> {
  let client: pg.Client | null = await database.connect('committer');
  /** All attempts have failed: whoever comes now waits for one more, not for all of them. */
  let isAway = false;

  async function close(): Promise<void> {
    await client?.end().catch(() => {});
    client = null;
  }

  return {
    get client() {
      return client;
    },
    rollback: () =>
      client?.query('rollback').then(
        () => true,
        () => false,
      ) ?? Promise.resolve(false),
    async reconnect() {
      await close();
      for (const delay of isAway ? AT_ONCE : delaysMs) {
        if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
        client = await database.connect('committer').catch(() => null);
        isAway = client === null;
        if (client) return true;
      }
      return false;
    },
    close,
  };
}
