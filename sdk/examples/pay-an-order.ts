/**
 * A merchant makes an order, a person pays it from the wallet's balance, the merchant refunds a part of it.
 * Needs a running demo: `npm start`, then `node --import tsx sdk/examples/pay-an-order.ts [url]`.
 */

import { BursarError, createBursar } from '../src/index.ts';
import { demoOf } from './demo.ts';

const url = process.argv[2] ?? 'http://localhost:4000';
const demo = await demoOf(url);

const shop = createBursar({ url, token: demo.shop.secretKey });
const order = await shop.orders.create({
  merchantReference: `example-${Date.now()}`,
  lines: [{ item: 'Green tea', unitPrice: { minor: '1250', currency: 'CNY' }, quantity: 2 }],
});
console.log(
  `order ${order.id}: ${order.amount.minor} ${order.amount.currency}, to be paid at ${order.payUrl}`,
);

const ana = createBursar({ url, token: demo.person.token });
try {
  const paid = await ana.orders.pay(
    order.id,
    { version: order.version, mode: 'balance', proof: { pin: demo.person.pin } },
    { wait: 10 },
  );
  console.log(`order ${order.id} is ${paid.state}`);
} catch (error) {
  if (!(error instanceof BursarError)) throw error;
  // The prompt is for the person, the reference for whoever helps.
  console.log(`not paid: ${error.code} (${error.effect}): ${error.prompt} ${error.reference}`);
  process.exit(1);
}

const refund = await shop.refunds.create({
  order: order.id,
  amount: { minor: '500', currency: 'CNY' },
  merchantReference: `example-refund-${Date.now()}`,
});
console.log(`refund ${refund.id} is ${refund.state}`);
