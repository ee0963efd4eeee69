/** Waiting for the end of a journey: a request that asked for it (`Prefer: wait`) listens to the feed, never polls. */
import type { Feed } from '../journal/index.ts';

/**
 * True as soon as an event of one of these types about the object is committed, false after `waitMs`. `isOver` is asked
 * once after the subscription stands, so that an end that came in between is not missed.
 */
export async function waitForEvent(
  feed: Feed,
  options: { object: string; types: readonly string[]; waitMs: number; isOver?: () => Promise<boolean> },
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
    if (options.isOver && (await options.isOver())) return true;
    return await ended;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
