// Which test files there are, and which of them need a database. Nobody has to name or register anything: a file is slow
// when its imports lead to PostgreSQL, when it starts processes, or when it stands in e2e/.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './ready.mjs';

const FOLDERS = ['postgres', 'server', 'bank', 'sdk', 'web', 'e2e', 'bench', 'scripts'];
const LONG = /^e2e\/|history|interleavings|^scripts\/|crash|lies/;
/** These mostly wait, for deadlines and pauses of real time. */
const WAITING =
  /bank\/(deadline|undo|lies)\.|(top-up|withdrawal|forgotten-pin)\/flow\.|\/(webhooks|push|log-full)\./;
const SKIPPED = new Set(['node_modules', 'dist', 'data']);
const NEEDS_POSTGRES = /@bursar\/(postgres|bank)['"]|TEST_POSTGRES_URL/;
const STARTS_PROCESSES = /from 'node:child_process'/;
const IMPORTS = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/** Paths relative to the root. `slow` need a database, or processes; `waiting` too, and hardly a processor. */
export function findTests() {
  const files = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    filesIn(join(root, folder)),
  );
  const tests = files.filter((file) => /\.(test|e2e)\.tsx?$/.test(file));
  const verdicts = new Map();
  const unit = [];
  const slow = [];
  for (const file of tests) {
    const path = relative(root, file);
    const startsProcesses = path.startsWith('e2e') || STARTS_PROCESSES.test(readFileSync(file, 'utf8'));
    (startsProcesses || isSlow(file, verdicts, new Set()) ? slow : unit).push(path);
  }
  const waiting = slow.filter((path) => WAITING.test(path));
  const busy = slow.filter((path) => !WAITING.test(path));
  // The longest ones begin, so that no core waits for them at the end.
  const isLong = (path) => LONG.test(path);
  return { unit, slow: [...busy.filter(isLong), ...busy.filter((path) => !isLong(path))], waiting };
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name) && !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
    );
}

function isSlow(file, verdicts, onTheWay) {
  const known = verdicts.get(file);
  if (known !== undefined) return known;
  if (onTheWay.has(file) || !existsSync(file) || !/\.tsx?$/.test(file)) return false;
  onTheWay.add(file);
  const text = readFileSync(file, 'utf8');
  const isPostgres = relative(root, file).startsWith('postgres');
  const verdict =
    isPostgres ||
    NEEDS_POSTGRES.test(text) ||
    [...text.matchAll(IMPORTS)].some(([, path]) => isSlow(resolve(dirname(file), path), verdicts, onTheWay));
  verdicts.set(file, verdict);
  return verdict;
}
