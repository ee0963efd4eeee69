/** node --import tsx scripts/backup.ts <file>: one snapshot of the whole database, also while the server runs. */
import { backUp } from './dump.ts';
import { onDatabase } from './on-database.ts';

await onDatabase('backup.ts', async (url, file) => {
  const { header, rows } = await backUp(url, file);
  console.log(`${file}: ${rows} rows, journal up to entry ${header.seq}, root ${header.root}`);
  console.log('Keep VAULT_KEY as well, somewhere else: without it nobody can open the vault.');
});
