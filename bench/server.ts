/** The server as the benchmark runs it: a process of its own, production settings, and the tree switched off on request. */
import pino from 'pino';
import { startApp } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import { systemClock } from '../server/kernel/time.ts';

const config = readConfig(process.env);
const app = await startApp({
  config,
  databaseUrl: config.databaseUrl ?? '',
  clock: systemClock,
  log: pino({ level: 'error' }),
  tree: process.env.BENCH_TREE !== 'off',
});
process.send?.({ url: app.url });
process.on('message', () => {
  const cpu = process.cpuUsage();
  process.send?.({ cpuMs: (cpu.user + cpu.system) / 1_000, stats: app.ground.journal.stats });
});
process.on('SIGTERM', () => void app.stop().then(() => process.exit(0)));
