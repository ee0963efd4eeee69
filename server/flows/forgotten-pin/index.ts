/**
 * A forgotten payment PIN is set anew with a bound card and the bank's code. A flow of its own, because it stands on
 * people, instruments and the bank at once, and people must not know of the others.
 */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { forgottenPinTasks } from './bank-steps.ts';
import { forgottenPinRoutes } from './routes.ts';

export const forgottenPinFlow = defineFlow({
  slug: 'forgotten-pin',
  migrations: [migrationFile('forgotten-pin/001', new URL('./schema.sql', import.meta.url))],
  build: (ground) => ({ routes: forgottenPinRoutes(ground), tasks: forgottenPinTasks(ground) }),
});
