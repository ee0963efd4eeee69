// Makes the cluster (once) and writes its settings (before each start). It must never touch an existing cluster's data.
import { spawn } from 'node:child_process';
import { appendFile, chown, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './common.ts';
import { makePrivate, type Place } from './place.ts';
import { isAlive } from './postmaster.ts';

export const SUPERUSER = 'bursar';

// For a small machine with two cores. A setting made with ALTER SYSTEM wins over these.
const SETTINGS = `
fsync = on
synchronous_commit = on
full_page_writes = on
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 128MB
wal_buffers = 16MB
# A new segment of 16 MB is not filled with zeros first: every commit would wait for that, some 60 ms, until enough
# segments are there to be used again.
wal_init_zero = off
min_wal_size = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
# These binaries have neither lz4 nor zstd, and pglz costs more processor time than it saves disk.
wal_compression = off
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 0
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %d '
log_checkpoints = off
# The detail of an error may quote a row: a card or an identity number must not get into the log (R12).
log_error_verbosity = terse
`;

/** Runs initdb unless the cluster exists. Two at once: both make one, one rename wins, the other is thrown away. */
export async function ensureCluster(place: Place, native: string): Promise<void> {
  if (await stat(join(place.cluster, 'PG_VERSION')).catch(() => undefined)) return;
  await removeAbandonedDrafts(place.home);
  const draft = join(place.home, `cluster.${process.pid}-${Math.random().toString(36).slice(2, 8)}`);
  await makePrivate(draft, place.account);
  try {
    await initdb(place, native, draft);
    await appendFile(join(draft, 'postgresql.conf'), "\ninclude_if_exists = 'bursar.conf'\n");
    await rename(draft, place.cluster);
    const folder = await open(place.home, 'r');
    await folder.sync();
    await folder.close();
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  }
}

/**
 * Settings, and who may sign in: whoever the kernel says is us, root, or the server's own account, who could each read
 * the files anyway. This `peer` rule needs no password, and holds even if the socket's folder were opened by mistake.
 */
export async function writeSettings(place: Place): Promise<void> {
  const names = new Set([userInfo().username, 'root', ...(place.account ? [place.account.name] : [])]);
  await replaceFile(place, 'bursar.conf', SETTINGS);
  await replaceFile(
    place,
    'pg_hba.conf',
    'local all all peer map=bursar\nlocal replication all peer map=bursar\n',
  );
  await replaceFile(
    place,
    'pg_ident.conf',
    [...names].map((name) => `bursar "${name}" ${SUPERUSER}\n`).join(''),
  );
}

async function replaceFile(place: Place, name: string, text: string): Promise<void> {
  const path = join(place.cluster, name);
  const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  try {
    await writeFile(draft, text, { mode: 0o600 });
    if (place.account) await chown(draft, place.account.uid, place.account.gid);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }); // on a full disk this is tried again and again
    throw error;
  }
}

function initdb(place: Place, native: string, folder: string): Promise<void> {
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const options = [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    '--auth=peer',
    '--no-instructions',
    ...locale,
  ];
  const as = place.account ? { uid: place.account.uid, gid: place.account.gid } : {};
  return new Promise((resolve, reject) => {
    const child = spawn(join(native, 'bin', 'initdb'), options, {
      ...as,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`initdb failed (${code}):\n${output}`)),
    );
  });
}

async function removeAbandonedDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const pid = /^cluster\.(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(home, name), { recursive: true, force: true });
  }
}
