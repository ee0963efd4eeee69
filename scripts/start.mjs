// npm start: the whole town. Installs and builds when needed, then runs the sandbox bank and the server until Ctrl+C.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compilePrograms } from './compile.mjs';
import { assertFree, buildWeb, install, root } from './ready.mjs';

const dataDir = resolve(process.env.DATA_DIR ?? join(root, 'data'));
mkdirSync(dataDir, { recursive: true });
const port = process.env.PORT ?? '4000';
const bankPort = process.env.BANK_PORT ?? String(Number(port) + 100);
await assertFree(port, process.env.HOST, 'PORT');
await assertFree(bankPort, process.env.BANK_HOST, 'BANK_PORT');

install();
buildWeb();
const compiled = await compilePrograms();

const file = join(dataDir, 'secrets.json');
const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
const BANK_SECRET = process.env.BANK_SECRET ?? kept.BANK_SECRET ?? secret();
const PLATFORM_SECRET = process.env.PLATFORM_SECRET ?? kept.PLATFORM_SECRET ?? secret();
writeFileSync(file, JSON.stringify({ ...kept, BANK_SECRET, PLATFORM_SECRET }), { mode: 0o600 });

const env = {
  ...process.env,
  PORT: port,
  BANK_PORT: bankPort,
  DATA_DIR: dataDir,
  BANK_DATA_DIR: join(dataDir, 'bank'),
  BANK_URL: process.env.BANK_URL ?? `http://127.0.0.1:${bankPort}`,
  PLATFORM_URL: process.env.PLATFORM_URL ?? `http://127.0.0.1:${port}`,
  BANK_SECRET,
  PLATFORM_SECRET,
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
};
// Room for short-lived objects: the collector then rarely copies requests that still wait for their commit (ADR 0012).
const serverFlags = JSON.parse(readFileSync(join(root, 'scripts/server-flags.json'), 'utf8'));
const programs = [
  { entry: 'bank/main.ts', flags: [] },
  { entry: 'server/main.ts', flags: serverFlags },
];
const children = programs.map(({ entry, flags }) =>
  spawn(process.execPath, [...flags, compiled[entry]], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  }),
);
let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// A SIGTERM to npm ends npm and no more: its children are left to somebody else.
const parent = process.ppid;
if (process.env.npm_lifecycle_event === 'start')
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
let ended = 0;
for (const child of children) {
  child.on('exit', (code) => {
    ended += 1;
    if (!stopping) console.error('A process of Bursar ended; stopping the other one.');
    stop();
    if (ended === children.length) process.exit(code ?? 0);
  });
}

const url = `http://localhost:${port}`;
const started = Date.now();
// In production mode there is no demo to wait for.
const sign = process.env.BURSAR_MODE === 'production' ? '/health/ready' : '/demo/credentials';
while (!stopping) {
  const answer = await fetch(url + sign).catch(() => null);
  if (answer?.ok) {
    console.log(`\n  Bursar is running (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
    console.log(
      `  Town     ${url}/          two phones, a till, the bank and the console, with what the journal does`,
    );
    console.log(`  Wallet   ${url}/wallet    Till  ${url}/till    Console  ${url}/console`);
    console.log(`  API      ${url}/docs      keys: ${url}/demo/credentials`);
    console.log('\n  Ctrl+C stops it; the data stays in', dataDir, '\n');
    break;
  }
  await new Promise((done) => setTimeout(done, 150));
}
