/** R13, written once: attempts are counted per principal and action; too many lock it for a while. Pure. */
import { refuse } from '../../kernel/refusal.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/time.ts';
import { column, defineTable } from '../database/index.ts';
import { type Change, put, type View } from './command.ts';

export const attempts = defineTable({
  name: 'journal.attempt',
  key: 'id',
  columns: {
    id: column.text(),
    streak: column.int4(),
    dayStart: column.time(),
    dayCount: column.int4(),
    lockedUntil: column.nullable(column.time()),
  },
});

export type AttemptRule = {
  readonly perAction: number;
  readonly perDay: number;
  readonly coolDownMs: number;
};
export const defaultAttempts: AttemptRule = { perAction: 3, perDay: 10, coolDownMs: HOUR_MS };

export const attemptId = (principal: string, action: string) => `${principal} ${action}`;

/** Refuses LOCKED while the cool-down runs: also for a right proof, so that guessing in parallel gains nothing. */
export function refuseWhenLocked(view: View, id: string, now: Instant): void {
  const row = view.get(attempts, id);
  if (row?.lockedUntil && now < row.lockedUntil) {
    refuse('LOCKED', { retryAfterMs: row.lockedUntil - now });
  }
}

/** Counts a failed attempt; the change goes with the refusal. Locks at the limit. `left`: how many more before that. */
export function countFailure(
  view: View,
  id: string,
  now: Instant,
  rule: AttemptRule = defaultAttempts,
): { change: Change; left: number } {
  const row = view.get(attempts, id);
  const sameDay = row !== undefined && now - row.dayStart < DAY_MS;
  const streak = (row?.streak ?? 0) + 1;
  const dayCount = (sameDay ? (row?.dayCount ?? 0) : 0) + 1;
  const locks = streak >= rule.perAction || dayCount >= rule.perDay;
  const lockMs = dayCount >= rule.perDay ? DAY_MS : rule.coolDownMs;
  return {
    change: put(attempts, {
      id,
      streak: locks ? 0 : streak,
      dayStart: sameDay && row ? row.dayStart : now,
      dayCount,
      lockedUntil: locks ? now + lockMs : null,
    }),
    left: locks ? 0 : Math.min(rule.perAction - streak, rule.perDay - dayCount),
  };
}

/** Support, or a proof that stands above this one, ends the lock and begins the day's count anew. */
export function clearCount(view: View, id: string): Change[] {
  const row = view.get(attempts, id);
  return row ? [put(attempts, { ...row, streak: 0, dayCount: 0, lockedUntil: null })] : [];
}

/** A right proof ends the streak; the day's count stays. Returns no change when there is nothing to clear. */
export function clearStreak(view: View, id: string): Change[] {
  const row = view.get(attempts, id);
  return row && row.streak > 0 ? [put(attempts, { ...row, streak: 0, lockedUntil: null })] : [];
}
