// What went out per day, and in a month by kind and payee, for the wallet's charts. Only shown, never used to decide.
import type { Money } from '../shared/money.ts';

type Movement = { at: string; kind: string; amount: Money };
type Named = Movement & { counterparty: { name?: string } };
export type Day = { key: string; date: Date; spent: Money; isToday: boolean };

const shownDays = 7;

/** The first moment of the last `count` local days, today being one of them. */
export const daysBefore = (now: Date, count = shownDays): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() - (count - 1));

/**
 * The last `count` days up to today in local time, oldest first, and their total by the month's rule. A refund counts in
 * the day on which it came, so `spent` of a day may be less than nothing; its bar then has no height.
 */
export function spendingByDay(
  movements: readonly Movement[],
  currency: string,
  now: Date,
  count = shownDays,
): { days: Day[]; total: Money } {
  const totals = new Map<string, bigint>();
  for (let index = 0; index < count; index++) totals.set(dayKey(daysBefore(now, count - index)), 0n);
  const kinds = new Map<SpendingKind, bigint>();
  for (const movement of movements) {
    const key = dayKey(new Date(movement.at));
    const before = totals.get(key);
    const { on, minor } = meaningOf(movement, currency);
    if (before === undefined || on === 'ownMoney' || on === 'received') continue;
    totals.set(key, before + minor);
    kinds.set(on, (kinds.get(on) ?? 0n) + minor);
  }
  const days = [...totals].map(([key, minor], index) => ({
    key,
    date: daysBefore(now, count - index),
    spent: { minor: String(minor), currency },
    isToday: index === count - 1,
  }));
  return { days, total: { minor: String(sumOf(kinds)), currency } };
}

/** Where more came back than went out nothing was spent, never less than nothing. */
const sumOf = (kinds: ReadonlyMap<SpendingKind, bigint>): bigint =>
  [...kinds.values()].reduce((sum, minor) => (minor > 0n ? sum + minor : sum), 0n);

function dayKey(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

export type MovementKind = 'payment' | 'refund' | 'topUp' | 'withdrawal' | 'transfer' | 'other';

/** The server's kinds are finer ("checkout.capture"); five words are enough for people. */
export function movementKind(kind: string): MovementKind {
  if (/refund|reversal|undo/.test(kind)) return 'refund';
  if (/top-?up/i.test(kind)) return 'topUp';
  if (/withdraw/.test(kind)) return 'withdrawal';
  if (/pay|checkout|order|capture/.test(kind)) return 'payment';
  if (/transfer/.test(kind)) return 'transfer';
  return 'other';
}

export type SpendingKind = 'payment' | 'transfer' | 'other';

/**
 * What a movement counts for. What a shop gives back is less than nothing spent on shops; money moved from and to one's own
 * bank, or in another currency, counts for nothing.
 */
function meaningOf(
  { kind: fine, amount }: Movement,
  currency: string,
): { on: SpendingKind | 'received' | 'ownMoney'; minor: bigint } {
  const kind = movementKind(fine);
  if (amount.currency !== currency || kind === 'topUp' || kind === 'withdrawal')
    return { on: 'ownMoney', minor: 0n };
  const out = -BigInt(amount.minor);
  if (kind === 'refund') return { on: 'payment', minor: out };
  return out < 0n ? { on: 'received', minor: -out } : { on: kind, minor: out };
}

export type Month = {
  spent: Money;
  received: Money;
  /** Largest first; without those of nothing. */
  kinds: { kind: SpendingKind; amount: Money; share: number }[];
  payees: { name: string; kind: SpendingKind; amount: Money; share: number }[];
};

const maxPayees = 5;

/** A local month. */
export function spendingOfMonth(movements: readonly Named[], currency: string, first: Date): Month {
  const kinds = new Map<SpendingKind, bigint>();
  const payees = new Map<string, { name: string; kind: SpendingKind; minor: bigint }>();
  let received = 0n;
  for (const movement of movements) {
    const { on, minor } = meaningOf(movement, currency);
    if (on === 'ownMoney' || !isWithin(new Date(movement.at), first)) continue;
    if (on === 'received') {
      received += minor;
      continue;
    }
    kinds.set(on, (kinds.get(on) ?? 0n) + minor);
    const { name } = movement.counterparty;
    if (!name) continue;
    const payee = payees.get(`${on} ${name}`) ?? { name, kind: on, minor: 0n };
    payees.set(`${on} ${name}`, { ...payee, minor: payee.minor + minor });
  }
  const money = (minor: bigint): Money => ({ minor: String(minor), currency });
  const isSpent = ({ minor }: { minor: bigint }) => minor > 0n;
  const largest = (a: { minor: bigint }, b: { minor: bigint }) =>
    a.minor < b.minor ? 1 : a.minor > b.minor ? -1 : 0;
  const byKind = [...kinds]
    .map(([kind, minor]) => ({ kind, minor }))
    .filter(isSpent)
    .sort(largest);
  const total = sumOf(kinds);
  const shareOf = (minor: bigint, of: bigint) => (of === 0n ? 0 : Number((minor * 10_000n) / of) / 10_000);
  const byPayee = [...payees.values()].filter(isSpent).sort(largest).slice(0, maxPayees);
  return {
    spent: money(total),
    received: money(received),
    kinds: byKind.map(({ kind, minor }) => ({ kind, amount: money(minor), share: shareOf(minor, total) })),
    payees: byPayee.map(({ name, kind, minor }) => ({
      name,
      kind,
      amount: money(minor),
      share: shareOf(minor, byPayee[0]?.minor ?? 0n),
    })),
  };
}

/** The first moment of a month, `back` months before that of `now`. */
export const monthBefore = (now: Date, back: number): Date =>
  new Date(now.getFullYear(), now.getMonth() - back, 1);

/** Of this local month? */
export function isWithin(at: Date, first: Date): boolean {
  return at.getFullYear() === first.getFullYear() && at.getMonth() === first.getMonth();
}
