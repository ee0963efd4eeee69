// npm run check: types, lint and format, and every test that needs no database (import law and tidy tests among them).
import { pathToFileURL } from 'node:url';
import { install } from './ready.mjs';
import { endSteps, lint, runTests, types, webTypes } from './steps.mjs';
import { findTests } from './tests.mjs';

/** Two lanes for two cores. Resolves to the counts: a step without tests counts as one. */
export async function check() {
  const { unit } = findTests();
  const lanes = await Promise.all([
    (async () => [await types(), await webTypes(), await lint()])(),
    runTests(`unit tests (${unit.length} files)`, unit),
  ]);
  const steps = lanes[0];
  const tests = lanes[1];
  return {
    passed: steps.filter(({ ok }) => ok).length + tests.passed,
    failed: steps.filter(({ ok }) => !ok).length + tests.failed,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.on('SIGINT', endSteps);
  process.on('SIGTERM', endSteps);
  const started = Date.now();
  install();
  const { passed, failed } = await check();
  console.log(`${passed} passed, ${failed} failed (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  process.exitCode = failed > 0 ? 1 : 0;
}
