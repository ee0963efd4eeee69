// Runs test files in the given order, a few at a time. (`node --test` would sort them, and the longest would begin last.)
// Arguments: how many at once, milliseconds that a file may take, files.
import { run } from 'node:test';
import report from './reporter.mjs';

const [atOnce, mostMs, ...files] = process.argv.slice(2);
// Node marks the processes of test files; the files of a run inside of a test must not take that mark for their own.
delete process.env.NODE_TEST_CONTEXT;
const events = run({ files, concurrency: Number(atOnce), timeout: Number(mostMs) });
events.on('test:fail', () => {
  process.exitCode = 1;
});
events.compose(report).pipe(process.stdout);
