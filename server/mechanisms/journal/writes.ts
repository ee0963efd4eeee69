/** The statements that make a decided batch true: all in one system call, COMMIT right behind. */
import type pg from 'pg';
import { insertRows } from '../database/index.ts';
import type { Batch } from './batch.ts';
import type { Effect } from './command.ts';
import type { DecidedBatch } from './decide.ts';
import { entries } from './entry.ts';
import { type Head, SET_HEAD, setValues } from './head.ts';

/** Writes the effects of a batch as jobs, inside its transaction. Throws at once when they cannot be written down. */
export type EffectWriter = (client: pg.Client, effects: readonly Effect[]) => Promise<void>;

export type Writes = {
  readonly batch: Batch;
  readonly made: DecidedBatch;
  readonly next: Head;
  /** Opens the transaction unless it is open already; what it has sent. */
  readonly open: () => readonly Promise<unknown>[];
  readonly writeEffects: EffectWriter;
};

/** Sends without waiting: the batch counts when all of these have succeeded. Throws, before COMMIT, what is our own fault. */
export function sendWrites(on: pg.Client, of: Writes): Promise<unknown>[] {
  const writes: Promise<unknown>[] = [];
  const { stream } = (on as unknown as { connection: { stream: { cork(): void; uncork(): void } } })
    .connection;
  stream.cork();
  try {
    writes.push(...of.open());
    of.batch.save(on, writes);
    writes.push(insertRows(on, entries, of.made.rows));
    if (of.made.effects.length > 0) writes.push(of.writeEffects(on, of.made.effects));
    writes.push(on.query({ name: 'set head', text: SET_HEAD, values: setValues(of.next) }));
    writes.push(on.query({ name: 'commit', text: 'commit' }));
    return writes;
  } catch (error) {
    // A row that cannot be written down: what was sent before it ends with the rollback, and nobody waits for it.
    for (const write of writes) write.catch(() => {});
    throw error;
  } finally {
    stream.uncork();
  }
}
