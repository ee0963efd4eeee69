/** Time is an argument: milliseconds since the Unix epoch, UTC. The clock is made in main.ts only. */
export type Instant = number;

export type Clock = { now(): Instant };

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that a test moves by hand. */
export function createTestClock(
  startMs: Instant,
): Clock & { advance(ms: number): void; set(ms: Instant): void } {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
    set: (ms) => {
      nowMs = ms;
    },
  };
}

let lastAt = Number.NaN;
let lastText = '';

/** ISO 8601, UTC. One batch has one time, so the last answer is kept. */
export function isoTime(at: Instant): string {
  if (at !== lastAt) {
    lastText = new Date(at).toISOString();
    lastAt = at;
  }
  return lastText;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
