// The figures of a day, added up from its orders. Pure, in minor units of one currency.
import type { Money } from '../shared/money.ts';
import type { Order } from '../shared/types.ts';

export type Day = {
  sales: Money;
  refunds: Money;
  net: Money;
  count: number;
  average: Money;
  /** Sales per hour of the local day, 24 of them. */
  hours: readonly bigint[];
  best: readonly { item: string; quantity: number; amount: Money }[];
};

/** Counts orders that were paid in the local day of `now`. */
export function sumDay(orders: readonly Order[], now: Date, currency: string): Day {
  const hours = Array.from({ length: 24 }, () => 0n);
  const items = new Map<string, { quantity: number; minor: bigint }>();
  let sales = 0n;
  let refunds = 0n;
  let count = 0;
  for (const order of orders) {
    if (!order.paidAt || order.amount.currency !== currency) continue;
    const at = new Date(order.paidAt);
    if (at.toDateString() !== now.toDateString()) continue;
    const minor = BigInt(order.amount.minor);
    count++;
    sales += minor;
    refunds += BigInt(order.refunded?.minor ?? '0');
    hours[at.getHours()] = (hours[at.getHours()] ?? 0n) + minor;
    for (const line of order.lines) {
      const item = items.get(line.item) ?? { quantity: 0, minor: 0n };
      item.quantity += line.quantity;
      item.minor += BigInt(line.unitPrice.minor) * BigInt(line.quantity);
      items.set(line.item, item);
    }
  }
  const money = (minor: bigint): Money => ({ minor: String(minor), currency });
  const best = [...items]
    .sort(([, a], [, b]) => (a.minor < b.minor ? 1 : a.minor > b.minor ? -1 : 0))
    .slice(0, 5)
    .map(([item, sold]) => ({ item, quantity: sold.quantity, amount: money(sold.minor) }));
  return {
    sales: money(sales),
    refunds: money(refunds),
    net: money(sales - refunds),
    count,
    average: money(count === 0 ? 0n : sales / BigInt(count)),
    hours,
    best,
  };
}
