/**
 * The committer: takes all commands that wait, decides them in order and writes them in ONE transaction, then answers.
 * It must never answer before the commit, and never let one command's bug refuse another.
 *
 * Two ways to write a batch. The sure way locks the head, looks the keys up, and then decides. The quick way is for the
 * process that wrote last: it decides on what it knows and sends everything at once; the database itself checks that the
 * head has not moved and that no key was used before, and otherwise the whole transaction fails and goes the sure way.
 */
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { Refusal } from '../../kernel/refusal.ts';
import type { Clock, Instant } from '../../kernel/time.ts';
import { binaryArray, column, type Database, insertRows, rawTypes, readTime } from '../database/index.ts';
import { createBatch, createRowCache } from './batch.ts';
import type { Command, CommandSpec, Effect, Given, JsonObject, Outcome } from './command.ts';
import {
  type ActorGuard,
  allOf,
  type CommittedEntry,
  type Decided,
  type DecidedBatch,
  decideBatch,
  refusedOutcome,
  type Submission,
} from './decide.ts';
import { entries, keyHash, parseEntry } from './entry.ts';
import { appendLeaves, packEdge, type TreeEdge, treeRoot, unpackEdge } from './tree.ts';

/** Writes the effects of a batch as jobs, inside its transaction. Throws at once when they cannot be written down. */
export type EffectWriter = (client: pg.Client, effects: readonly Effect[]) => Promise<void>;

export type CommitterOptions = {
  database: Database;
  clock: Clock;
  guard?: ActorGuard;
  writeEffects: EffectWriter;
  /** Called after each commit, in order. Must be quick and must not throw. */
  onCommitted(entries: readonly CommittedEntry[]): void;
  onBug(error: unknown, command: Command<JsonObject>): void;
  /** Handed to every decision. */
  given?: Given;
  /** Without the tree, for the benchmark that measures its cost. Never in production. */
  tree?: boolean;
};

export const MAX_BATCH = 1_000;
export const MAX_QUEUE = 20_000;
const RECONNECT_DEADLINE_MS = 20_000;
/** Keys of this process that are known to be used: their retries go the sure way at once. */
const REMEMBERED_KEYS = 200_000;
/** After a quick batch that failed, so many go the sure way: a flood of old retries must not double the work. */
const SURE_BATCHES_AFTER_FAILURE = 20;

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

const isFull = (error: unknown) => (error as { code?: unknown }).code === '53100';

/** The quick way lost: the head had moved (division by zero on purpose) or a key was used before. */
const isOvertaken = (error: unknown) =>
  ['22012', '23505'].includes(String((error as { code?: unknown }).code));

type Head = { readonly seq: bigint; readonly at: Instant; readonly edge: TreeEdge };

