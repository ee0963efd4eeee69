/**
 * The committer: takes all commands that wait, decides them in order and writes them in ONE transaction, then answers.
 * It must never answer before the commit, and never let one command's bug refuse another.
 *
 * Two ways to write a batch. The sure way locks the head, looks the keys up, and then decides. The quick way is for the
 * process that wrote last: it decides on what it knows and sends everything at once, also while the batch before is
 * still in the air. The database itself checks that the head is the very one that was decided on and that no key was
 * used before. Otherwise the whole transaction fails, and so does that of the batch behind; both then go the sure way.
 */
import type pg from 'pg';
import { Refusal } from '../../kernel/refusal.ts';
import type { Clock } from '../../kernel/time.ts';
import { type Database, rawTypes } from '../database/index.ts';
import { type Batch, createBatch, createRowCache } from './batch.ts';
import type { Command, CommandInput, CommandSpec, Given, JsonObject, Outcome } from './command.ts';
import { createConnection } from './connection.ts';
import {
  type ActorGuard,
  allOf,
  type CommittedEntry,
  type Decided,
  type DecidedBatch,
  decideBatch,
  type Submission,
} from './decide.ts';
import { keyHash } from './entry.ts';
import { CHECK_HEAD, checkValues, type Head, LOCK_HEAD, nextHead, readHead } from './head.ts';
import { createUsedKeys, PRIOR, priorOutcome, priorValues, readPrior } from './keys.ts';
import { createQueue, leastBehind } from './queue.ts';
import { isFull, isOvertaken, isStorageTrouble } from './trouble.ts';
import { type EffectWriter, sendWrites } from './writes.ts';

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
  /** For tests: before each attempt to reach a database that is gone. */
  reconnectDelaysMs?: readonly number[];
};

export const MAX_QUEUE = 20_000;
const RECONNECT_DEADLINE_MS = 20_000;
/** After a quick batch that failed, so many go the sure way: a flood of old retries must not double the work. */
const SURE_BATCHES_AFTER_FAILURE = 20;

