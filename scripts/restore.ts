/** node --import tsx scripts/restore.ts <file>: fills an EMPTY database from a backup and checks that it is whole. */
import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import pino from 'pino';
import { startApp } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import { systemClock } from '../server/kernel/time.ts';
import { verifyDatabase } from './books.ts';
import { fillFromBackup, readBackupHeader } from './dump.ts';
import { onDatabase } from './on-database.ts';

/** Makes the schema by starting the program once, fills it, checks it. Throws unless everything is as in the backup. */
export async function restore(url: string, file: string): Promise<{ entries: bigint; root: string }> {
  const header = await readBackupHeader(file);
  await refuseJournal(url);
  await makeSchema(url);
  await fillFromBackup(url, file);
  const found = await verifyDatabase(url);
  if (found.root !== header.root) throw new Error('the restored journal has another root than the backup');
  return found;
}

/** Before anything is written: a database with a journal is left alone. */
async function refuseJournal(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const made = await client.query(`select to_regclass('journal.head') is not null as made`);
    const used =
      made.rows[0].made && (await client.query('select from journal.head where seq > 0')).rows.length > 0;
    if (used) throw new Error('this database has a journal already: restore into an empty one');
  } finally {
    await client.end();
  }
}

/** Nothing is listened to by anybody: no address outside, no demo, secrets for these seconds only. */
async function makeSchema(url: string): Promise<void> {
  const secret = randomBytes(32).toString('base64');
  const config = readConfig({
    BURSAR_MODE: 'production',
    PORT: '0',
    BANK_URL: 'http://127.0.0.1:9',
    BANK_SECRET: secret,
    PLATFORM_SECRET: secret,
    VAULT_KEY: secret,
  });
  const app = await startApp({
    config,
    databaseUrl: url,
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  await app.stop();
  // What the throw-away secret sealed must not stay: the next start has the real one, whether the restore succeeds or not.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const sealed = await client.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'vault'`,
  );
  await client.query(`truncate ${sealed.rows.map((row) => row.name).join(', ')}`);
  await client.end();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await onDatabase('restore.ts', async (url, file) => {
    const { entries, root } = await restore(url, file);
    console.log(`Restored: ${entries} entries, root ${root}. The books balance.`);
  });
}
