/** Person to person: money moves from one wallet to another at once. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { transferRoutes } from './routes.ts';

export { createTransfer } from './commands.ts';

export const transferFlow = defineFlow({
  slug: 'transfer',
  migrations: [migrationFile('transfer/001', new URL('./schema.sql', import.meta.url))],
  build: (ground) => ({ routes: transferRoutes(ground) }),
});
