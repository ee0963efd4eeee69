import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brandOf, faultOf, passesLuhn } from './rules.ts';

for (const [pan, ok] of [
  ['6212345678901232', true],
  ['6212345678901233', false],
  ['6221345678901232', false],
  ['4242424242420018', true],
  ['4242424242424242', true],
] as const) {
  test(`Luhn ${pan}: ${ok}`, () => assert.equal(passesLuhn(pan), ok));
}

test('brands by their first digits', () => {
  assert.deepEqual(
    ['62', '42', '55', '25', '35'].map((start) => brandOf(start)),
    ['UnionPay', 'Visa', 'Mastercard', 'Mastercard', 'Card'],
  );
});

test("the bank's codes for a code", () => {
  assert.deepEqual(['1C', '1E', '1U', '75', '41'].map(faultOf), [
    'wrong',
    'expired',
    'expired',
    'locked',
    'other',
  ]);
});