export type Committer = {
  submit<B, R extends object>(spec: CommandSpec<B, R>, input: CommandInput<B>): Promise<Outcome<R>>;
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

/** A batch that was sent. `landed` never rejects: null when it was committed. */
type Flight = {
  readonly taken: readonly Submission[];
  readonly landed: Promise<Failure | null>;
};
type Failure = { readonly error: unknown };

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Written out: on Node 20 a spread costs more than the rest of submitting. */
const commandOf = <B>(kind: string, { key, actor, body, found }: CommandInput<B>): Command<B> =>
  found === undefined ? { kind, key, actor, body } : { kind, key, actor, body, found };

export async function createCommitter(options: CommitterOptions): Promise<Committer> {
  const { database, clock } = options;
  const decideOptions = { guard: options.guard, tree: options.tree !== false, given: options.given ?? {} };
  const cache = createRowCache();
  const usedKeys = createUsedKeys();
  const queue = createQueue();
  const stats: CommitterStats = { batches: 0, commands: 0, refused: 0, hits: 0, lastBatch: 0, maxQueue: 0 };
  const connection = await createConnection(database, options.reconnectDelaysMs);
  /** As it will be when all that is in the air has landed; null when another process may have written since. */
  let known: Head | null = null;
  let sureBatches = 0;
  let stopping = false;
  let running: Promise<void> | null = null;
  let inAir = 0;
  let isReading = false;
  /** Wakes the loop when so much waits as is `wanted`. */
  let wake: (() => void) | null = null;
  let wanted = 0;
  /** Answers that wait until the next batch has been sent, so that the database never waits for us. */
  let unanswered: Decided[] = [];

  function submit<B, R extends object>(spec: CommandSpec<B, R>, input: CommandInput<B>): Promise<Outcome<R>> {
    if (stopping) return Promise.reject(new Refusal('STOPPING'));
    if (queue.length >= MAX_QUEUE) return Promise.reject(new Refusal('BUSY'));
    return new Promise((resolve, reject) => {
      queue.add({
        spec: spec as unknown as CommandSpec<never, JsonObject>,
        command: commandOf(spec.kind, input) as unknown as Command<never>,
        keyHash: keyHash(input.actor.id, input.key),
        bodyJson: JSON.stringify(input.body),
        resolve: resolve as (outcome: Outcome<never>) => void,
        reject,
      });
      if (queue.length > stats.maxQueue) stats.maxQueue = queue.length;
      if (wake && queue.weight >= wanted) wake();
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
    await nextTurn();
    let ahead: Flight | null = null;
    while (queue.length > 0 || ahead) {
      if (ahead && !(await isWorthFollowing(ahead))) {
        await land(ahead, null);
        ahead = null;
        continue;
      }
      const taken = queue.take();
      const next = isQuick(taken) ? await fly(taken) : null;
      const flight = next && 'landed' in next ? next : null;
      const isHeadAsDecided = ahead === null || (await land(ahead, flight));
      ahead = null;
      if (flight && isHeadAsDecided) ahead = flight;
      else if (next && 'error' in next && isHeadAsDecided) await redo(taken, next.error);
      else await settle(taken);
    }
    answer();
    running = null;
  }

  /** Waits until enough waits to be worth a transaction behind `ahead`; false when it has landed before. */
  async function isWorthFollowing(ahead: Flight): Promise<boolean> {
    answer();
    wanted = leastBehind(ahead.taken);
    if (queue.weight >= wanted) return true;
    let hasLanded = false;
    await new Promise<void>((resolve) => {
      wake = resolve;
      void ahead.landed.then(() => {
        hasLanded = true;
        resolve();
      });
    });
    wake = null;
    // Those that arrive in the same turn join.
    if (!hasLanded) await nextTurn();
    return !hasLanded;
  }

  /** Keys that are in the air count as used: the sure way waits until they have landed. */
  const isQuick = (taken: readonly Submission[]) =>
    connection.client !== null && known !== null && sureBatches === 0 && !taken.some(usedKeys.has);

  /** The quick way. A failure here is one of ours or of the reads: nothing was committed. */
  async function fly(taken: readonly Submission[]): Promise<Flight | Failure> {
    const [on, head] = [connection.client, known];
    if (!on || !head) throw new Error('the quick way needs a connection and a known head');
    const opening: Promise<unknown>[] = [];
    const open = () => {
      if (opening.length > 0) return;
      opening.push(on.query({ name: 'begin', text: 'begin' }));
      opening.push(on.query({ name: 'check head', text: CHECK_HEAD, values: checkValues(head) }));
      // Seen again together with the writes; a handler now keeps an early failure from being reported as unhandled.
      for (const query of opening) query.catch(() => {});
    };
    const batch = createBatch(on, cache, () => {
      open();
      isReading = true;
      answer();
    });
    try {
      const now = Math.max(clock.now(), head.at);
      const made = await decideBatch(batch, taken, { lastSeq: head.seq, now }, decideOptions);
      return send(on, { batch, made, head, now, fresh: taken, seen: [] }, () => {
        open();
        return opening;
      });
    } catch (error) {
      // A read behind a failed check only says that the transaction is aborted: the check itself says why.
      return {
        error: await allOf(opening).then(
          () => error,
          (why: unknown) => why,
        ),
      };
    } finally {
      isReading = false;
    }
  }

  type Ready = {
    readonly batch: Batch;
    readonly made: DecidedBatch;
    readonly head: Head;
    readonly now: number;
    readonly fresh: readonly Submission[];
    readonly seen: readonly Decided[];
  };

  /** Sends everything in one go. From here on the next batch is decided as if this one had been committed. */
  function send(on: pg.Client, ready: Ready, open: () => readonly Promise<unknown>[]): Flight {
    const { batch, made, head, fresh } = ready;
    const leaves = decideOptions.tree ? made.rows.map((row) => row.leaf) : null;
    const next = nextHead(head, { entries: fresh.length, at: ready.now, leaves });
    const written = sendWrites(on, { batch, made, next, open, writeEffects: options.writeEffects });
    known = next;
    batch.remember();
    usedKeys.add(fresh);
    inAir += 1;
    answer();
    return { taken: fresh, landed: landing(allOf(written), made, ready.seen) };
  }

  /** Takes what is needed after the commit and nothing else: what it holds on to, the collector copies meanwhile. */
  function landing(
    written: Promise<unknown>,
    { decided, committed, refused }: DecidedBatch,
    seen: readonly Decided[],
  ): Flight['landed'] {
    return written.then(
      () => {
        inAir -= 1;
        stats.batches += 1;
        stats.commands += decided.length;
        stats.refused += refused;
        stats.lastBatch = decided.length;
        options.onCommitted(committed);
        unanswered.push(...seen, ...decided);
        // The database has something to do already.
        if (inAir > 0 || isReading) answer();
        return null;
      },
      (error: unknown) => {
        inAir -= 1;
        return { error };
      },
    );
  }

  /** Waits for a batch in the air. False: it failed, was done again, and what was decided on it (`behind`) is void. */
  async function land(flight: Flight, behind: Flight | null): Promise<boolean> {
    const failure = await flight.landed;
    if (!failure) return true;
    await behind?.landed;
    await redo(flight.taken, failure.error);
    return false;
  }

  /** After the quick way has failed. */
  async function redo(taken: readonly Submission[], error: unknown): Promise<void> {
    if (!isOvertaken(error)) return settle(taken, { error });
    forgetAll();
    answer();
    sureBatches = SURE_BATCHES_AFTER_FAILURE;
    await connection.rollback();
    return settle(taken);
  }

  /** The sure way, as often as needed: at the end each of them is answered or refused. */
  async function settle(taken: readonly Submission[], failure: Failure | null = null): Promise<void> {
    const started = Date.now();
    let failed = failure ?? (await commitSurely(taken));
    while (failed) {
      const { error } = failed;
      forgetAll();
      answer();
      if (error instanceof Refusal) {
        await connection.rollback();
        for (const submission of taken) submission.reject(error);
        return;
      }
      if (isStorageTrouble(error) || !(await connection.rollback())) {
        // Whether the batch was committed is not known: run again, the idempotency look-up finds what was.
        const mayTry = Date.now() - started < RECONNECT_DEADLINE_MS && !isFull(error);
        if (!mayTry || !(await connection.reconnect())) {
          const refusal = new Refusal('STORAGE_UNAVAILABLE', { full: isFull(error) });
          for (const submission of taken) submission.reject(refusal);
          return;
        }
      } else if (failure === null) return isolate(taken, error);
      // What failed on the quick way may only have been hasty.
      failure = null;
      failed = await commitSurely(taken);
    }
  }

  /** One of them is poisonous. By halves, in order, so that it refuses nobody else. */
  async function isolate(taken: readonly Submission[], error: unknown): Promise<void> {
    const [only, ...others] = taken;
    if (only && others.length === 0) {
      options.onBug(error, only.command as unknown as Command<JsonObject>);
      only.reject(error);
      return;
    }
    const half = taken.length >> 1;
    await settle(taken.slice(0, half));
    await settle(taken.slice(half));
  }

  function forgetAll(): void {
    cache.clear();
    known = null;
  }

  async function commitSurely(taken: readonly Submission[]): Promise<Failure | null> {
    if (sureBatches > 0) sureBatches -= 1;
    answer();
    try {
      const { client } = connection;
      if (!client) throw Object.assign(new Error('not connected'), { code: '08003' });
      return await decideSurely(client, taken);
    } catch (error) {
      return { error };
    }
  }

  /** Nothing may be in the air: the rows of the cache must be those of the head that is locked here. */
  async function decideSurely(on: pg.Client, taken: readonly Submission[]): Promise<Failure | null> {
    const [, headRows, priorRows] = await allOf([
      on.query({ name: 'begin', text: 'begin' }),
      on.query({ name: 'lock head', text: LOCK_HEAD, rowMode: 'array', types: rawTypes }),
      on.query({ name: 'prior', text: PRIOR, values: priorValues(taken), rowMode: 'array', types: rawTypes }),
    ]);
    const head = readHead((headRows?.rows as unknown as (string | null)[][] | undefined)?.[0]);
    if (known?.seq !== head.seq || known.mark !== head.mark) cache.clear();
    const prior = readPrior((priorRows?.rows ?? []) as unknown as string[][]);
    const fresh: Submission[] = [];
    const seen: Decided[] = [];
    for (const submission of taken) {
      const content = prior.get(submission.keyHash);
      if (content === undefined) fresh.push(submission);
      else seen.push({ submission, outcome: priorOutcome(submission, content) });
    }
    stats.hits += seen.length;
    if (fresh.length === 0) {
      await on.query({ name: 'commit', text: 'commit' });
      known = head;
      unanswered.push(...seen);
      return null;
    }
    const now = Math.max(clock.now(), head.at);
    const batch = createBatch(on, cache, answer);
    const made = await decideBatch(batch, fresh, { lastSeq: head.seq, now }, decideOptions);
    return send(on, { batch, made, head, now, fresh, seen }, () => []).landed;
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
      await connection.close();
    },
  };
}
