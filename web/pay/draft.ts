// What the shopper has changed on the page so far, before the one request that amends and pays (S06). Previews only: the
// amount that is charged is the server's.
import { type Money, sum, times } from '../shared/money.ts';
import type { OrderLine } from '../shared/types.ts';

/** Wanted quantities by the line's place; what is not named stays as ordered. */
export type Draft = Readonly<Record<number, number>>;

export const maxQuantity = 1_000_000;

export function quantityOf(line: OrderLine, index: number, draft: Draft): number {
  return draft[index] ?? line.quantity;
}

/** One more or one less, between 0 and what is in stock. An order never becomes wholly empty. */
export function step(lines: readonly OrderLine[], draft: Draft, index: number, change: 1 | -1): Draft {
  const line = lines[index];
  if (!line) return draft;
  const most = Math.min(line.stock ?? maxQuantity, maxQuantity);
  const wanted = Math.max(0, Math.min(most, quantityOf(line, index, draft) + change));
  const next = { ...draft, [index]: wanted };
  const isEmpty = lines.every((each, place) => quantityOf(each, place, next) === 0);
  return isEmpty ? draft : next;
}

/** The `lines` of the payment request, or undefined when nothing was changed: then only version and mode are sent. */
export function amendments(
  lines: readonly OrderLine[],
  draft: Draft,
): { item: string; quantity: number }[] | undefined {
  const changed = lines.some((line, index) => quantityOf(line, index, draft) !== line.quantity);
  if (!changed) return undefined;
  return lines.map((line, index) => ({ item: line.item, quantity: quantityOf(line, index, draft) }));
}

export function previewTotal(lines: readonly OrderLine[], draft: Draft): Money | undefined {
  return sum(lines.map((line, index) => times(line.unitPrice, quantityOf(line, index, draft))));
}

/** After a refusal the page is drawn again: wishes above the stock that is left come down to it. */
export function withinStock(lines: readonly OrderLine[], draft: Draft): Draft {
  return Object.fromEntries(
    Object.entries(draft).flatMap(([place, wanted]) => {
      const line = lines[Number(place)];
      return line ? [[place, Math.min(wanted, line.stock ?? maxQuantity)]] : [];
    }),
  );
}
