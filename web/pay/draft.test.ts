import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amendments, previewTotal, step, withinStock } from './draft.ts';

const cny = (minor: string) => ({ minor, currency: 'CNY' });
const tea = { item: 'tea', unitPrice: cny('3000'), quantity: 2, stock: 5 };
const cake = { item: 'cake', unitPrice: cny('1250'), quantity: 1 };
const lines = [tea, cake];

test('nothing changed, nothing is amended', () => {
  assert.equal(amendments(lines, {}), undefined);
  assert.equal(amendments(lines, { 0: 2 }), undefined);
});

test('one change names every line, so that the request stands alone', () => {
  assert.deepEqual(amendments(lines, { 0: 3 }), [
    { item: 'tea', quantity: 3 },
    { item: 'cake', quantity: 1 },
  ]);
});

test('steps stay between nothing and the stock', () => {
  assert.deepEqual(step(lines, { 0: 5 }, 0, 1), { 0: 5 });
  assert.deepEqual(step(lines, {}, 0, -1), { 0: 1 });
  assert.deepEqual(step(lines, { 0: 0 }, 0, -1), { 0: 0 });
  assert.deepEqual(step(lines, {}, 9, 1), {});
});

test('the last piece cannot be taken out', () => {
  assert.deepEqual(step(lines, { 0: 0 }, 1, -1), { 0: 0 });
  assert.deepEqual(step([cake], {}, 0, -1), {});
});

test('the preview follows the wishes', () => {
  assert.deepEqual(previewTotal(lines, {}), cny('7250'));
  assert.deepEqual(previewTotal(lines, { 0: 3, 1: 0 }), cny('9000'));
});

test('after a refusal wishes come down to the stock', () => {
  assert.deepEqual(withinStock(lines, { 0: 9, 1: 4, 7: 1 }), { 0: 5, 1: 4 });
});
