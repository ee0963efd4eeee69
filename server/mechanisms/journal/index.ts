/** The journal: one order for every command. Commands go in by `submit`; entries come out by sequence number. */
import type pg from 'pg';
import type { Clock } from '../../kernel/time.ts';
import { type Database, type Migration, migrationFile, rawTypes } from '../database/index.ts';
import type { Command, CommandInput, CommandSpec, Given, JsonObject, Outcome } from './command.ts';
import { type CommitterStats, createCommitter } from './committer.ts';
import type { ActorGuard } from './decide.ts';
import type { Entry } from './entry.ts';
import { createFeed, type Feed, readEntries } from './feed.ts';
import type { EffectWriter } from './writes.ts';

export {
  attemptId,
  attempts,
  clearCount,
  clearStreak,
  countFailure,
  defaultAttempts,
  refuseWhenLocked,
} from './attempts.ts';
export {
  type Actor,
  type Change,
  type Command,
  type CommandInput,
  type CommandSpec,
  type Decision,
  type DecisionContext,
  defineCommand,
  type Effect,
  type Given,
  type JournalEvent,
  type Json,
  type JsonObject,
  type Loader,
  type Outcome,
  put,
  type View,
} from './command.ts';
export type { CommitterStats } from './committer.ts';
export type { ActorGuard, CommittedEntry } from './decide.ts';
export { type Entry, keyHash, parseEntry } from './entry.ts';
export { type Feed, type FeedEntry, readEntries } from './feed.ts';
export { appendLeaves, EMPTY_ROOT, leafHash, sha256, sha256Hex, type TreeEdge, treeRoot } from './tree.ts';
export { isStorageTrouble } from './trouble.ts';
export type { EffectWriter } from './writes.ts';

export const journalMigrations: readonly Migration[] = [
  migrationFile('journal/001', new URL('./schema.sql', import.meta.url)),
  migrationFile('journal/002', new URL('./schema-002.sql', import.meta.url)),
];

export type JournalHead = { seq: bigint; at: string; root: string; halted: string | null };

export type Journal = {
  /** Decides a command, once per (actor, key). Rejects with a Refusal (BUSY, STOPPING, STORAGE_UNAVAILABLE) or a bug. */
  submit<B, R extends object>(spec: CommandSpec<B, R>, input: CommandInput<B>): Promise<Outcome<R>>;
  readonly feed: Feed;
  readonly stats: CommitterStats;
  readonly queued: number;
  entries(after: bigint, limit: number): Promise<Entry[]>;
  head(): Promise<JournalHead>;
  /** Stops all writing, in every process, until someone has looked: the books do not balance. */
  halt(reason: string): Promise<void>;
  stop(): Promise<void>;
};

export async function createJournal(options: {
  database: Database;
  clock: Clock;
  guard?: ActorGuard;
  writeEffects?: EffectWriter;
  given?: Given;
  onBug?: (error: unknown, command: Command<JsonObject>) => void;
  tree?: boolean;
  reconnectDelaysMs?: readonly number[];
}): Promise<Journal> {
  const { database } = options;
  const feed = createFeed(database.pool, (await readHead(database.pool)).seq);
  const committer = await createCommitter({
    database,
    clock: options.clock,
    ...(options.guard ? { guard: options.guard } : {}),
    ...(options.tree === undefined ? {} : { tree: options.tree }),
    ...(options.given ? { given: options.given } : {}),
    ...(options.reconnectDelaysMs ? { reconnectDelaysMs: options.reconnectDelaysMs } : {}),
    writeEffects: options.writeEffects ?? (async () => {}),
    onCommitted: (entries) => feed.committed(entries),
    onBug: options.onBug ?? (() => {}),
  });
  return {
    submit: committer.submit,
    feed,
    stats: committer.stats,
    get queued() {
      return committer.queued;
    },
    entries: (after, limit) => readEntries(database.pool, after, limit),
    head: () => readHead(database.pool),
    async halt(reason) {
      await database.pool.query('update journal.head set halted = $1 where id = 1 and halted is null', [
        reason,
      ]);
    },
    async stop() {
      await committer.stop();
      feed.stop();
    },
  };
}

async function readHead(pool: pg.Pool): Promise<JournalHead> {
  const result = await pool.query({
    text: `select seq, at, encode(root, 'hex'), halted from journal.head where id = 1`,
    rowMode: 'array',
    types: rawTypes,
  });
  const row = (result.rows as unknown as (string | null)[][])[0];
  if (!row) throw new Error('the journal has no head');
  return { seq: BigInt(row[0] ?? '0'), at: String(row[1]), root: String(row[2]), halted: row[3] ?? null };
}
