/** A payment above the free limit needs the payer's proof AND the yes of the person who supervises him. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { agreement, farewell } from './approval.ts';
import { endSupervision } from './commands.ts';
import { SUPERVISION, SUPERVISION_END } from './contract.ts';
import { supervisorRoutes } from './routes.ts';
import { supervisorRule } from './rules.ts';
import { overdueLeaves } from './storage.ts';

const END_EVERY_MS = 1_000;

export const supervisorFlow = defineFlow({
  slug: 'supervisor',
  migrations: [
    migrationFile('supervisor/001', new URL('./schema.sql', import.meta.url)),
    migrationFile('supervisor/002', new URL('./schema-002.sql', import.meta.url)),
  ],
  rules: [supervisorRule],
  build(ground) {
    const { challenges, journal, database, clock, config } = ground;
    challenges.onEnd(SUPERVISION, agreement(config.currency));
    challenges.onEnd(SUPERVISION_END, farewell);
    return {
      routes: supervisorRoutes(ground),
      timers: [
        {
          name: 'supervisor.end',
          everyMs: END_EVERY_MS,
          async run() {
            const overdue = await overdueLeaves(database.pool, clock.now());
            await Promise.all(
              overdue.map(({ payer, id, endsAt }) =>
                journal.submit(endSupervision, {
                  key: `end ${id} ${endsAt}`,
                  actor: { id: 'platform' },
                  body: { payer },
                }),
              ),
            );
          },
        },
      ],
    };
  },
});
