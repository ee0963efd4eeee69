// A process for the tests: starts (or attaches), says so in one line of JSON, then waits for a line and stops.
import { once } from 'node:events';
import { startPostgres } from './index.ts';

const postgres = await startPostgres({ dataDir: process.argv[2] ?? '' });
console.log(JSON.stringify({ url: postgres.url, started: postgres.started }));
await once(process.stdin, 'data');
await postgres.stop();
process.exit(0);
