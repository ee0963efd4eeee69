import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderIdIn } from './payLink.ts';

const id = 'order_01jd8z6k3kf5g9m2n4p6q8r0st';
const cases: [string, string | undefined][] = [
  [id, id],
  [` ${id}\n`, id],
  [`http://127.0.0.1:4000/pay/${id}`, id],
  [`https://pay.example/pay/${id}?lang=zh#x`, id],
  ['https://pay.example/pay/', undefined],
  ['javascript:alert(1)', undefined],
  ['hello', undefined],
  ['', undefined],
];

for (const [text, expected] of cases)
  test(`"${text.trim().slice(0, 40)}" ${expected ? 'names an order' : 'names none'}`, () => {
    assert.equal(orderIdIn(text), expected);
  });
