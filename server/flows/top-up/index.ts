/** From a bound card into the balance. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { TOP_UP, topUpOutcomes } from './commands.ts';
import { topUpRoutes } from './routes.ts';

export { createTopUp } from './commands.ts';

export const topUpFlow = defineFlow({
  slug: 'top-up',
  migrations: [
    migrationFile('top-up/001', new URL('./schema.sql', import.meta.url)),
    migrationFile('top-up/002', new URL('./schema-002.sql', import.meta.url)),
  ],
  build(ground) {
    ground.gateway.onOutcome(TOP_UP, topUpOutcomes);
    return { routes: topUpRoutes(ground) };
  },
});
