// A reporter for node:test: one line for each test file, every failure in full, and the counts for scripts/test.mjs.
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inspect } from 'node:util';
import { root } from './ready.mjs';

const MOST_OUTPUT = 4_000;

export default async function* report(source) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const files = new Map();
  const of = (file) => {
    if (!files.has(file)) files.set(file, { passed: 0, failed: 0, ms: 0, output: '' });
    return files.get(file);
  };
  let current = '';
  for await (const { type, data } of source) {
    const path = data?.file ? relative(root, sourceOf(data.file)) : '';
    const file = of(path);
    // Node tells the results of one file after the other; output comes as it is written.
    if ((type === 'test:pass' || type === 'test:fail') && path !== current && path !== '') {
      yield lineOf(current, of(current));
      current = path;
    }
    if (type === 'test:stderr' || type === 'test:stdout') {
      file.output = (file.output + data.message).slice(-MOST_OUTPUT);
    } else if (type === 'test:diagnostic' && data.message.startsWith('Error: ')) {
      // What breaks outside of every test is told only so.
      yield `\n${indent(data.message)}\n`;
    } else if (type === 'test:pass' || type === 'test:fail') {
      if (data.nesting === 0) file.ms += data.details?.duration_ms ?? 0;
      if (type === 'test:fail') {
        // A suite fails with its tests: it is shown, and counted only when it failed by itself.
        const isEcho = data.details?.error?.failureType === 'subtestsFailed';
        if (isEcho) continue;
        file.failed += 1;
        total.failed += 1;
        const why = reason(data.details?.error);
        const name = data.name === data.file ? 'the file as a whole' : data.name;
        yield `\nFAILED ${path}: ${name}\n${indent(why === file.lastWhy ? '(as above)' : why)}\n`;
        file.lastWhy = why;
        if (file.output) yield `${indent(file.output.trimEnd())}\n\n`;
        file.output = '';
      } else if (data.skip !== undefined || data.todo !== undefined) {
        total.skipped += 1;
        yield `skipped ${path}: ${data.name} ${typeof data.skip === 'string' ? `(${data.skip})` : ''}\n`;
      } else if (data.details?.type !== 'suite') {
        file.passed += 1;
        total.passed += 1;
      }
    }
  }
  yield lineOf(current, of(current));
  if (process.env.TEST_COUNTS) writeFileSync(process.env.TEST_COUNTS, JSON.stringify(total));
}

/** Tests name their source, but a file that breaks off is told by where it was compiled to. */
function sourceOf(file) {
  const compiled = process.env.TEST_COMPILED;
  if (!compiled || !file.startsWith(compiled)) return file;
  return join(root, relative(compiled, file)).replace(/\.mjs$/, '.ts');
}

/** Files that passed within a second are not worth a line. */
function lineOf(path, { passed, failed, ms }) {
  if (passed + failed === 0 || (failed === 0 && ms < 1_000)) return '';
  const counts = failed > 0 ? `${passed} passed, ${failed} failed` : `${passed} passed`;
  return `  ${failed > 0 ? 'FAILED' : 'ok    '} ${(ms / 1000).toFixed(1).padStart(6)} s  ${path} (${counts})\n`;
}

function reason(error) {
  const cause = error?.cause ?? error;
  if (cause instanceof Error || typeof cause?.stack === 'string') return cause.stack;
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 4 });
}

function indent(text) {
  return String(text).replace(/^/gm, '    ');
}
