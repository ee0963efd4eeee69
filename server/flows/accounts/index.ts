/** Accounts: the owner's view of the ledger. */
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { accountRoutes } from './routes.ts';

export const accountsFlow = defineFlow({
  slug: 'accounts',
  migrations: [],
  build: (ground) => ({ routes: accountRoutes(ground) }),
});
