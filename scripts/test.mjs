// npm test: everything, on a fresh clone. Installs and builds when needed, checks, then runs the tests that need a
// database or a browser against one PostgreSQL of their own. `npm test -- checkout` runs only files whose path has that word.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWeb, install } from './ready.mjs';
import { findTests } from './tests.mjs';

const started = Date.now();
const words = process.argv.slice(2);
const few = words.length > 0;
const found = findTests();
const wanted = (paths) => (few ? paths.filter((path) => words.some((word) => path.includes(word))) : paths);
const busy = wanted(found.slow);
const waiting = wanted(found.waiting);

install();
if (!few || busy.some((path) => path.startsWith('e2e'))) buildWeb();

// Only now: these need the packages.
const { check } = await import('./check.mjs');
const { endSteps, runTests } = await import('./steps.mjs');
const { tsImport } = await import('tsx/esm/api');

// Above what any file allows itself: its own message says more than ours.
const FILE_TIMEOUT_MS = 420_000;
/** The run is ended, as a failure, rather than hanging for ever. */
const MOST_MS = 20 * 60_000;

const total = { passed: 0, failed: 0 };
const add = ({ passed, failed }) => {
  total.passed += passed;
  total.failed += failed;
};

let stopPostgres = async () => {};
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    total.failed += 1;
    endSteps();
  });
}

add(few ? await runTests('unit tests', wanted(found.unit)) : await check());
if (busy.length + waiting.length > 0) {
  try {
    const env = await startDatabase();
    const options = { env, fileTimeoutMs: FILE_TIMEOUT_MS, mostMs: MOST_MS };
    const counts = await Promise.all([
      // Browsers, servers and clients take turns: three files keep two cores busy, and one more that waits costs nothing.
      runTests(`tests with a database (${busy.length} files)`, busy, { ...options, concurrency: 3 }),
      runTests(`tests that mostly wait (${waiting.length} files)`, waiting, { ...options, concurrency: 1 }),
    ]);
    counts.forEach(add);
  } catch (error) {
    console.log(error);
    total.failed += 1;
  } finally {
    await stopPostgres();
  }
}
console.log(`The whole run took ${((Date.now() - started) / 1000).toFixed(0)} s.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);

/** One PostgreSQL for all test files; each makes its own databases in it. */
async function startDatabase() {
  const { startPostgres } = await tsImport('../postgres/index.ts', import.meta.url);
  const dataDir = mkdtempSync(join(tmpdir(), 'bursar-tests-'));
  const server = await startPostgres({ dataDir });
  stopPostgres = async () => {
    await server.stop({ evenIfShared: true });
    rmSync(dataDir, { recursive: true, force: true });
  };
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  // What the tests write need not outlive a power cut. Tests of durability start servers of their own.
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit'])
    await client.query(`alter system set ${setting} = off`);
  await client.query('select pg_reload_conf()');
  await client.end();
  return { TEST_POSTGRES_URL: server.url, BANK_TEST_DATABASE_URL: server.url };
}
