/**
 * The committer: takes all commands that wait, decides them in order and writes them in ONE transaction, then answers.
 * It must never answer before the commit, and never let one command's bug refuse another.
 */

import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { newId } from '../../kernel/id.ts';
import { Refusal, type RefusalDetails, refusalSpec } from '../../kernel/refusal.ts';
import type { Clock, Instant } from '../../kernel/time.ts';
import { binaryArray, column, type Database, insertRows, rawTypes, readTime } from '../database/index.ts';
import { applyLedgerAct, type Transfer } from '../ledger/index.ts';
import { type Batch, createBatch, createRowCache, MissingFact, MissingLookup } from './batch.ts';
import type {
  Change,
  Command,
  CommandSpec,
  Decision,
  Effect,
  Json,
  JsonObject,
  Loader,
  Outcome,
  View,
} from './command.ts';
import { contentOf, doneEntry, type Entry, entries, keyHash, parseEntry, refusedEntry } from './entry.ts';
import { appendLeaves, leafHash, packEdge, treeRoot, unpackEdge } from './tree.ts';

/** A check that every command passes before it is decided: is its session, device or key still good (R4, R9)? */
export type ActorGuard = {
  load(loader: Loader, commands: readonly Command<JsonObject>[]): Promise<void>;
  /** Refuses when the actor may not act any more. */
  check(view: View, command: Command<JsonObject>, now: Instant): void;
};

/** Writes the effects of a batch as jobs, inside its transaction. */
export type EffectWriter = (client: pg.Client, effects: readonly Effect[]) => Promise<void>;

export type CommittedEntry = {
  readonly seq: bigint;
  readonly at: Instant;
  readonly kind: string;
  readonly entry: Entry;
  readonly transfers: readonly Transfer[];
};

export type CommitterOptions = {
  database: Database;
  clock: Clock;
  guard?: ActorGuard;
  writeEffects: EffectWriter;
  /** Called after each commit, in order. Must be quick and must not throw. */
  onCommitted(entries: readonly CommittedEntry[]): void;
  onBug(error: unknown, command: Command<JsonObject>): void;
  /** Without the tree, for the benchmark that measures its cost. Never in production. */
  tree?: boolean;
};

type Submission = {
  readonly spec: CommandSpec<never, JsonObject>;
  readonly command: Command<never>;
  readonly keyHash: string;
  readonly bodyJson: string;
  resolve(outcome: Outcome<never>): void;
  reject(error: unknown): void;
};

type Decided = { submission: Submission; outcome: Outcome<never> };

export const MAX_BATCH = 1_000;
export const MAX_QUEUE = 20_000;
const RECONNECT_DEADLINE_MS = 20_000;
const MAX_FETCH_ROUNDS = 8;

export type Committer = {
  submit<B, R extends object>(spec: CommandSpec<B, R>, command: Command<B>): Promise<Outcome<R>>;
  readonly queued: number;
  readonly stats: CommitterStats;
  /** Stops taking commands, finishes those accepted, closes the connection. */
  stop(): Promise<void>;
};

export type CommitterStats = {
  batches: number;
  commands: number;
  refused: number;
  hits: number;
  lastBatch: number;
  maxQueue: number;
};

/** PostgreSQL's classes for "not now": connection, resources (disk full), operator intervention, system error, head row lock. */
function isStorageTrouble(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string') return false;
  return (
    /^(08|53|57|58|25006|40001|40P01)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code)
  );
}

