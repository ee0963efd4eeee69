/** The bank's pending debits, confirmed from memory. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { pendingDebitRoutes } from './routes.ts';
import { createPendingDebitService } from './service.ts';

export { createPaymentMemory, type Expected, type PaymentMemory } from './memory.ts';

export const pendingDebitFlow = defineFlow({
  slug: 'pending-debit',
  migrations: [migrationFile('pending-debit/001', new URL('./schema.sql', import.meta.url))],
  build(ground) {
    const service = createPendingDebitService(ground);
    ground.gateway.onAdmission(() => !service.memory.isFull);
    return {
      routes: pendingDebitRoutes(ground, service),
      timers: [service.timer],
      start: service.start,
      async stop() {
        service.stop();
      },
    };
  },
});
