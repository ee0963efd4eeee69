/** Events as callers see them, read from the journal. There is no second event table; every read is bounded. */
import type { Pool } from 'pg';
import { rawTypes } from '../database/index.ts';
import { type Entry, type JsonObject, parseEntry } from '../journal/index.ts';
import type { Caller } from '../people/caller.ts';

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

/** Events after a cursor, oldest first, at most `limit`; looks through at most 20,000 entries. */
export async function readEvents(
  db: Pick<Pool, 'query'>,
  viewer: Viewer,
  after: Cursor,
  limit: number,
): Promise<EventPage> {
  const head = await headSeq(db);
  const from = after.n === WHOLE_ENTRY ? after.seq + 1n : after.seq;
  const last = from + SCAN_ENTRIES - 1n;
  const end = last < head ? last : head;
  if (from > head) return { events: [], next: after, hasMore: false };
  const result = await db.query({
    name: 'scan events',
    text: `select content from journal.entry where seq between $1::bigint and $2::bigint and strpos(content, $3) > 0
            order by seq limit $4::int`,
    values: [from.toString(), end.toString(), viewer.all ? '"events":[{' : viewer.id, limit + 1],
    rowMode: 'array',
    types: rawTypes,
  });
  const contents = (result.rows as unknown as string[][]).map((row) => String(row[0]));
  const events: PublicEvent[] = [];
  let scanned = from - 1n;
  for (const content of contents) {
    const entry = parseEntry(content);
    scanned = BigInt(entry.seq);
    for (let n = 0; n < entry.events.length; n++) {
      const event = entry.events[n];
      if (!event || !(viewer.all || event.audience.includes(viewer.id))) continue;
      if (!isAfter({ seq: scanned, n }, after)) continue;
      events.push(publicEvent(entry, n));
      if (events.length === limit) return { events, next: { seq: scanned, n }, hasMore: true };
    }
  }
  // A full page of rows: what lies behind its last row has not been looked at.
  const seen = contents.length > limit ? scanned : end;
  return { events, next: { seq: seen, n: WHOLE_ENTRY }, hasMore: seen < head };
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
