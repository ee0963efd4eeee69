// Makes a fresh clone ready: installs packages and builds the web apps when they are missing or older than their sources.
// Plain JavaScript: nothing is installed yet when it runs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

export function run(command, args, env = {}) {
  // No stdin: nothing may wait for an answer.
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } };
  const done = spawnSync(command, args, options);
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** Runs `npm ci` unless node_modules already holds what package-lock.json asks for. */
export function install() {
  if (isInstalled()) return;
  console.log('Installing packages (once)…');
  run(npm, ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** npm writes node_modules/.package-lock.json at the end of an installation: the list of what is there. */
function isInstalled() {
  const list = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(list)) return false;
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const there = read(list);
  return Object.entries(read(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    if (!path.includes('node_modules/') || wanted.link) return true;
    const found = there[path];
    // Binaries for other machines are optional and stay away.
    return found ? found.version === wanted.version : wanted.optional === true;
  });
}

export function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

export function buildWeb() {
  const built = join(root, 'web/dist/town/index.html');
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'web'))) return;
  console.log('Building the web apps…');
  mkdirSync(join(root, 'web/dist'), { recursive: true });
  run(npm, ['run', 'build', '--workspace', 'web', '--silent', '--', '--logLevel', 'warn']);
}

/** Ends with advice when the port is taken, before anything is installed or started. */
export async function assertFree(wanted, host, variable) {
  const problem = await new Promise((done) => {
    const probe = createServer().once('error', done);
    probe.listen(Number(wanted), host ?? '127.0.0.1', () => probe.close(() => done(undefined)));
  });
  if (problem === undefined) return;
  const why = problem.code === 'EADDRINUSE' ? 'is in use, perhaps by another Bursar' : problem.message;
  console.error(`Port ${wanted} ${why}. Choose another one, say: PORT=4300 npm start (here: ${variable}).`);
  process.exit(1);
}
