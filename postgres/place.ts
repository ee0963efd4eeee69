// Decides where the cluster lives and which account runs it. PostgreSQL refuses to run as root, so root lends the
// work to an existing account; it never creates one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rmdir,
  stat,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { errorCode, type Log } from './common.ts';

export type Account = { name: string; uid: number; gid: number };

/** `account` is undefined when the server runs as ourselves. */
export type Place = { home: string; cluster: string; logFile: string; account: Account | undefined };

// The kernel keeps 108 bytes for a socket's path (104 on macOS), the closing zero included.
const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;
const SOCKET_FILE = '.s.PGSQL.5432';

export async function findPlace(requested: string, log: Log): Promise<Place> {
  if (process.platform === 'win32')
    throw new Error('Not on Windows: set DATABASE_URL to a PostgreSQL of yours.');
  const isRoot = process.getuid?.() === 0;
  await mkdir(requested, { recursive: true, mode: isRoot ? 0o755 : 0o700 });
  // One spelling of the path for everybody: a running server is recognised by it.
  const dataDir = await realpath(requested);
  if (!isRoot) return placeAt(dataDir, undefined);
  const moved = await linkedHome(dataDir);
  const account = await serverAccount(moved ?? dataDir);
  if (moved) {
    log(`The database's files are in ${moved}.`);
    return placeAt(moved, account);
  }
  if (await letThrough(dataDir, account)) return placeAt(dataDir, account);
  const home = await makeLinkedHome(dataDir, account);
  log(`The account ${account.name} cannot reach ${dataDir}: the database's files are in ${home}.`);
  return placeAt(home, account);
}

/** A folder that nobody but the server's account (and root) may enter, with a path short enough for a socket. */
export async function socketFolder(place: Place): Promise<string> {
  const inside = join(place.home, 'socket');
  const key = createHash('sha256').update(place.cluster).digest('hex').slice(0, 16);
  const candidates = [inside, join(tmpdir(), `bursar-${key}`), join('/tmp', `bursar-${key}`)];
  const folder = candidates.find((path) => Buffer.byteLength(join(path, SOCKET_FILE)) <= LONGEST_SOCKET_PATH);
  if (!folder) throw new Error(`No path for the socket is short enough: ${candidates.join(', ')}`);
  await makePrivate(folder, place.account);
  return folder;
}

/** Makes the folder, mode 0700, owned by the server's account; refuses one that somebody else made. */
export async function makePrivate(folder: string, account: Account | undefined): Promise<void> {
  const self = process.getuid?.() ?? 0;
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  if (!found.isDirectory() || (found.uid !== self && found.uid !== account?.uid))
    throw new Error(
      `${folder} belongs to another account (uid ${found.uid}): remove it, or choose another place.`,
    );
  if (account && found.uid !== account.uid) await chown(folder, account.uid, account.gid);
  if ((found.mode & 0o777) !== 0o700) await chmod(folder, 0o700);
}

function placeAt(home: string, account: Account | undefined): Place {
  return { home, cluster: join(home, 'cluster'), logFile: join(home, 'postgres.log'), account };
}

/** The owner of an existing cluster, else `postgres`, else `nobody`. */
async function serverAccount(home: string): Promise<Account> {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').flatMap((line): Account[] => {
    const [name, , uid, gid] = line.split(':');
    return name && Number(uid) > 0 ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
  const owner = await stat(join(home, 'cluster')).catch(() => undefined);
  const found =
    accounts.find(({ uid }) => uid === owner?.uid) ??
    accounts.find(({ name }) => name === 'postgres') ??
    accounts.find(({ name }) => name === 'nobody');
  if (!found)
    throw new Error('PostgreSQL refuses root, and there is no account postgres or nobody to run it as.');
  return found;
}

/**
 * True when the account can go through the folder. Where only folders that are ours to open forbid it (the data
 * directory, and temporary folders above it), their group becomes the account's and may pass, though not list.
 */
async function letThrough(folder: string, account: Account): Promise<boolean> {
  if (canEnter(folder, account)) return true;
  const temporary = `${await realpath(tmpdir())}/`;
  const above = [folder];
  for (let parent = dirname(folder); parent.startsWith(temporary); parent = dirname(parent))
    above.unshift(parent);
  if (!canEnter(dirname(above[0] ?? folder), account)) return false;
  for (const path of above) {
    if (canEnter(path, account)) continue;
    const { mode, uid } = await stat(path);
    if (uid !== 0) return false;
    await chown(path, uid, account.gid);
    await chmod(path, (mode & 0o707) | 0o010);
  }
  return canEnter(folder, account);
}

function canEnter(folder: string, account: Account): boolean {
  const options = { uid: account.uid, gid: account.gid, cwd: '/', stdio: 'ignore' } as const;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], options).status === 0;
}

// `dataDir/elsewhere` is a symlink to the folder in use; without it (the data directory was deleted) a new one is made.
async function linkedHome(dataDir: string): Promise<string | undefined> {
  const link = join(dataDir, 'elsewhere');
  const target = await readlink(link).catch(() => undefined);
  if (target && !(await stat(target).catch(() => undefined)))
    throw new Error(
      `${link} names ${target}, which is missing. To begin with an empty database, delete ${link}.`,
    );
  return target;
}

async function makeLinkedHome(dataDir: string, account: Account): Promise<string> {
  for (const base of ['/var/lib/bursar', join(tmpdir(), 'bursar-data')]) {
    try {
      await mkdir(base, { recursive: true, mode: 0o755 });
      const home = await mkdtemp(join(base, `${basename(dataDir)}-`));
      if (!(await letThrough(home, account))) {
        await rmdir(home);
        continue;
      }
      try {
        await symlink(home, join(dataDir, 'elsewhere'));
        return home;
      } catch (error) {
        await rmdir(home);
        if (errorCode(error) !== 'EEXIST') throw error;
        return await readlink(join(dataDir, 'elsewhere'));
      }
    } catch {
      // The next folder is tried.
    }
  }
  throw new Error(
    `The account ${account.name} cannot reach ${dataDir}, and there is no other place for the data.`,
  );
}
