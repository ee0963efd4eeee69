/** A typed card, verified by a code to its reserved phone, becomes an instrument. */
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { bindCardSweeper, bindCardTasks } from './bank-steps.ts';
import { bindCardRoutes } from './routes.ts';

export const bindCardFlow = defineFlow({
  slug: 'bind-card',
  migrations: [],
  build: (ground) => ({
    routes: bindCardRoutes(ground),
    tasks: bindCardTasks(ground),
    timers: [bindCardSweeper(ground)],
  }),
});
