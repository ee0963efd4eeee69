// What went out per day, and in a month by kind and payee, for the wallet's charts. Only shown, never used to decide.
import type { Money } from '../shared/money.ts';

type Movement = { at: string; kind: string; amount: Money };
type Named = Movement & { counterparty: { name?: string } };
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
export type Month = {
  spent: Money;
  received: Money;
  /** Largest first; without those of nothing. */
  kinds: { kind: SpendingKind; amount: Money; share: number }[];
  payees: { name: string; kind: SpendingKind; amount: Money; share: number }[];
};

const maxPayees = 5;

/**
 * A local month. What a shop gives back counts against what it got; money moved from and to one's own bank is neither
 * spent nor received.
 */
export function spendingOfMonth(movements: readonly Named[], currency: string, first: Date): Month {
  const kinds = new Map<SpendingKind, bigint>();
  const payees = new Map<string, { name: string; kind: SpendingKind; minor: bigint }>();
  let received = 0n;
  for (const { at, kind: fine, amount, counterparty } of movements) {
    const kind = movementKind(fine);
    if (amount.currency !== currency || kind === 'topUp' || kind === 'withdrawal') continue;
    if (!isWithin(new Date(at), first)) continue;
    const out = -BigInt(amount.minor);
    if (out < 0n && kind !== 'refund') {
      received -= out;
      continue;
    }
    const spentOn = kind === 'refund' ? 'payment' : kind;
    kinds.set(spentOn, (kinds.get(spentOn) ?? 0n) + out);
    const { name } = counterparty;
    if (!name) continue;
    const payee = payees.get(`${spentOn} ${name}`) ?? { name, kind: spentOn, minor: 0n };
    payees.set(`${spentOn} ${name}`, { ...payee, minor: payee.minor + out });
  }
  const money = (minor: bigint): Money => ({ minor: String(minor), currency });
  const isSpent = ({ minor }: { minor: bigint }) => minor > 0n;
  const largest = (a: { minor: bigint }, b: { minor: bigint }) =>
    a.minor < b.minor ? 1 : a.minor > b.minor ? -1 : 0;
  const byKind = [...kinds]
    .map(([kind, minor]) => ({ kind, minor }))
    .filter(isSpent)
    .sort(largest);
  const total = byKind.reduce((sum, { minor }) => sum + minor, 0n);
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
