/** Starts the server: configuration, database, app; stops in good order on SIGTERM and SIGINT. */
import { join } from 'node:path';
import { createDatabase, startPostgres } from '@bursar/postgres';
import pino from 'pino';
import { startApp } from './app.ts';
import { readConfig } from './config.ts';
import { systemClock } from './kernel/time.ts';
import { logOptions } from './mechanisms/operation/index.ts';

const config = readConfig(process.env);
const log = pino(logOptions(config.logLevel));
const own =
  config.databaseUrl === null
    ? await startPostgres({ dataDir: join(config.dataDir, 'postgres'), log: (text) => log.info(text) })
    : null;
const databaseUrl = config.databaseUrl ?? (await createDatabase(own?.url ?? '', 'bursar'));
const app = await startApp({ config, databaseUrl, clock: systemClock, log }).catch(async (error: unknown) => {
  // Our own PostgreSQL outlives its parent: a start that fails must not leave it behind.
  await own?.stop();
  throw error;
});
log.info({ url: app.url, mode: config.mode }, 'listening');

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'stopping');
  await app.stop();
  await own?.stop();
  process.exit(0);
}
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
