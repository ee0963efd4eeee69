/** Events as callers see them, read from the journal. There is no second event table; every read is bounded. */
import type { Pool } from 'pg';
import { refuse } from '../../kernel/refusal.ts';
import { rawTypes } from '../database/index.ts';
import { type Entry, type JsonObject, parseEntry } from '../journal/index.ts';
import type { Caller } from '../people/caller.ts';
import { BUCKET, bucketOf, bucketsNaming, indexedUpTo, isIndexed } from './audience.ts';

/** Who looks: an operator sees every event, everybody else those that name him in their audience. */
export type Viewer = { readonly all: true } | { readonly all: false; readonly id: string };

export type PublicEvent = {
  readonly seq: string;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly object: string;
  readonly data: JsonObject;
};

/** A place in the stream: after event `n` of entry `seq`; WHOLE_ENTRY: after all of its events. */
export type Cursor = { readonly seq: bigint; readonly n: number };
export const WHOLE_ENTRY = Number.MAX_SAFE_INTEGER;
export const BEGINNING: Cursor = { seq: 0n, n: WHOLE_ENTRY };

/** Entries looked through by one read: about 20 MB of text, some 30 ms. */
const SCAN_ENTRIES = 20_000n;
const MAX_BUCKETS = Number(SCAN_ENTRIES / BUCKET);
/** Buckets of the index looked through by one read: two million entries. */
const SKIP_BUCKETS = 2_000n;

export function viewerOf(caller: Caller, own = false): Viewer {
  switch (caller.kind) {
    case 'operator':
      return own ? { all: false, id: caller.person } : { all: true };
    case 'person':
      return { all: false, id: caller.person };
    case 'staff':
    case 'merchant':
      return { all: false, id: caller.merchant };
    case 'bank':
    case 'anonymous':
      return { all: false, id: caller.kind };
  }
}

export const eventId = (seq: bigint | string, n: number) => `event_${seq}_${n}`;

/** Reads `event_12_0`, `12_0` or `12` (after the whole of entry 12); null when it is none of these. */
export function parseCursor(text: string): Cursor | null {
  const match = /^(?:event_)?(\d{1,18})(?:_(\d{1,6}))?$/.exec(text);
  if (!match) return null;
  return { seq: BigInt(match[1] ?? '0'), n: match[2] === undefined ? WHOLE_ENTRY : Number(match[2]) };
}

export function cursorText(cursor: Cursor): string {
  return cursor.n === WHOLE_ENTRY ? cursor.seq.toString() : eventId(cursor.seq, cursor.n);
}

export function isAfter(a: Cursor, b: Cursor): boolean {
  return a.seq > b.seq || (a.seq === b.seq && a.n > b.n);
}

/** The n-th event of an entry, without its audience. */
export function publicEvent(entry: Entry, n: number): PublicEvent {
  const event = entry.events[n];
  if (!event) throw new Error(`entry ${entry.seq} has no event ${n}`);
  const { type, object, data } = event;
  return { seq: entry.seq, id: eventId(entry.seq, n), type, at: entry.at, object, data };
}

export type EventPage = {
  readonly events: readonly PublicEvent[];
  /** Where to go on; it moves on even when the page is empty. */
  readonly next: Cursor;
  readonly hasMore: boolean;
};

/**
 * Events after a cursor, oldest first, at most `limit`; reads at most some 20,000 entries. Refuses CURSOR_AHEAD. What the audience index covers is
 * looked for in the buckets that name the viewer; the rest is looked through entry by entry.
 */
export async function readEvents(
  db: Pick<Pool, 'query'>,
  viewer: Viewer,
  after: Cursor,
  limit: number,
): Promise<EventPage> {
  // The index first: what it covers is committed, and it only grows.
  const indexed = viewer.all || !isIndexed(viewer.id) ? 0n : await indexedUpTo(db);
  const head = await headSeq(db);
  let from = after.n === WHOLE_ENTRY ? after.seq + 1n : after.seq;
  refuseAhead(after, head);
  if (from > head) return { events: [], next: after, hasMore: false };
  const page = newPage(viewer, after, limit);
  if (!viewer.all && from < indexed) {
    const first = bucketOf(from);
    const reach = first + SKIP_BUCKETS < bucketOf(indexed) ? first + SKIP_BUCKETS : bucketOf(indexed);
    const buckets = await bucketsNaming(db, viewer.id, first, reach, MAX_BUCKETS);
    for (let at = 0, size = 1; at < buckets.length; at += size, size *= 2) {
      page.take(await scanBuckets(db, viewer.id, buckets.slice(at, at + size), from, limit + 1));
      const full = page.full(head);
      if (full) return full;
    }
    const last = buckets[MAX_BUCKETS - 1];
    if (last !== undefined) return page.ends((last + 1n) * BUCKET - 1n, head);
    from = reach * BUCKET;
    if (from < indexed || from > head) return page.ends(from - 1n, head);
  }
  const last = from + SCAN_ENTRIES - 1n;
  const end = last < head ? last : head;
  page.take(await scan(db, viewer, from, end, limit + 1));
  return page.full(head) ?? page.ends(end, head);
}

