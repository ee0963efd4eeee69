/**
 * The audience index: which stretches of the journal name whom. It follows the journal in the background, from the feed's
 * memory and, after a start, from the table. Readers look at the entries themselves, so a name too many costs time only;
 * it must never leave one out.
 */
import type { Pool } from 'pg';
import { uuidOfId } from '../../kernel/id.ts';
import { binaryArray, column, rawTypes } from '../database/index.ts';
import type { Timer } from '../jobs/index.ts';
import type { Feed, FeedEntry } from '../journal/index.ts';

/** Entries of one bucket. A page of events is looked for in whole buckets. */
export const BUCKET = 1_024n;

const EVERY_MS = 500;
/** Buckets kept in memory when the database does not take them; beyond that they are read again. */
const MAX_KEPT = 64;
/** Read from the table in one transaction. */
const READ_AT_ONCE = 8n;
/** Steps of one turn of the timer: after a long absence it goes on in the next. */
const MAX_STEPS = 40;
const ANY_ID = column.id('id');

export type AudienceIndex = {
  readonly timer: Timer;
  stop(): void;
};

export const bucketOf = (seq: bigint) => seq / BUCKET;

/** Only ids are indexed; other names, say `platform`, have no events of their own to read. */
export const isIndexed = (name: string) => /_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(name);

export function createAudienceIndex(deps: { pool: Pool; feed: Feed }): AudienceIndex {
  const { pool, feed } = deps;
  /** Names by bucket, of every entry since `since`. */
  let kept = new Map<bigint, Set<string>>();
  let since = feed.seq;
  /** Buckets that are written as far as this process knows. */
  let known = 0n;
  let open: { bucket: bigint; names: Set<string> } | null = null;

  function take(entries: readonly FeedEntry[]): void {
    for (const { seq, entry } of entries) {
      for (const { audience } of entry.events) {
        if (audience.length === 0) continue;
        const bucket = bucketOf(seq);
        if (open?.bucket !== bucket) {
          open = { bucket, names: new Set() };
          kept.set(bucket, open.names);
        }
        for (const name of audience) open.names.add(name);
      }
    }
    if (kept.size > MAX_KEPT) forget();
  }

  function forget(): void {
    kept = new Map();
    open = null;
    since = feed.seq;
  }

  /** What has been written is not needed any more; should it be after all, the table has it. */
  function drop(below: bigint): void {
    for (const bucket of kept.keys()) if (bucket < below) kept.delete(bucket);
    const written = below * BUCKET - 1n;
    if (written > since) since = written;
  }

  /** From the feed when it has seen the whole bucket, else from the table. */
  async function namesOf(db: Pick<Pool, 'query'>, bucket: bigint): Promise<ReadonlySet<string>> {
    return bucket * BUCKET > since ? (kept.get(bucket) ?? new Set()) : readNames(db, bucket);
  }

  /** Writes the next whole buckets. Returns true when more of them wait. Another process being at it is nothing to do. */
  async function step(): Promise<boolean> {
    // Nothing to ask the database for until another bucket is whole.
    if (bucketOf(feed.seq + 1n) <= known) return false;
    const client = await pool.connect();
    try {
      await client.query('begin');
      const place = await client.query(
        'select buckets::text from events.bucket_relay where id = 1 for update skip locked',
      );
      if (place.rows.length === 0) {
        await client.query('rollback');
        return false;
      }
      const from = BigInt(place.rows[0].buckets);
      known = from;
      // Another process may have written them.
      drop(from);
      const whole = bucketOf(feed.seq + 1n);
      const end = from + READ_AT_ONCE < whole ? from + READ_AT_ONCE : whole;
      if (from >= end) {
        await client.query('rollback');
        return false;
      }
      for (let bucket = from; bucket < end; bucket++) {
        const names = [...(await namesOf(client, bucket))].filter(isIndexed);
        await client.query({
          name: 'add bucket',
          text: 'insert into events.bucket values ($1::bigint, $2::uuid[])',
          values: [bucket.toString(), binaryArray(ANY_ID, names as never)],
        });
      }
      await client.query('update events.bucket_relay set buckets = $1::bigint where id = 1', [
        end.toString(),
      ]);
      await client.query('commit');
      drop(end);
      known = end;
      return end < whole;
    } catch (thrown) {
      await client.query('rollback').catch(() => {});
      throw thrown;
    } finally {
      client.release();
    }
  }

  const stop = feed.listen(take);
  return {
    timer: {
      name: 'events.audience',
      everyMs: EVERY_MS,
      async run() {
        for (let steps = 0; steps < MAX_STEPS && (await step()); steps++);
      },
    },
    stop,
  };
}

/** Every name in an audience, found in the text: it may find one too many, where a body has a field of that name. */
async function readNames(db: Pick<Pool, 'query'>, bucket: bigint): Promise<ReadonlySet<string>> {
  const result = await db.query({
    name: 'read audiences',
    text: `select distinct found[1] from journal.entry,
             regexp_matches(content, '"audience":\\[([^]]+)\\]', 'g') found
            where seq between $1::bigint and $2::bigint`,
    values: [(bucket * BUCKET).toString(), ((bucket + 1n) * BUCKET - 1n).toString()],
    rowMode: 'array',
    types: rawTypes,
  });
  const names = new Set<string>();
  for (const [list] of result.rows as unknown as string[][])
    for (const [, name] of String(list).matchAll(/"([^"]+)"/g)) if (name !== undefined) names.add(name);
  return names;
}

/** How far the index goes: entries below this number need not be looked through. */
export async function indexedUpTo(db: Pick<Pool, 'query'>): Promise<bigint> {
  const result = await db.query({
    name: 'indexed up to',
    text: 'select buckets from events.bucket_relay where id = 1',
    rowMode: 'array',
    types: rawTypes,
  });
  return BigInt((result.rows as unknown as string[][])[0]?.[0] ?? '0') * BUCKET;
}

/** The buckets from `from` to below `end` that name him, in order. Looks through 2,000 buckets in some 50 ms. */
export async function bucketsNaming(
  db: Pick<Pool, 'query'>,
  name: string,
  from: bigint,
  end: bigint,
  limit: number,
): Promise<bigint[]> {
  const result = await db.query({
    name: 'buckets naming',
    text: `select bucket from events.bucket where bucket >= $1::bigint and bucket < $2::bigint and $3::uuid = any(names)
            order by bucket limit $4::int`,
    values: [from.toString(), end.toString(), uuidOfId(name), limit],
    rowMode: 'array',
    types: rawTypes,
  });
  return (result.rows as unknown as string[][]).map((row) => BigInt(String(row[0])));
}
