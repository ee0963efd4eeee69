/** The README's example, run as it stands against `npm start` on a fresh data folder: a newcomer's first five minutes. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { read, root } from './source.ts';

/** A fresh clone is usable within 60 s, packages and web apps included; this one has them. */
const START_MS = 60_000;
const STOP_MS = 20_000;
const dataDir = mkdtempSync(join(tmpdir(), 'bursar-readme-'));
let town: ChildProcess;
let url = '';
let output = '';

before(async () => {
  const port = await freePorts();
  url = `http://127.0.0.1:${port}`;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  town = spawn('npm', ['start'], {
    cwd: root,
    env: { ...env, PORT: String(port), BANK_PORT: String(port + 1), DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  town.stdout?.on('data', collect);
  town.stderr?.on('data', collect);
  await until(() => output.includes('Bursar is running'), START_MS);
});

after(() => rmSync(dataDir, { recursive: true, force: true }));

test('the example of the README ends with a paid order', async () => {
  const script = /```bash\n([\s\S]*?)```/.exec(read('README.md'))?.[1] ?? '';
  assert.match(script, /v1\/orders/);
  // Ana's first top-up comes through the bank, in the first seconds of the demo.
  let last = '';
  await until(() => {
    const done = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      encoding: 'utf8',
      env: { ...process.env, BURSAR: url },
      timeout: 30_000,
    });
    last = `${done.stdout}${done.stderr}`.trim();
    return last.endsWith('\npaid');
  }, START_MS).catch((error) => assert.fail(`${last}\n${error}`));
});

test('the pages that the README names are there', async () => {
  for (const path of ['/', '/wallet', '/till', '/console', '/docs', '/openapi.json', '/health/ready']) {
    assert.equal((await fetch(url + path)).status, 200, path);
  }
});

test('what npm has started ends when npm is told to', async () => {
  town.kill('SIGTERM');
  await until(async () => !(await fetch(`${url}/health/live`).catch(() => null)), STOP_MS);
  for (const cluster of ['postgres/cluster', 'bank/cluster'])
    await until(() => !existsSync(join(dataDir, cluster, 'postmaster.pid')), STOP_MS);
});

async function until(isOver: () => boolean | Promise<boolean>, mostMs: number): Promise<void> {
  const end = Date.now() + mostMs;
  while (!(await isOver())) {
    if (Date.now() > end) throw new Error(`not within ${mostMs} ms:\n${output}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** A port whose successor is free as well: for the server and the bank. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (port < 65_000 && (await listenOnce(port + 1).catch(() => 0)) !== 0) return port;
  }
}

function listenOnce(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
