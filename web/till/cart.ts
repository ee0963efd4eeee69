// The sale that is being put together. Pure; the server computes the amount that is charged.
import { type Money, sum, times } from '../shared/money.ts';

export type CartLine = { key: string; item: string; unitPrice: Money; quantity: number; stock?: number };
export type Cart = readonly CartLine[];

/** At most this many different lines in one sale. */
export const maxLines = 50;
const maxQuantity = 999;

/** Adds one, or a new line. Never above the stock, never above the limits. */
export function addToCart(cart: Cart, wanted: Omit<CartLine, 'quantity'>): Cart {
  const known = cart.find(({ key }) => key === wanted.key);
  if (known) return setQuantity(cart, wanted.key, known.quantity + 1);
  if (cart.length >= maxLines || wanted.stock === 0) return cart;
  return [...cart, { ...wanted, quantity: 1 }];
}

/** Zero takes the line out. */
export function setQuantity(cart: Cart, key: string, quantity: number): Cart {
  if (quantity <= 0) return cart.filter((line) => line.key !== key);
  return cart.map((line) =>
    line.key === key
      ? { ...line, quantity: Math.min(quantity, line.stock ?? maxQuantity, maxQuantity) }
      : line,
  );
}

export function cartTotal(cart: Cart, currency: string): Money {
  return sum(cart.map((line) => times(line.unitPrice, line.quantity))) ?? { minor: '0', currency };
}

export const countItems = (cart: Cart) => cart.reduce((count, line) => count + line.quantity, 0);

/** The body of POST /v1/orders. */
export function orderBody(cart: Cart, merchantReference: string, description: string, delivery = false) {
  return {
    merchantReference,
    lines: cart.map(({ item, unitPrice, quantity, stock }) => ({
      item,
      unitPrice,
      quantity,
      ...(stock === undefined ? {} : { stock }),
    })),
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    ...(delivery ? { delivery } : {}),
  };
}

/** One key press of the amount keypad: digits fill from the right, as on a card terminal. At most 9 digits. */
export function pressKey(minor: string, key: string): string {
  if (key === 'delete') return minor.length <= 1 ? '0' : minor.slice(0, -1);
  const next = `${minor}${key}`.replace(/^0+(?=\d)/, '');
  return next.length > 9 ? minor : next;
}

/** "20261122-090455-7K2": readable for the shop, and unlike any other of the same second. */
export function newReference(now: Date, random: () => number = Math.random): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const tail = Array.from({ length: 4 }, () => letters[Math.floor(random() * letters.length)]).join('');
  return `${day}-${time}-${tail}`;
}
