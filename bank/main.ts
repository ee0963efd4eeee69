// Starts the sandbox bank: config -> database -> routes -> listen.

import { createDatabase, startPostgres } from '@bursar/postgres';
import { readConfig } from './config.ts';
import { startBank } from './index.ts';

const write = (level: 'info' | 'error', message: string, details: Record<string, unknown> = {}): void => {
  process.stdout.write(
    `${JSON.stringify({ level, at: new Date().toISOString(), service: 'bank', message, ...details })}\n`,
  );
};

const { databaseUrl, dataDir, ...config } = readConfig(process.env);
const postgres = databaseUrl ? undefined : await startPostgres({ dataDir });
const bank = await startBank({
  ...config,
  databaseUrl: databaseUrl ?? (await createDatabase(postgres?.url ?? '', 'bank')),
  log: write,
});
write('info', 'bank listening', { url: bank.url });

let isStopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    await bank.stop();
    await postgres?.stop();
    write('info', 'bank stopped');
    process.exit(0);
  });
}
