/** Every part's migrations, in the order in which a new database takes them. Adding a mechanism adds its line here. */
import { addressesMigrations } from './mechanisms/addresses/index.ts';
import { bankMigrations } from './mechanisms/bank/index.ts';
import { challengesMigrations } from './mechanisms/challenges/index.ts';
import { type Database, migrate } from './mechanisms/database/index.ts';
import { eventsMigrations } from './mechanisms/events/index.ts';
import type { Flow } from './mechanisms/flow/index.ts';
import { instrumentsMigrations } from './mechanisms/instruments/index.ts';
import { jobsMigrations, migrateJobs } from './mechanisms/jobs/index.ts';
import { journalMigrations } from './mechanisms/journal/index.ts';
import { ledgerMigrations } from './mechanisms/ledger/index.ts';
import { passkeysMigrations } from './mechanisms/passkeys/index.ts';
import { peopleMigrations } from './mechanisms/people/index.ts';
import { pushMigrations } from './mechanisms/push/index.ts';
import { vaultMigrations } from './mechanisms/vault/index.ts';

export async function migrateAll(database: Database, flows: readonly Flow[]): Promise<void> {
  await migrate(database.pool, [
    ...ledgerMigrations,
    ...journalMigrations,
    ...jobsMigrations,
    ...vaultMigrations,
    ...peopleMigrations,
    ...bankMigrations,
    ...instrumentsMigrations,
    ...addressesMigrations,
    ...passkeysMigrations,
    ...pushMigrations,
    ...challengesMigrations,
    ...eventsMigrations,
    ...flows.flatMap((flow) => flow.migrations),
  ]);
  await migrateJobs(database);
}
