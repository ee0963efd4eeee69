import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { addToCart } from './cart.ts';
import { changeSale, createCharge, endSale, saleOf } from './sale.ts';

const tea = { key: 'tea', item: 'Tea', unitPrice: { minor: '500', currency: 'CNY' } };

suite('the sale that is not charged yet', () => {
  test('keeps lines, note and delivery per shop until it ends', () => {
    changeSale('a', { cart: addToCart(saleOf('a').cart, tea), delivered: true });
    changeSale('a', { note: 'Table 4' });
    const { cart, note, delivered } = saleOf('a');
    assert.deepEqual([cart.length, note, delivered], [1, 'Table 4', true]);
    assert.equal(saleOf('b').cart.length, 0);
    endSale('a');
    assert.deepEqual(saleOf('a'), { cart: [], note: '', delivered: false });
  });

  test('a charge keeps its key and reference until its outcome is certain', () => {
    const charge = createCharge(() => new Date('2026-11-22T09:00:00'));
    const body = { reference: charge.reference() };
    const key = charge.keyFor(body);
    assert.equal(charge.keyFor(body), key);
    charge.settle();
    assert.notEqual(charge.reference(), body.reference);
    assert.notEqual(charge.keyFor(body), key);
  });
});
