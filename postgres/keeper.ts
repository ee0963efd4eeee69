// Keeps our server alive: PostgreSQL ends itself when it cannot write its log (a full disk), and after that nobody but
// us would start it again. It must never start a server that was shut down on purpose, by whatever process.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './common.ts';
import type { Place } from './place.ts';
import { findPostmaster } from './postmaster.ts';

const LOOK_EVERY_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;
// pg_control: eight bytes of identifier, two versions of four bytes, then the state (DBState in PostgreSQL's pg_control.h).
const STATE_AT = 16;
const SHUT_DOWN = [1, 2];

/** Looks every second until the function returned is called; `start` is called once for each look that finds no server. */
export function keepAlive(
  place: Place,
  { start, log }: { start: (stalePid: number | undefined) => Promise<unknown>; log: Log },
): () => Promise<void> {
  const over = new AbortController();

  async function keep(): Promise<void> {
    let pauseMs = LOOK_EVERY_MS;
    for (;;) {
      await sleep(pauseMs, undefined, { ref: false, signal: over.signal });
      const { live, stalePid } = await findPostmaster(place);
      if (live || !(await hasEndedBadly(place))) {
        pauseMs = LOOK_EVERY_MS;
        continue;
      }
      log(`PostgreSQL has ended by itself: it is started again. Its log: ${place.logFile}`);
      await start(stalePid).catch((error: unknown) => log(`PostgreSQL was not started: ${String(error)}`));
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  const keeping = keep().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  return () => {
    over.abort();
    return keeping;
  };
}

/** No server runs. False when the last one was shut down in good order, or its files are gone. */
async function hasEndedBadly(place: Place): Promise<boolean> {
  const control = await readFile(join(place.cluster, 'global', 'pg_control')).catch(() => null);
  return control !== null && control.length > STATE_AT && !SHUT_DOWN.includes(control.readInt32LE(STATE_AT));
}