/** Collects the viewer's events of entries that come in order. */
function newPage(viewer: Viewer, after: Cursor, limit: number) {
  const events: PublicEvent[] = [];
  let stopped: EventPage | null = null;
  return {
    /** `contents`: at most limit + 1 entries; when there are so many, what lies behind the last has not been looked at. */
    take(contents: readonly string[]): void {
      let scanned = 0n;
      for (const content of contents) {
        const entry = parseEntry(content);
        scanned = BigInt(entry.seq);
        for (let n = 0; n < entry.events.length; n++) {
          const event = entry.events[n];
          if (!event || !(viewer.all || event.audience.includes(viewer.id))) continue;
          if (!isAfter({ seq: scanned, n }, after)) continue;
          events.push(publicEvent(entry, n));
          if (events.length < limit) continue;
          stopped = { events, next: { seq: scanned, n }, hasMore: true };
          return;
        }
      }
      if (contents.length > limit)
        stopped = { events, next: { seq: scanned, n: WHOLE_ENTRY }, hasMore: true };
    },
    /** The page when it can hold no more, or when more entries wait than were read. */
    full(head: bigint): EventPage | null {
      if (!stopped || stopped.events.length === limit) return stopped;
      return { ...stopped, hasMore: stopped.next.seq < head };
    },
    ends(seq: bigint, head: bigint): EventPage {
      return { events, next: { seq, n: WHOLE_ENTRY }, hasMore: seq < head };
    },
  };
}

async function scan(
  db: Pick<Pool, 'query'>,
  viewer: Viewer,
  from: bigint,
  end: bigint,
  limit: number,
): Promise<string[]> {
  const result = await db.query({
    name: 'scan events',
    text: `select content from journal.entry where seq between $1::bigint and $2::bigint and strpos(content, $3) > 0
            order by seq limit $4::int`,
    values: [from.toString(), end.toString(), viewer.all ? '"events":[{' : viewer.id, limit],
    rowMode: 'array',
    types: rawTypes,
  });
  return (result.rows as unknown as string[][]).map((row) => String(row[0]));
}

async function scanBuckets(
  db: Pick<Pool, 'query'>,
  name: string,
  buckets: readonly bigint[],
  from: bigint,
  limit: number,
): Promise<string[]> {
  const result = await db.query({
    name: 'scan buckets',
    text: `select found.content from unnest($1::bigint[]) bucket cross join lateral (
             select seq, content from journal.entry
              where seq >= greatest($2::bigint, bucket * ${BUCKET}) and seq < (bucket + 1) * ${BUCKET} and strpos(content, $3) > 0
              order by seq limit $4::int) found
            order by found.seq limit $4::int`,
    values: [buckets.map(String), from.toString(), name, limit],
    rowMode: 'array',
    types: rawTypes,
  });
  return (result.rows as unknown as string[][]).map((row) => String(row[0]));
}

/**
 * Nobody is given a place that is not committed. Who comes with one has seen another history: after a restore new entries
 * get the old numbers, and he would be told nothing of them. Refuses CURSOR_AHEAD.
 */
function refuseAhead(after: Cursor, head: bigint): void {
  if (after.seq > head) refuse('CURSOR_AHEAD', { head: head.toString() });
}

/** For streams, which can refuse nothing once they are open. */
export async function checkCursor(db: Pick<Pool, 'query'>, after: Cursor): Promise<void> {
  refuseAhead(after, await headSeq(db));
}

async function headSeq(db: Pick<Pool, 'query'>): Promise<bigint> {
  const result = await db.query({
    name: 'head seq',
    text: 'select seq from journal.head where id = 1',
    rowMode: 'array',
    types: rawTypes,
  });
  return BigInt((result.rows as unknown as string[][])[0]?.[0] ?? '0');
}
