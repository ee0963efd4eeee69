/** Orders: made by a merchant, paid by a person from the balance or with a card, cancelled, expired, refunded. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { PAYMENT, paymentApproval } from './approval.ts';
import { expireOrder } from './order-commands.ts';
import { maySee, orderRoutes } from './order-routes.ts';
import { paymentOutcomes, refundOutcomes } from './outcomes.ts';
import { refundRoutes } from './refund-routes.ts';
import { findOrder, overdueOrders } from './storage.ts';

const SWEEP_EVERY_MS = 5_000;

export { createOrder } from './order-commands.ts';
export { payOrder } from './pay-command.ts';
export { createRefund } from './refund-command.ts';

export const checkoutFlow = defineFlow({
  slug: 'checkout',
  migrations: [
    migrationFile('checkout/001', new URL('./schema.sql', import.meta.url)),
    migrationFile('checkout/002', new URL('./schema-002.sql', import.meta.url)),
    migrationFile('checkout/003', new URL('./schema-003.sql', import.meta.url)),
    migrationFile('checkout/004', new URL('./schema-004.sql', import.meta.url)),
    migrationFile('checkout/005', new URL('./schema-005.sql', import.meta.url)),
  ],
  build(ground) {
    ground.challenges.onEnd(PAYMENT, paymentApproval);
    ground.gateway.onOutcome('payment', paymentOutcomes);
    ground.gateway.onOutcome('refund', refundOutcomes);
    return {
      watchable: {
        // Whoever has the link of an open order hears of it: of a cancel at the till, and that it is open no more.
        async order(id, caller) {
          const order = await findOrder(ground.database.pool, id);
          return order !== undefined && maySee(order, caller);
        },
      },
      routes: [...orderRoutes(ground), ...refundRoutes(ground)],
      timers: [
        {
          name: 'checkout.expire',
          everyMs: SWEEP_EVERY_MS,
          // Only tidies up: a late payment is refused by the time itself (R3).
          async run() {
            const overdue = await overdueOrders(ground.database.pool, ground.clock.now());
            await Promise.all(
              overdue.map((order) =>
                ground.journal.submit(expireOrder, {
                  key: `expire ${order}`,
                  actor: { id: 'platform' },
                  body: { order: order as `order_${string}` },
                }),
              ),
            );
          },
        },
      ],
    };
  },
});