export async function createCommitter(options: CommitterOptions): Promise<Committer> {
  const { database, clock } = options;
  const decideOptions = { guard: options.guard, tree: options.tree !== false, given: options.given ?? {} };
  const cache = createRowCache();
  const queue: Submission[] = [];
  let usedKeys = new Set<string>();
  let olderKeys = new Set<string>();
  const stats: CommitterStats = { batches: 0, commands: 0, refused: 0, hits: 0, lastBatch: 0, maxQueue: 0 };
  let client: pg.Client | null = await database.connect('committer');
  /** As this process left it; null when another may have written since. */
  let known: Head | null = null;
  let sureBatches = 0;
  let stopping = false;
  let running: Promise<void> | null = null;
  /** Answers of the last batch that wait until the next one has been sent, so that the database never waits for us. */
  let unanswered: readonly Decided[] = [];

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

  function answer(): void {
    const waiting = unanswered;
    unanswered = [];
    for (const { submission, outcome } of waiting) submission.resolve(outcome);
  }

  async function runAll(): Promise<void> {
    // Let the commands that arrived in the same turn of the event loop join the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      await settle(takeBatch());
      if (queue.length === 0) answer();
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

  async function settle(taken: readonly Submission[]): Promise<void> {
    const started = Date.now();
    for (;;) {
      try {
        await commitBatch(taken);
        return;
      } catch (error) {
        forgetAll();
        answer();
        if (error instanceof Refusal) {
          await isConnected();
          for (const submission of taken) submission.reject(error);
          return;
        }
        if (isStorageTrouble(error) || !(await isConnected())) {
          // Whether the batch was committed is not known: run again, the idempotency look-up finds what was.
          if (Date.now() - started < RECONNECT_DEADLINE_MS && !isFull(error) && (await reconnect())) continue;
          const refusal = new Refusal('STORAGE_UNAVAILABLE', { full: isFull(error) });
          for (const submission of taken) submission.reject(refusal);
          return;
        }
        const [only, ...others] = taken;
        if (only && others.length === 0) {
          options.onBug(error, only.command as unknown as Command<JsonObject>);
          only.reject(error);
          return;
        }
        // One of them is poisonous: each alone, so that it refuses nobody else.
        for (const submission of taken) await settle([submission]);
        return;
      }
    }
  }

  function forgetAll(): void {
    cache.clear();
    known = null;
  }

  /** Ends a transaction that failed; false when the connection is gone. */
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
    if (
      known &&
      sureBatches === 0 &&
      !taken.some((one) => usedKeys.has(one.keyHash) || olderKeys.has(one.keyHash))
    ) {
      try {
        await commitQuickly(on, taken, known);
        return;
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        forgetAll();
        await on.query('rollback');
        sureBatches = SURE_BATCHES_AFTER_FAILURE;
      }
    }
    if (sureBatches > 0) sureBatches -= 1;
    await commitSurely(on, taken);
  }

  async function commitQuickly(on: pg.Client, taken: readonly Submission[], head: Head): Promise<void> {
    const opening = [
      on.query({ name: 'begin', text: 'begin' }),
      on.query({ name: 'check head', text: CHECK_HEAD, values: [head.seq.toString()] }),
    ];
    // Seen again below, together with the writes; a handler now keeps an early failure from being reported as unhandled.
    for (const query of opening) query.catch(() => {});
    try {
      await decideAndWrite(on, taken, head, opening, []);
    } catch (error) {
      // A read behind a failed check only says that the transaction is aborted: the check itself says why.
      await allOf(opening);
      throw error;
    }
  }

  async function commitSurely(on: pg.Client, taken: readonly Submission[]): Promise<void> {
    answer();
    const keys = binaryArray(
      column.hash16(),
      taken.map((one) => one.keyHash),
    );
    const [, headRows, priorRows] = await allOf([
      on.query({ name: 'begin', text: 'begin' }),
      on.query({ name: 'lock head', text: LOCK_HEAD, rowMode: 'array', types: rawTypes }),
      on.query({ name: 'prior', text: PRIOR, values: [keys], rowMode: 'array', types: rawTypes }),
    ]);
    const head = readHead((headRows?.rows as unknown as (string | null)[][] | undefined)?.[0]);
    if (known?.seq !== head.seq) cache.clear();
    const prior = new Map(
      ((priorRows?.rows ?? []) as unknown as string[][]).map(([key, content]) => [
        String(key).replaceAll('-', ''),
        String(content),
      ]),
    );
    const fresh: Submission[] = [];
    const seen: Decided[] = [];
    for (const submission of taken) {
      const content = prior.get(submission.keyHash);
      if (content === undefined) fresh.push(submission);
      else seen.push({ submission, outcome: priorOutcome(submission, content) });
    }
    stats.hits += seen.length;
    if (fresh.length > 0) {
      await decideAndWrite(on, fresh, head, [], seen);
      return;
    }
    await on.query({ name: 'commit', text: 'commit' });
    known = head;
    unanswered = seen;
  }

  /** Decides, sends everything in one go, answers the batch before while the database works, and waits for the commit. */
  async function decideAndWrite(
    on: pg.Client,
    fresh: readonly Submission[],
    head: Head,
    opening: readonly Promise<unknown>[],
    seen: readonly Decided[],
  ): Promise<void> {
    const now = Math.max(clock.now(), head.at);
    // Reads that must be waited for: whoever waits for an answer shall not wait for them too.
    const batch = createBatch(on, cache, answer);
    const made = await decideBatch(batch, fresh, { lastSeq: head.seq, now }, decideOptions);
    const edge = decideOptions.tree
      ? appendLeaves(
          head.edge,
          made.rows.map((row) => row.leaf),
        )
      : head.edge;
    const next: Head = { seq: head.seq + BigInt(fresh.length), at: now, edge };
    const written = [...opening, ...sendWrites(on, made, next, (writes) => batch.save(on, writes))];
    answer();
    await allOf(written);
    known = next;
    batch.remember();
    rememberKeys(fresh);
    stats.batches += 1;
    stats.commands += fresh.length;
    stats.refused += made.refused;
    stats.lastBatch = fresh.length;
    options.onCommitted(made.committed);
    unanswered = seen.length === 0 ? made.decided : [...seen, ...made.decided];
  }

  function sendWrites(
    on: pg.Client,
    made: DecidedBatch,
    next: Head,
    save: (writes: Promise<unknown>[]) => void,
  ): Promise<unknown>[] {
    const writes: Promise<unknown>[] = [];
    // One system call for all statements instead of one each.
    const { stream } = (on as unknown as { connection: { stream: { cork(): void; uncork(): void } } })
      .connection;
    stream.cork();
    try {
      save(writes);
      writes.push(insertRows(on, entries, made.rows));
      if (made.effects.length > 0) writes.push(options.writeEffects(on, made.effects));
      const values = [
        next.seq.toString(),
        new Date(next.at).toISOString(),
        packEdge(next.edge),
        treeRoot(next.edge),
      ];
      writes.push(on.query({ name: 'set head', text: SET_HEAD, values }));
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

  function rememberKeys(fresh: readonly Submission[]): void {
    if (usedKeys.size >= REMEMBERED_KEYS / 2) {
      olderKeys = usedKeys;
      usedKeys = new Set();
    }
    for (const { keyHash: key } of fresh) usedKeys.add(key);
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

const LOCK_HEAD = 'select seq, at, edge, halted from journal.head where id = 1 for update';
/** Fails on purpose when another process has written, or the journal was halted. */
const CHECK_HEAD =
  'select 1 / (case when seq = $1::bigint and halted is null then 1 else 0 end) from journal.head where id = 1 for update';
const SET_HEAD =
  'update journal.head set seq = $1::bigint, at = $2::timestamptz, edge = $3::bytea, root = $4::bytea where id = 1';
const PRIOR = 'select key, content from journal.entry where key = any($1::uuid[])';

/** Refuses HALTED when the books were stopped. */
function readHead(row: readonly (string | null)[] | undefined): Head {
  const [seq, at, edge, halted] = row ?? [];
  if (typeof seq !== 'string' || typeof at !== 'string' || typeof edge !== 'string') {
    throw new Error('the journal has no head');
  }
  if (halted !== null && halted !== undefined) throw new Refusal('HALTED');
  const size = BigInt(seq);
  return { seq: size, at: readTime(at), edge: unpackEdge(size, Buffer.from(edge.slice(2), 'hex')) };
}

/** R1: same key and same command: the first answer again; otherwise IDEMPOTENCY_KEY_REUSED. */
function priorOutcome(submission: Submission, content: string): Outcome<never> {
  const entry = parseEntry(content);
  const seq = BigInt(entry.seq);
  const at = Date.parse(entry.at);
  const isSame =
    entry.kind === submission.command.kind && isDeepStrictEqual(entry.body, JSON.parse(submission.bodyJson));
  if (!isSame) return refusedOutcome({ seq, at, hit: false, code: 'IDEMPOTENCY_KEY_REUSED', details: {} });
  if (entry.outcome === 'refused') {
    return refusedOutcome({
      seq,
      at,
      hit: true,
      code: entry.code ?? 'INTERNAL',
      details: entry.details ?? {},
    });
  }
  const reply = (entry.reply ?? {}) as never;
  return { seq, at, hit: true, refused: null, replyJson: JSON.stringify(reply), reply: () => reply };
}
