// Makes a fresh clone ready: installs packages and builds the web apps when they are missing or older than their sources.
// Plain JavaScript: nothing is installed yet when it runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

export function run(command, args, env = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const stampFile = join(root, 'node_modules', '.bursar-installed');
const hashOf = (file) => createHash('sha256').update(readFileSync(join(root, file))).digest('hex');

export function install() {
  const wanted = hashOf('package-lock.json');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  console.log('Installing packages (once)…');
  run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stampFile, wanted);
}

function newest(folder) {
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
  run(npm, ['run', 'build', '--workspace', 'web', '--loglevel=error']);
}
