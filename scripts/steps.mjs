// Steps of a check: each is a command whose output is shown when it fails, and one line with its time.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileTests } from './compile.mjs';
import { root } from './ready.mjs';

const living = new Set();

/** Ends every step that still runs: for Ctrl+C. */
export function endSteps() {
  for (const child of living) endGroup(child, 'SIGTERM');
}

/** A step and all that it has started, such as the servers of a test that was cut off. */
function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left.
  }
}

/** Runs a command to its end. `shown`: its output appears as it comes; otherwise only after a failure. */
export function step(name, command, args, { env = {}, shown = false, mostMs = 0 } = {}) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    living.add(child);
    let output = '';
    const collect = (chunk) => {
      if (shown) process.stdout.write(chunk);
      else output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const timer = mostMs > 0 ? setTimeout(() => endGroup(child, 'SIGTERM'), mostMs) : undefined;
    child.on('error', (error) => collect(String(error)));
    child.on('exit', () => endGroup(child, 'SIGKILL'));
    child.on('close', (code) => {
      living.delete(child);
      clearTimeout(timer);
      const ok = code === 0;
      if (!ok && output) process.stdout.write(`${output.trimEnd()}\n`);
      console.log(
        `${ok ? 'ok    ' : 'FAILED'} ${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${name}`,
      );
      resolve({ name, ok });
    });
  });
}

const bin = (name) => join(root, 'node_modules/.bin', name);
export const types = () => step('types of server, bank, sdk, tools', bin('tsc'), ['--noEmit']);
export const webTypes = () => step('types of the web', bin('tsc'), ['--noEmit', '-p', 'web']);
export const lint = () =>
  step('format and lint', bin('biome'), ['check', '--diagnostic-level=error', '--max-diagnostics=30', '.']);

/** Compiles test files and runs them with node's own runner. Resolves to the counts; a run that breaks off is one failure. */
export async function runTests(
  name,
  files,
  { env = {}, concurrency = 2, fileTimeoutMs = 120_000, mostMs = 0 } = {},
) {
  if (files.length === 0) return { name, ok: true, passed: 0, failed: 0 };
  const folder = mkdtempSync(join(tmpdir(), 'bursar-run-'));
  const counts = join(folder, 'counts.json');
  const compiled = join(folder, 'compiled');
  try {
    const paths = await compileTests(files, compiled);
    const options = ['--enable-source-maps', '--import', './scripts/end.mjs', 'scripts/run.mjs'];
    options.push(String(concurrency), String(fileTimeoutMs));
    const clean = { NODE_TEST_CONTEXT: undefined, NODE_ENV: 'test', ...env };
    const { ok } = await step(name, process.execPath, [...options, ...paths], {
      env: { ...clean, TEST_COUNTS: counts, TEST_COMPILED: compiled },
      shown: true,
      mostMs,
    });
    const { passed, failed } = readCounts(counts);
    return { name, ok: ok && failed === 0, passed, failed: ok ? failed : Math.max(failed, 1) };
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return { name, ok: false, passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}