export async function createCommitter(options: CommitterOptions): Promise<Committer> {
  const { database, clock } = options;
  const cache = createRowCache();
  const queue: Submission[] = [];
  const stats: CommitterStats = { batches: 0, commands: 0, refused: 0, hits: 0, lastBatch: 0, maxQueue: 0 };
  let client: pg.Client | null = await database.connect('committer');
  let lastSeq = -1n;
  let stopping = false;
  let running: Promise<void> | null = null;

  function submit<B, R extends object>(spec: CommandSpec<B, R>, command: Command<B>): Promise<Outcome<R>> {
    if (stopping) return Promise.reject(new Refusal('STOPPING'));
    if (queue.length >= MAX_QUEUE) return Promise.reject(new Refusal('BUSY'));
    return new Promise((resolve, reject) => {
      queue.push({
        spec: spec as unknown as CommandSpec<never, JsonObject>,
        command: command as unknown as Command<never>,
        keyHash: keyHash(command.actor.id, command.key),
        bodyJson: JSON.stringify(command.body),
        resolve: resolve as (outcome: Outcome<never>) => void,
        reject,
      });
      if (queue.length > stats.maxQueue) stats.maxQueue = queue.length;
      running ??= runAll();
    });
  }

  async function runAll(): Promise<void> {
    // Let the commands that arrived in the same turn of the event loop join the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const taken = takeBatch();
      await settle(taken);
    }
    running = null;
  }

  /** Takes what waits; a second command with the same key stays for the next batch, where it finds the first one's entry. */
  function takeBatch(): Submission[] {
    const waiting = queue.splice(0, MAX_BATCH);
    const keys = new Set<string>();
    const taken: Submission[] = [];
    const later: Submission[] = [];
    for (const submission of waiting) {
      if (keys.has(submission.keyHash)) later.push(submission);
      else {
        keys.add(submission.keyHash);
        taken.push(submission);
      }
    }
    if (later.length > 0) queue.unshift(...later);
    return taken;
  }

  async function settle(taken: Submission[]): Promise<void> {
    const started = Date.now();
    for (;;) {
      try {
        await commitBatch(taken);
        return;
      } catch (error) {
        cache.clear();
        lastSeq = -1n;
        if (isStorageTrouble(error) || !(await isConnected())) {
          // Whether the batch was committed is not known: run again, the idempotency look-up finds what was.
          if (Date.now() - started < RECONNECT_DEADLINE_MS && !isFull(error) && (await reconnect())) continue;
          for (const submission of taken)
            submission.reject(new Refusal('STORAGE_UNAVAILABLE', { full: isFull(error) }));
          return;
        }
        if (taken.length === 1) {
          const only = taken[0];
          if (only) {
            options.onBug(error, only.command as unknown as Command<JsonObject>);
            only.reject(error);
          }
          return;
        }
        // One of them is poisonous: each alone, so that it refuses nobody else.
        for (const submission of taken) await settle([submission]);
        return;
      }
    }
  }

  const isFull = (error: unknown) => (error as { code?: unknown }).code === '53100';

  async function isConnected(): Promise<boolean> {
    if (!client) return false;
    try {
      await client.query('rollback');
      return true;
    } catch {
      return false;
    }
  }

  async function reconnect(): Promise<boolean> {
    await client?.end().catch(() => {});
    client = null;
    for (let attempt = 0; attempt < 10; attempt++) {
      try {
        client = await database.connect('committer');
        return true;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** attempt, 2_000)));
      }
    }
    return false;
  }

  async function commitBatch(taken: readonly Submission[]): Promise<void> {
    const on = client;
    if (!on) throw Object.assign(new Error('not connected'), { code: '08003' });
    const [, headRows, priorRows] = await all([
      on.query({ name: 'begin', text: 'begin' }),
      on.query({ name: 'lock head', text: LOCK_HEAD, rowMode: 'array', types: rawTypes }),
      on.query({
        name: 'prior',
        text: 'select key, content from journal.entry where key = any($1::uuid[])',
        values: [
          binaryArray(
            column.hash16(),
            taken.map((submission) => submission.keyHash),
          ),
        ],
        rowMode: 'array',
        types: rawTypes,
      }),
    ]);
    const head = readHead((headRows?.rows as unknown as string[][] | undefined)?.[0]);
    if (head.halted !== null) throw new Error(`the journal is halted: ${head.halted}`);
    if (head.seq !== lastSeq) cache.clear();
    const now = Math.max(clock.now(), head.at);

    const prior = new Map(
      ((priorRows?.rows ?? []) as unknown as string[][]).map((row) => [
        String(row[0]).replaceAll('-', ''),
        String(row[1]),
      ]),
    );
    const decided: Decided[] = [];
    const fresh: Submission[] = [];
    for (const submission of taken) {
      const content = prior.get(submission.keyHash);
      if (content === undefined) fresh.push(submission);
      else decided.push({ submission, outcome: priorOutcome(submission, content) });
    }

    if (fresh.length === 0) {
      await on.query({ name: 'commit', text: 'commit' });
      lastSeq = head.seq;
    } else {
      await decideAndSave(on, fresh, head, now, decided);
    }
    stats.hits += taken.length - fresh.length;
    for (const { submission, outcome } of decided) submission.resolve(outcome);
  }

  async function decideAndSave(
    on: pg.Client,
    fresh: readonly Submission[],
    head: Head,
    now: Instant,
    decided: Decided[],
  ): Promise<void> {
    const batch = createBatch(on, cache);
    await prefetch(batch, fresh);
    const committed: CommittedEntry[] = [];
    const rows: { seq: bigint; key: string; leaf: Buffer; content: string }[] = [];
    const effects: Effect[] = [];
    let seq = head.seq;
    for (const submission of fresh) {
      seq += 1n;
      const made = await decideOne(batch, submission, seq, now);
      effects.push(...made.entry.effects);
      rows.push({
        seq,
        key: submission.keyHash,
        leaf: options.tree === false ? NO_LEAF : leafHash(made.content),
        content: made.content,
      });
      committed.push({
        seq,
        at: now,
        kind: submission.command.kind,
        entry: made.entry,
        transfers: made.transfers,
      });
      decided.push({ submission, outcome: made.outcome });
    }
    let edge = unpackEdge(head.seq, head.edge);
    if (options.tree !== false)
      edge = appendLeaves(
        edge,
        rows.map((row) => row.leaf),
      );
    const writes: Promise<unknown>[] = [
      ...batch.save(on),
      insertRows(on, entries, rows),
      on.query({
        name: 'set head',
        text: 'update journal.head set seq = $1::bigint, at = $2::timestamptz, edge = $3::bytea, root = $4::bytea where id = 1',
        values: [seq.toString(), new Date(now).toISOString(), packEdge(edge), treeRoot(edge)],
      }),
    ];
    if (effects.length > 0) writes.push(options.writeEffects(on, effects));
    writes.push(on.query({ name: 'commit', text: 'commit' }));
    await all(writes);
    lastSeq = seq;
    batch.remember();
    stats.batches += 1;
    stats.commands += fresh.length;
    stats.lastBatch = fresh.length;
    options.onCommitted(committed);
  }

  async function prefetch(batch: Batch, fresh: readonly Submission[]): Promise<void> {
    const bySpec = new Map<CommandSpec<never, JsonObject>, Command<never>[]>();
    for (const { spec, command } of fresh) {
      const list = bySpec.get(spec);
      if (list) list.push(command);
      else bySpec.set(spec, [command]);
    }
    const loads: Promise<void>[] = [];
    if (options.guard)
      loads.push(
        options.guard.load(
          batch.loader,
          fresh.map((s) => s.command as unknown as Command<JsonObject>),
        ),
      );
    for (const [spec, commands] of bySpec) if (spec.load) loads.push(spec.load(batch.loader, commands));
    await all(loads);
  }

  type Made = {
    outcome: Outcome<never>;
    content: string;
    entry: Entry;
    transfers: readonly Transfer[];
  };

  async function decideOne(batch: Batch, submission: Submission, seq: bigint, now: Instant): Promise<Made> {
    const { spec, command, bodyJson } = submission;
    const context = { now, seq, newId: <P extends string>(prefix: P) => newId(prefix, now) };
    for (let round = 0; ; round++) {
      batch.begin(now);
      const mark = batch.transferCount;
      try {
        options.guard?.check(batch.view, command as unknown as Command<JsonObject>, now);
        const decision: Decision = spec.decide(batch.view, command, context);
        let n = 0;
        for (const act of decision.ledger ?? []) applyLedgerAct(batch.books, act, { at: now, seq, n: n++ });
        if (decision.changes) batch.apply(decision.changes);
        const replyJson = JSON.stringify(decision.reply);
        const entry = doneEntry(seq, now, command, decision);
        return {
          outcome: doneOutcome(seq, now, replyJson, decision.reply as never),
          content: contentOf(entry, bodyJson, replyJson),
          entry,
          transfers: batch.transfersSince(mark),
        };
      } catch (thrown) {
        batch.undo();
        if (thrown instanceof MissingFact || thrown instanceof MissingLookup) {
          if (round >= MAX_FETCH_ROUNDS) throw new Error(`${command.kind} asks for facts without end`);
          await batch.fetchMissing(thrown);
          continue;
        }
        if (!(thrown instanceof Refusal)) throw thrown;
        refusalSpec(thrown.code);
        batch.begin(now);
        batch.apply(thrown.changes as readonly Change[]);
        stats.refused += 1;
        const entry = refusedEntry(seq, now, command, thrown);
        return {
          outcome: refusedOutcome(seq, now, false, thrown.code, thrown.details),
          content: contentOf(entry, bodyJson, 'null'),
          entry,
          transfers: [],
        };
      }
    }
  }

  return {
    submit,
    get queued() {
      return queue.length;
    },
    stats,
    async stop() {
      stopping = true;
      while (running) await running;
      await client?.end();
      client = null;
    },
  };
}

