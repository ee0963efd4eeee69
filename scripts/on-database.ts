/** For programs that work on the platform's database from outside: it is started when it is our own, and left as it was. */
import { join } from 'node:path';
import { createDatabase, startPostgres } from '@bursar/postgres';
import { readConfig } from '../server/config.ts';

/** Runs `work` with the file that the command line names; prints how to call it when it names none. */
export async function onDatabase(
  script: string,
  work: (url: string, file: string) => Promise<void>,
): Promise<void> {
  const file = process.argv[2];
  if (!file) {
    console.error(`Usage: node --import tsx scripts/${script} <file.gz>`);
    process.exit(1);
  }
  const config = readConfig(process.env);
  const own =
    config.databaseUrl === null ? await startPostgres({ dataDir: join(config.dataDir, 'postgres') }) : null;
  try {
    await work(config.databaseUrl ?? (await createDatabase(own?.url ?? '', 'bursar')), file);
  } finally {
    // Only when nobody else uses it.
    await own?.stop();
  }
}
