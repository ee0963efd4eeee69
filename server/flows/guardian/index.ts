/** Guardians of minors and elders: friction rises with the amount and the address, and the guardian is told of everything. */
import { SECOND_MS } from '../../kernel/time.ts';
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { expireGuardianship } from './commands.ts';
import { GUARDIANSHIP } from './contract.ts';
import { guardianRule } from './kind.ts';
import { guardianshipAnswers } from './link.ts';
import { guardianRoutes } from './routes.ts';
import { linksPastTheirTime } from './storage.ts';

const SWEEP_EVERY_MS = 10 * SECOND_MS;

export const guardianFlow = defineFlow({
  slug: 'guardian',
  migrations: [migrationFile('guardian/001', new URL('./schema.sql', import.meta.url))],
  rules: [guardianRule],
  build(ground) {
    const { challenges, database, journal, clock } = ground;
    challenges.onEnd(GUARDIANSHIP, guardianshipAnswers);
    return {
      routes: guardianRoutes(ground),
      timers: [
        {
          name: 'guardian.end',
          everyMs: SWEEP_EVERY_MS,
          async run() {
            const over = await linksPastTheirTime(database.pool, clock.now());
            await Promise.all(
              over.map(({ id, until }) =>
                journal.submit(expireGuardianship, {
                  key: `expire ${id} ${until}`,
                  actor: { id: 'platform' },
                  body: { link: id },
                }),
              ),
            );
          },
        },
      ],
    };
  },
});
