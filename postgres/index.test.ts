// The story of a server: first start, attaching, a killed parent, two at once, and a machine that crashed.
// Runs as root (then the server runs as another account) and as an ordinary user alike.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createDatabase, findBinary, type RunningPostgres, startPostgres } from './index.ts';

const FIXTURE = fileURLToPath(new URL('parent.fixture.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const root = mkdtempSync(join(tmpdir(), 'bursar-pg-'));
const dataDir = join(root, 'data');
const messages: string[] = [];
const parents: ChildProcess[] = [];
after(() => {
  for (const parent of parents) parent.kill('SIGKILL');
  for (const folder of ['data', 'two'].map((name) => join(root, name)))
    if (existsSync(pidFile(folder))) process.kill(postmasterPid(folder), 'SIGINT'); // only after a failed test
  rmSync(root, { recursive: true, force: true });
});

const start = (folder = dataDir) => startPostgres({ dataDir: folder, log: (line) => messages.push(line) });
const pidFile = (folder = dataDir) => join(folder, 'cluster', 'postmaster.pid');
const postmasterPid = (folder = dataDir) => Number(readFileSync(pidFile(folder), 'utf8').split('\n')[0]);

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

async function startParent(
  folder: string,
): Promise<{ process: ChildProcess; url: string; started: boolean }> {
  const child = spawn(process.execPath, ['--import', 'tsx', FIXTURE, folder], {
    cwd: dirname(FIXTURE),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  parents.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { process: child, ...(JSON.parse(line) as { url: string; started: boolean }) };
}

async function stopParent(child: ChildProcess): Promise<void> {
  child.stdin?.write('stop\n');
  await once(child, 'exit');
}

test('the first start makes a durable server that listens on a private socket only', async () => {
  const server = await start();
  assert.equal(server.started, true);
  assert.deepEqual(await query(server.url, 'show fsync'), ['on']);
  assert.deepEqual(await query(server.url, 'show synchronous_commit'), ['on']);
  assert.deepEqual(await query(server.url, 'show data_checksums'), ['on']);
  assert.deepEqual(await query(server.url, 'show listen_addresses'), ['']);
  assert.deepEqual(await query(server.url, 'show shared_buffers'), ['256MB']);
  assert.deepEqual(
    await query(server.url, `select count(*) from pg_hba_file_rules where error is not null`),
    ['0'],
  );
  const [socket] = await query(server.url, 'show unix_socket_directories');
  assert.equal(statSync(String(socket).replaceAll('"', '')).mode & 0o777, 0o700);
  if (isRoot) assert.notEqual(statSync(`/proc/${postmasterPid()}`).uid, 0);
  await server.stop();
  assert.equal(existsSync(pidFile()), false);
});

test('a second handle attaches, and the last one to stop ends the server', async () => {
  const first = await start();
  const second = await start();
  assert.deepEqual([first.started, second.started], [true, false]);
  await first.stop();
  assert.deepEqual(await query(second.url, 'select 1'), [1]);
  await second.stop();
  assert.equal(existsSync(pidFile()), false);
});

test('a server whose parent was killed goes on, and the next start attaches with the data intact', async () => {
  const parent = await startParent(dataDir);
  assert.equal(parent.started, true);
  const url = await createDatabase(parent.url, 'kept');
  await query(url, 'create table notes as select 42 as note');
  const pid = postmasterPid();
  parent.process.kill('SIGKILL');
  await once(parent.process, 'exit');

  const next = await start();
  assert.equal(next.started, false);
  assert.equal(postmasterPid(), pid);
  assert.deepEqual(await query(await createDatabase(next.url, 'kept'), 'select note from notes'), [42]);
  await next.stop();
  assert.equal(existsSync(pidFile()), false, 'the only user left stops a server that it did not start');
});

test('two processes that start at once on an empty directory share one server', async () => {
  const folder = join(root, 'two');
  const both = await Promise.all([startParent(folder), startParent(folder)]);
  assert.deepEqual(both.map(({ started }) => started).sort(), [false, true]);
  const begun = await Promise.all(
    both.map(({ url }) => query(url, 'select pg_postmaster_start_time()::text')),
  );
  assert.deepEqual(begun[0], begun[1]);
  const [first, second] = both;
  if (first) await stopParent(first.process);
  assert.equal(existsSync(pidFile(folder)), true);
  if (second) await stopParent(second.process);
  assert.equal(existsSync(pidFile(folder)), false);
});

test('after a crash of the machine a stale postmaster.pid is no obstacle, whoever bears its number now', async () => {
  const before = await start();
  const url = await createDatabase(before.url, 'crashed');
  await query(url, 'create table facts as select 7 as fact');
  const stale = readFileSync(pidFile(), 'utf8');
  const killed = postmasterPid();
  process.kill(killed, 'SIGKILL');
  await before.stop(); // it would start the server again as well
  // Its children end as soon as they notice; the next start waits for them.
  const again = await start();
  assert.equal(again.started, true);
  assert.deepEqual(await query(url, 'select fact from facts'), [7]);
  await again.stop({ evenIfShared: true });

  // A bystander of the server's own account, which PostgreSQL itself would take for a running server.
  const uid = statSync(join(dataDir, 'cluster')).uid;
  const bystander = spawn('sleep', ['60'], { cwd: '/', ...(isRoot ? { uid } : {}) });
  await once(bystander, 'spawn');
  writeFileSync(pidFile(), stale.replace(/^\d+/, String(bystander.pid)));
  const third = await start();
  assert.equal(third.started, true);
  await third.stop({ evenIfShared: true });
  bystander.kill();
});

test('a server that dies is started again while somebody uses it; one that was stopped on purpose is not', async () => {
  const first = await start();
  const second = await start();
  const url = await createDatabase(first.url, 'kept');
  await query(url, 'create table facts as select 8 as fact');
  const killed = postmasterPid();
  process.kill(killed, 'SIGKILL');
  const facts = () => query(url, 'select fact from facts').catch(() => []);
  for (const until = Date.now() + 20_000; Date.now() < until && (await facts()).length === 0; )
    await sleep(100);
  assert.deepEqual(await facts(), [8]);
  assert.notEqual(postmasterPid(), killed);

  await first.stop({ evenIfShared: true });
  await sleep(2_500); // the other handle has looked twice
  assert.equal(existsSync(pidFile()), false);
  await second.stop();
});

test('createDatabase may be asked many times at once, and its URL serves psql and pgbench', async () => {
  const server = await start();
  const urls = await Promise.all(Array.from({ length: 6 }, () => createDatabase(server.url, 'shop')));
  assert.equal(new Set(urls).size, 1);
  const url = urls[0] ?? '';
  assert.deepEqual(await query(url, 'select current_database()'), ['shop']);
  await assert.rejects(createDatabase(server.url, 'x"; drop database shop'), /plain name/);
  const psql = findBinary('psql');
  if (psql) assert.equal(execFileSync(psql, [url, '-Atc', 'select 1'], { encoding: 'utf8' }), '1\n');
  const pgbench = findBinary('pgbench');
  if (pgbench) execFileSync(pgbench, ['-i', '-s', '1', '-q', url], { stdio: 'ignore' });
  await server.stop();
});

test('a data directory too deep for a socket path works all the same', async () => {
  const server = await start(join(root, 'd'.repeat(60), 'e'.repeat(60)));
  assert.deepEqual(await query(server.url, 'select 1'), [1]);
  await server.stop();
});

test('a data directory that the other account cannot reach is kept elsewhere', {
  skip: !isRoot,
}, async () => {
  // A temporary folder would be opened to the account; a folder in somebody's home is left alone.
  const hidden = mkdtempSync(join(homedir(), '.bursar-pg-'));
  const folder = join(hidden, 'data');
  let server: RunningPostgres = await start(folder);
  const home = await readlink(join(folder, 'elsewhere'));
  try {
    await query(server.url, 'create table kept as select 5 as n');
    await server.stop();
    server = await start(folder);
    assert.deepEqual(await query(server.url, 'select n from kept'), [5]);
    assert.ok(messages.some((line) => line.includes(home)));
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
    rmSync(hidden, { recursive: true, force: true });
  }
});

test('findBinary', () => {
  assert.match(findBinary('postgres') ?? '', /native\/bin\/postgres$/);
  assert.equal(findBinary('no_such_program'), undefined);
  assert.equal(findBinary('postgres', { minimumMajor: 99 }), undefined);
});
