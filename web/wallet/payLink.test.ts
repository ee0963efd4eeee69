import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderIdIn } from './payLink.ts';

const id = 'order_01jd8z6k3kf5g9m2n4p6q8r0st';
const cases: [string, string | undefined][] = [
  [id, id],
  [` ${id}\n`, id],
  [`http://127.0.0.1:4000/pay/${id}`, id],
  [`https://pay.example/pay/${id}?lang=zh#x`, id],
  [`Your order: http://127.0.0.1:4000/pay/${id}.`, id],
  [`https://pay.example/pay/${id}, please`, id],
  [`(https://pay.example/pay/${id})`, id],
  [`order ${id}`, id],
  [`您的订单${id}。`, id],
  [`Two cakes.\nPay here:\nhttps://pay.example/pay/${id}?x=1\nThank you!`, id],
  [`my${id}`, undefined],
  [`my-${id}`, undefined],
  [`${id}_copy`, undefined],
  [`${id}-copy`, undefined],
  [`order_${'0'.repeat(41)}`, undefined],
  ['order_short', undefined],
  [`${' '.repeat(5_000)}${id}`, undefined],
  ['https://pay.example/pay/', undefined],
  ['javascript:alert(1)', undefined],
  ['hello', undefined],
  ['', undefined],
];

for (const [text, expected] of cases)
  test(`"${text.trim().slice(0, 40)}" ${expected ? 'names an order' : 'names none'}`, () => {
    assert.equal(orderIdIn(text), expected);
  });
