/** node --import tsx scripts/backup.ts <file>: one snapshot of the whole database, also while the server runs. */
import { join } from 'node:path';
import { createDatabase, startPostgres } from '@bursar/postgres';
import { readConfig } from '../server/config.ts';
import { backUp } from './dump.ts';

const file = process.argv[2];
if (!file) {
  console.error('Usage: node --import tsx scripts/backup.ts <file.gz>');
  process.exit(1);
}
const config = readConfig(process.env);
const own =
  config.databaseUrl === null ? await startPostgres({ dataDir: join(config.dataDir, 'postgres') }) : null;
try {
  const url = config.databaseUrl ?? (await createDatabase(own?.url ?? '', 'bursar'));
  const { header, rows } = await backUp(url, file);
  console.log(`${file}: ${rows} rows, journal up to entry ${header.seq}, root ${header.root}`);
  console.log('Keep VAULT_KEY as well, somewhere else: without it nobody can open the vault.');
} finally {
  // Only when nobody else uses it.
  await own?.stop();
}
