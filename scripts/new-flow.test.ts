/** Adding a flow adds a folder and two lines. Tried in a copy of the repository. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after } from 'node:test';
import { read, repositoryFiles, root } from './source.ts';

const copy = mkdtempSync(join(tmpdir(), 'bursar-copy-'));
after(() => rmSync(copy, { recursive: true, force: true }));
const SLUG = 'coupon-trial';
const files = repositoryFiles();

function run(command: string, args: string[]): { status: number | null; output: string } {
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const done = spawnSync(command, args, { cwd: copy, env, encoding: 'utf8', timeout: 120_000 });
  return { status: done.status, output: `${done.stdout}${done.stderr}` };
}

test('new-flow adds a folder, and exactly two lines to what exists', () => {
  for (const path of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  for (const folder of ['', 'server', 'bank', 'web', 'postgres', 'sdk', 'e2e', 'bench']) {
    const from = join(root, folder, 'node_modules');
    if (existsSync(from)) symlinkSync(from, join(copy, folder, 'node_modules'));
  }
  const done = run(process.execPath, ['--import', 'tsx', 'scripts/new-flow.ts', SLUG]);
  assert.equal(done.status, 0, done.output);

  const changed = files.filter((path) => readFileSync(join(copy, path), 'utf8') !== read(path));
  // The reference pages are written from the code.
  assert.deepEqual(
    changed.filter((path) => !path.startsWith('docs/reference/')),
    ['server/flows.ts'],
  );
  const before = read('server/flows.ts').split('\n');
  const now = readFileSync(join(copy, 'server/flows.ts'), 'utf8').split('\n');
  assert.deepEqual(
    now.filter((line) => !before.includes(line)),
    ["import { couponTrialFlow } from './flows/coupon-trial/index.ts';", '  couponTrialFlow,'],
  );
  assert.deepEqual(
    now.filter((line) => before.includes(line)),
    before,
  );
});

test('the new folder has the files of every flow, typed and formatted', () => {
  const types = run(join(root, 'node_modules/.bin/tsc'), ['--noEmit']);
  const wrong = types.output
    .split('\n')
    .filter((line) => line.startsWith(`server/flows/${SLUG}/`) || line.startsWith('server/flows.ts'));
  assert.deepEqual(wrong, []);
  const lint = run(join(root, 'node_modules/.bin/biome'), [
    'check',
    `server/flows/${SLUG}`,
    'server/flows.ts',
  ]);
  assert.equal(lint.status, 0, lint.output);
});

test('its tests fail until its story is written, and say so', () => {
  const tests = ['rules.test.ts', 'flow.test.ts'].map((name) => `server/flows/${SLUG}/${name}`);
  const { status, output } = run(process.execPath, [
    '--import',
    'tsx',
    '--test',
    '--test-reporter=tap',
    ...tests,
  ]);
  assert.notEqual(status, 0);
  assert.match(output, /write the table of its rules here/);
  assert.match(output, /write its story here/);
  // What the template does by itself works.
  assert.match(output, /^# pass 2$/m);
  assert.match(output, /^# fail 2$/m);
});

test('a folder that exists is left alone, and a bad name is refused', () => {
  for (const name of [SLUG, 'checkout', 'Coupon', '../x', '']) {
    assert.equal(run(process.execPath, ['--import', 'tsx', 'scripts/new-flow.ts', name]).status, 1, name);
  }
});
