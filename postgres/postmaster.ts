// The server process itself: whether one runs on a cluster, starting it and stopping it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open, readFile, rename, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './place.ts';

const MOST_LOG_BYTES = 16 * 1024 * 1024;
const FAST_STOP_MS = 60_000;
const IMMEDIATE_STOP_MS = 10_000;

export type Postmaster = { pid: number; socket: string };

/** What `postmaster.pid` says: the live server, the process id of a stale file, or nothing. */
export async function findPostmaster(place: Place): Promise<{ live?: Postmaster; stalePid?: number }> {
  const text = await readFile(join(place.cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [first, , , , socket] = text.split('\n');
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid <= 1) return {};
  return isAlive(pid) && isPostmaster(pid, place.cluster)
    ? { live: { pid, socket: socket ?? '' } }
    : { stalePid: pid };
}

/** Starts the server detached, so that it outlives us if we are killed. `stalePid`: see the comment inside. */
export async function spawnPostmaster(
  place: Place,
  { native, socket, stalePid }: { native: string; socket: string; stalePid: number | undefined },
): Promise<ChildProcess> {
  const size = await stat(place.logFile).catch(() => undefined);
  if (size && size.size > MOST_LOG_BYTES) await rename(place.logFile, `${place.logFile}.1`);
  const logFile = await open(place.logFile, 'a', 0o600);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')));
  // After a crash of the machine another process may bear the number in postmaster.pid, and PostgreSQL would take it
  // for a running server. This is how pg_ctl names a process that is none; the shared-memory check still applies.
  if (stalePid !== undefined) env.PG_GRANDPARENT_PID = String(stalePid);
  const args = ['-D', place.cluster, '-c', 'listen_addresses=', '-p', '5432'];
  args.push('-c', `unix_socket_directories="${socket}"`, '-c', 'unix_socket_permissions=0700');
  const as = place.account ? { uid: place.account.uid, gid: place.account.gid } : {};
  const child = spawn(join(native, 'bin', 'postgres'), args, {
    ...as,
    cwd: '/',
    env,
    detached: true,
    stdio: ['ignore', logFile.fd, logFile.fd],
  });
  try {
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } finally {
    await logFile.close();
  }
  child.unref();
  return child;
}

/** Fast shutdown: open transactions are rolled back, all data is written. Waits until the process has ended. */
export async function stopPostmaster(place: Place): Promise<void> {
  const { live } = await findPostmaster(place);
  if (!live) return;
  const ended = async (withinMs: number) => {
    for (const until = Date.now() + withinMs; Date.now() < until; await sleep(10))
      if ((await findPostmaster(place)).live?.pid !== live.pid) return true;
    return false;
  };
  signal(live.pid, 'SIGINT');
  if (await ended(FAST_STOP_MS)) {
    // A socket folder outside the data directory (its path was too long) is not left behind.
    if (!live.socket.startsWith(place.home)) await rmdir(live.socket).catch(() => {});
    return;
  }
  signal(live.pid, 'SIGQUIT'); // safe, like a power cut: the next start recovers from the log
  if (!(await ended(IMMEDIATE_STOP_MS))) throw new Error(`PostgreSQL (process ${live.pid}) does not stop.`);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export async function lastLines(path: string, count = 15): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** A process may bear the number by chance: its command line tells. Where it cannot be read we believe the file. */
function isPostmaster(pid: number, cluster: string): boolean {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster);
    } catch {
      return isAlive(pid);
    }
  }
  const ps = spawnSync('ps', ['-ww', '-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  return ps.status === 0 ? ps.stdout.includes(cluster) : isAlive(pid);
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (isAlive(pid)) throw error;
  }
}
