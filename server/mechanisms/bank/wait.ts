/** Waiting for the end of a journey: a request that asked for it (`Prefer: wait`) listens to the feed, never polls. */
import type { Feed } from '../journal/index.ts';

export type Journey<R> = {
  /** The object of the events that tell of an end; several journeys may share it, as refunds share their order. */
  readonly object: string;
  readonly ends: readonly string[];
  readonly waitMs: number;
  /** Reads this journey's own record. */
  find(): Promise<R | undefined>;
  isOver(record: R): boolean;
};

/** The record as the bank's answer left it when that comes in time, else as it stands by then. */
export async function afterTheBank<R>(feed: Feed, journey: Journey<R>): Promise<R> {
  const { object, ends, isOver } = journey;
  const read = async () => {
    const record = await journey.find();
    if (record === undefined) throw new Error(`the record of a journey to the bank vanished (${object})`);
    return record;
  };
  const endsAt = Date.now() + journey.waitMs;
  for (;;) {
    const hasHeard = await hearEvent(feed, {
      object,
      types: ends,
      waitMs: endsAt - Date.now(),
      isOver: async () => isOver(await read()),
    });
    const record = await read();
    // Another journey of the same object may have ended.
    if (!hasHeard || isOver(record)) return record;
  }
}

/**
 * True as soon as an event of one of these types about the object is committed, false after `waitMs`. `isOver` is asked
 * once after the subscription stands, so that an end that came in between is not missed.
 */
async function hearEvent(
  feed: Feed,
  options: { object: string; types: readonly string[]; waitMs: number; isOver: () => Promise<boolean> },
): Promise<boolean> {
  if (options.waitMs <= 0) return false;
  let stop = () => {};
  let timer: NodeJS.Timeout | undefined;
  try {
    const ended = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), options.waitMs);
      stop = feed.listen((entries) => {
        for (const { entry } of entries) {
          for (const event of entry.events) {
            if (event.object === options.object && options.types.includes(event.type)) resolve(true);
          }
        }
      });
    });
    if (await options.isOver()) return true;
    return await ended;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
