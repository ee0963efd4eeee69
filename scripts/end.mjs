// Imported by every test file's process: two seconds after its last test the process ends, whatever still holds it open.
// (Node's own --test-force-exit also cuts off the reporter of the parent.)
import { after } from 'node:test';

const GRACE_MS = 2_000;

if (process.env.NODE_TEST_CONTEXT) {
  after(() => {
    setTimeout(() => {
      process.stderr.write('This file was still held open two seconds after its last test.\n');
      process.exit();
    }, GRACE_MS).unref();
  });
}
