// What went out per day, for the small chart of the home screen. Only shown, never used to decide.
import type { Money } from '../shared/money.ts';

type Movement = { at: string; kind: string; amount: Money };
export type Day = { key: string; date: Date; spent: Money; isToday: boolean };

/** The last `count` days up to today in local time, oldest first; money moved to one's own bank is no spending. */
export function spendingByDay(movements: readonly Movement[], currency: string, now: Date, count = 7): Day[] {
  const totals = new Map<string, bigint>();
  for (const { at, kind, amount } of movements) {
    if (amount.currency !== currency || kind.includes('withdraw') || !amount.minor.startsWith('-')) continue;
    const key = dayKey(new Date(at));
    totals.set(key, (totals.get(key) ?? 0n) - BigInt(amount.minor));
  }
  return Array.from({ length: count }, (_, index) => {
    const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (count - 1 - index));
    const key = dayKey(date);
    return {
      key,
      date,
      spent: { minor: String(totals.get(key) ?? 0n), currency },
      isToday: index === count - 1,
    };
  });
}

function dayKey(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
