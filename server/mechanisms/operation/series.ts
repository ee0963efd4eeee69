/**
 * What happened per minute, for the last 24 hours, in memory. Everything comes from the feed, entries of other processes
 * too; payments and their volume are exact (payment-count.ts).
 */
import { type Clock, DAY_MS, type Instant, isoTime, MINUTE_MS } from '../../kernel/time.ts';
import type { Database } from '../database/index.ts';
import type { FeedEntry, Journal } from '../journal/index.ts';
import { createPaymentCount } from './payment-count.ts';

type Minute = {
  readonly at: Instant;
  payments: number;
  volume: bigint;
  commands: number;
  refusals: number;
  queue: number;
  readonly codes: Map<string, number>;
};

export const MAX_MINUTES = DAY_MS / MINUTE_MS;
/** Entries read at the start to fill in refusals from before. */
const MAX_BACKFILL = 20_000n;
const MAX_CODES = 200;

export type Series = {
  start(): Promise<void>;
  stop(): void;
  /** Counts what waited for the database; called by a timer and before every answer. */
  sample(): Promise<void>;
  /** The last `minutes` minutes, oldest first, with empty ones. */
  minutes(minutes: number): readonly Omit<Minute, 'codes'>[];
  codes(minutes: number): { code: string; count: number }[];
  today(): { payments: number; volume: bigint; refusals: number };
  readonly commandsPerSecond: number;
};

export function createSeries(deps: {
  database: Database;
  journal: Journal;
  clock: Clock;
  currency: string;
}): Series {
  const { database, journal, clock, currency } = deps;
  const ring = new Map<number, Minute>();
  let stopListening: (() => void) | null = null;
  let noted = { at: '', time: 0 };
  let rate = { at: Date.now(), commands: journal.stats.commands, perSecond: 0 };
  const payments = createPaymentCount({
    database,
    currency,
    count(at, count, volume) {
      const minute = minuteOf(at);
      minute.payments += count;
      minute.volume += volume;
    },
  });

  function minuteOf(at: Instant): Minute {
    const start = at - (at % MINUTE_MS);
    let minute = ring.get(start);
    if (!minute) {
      minute = { at: start, payments: 0, volume: 0n, commands: 0, refusals: 0, queue: 0, codes: new Map() };
      ring.set(start, minute);
      if (ring.size > MAX_MINUTES + 10) forgetOld();
    }
    return minute;
  }

  function forgetOld(): void {
    const oldest = clock.now() - DAY_MS - MINUTE_MS;
    for (const start of ring.keys()) if (start < oldest) ring.delete(start);
  }

  function note(entry: { at: string; outcome: string; code?: string }): void {
    // A batch has one time, and to read it costs more than all the rest.
    if (entry.at !== noted.at) noted = { at: entry.at, time: Date.parse(entry.at) };
    const minute = minuteOf(noted.time);
    minute.commands += 1;
    if (entry.outcome !== 'refused') return;
    minute.refusals += 1;
    const code = entry.code ?? 'INTERNAL';
    if (minute.codes.has(code) || minute.codes.size < MAX_CODES)
      minute.codes.set(code, (minute.codes.get(code) ?? 0) + 1);
  }

  function onEntries(entries: readonly FeedEntry[]): void {
    for (const { entry } of entries) note(entry);
    payments.take(entries);
  }

  /** The first entry at or after a time, by bisection: entries are numbered without gaps and in order of time. */
  async function seqAt(time: Instant): Promise<bigint> {
    let low = 1n;
    let high = (await journal.head()).seq + 1n;
    while (low < high) {
      const middle = (low + high) / 2n;
      const [entry] = await journal.entries(middle - 1n, 1);
      if (entry && Date.parse(entry.at) < time) low = middle + 1n;
      else high = middle;
    }
    return low;
  }

  async function backfill(upTo: bigint): Promise<void> {
    const dayAgo = await seqAt(clock.now() - DAY_MS);
    payments.takeEarlier(dayAgo, upTo);
    let after = upTo - MAX_BACKFILL > dayAgo ? upTo - MAX_BACKFILL : dayAgo - 1n;
    while (after < upTo) {
      const page = await journal.entries(after, 1_000);
      const last = page[page.length - 1];
      if (!last) return;
      for (const entry of page) if (BigInt(entry.seq) <= upTo) note(entry);
      after = BigInt(last.seq);
    }
  }

  const since = (minutes: number): Instant => {
    const now = clock.now();
    return now - (now % MINUTE_MS) - (minutes - 1) * MINUTE_MS;
  };

  return {
    async start() {
      const upTo = journal.feed.seq;
      stopListening = journal.feed.listen(onEntries);
      await backfill(upTo);
      await payments.read();
    },
    stop() {
      stopListening?.();
      stopListening = null;
    },
    async sample() {
      await payments.read();
      const minute = minuteOf(clock.now());
      minute.queue = Math.max(minute.queue, journal.queued);
      const now = Date.now();
      if (now - rate.at < 1_000) return;
      const { commands } = journal.stats;
      rate = {
        at: now,
        commands,
        perSecond: Math.round(((commands - rate.commands) * 1_000) / (now - rate.at)),
      };
    },
    minutes(minutes) {
      const from = since(minutes);
      return Array.from({ length: minutes }, (_, i) => {
        const at = from + i * MINUTE_MS;
        return ring.get(at) ?? { at, payments: 0, volume: 0n, commands: 0, refusals: 0, queue: 0 };
      });
    },
    codes(minutes) {
      const from = since(minutes);
      const sums = new Map<string, number>();
      for (const minute of ring.values()) {
        if (minute.at < from) continue;
        for (const [code, count] of minute.codes) sums.set(code, (sums.get(code) ?? 0) + count);
      }
      return [...sums].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
    },
    today() {
      const midnight = Date.parse(isoTime(clock.now()).slice(0, 10));
      const sum = { payments: 0, volume: 0n, refusals: 0 };
      for (const minute of ring.values()) {
        if (minute.at < midnight) continue;
        sum.payments += minute.payments;
        sum.volume += minute.volume;
        sum.refusals += minute.refusals;
      }
      return sum;
    },
    get commandsPerSecond() {
      return rate.perSecond;
    },
  };
}
