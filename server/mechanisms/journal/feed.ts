/**
 * The feed: every committed entry once, in order, to whoever listens in this process. Entries of this process come
 * straight from the committer; those of others are read from the table when the head has moved.
 */
import type { Pool } from 'pg';
import { rawTypes } from '../database/index.ts';
import type { CommittedEntry } from './decide.ts';
import { type Entry, parseEntry } from './entry.ts';

export type FeedEntry = {
  readonly seq: bigint;
  readonly entry: Entry;
  readonly transfers: CommittedEntry['transfers'] | null;
};
export type FeedListener = (entries: readonly FeedEntry[]) => void;

export const MAX_PAGE = 1_000;
/**
 * The head may tell of a batch of this process before the answer to its COMMIT has been read: who waits a little need
 * not read from the table what he has in his hands.
 */
const OWN_ANSWER_MS = 15;

/** Entries with seq > after, in order; at most `limit` (1,000). */
export async function readEntries(db: Pick<Pool, 'query'>, after: bigint, limit: number): Promise<Entry[]> {
  const result = await db.query({
    name: 'read entries',
    text: 'select content from journal.entry where seq > $1::bigint order by seq limit $2::int',
    values: [after.toString(), Math.min(limit, MAX_PAGE)],
    rowMode: 'array',
    types: rawTypes,
  });
  return (result.rows as unknown as string[][]).map((row) => parseEntry(String(row[0])));
}

export type Feed = {
  /** Returns the function that ends the subscription. Listeners must be quick and must not throw. */
  listen(listener: FeedListener): () => void;
  committed(entries: readonly CommittedEntry[]): void;
  /** The last entry this process knows of. */
  readonly seq: bigint;
  stop(): void;
};

export function createFeed(pool: Pool, startSeq: bigint, pollMs = 250): Feed {
  const listeners = new Set<FeedListener>();
  let seq = startSeq;
  let catching: Promise<void> | null = null;
  let stopped = false;

  function deliver(entries: readonly FeedEntry[]): void {
    for (const listener of listeners) {
      try {
        listener(entries);
      } catch (error) {
        // What is committed stays committed, and one listener's bug is not another's.
        process.emitWarning(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  function committed(list: readonly CommittedEntry[]): void {
    const first = list[0];
    const last = list[list.length - 1];
    if (!first || !last) return;
    if (first.seq === seq + 1n && !catching) {
      seq = last.seq;
      if (listeners.size > 0) deliver(list);
    } else catchUp();
  }

  function catchUp(): void {
    catching ??= readOn().finally(() => {
      catching = null;
    });
  }

  async function readOn(): Promise<void> {
    for (;;) {
      if (stopped) return;
      const page = await readEntries(pool, seq, MAX_PAGE).catch(() => []);
      const last = page[page.length - 1];
      if (!last) return;
      seq = BigInt(last.seq);
      if (listeners.size > 0)
        deliver(page.map((entry) => ({ seq: BigInt(entry.seq), entry, transfers: null })));
    }
  }

  function lookAgain(head: bigint): void {
    const look = () => {
      if (!catching && head > seq) catchUp();
    };
    // Behind whatever has come to the sockets meanwhile.
    setTimeout(() => setImmediate(look), OWN_ANSWER_MS).unref();
  }

  const timer = setInterval(() => {
    if (catching) return;
    pool
      .query({
        name: 'head seq',
        text: 'select seq from journal.head where id = 1',
        rowMode: 'array',
        types: rawTypes,
      })
      .then((result) => {
        const head = (result.rows as unknown as string[][])[0]?.[0];
        if (head !== undefined && BigInt(head) > seq) lookAgain(BigInt(head));
      })
      .catch(() => {});
  }, pollMs);
  timer.unref();

  return {
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    committed,
    get seq() {
      return seq;
    },
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
