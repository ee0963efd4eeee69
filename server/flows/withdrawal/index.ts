/** From the balance to a bound card. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { withdrawalApproval } from './approval.ts';
import { WITHDRAWAL, withdrawalOutcomes } from './commands.ts';
import { withdrawalRoutes } from './routes.ts';

export { createWithdrawal } from './commands.ts';

export const withdrawalFlow = defineFlow({
  slug: 'withdrawal',
  migrations: [
    migrationFile('withdrawal/001', new URL('./schema.sql', import.meta.url)),
    migrationFile('withdrawal/002', new URL('./schema-002.sql', import.meta.url)),
    migrationFile('withdrawal/003', new URL('./schema-003.sql', import.meta.url)),
  ],
  build(ground) {
    ground.challenges.onEnd(WITHDRAWAL, withdrawalApproval);
    ground.gateway.onOutcome(WITHDRAWAL, withdrawalOutcomes);
    return { routes: withdrawalRoutes(ground) };
  },
});
