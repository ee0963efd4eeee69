/** Person to person: money moves from one wallet to another, at once or after somebody's yes. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { transferApproval } from './approval.ts';
import { TRANSFER } from './contract.ts';
import { transferRoutes } from './routes.ts';

export { createTransfer } from './commands.ts';

export const transferFlow = defineFlow({
  slug: 'transfer',
  migrations: [
    migrationFile('transfer/001', new URL('./schema.sql', import.meta.url)),
    migrationFile('transfer/002', new URL('./schema-002.sql', import.meta.url)),
  ],
  build(ground) {
    ground.challenges.onEnd(TRANSFER, transferApproval);
    return { routes: transferRoutes(ground) };
  },
});
