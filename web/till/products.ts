// The quick products of this till, kept on the device per shop. The stock is a shop's own count: it goes down when an order
// of this till is paid, and travels with the order so that a customer cannot ask for more.
import { useSyncExternalStore } from 'react';
import type { Money } from '../shared/money.ts';
import type { Order } from '../shared/types.ts';

export type Product = {
  id: string;
  name: string;
  starter?: string;
  price: Money;
  stock?: number;
  hue: number;
};

const maxProducts = 60;
const maxCounted = 200;
type Shelf = { products: readonly Product[]; counted: readonly string[] };

const listeners = new Set<() => void>();
const shelves = new Map<string, Shelf>();

export function useProducts(shop: string, currency: string): readonly Product[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shelf(shop, currency).products,
  );
}

export function saveProduct(shop: string, currency: string, product: Product): void {
  const { products, counted } = shelf(shop, currency);
  const known = products.some(({ id }) => id === product.id);
  if (!known && products.length >= maxProducts) return;
  keep(shop, {
    counted,
    products: known ? products.map((old) => (old.id === product.id ? product : old)) : [...products, product],
  });
}

export function removeProduct(shop: string, currency: string, id: string): void {
  const { products, counted } = shelf(shop, currency);
  keep(shop, { counted, products: products.filter((product) => product.id !== id) });
}

/** Takes what a paid order sold off the shelf, once per order. `nameOf` says how a product is called on orders. */
export function countSold(
  { shop, currency, order }: { shop: string; currency: string; order: Order },
  nameOf: (product: Product) => string,
): void {
  const { products, counted } = shelf(shop, currency);
  if (counted.includes(order.id)) return;
  keep(shop, {
    counted: [...counted.slice(1 - maxCounted), order.id],
    products: products.map((product) => {
      const line = order.lines.find(({ item }) => item === nameOf(product));
      if (!line || product.stock === undefined) return product;
      return { ...product, stock: Math.max(0, product.stock - line.quantity) };
    }),
  });
}

function shelf(shop: string, currency: string): Shelf {
  const known = shelves.get(shop);
  if (known) return known;
  const stored = localStorage.getItem(storageKey(shop));
  const read = (stored && readShelf(stored)) || { products: starters(currency), counted: [] };
  shelves.set(shop, read);
  return read;
}

function keep(shop: string, next: Shelf): void {
  shelves.set(shop, next);
  localStorage.setItem(storageKey(shop), JSON.stringify(next));
  for (const listener of listeners) listener();
}

function readShelf(stored: string): Shelf | undefined {
  try {
    const value = JSON.parse(stored) as Shelf;
    return Array.isArray(value.products) && Array.isArray(value.counted) ? value : undefined;
  } catch {
    return undefined;
  }
}

const storageKey = (shop: string) => `bursar.till.products.${shop}`;

/** What a new shop begins with. `starter` names the word to show until the shop renames it. */
function starters(currency: string): Product[] {
  const rows: [string, string, string, number | undefined, number][] = [
    ['oolong', 'Oolong tea', '1800', undefined, 150],
    ['jasmine', 'Jasmine green tea', '1500', undefined, 95],
    ['puer', 'Pu-erh cake', '8800', 5, 25],
    ['bun', 'Sesame bun', '650', 24, 45],
    ['cookie', 'Almond cookie', '480', 30, 35],
    ['cup', 'Porcelain cup', '5600', 8, 205],
  ];
  return rows.map(([id, name, minor, stock, hue]) => ({
    id,
    name,
    starter: id,
    price: { minor, currency },
    hue,
    ...(stock === undefined ? {} : { stock }),
  }));
}