/** Waits for all, so that no answer of a pipelined connection is left over, and then throws the first error. */
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<T>).value);
}

const NO_LEAF = Buffer.alloc(32);
const LOCK_HEAD = 'select seq, at, edge, halted from journal.head where id = 1 for update';

type Head = { seq: bigint; at: Instant; edge: Buffer; halted: string | null };

function readHead(row: readonly (string | null)[] | undefined): Head {
  const [seq, at, edge, halted] = row ?? [];
  if (typeof seq !== 'string' || typeof at !== 'string' || typeof edge !== 'string')
    throw new Error('the journal has no head');
  return {
    seq: BigInt(seq),
    at: readTime(at),
    edge: Buffer.from(edge.slice(2), 'hex'),
    halted: halted ?? null,
  };
}

function doneOutcome<R>(seq: bigint, at: Instant, replyJson: string, reply: R): Outcome<R> {
  return { seq, at, hit: false, refused: null, replyJson, reply: () => reply };
}

function refusedOutcome(
  seq: bigint,
  at: Instant,
  hit: boolean,
  code: string,
  details: Readonly<Record<string, Json>>,
): Outcome<never> {
  const refused = { code, details };
  return {
    seq,
    at,
    hit,
    refused,
    replyJson: 'null',
    reply: () => {
      throw new Refusal(code, details as RefusalDetails);
    },
  };
}

/** R1: same key and same command: the first answer again; otherwise IDEMPOTENCY_KEY_REUSED. */
function priorOutcome(submission: Submission, content: string): Outcome<never> {
  const entry = parseEntry(content);
  const seq = BigInt(entry.seq);
  const at = Date.parse(entry.at);
  const same =
    entry.kind === submission.command.kind && isDeepStrictEqual(entry.body, JSON.parse(submission.bodyJson));
  if (!same) return refusedOutcome(seq, at, false, 'IDEMPOTENCY_KEY_REUSED', {});
  if (entry.outcome === 'refused')
    return refusedOutcome(seq, at, true, entry.code ?? 'INTERNAL', entry.details ?? {});
  const reply = (entry.reply ?? {}) as never;
  return { seq, at, hit: true, refused: null, replyJson: JSON.stringify(reply), reply: () => reply };
}
