// The sale at this till that is not charged yet. It lives beside the screens, so that a look at the orders, or closing the
// cart on a phone, loses nothing; a reload begins anew. Its key and reference stay the same until the outcome is certain.
import { useSyncExternalStore } from 'react';
import { createIntent } from '../shared/intent.ts';
import { type Cart, newReference } from './cart.ts';

export type Sale = { readonly cart: Cart; readonly note: string; readonly delivered: boolean };

const nothing: Sale = { cart: [], note: '', delivered: false };
const sales = new Map<string, Sale>();
const listeners = new Set<() => void>();

export function useSale(shop: string): Sale {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => saleOf(shop),
  );
}

export const saleOf = (shop: string): Sale => sales.get(shop) ?? nothing;

export function changeSale(shop: string, change: Partial<Sale>): void {
  sales.set(shop, { ...saleOf(shop), ...change });
  for (const listener of listeners) listener();
}

/** Charged, or given up. What was typed for this customer is not for the next one. */
export const endSale = (shop: string): void => changeSale(shop, nothing);

export function createCharge(now: () => Date) {
  let reference = newReference(now());
  const key = createIntent();
  return {
    reference: () => reference,
    keyFor: key.keyFor,
    /** Certain what happened: the next try is a new order with a new reference. */
    settle(): void {
      key.settle();
      reference = newReference(now());
    },
  };
}

export const charge = createCharge(() => new Date());
