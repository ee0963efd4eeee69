import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addToCart,
  type Cart,
  cartTotal,
  countItems,
  newReference,
  orderBody,
  pressKey,
  setQuantity,
} from './cart.ts';

const cny = (minor: string) => ({ minor, currency: 'CNY' });
const tea = { key: 'tea', item: 'Oolong tea', unitPrice: cny('1800'), stock: 2 };
const bun = { key: 'bun', item: 'Sesame bun', unitPrice: cny('650') };

test('a sale adds up, and never sells more than there is', () => {
  let cart: Cart = [];
  for (const product of [tea, tea, tea, bun]) cart = addToCart(cart, product);
  assert.deepEqual([countItems(cart), cartTotal(cart, 'CNY')], [3, cny('4250')]);
  assert.equal(addToCart([], { ...tea, stock: 0 }).length, 0);
  assert.equal(setQuantity(cart, 'tea', 9)[0]?.quantity, 2);
  assert.deepEqual(
    setQuantity(cart, 'tea', 0).map(({ key }) => key),
    ['bun'],
  );
});

test('the order names each line with its stock, and no empty description', () => {
  assert.deepEqual(orderBody([{ ...tea, quantity: 1 }], 'r-1', ' '), {
    merchantReference: 'r-1',
    lines: [{ item: 'Oolong tea', unitPrice: cny('1800'), quantity: 1, stock: 2 }],
  });
  assert.equal('delivery' in orderBody([], 'r-1', '', false), false);
  assert.equal(orderBody([], 'r-1', '', true).delivery, true);
});

test('the keypad fills from the right', () => {
  let minor = '0';
  for (const key of ['0', '1', '2', '00', '5']) minor = pressKey(minor, key);
  assert.equal(minor, '12005');
  for (const _ of '12345678') minor = pressKey(minor, 'delete');
  assert.equal(minor, '0');
  assert.equal(pressKey('123456789', '1'), '123456789');
});

test('a reference says when', () => {
  assert.match(
    newReference(new Date(2026, 10, 2, 3, 4, 5), () => 0),
    /^20261102-030405-AAAA$/,
  );
});
