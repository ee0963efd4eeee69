/** Deciding a batch: each command in order on the facts as the earlier ones left them. Nothing here writes or answers. */
import { newId } from '../../kernel/id.ts';
import { Refusal, type RefusalDetails, refusalSpec } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import { applyLedgerAct, type Transfer } from '../ledger/index.ts';
import { type Batch, MissingFact, MissingLookup } from './batch.ts';
import type {
  Change,
  Command,
  CommandSpec,
  DecisionContext,
  Effect,
  Given,
  Json,
  JsonObject,
  Loader,
  Outcome,
  View,
} from './command.ts';
import { contentOf, doneEntry, type Entry, type EntryRow, refusedEntry } from './entry.ts';
import { leafHash } from './tree.ts';

/** A check that every command passes before it is decided: is its session, device or key still good (R4, R9)? */
export type ActorGuard = {
  load(loader: Loader, commands: readonly Command<JsonObject>[]): Promise<void>;
  /** Refuses when the actor may not act any more. */
  check(view: View, command: Command<JsonObject>, now: Instant): void;
};

export type Submission = {
  readonly spec: CommandSpec<never, JsonObject>;
  readonly command: Command<never>;
  readonly keyHash: string;
  readonly bodyJson: string;
  resolve(outcome: Outcome<never>): void;
  reject(error: unknown): void;
};

export type Decided = { readonly submission: Submission; readonly outcome: Outcome<never> };

export type CommittedEntry = {
  readonly seq: bigint;
  readonly at: Instant;
  readonly entry: Entry;
  readonly transfers: readonly Transfer[];
};

export type DecidedBatch = {
  readonly decided: readonly Decided[];
  readonly committed: readonly CommittedEntry[];
  readonly rows: readonly EntryRow[];
  readonly effects: readonly Effect[];
  readonly refused: number;
};

/** Decisions about approvals ask for facts one after the other; without end would be a bug. */
const MAX_FETCH_ROUNDS = 64;
const NO_LEAF = Buffer.alloc(32);

export type DecideOptions = {
  readonly guard: ActorGuard | undefined;
  readonly tree: boolean;
  readonly given: Given;
};

/** What is the same for all commands of a batch. */
type Turn = Omit<DecisionContext, 'seq'> & { readonly guard: ActorGuard | undefined };

/** Decides all submissions on top of `lastSeq`, all at the time `now`. Throws on a bug in any of them. */
export async function decideBatch(
  batch: Batch,
  submissions: readonly Submission[],
  head: { readonly lastSeq: bigint; readonly now: Instant },
  options: DecideOptions,
): Promise<DecidedBatch> {
  await prefetch(batch, submissions, options.guard);
  const decided: Decided[] = [];
  const committed: CommittedEntry[] = [];
  const rows: EntryRow[] = [];
  const effects: Effect[] = [];
  let refused = 0;
  let seq = head.lastSeq;
  const turn: Turn = {
    guard: options.guard,
    given: options.given,
    now: head.now,
    stage: batch.apply,
    newId: (prefix) => newId(prefix, head.now),
  };
  for (const submission of submissions) {
    seq += 1n;
    const tried = decideOne(batch, submission, seq, turn);
    const made = tried instanceof Promise ? await tried : tried;
    const { content } = made;
    rows.push({ seq, key: submission.keyHash, leaf: options.tree ? leafHash(content) : NO_LEAF, content });
    committed.push({ seq, at: head.now, entry: made.entry, transfers: made.transfers });
    decided.push({ submission, outcome: made.outcome });
    for (const effect of made.entry.effects) effects.push(effect);
    if (made.outcome.refused) refused += 1;
  }
  return { decided, committed, rows, effects, refused };
}

async function prefetch(
  batch: Batch,
  submissions: readonly Submission[],
  guard: ActorGuard | undefined,
): Promise<void> {
  const bySpec = new Map<CommandSpec<never, JsonObject>, Command<never>[]>();
  for (const { spec, command } of submissions) {
    const list = bySpec.get(spec);
    if (list) list.push(command);
    else bySpec.set(spec, [command]);
  }
  const loads: Promise<void>[] = [];
  if (guard)
    loads.push(
      guard.load(
        batch.loader,
        submissions.map((one) => anyCommand(one.command)),
      ),
    );
  for (const [spec, commands] of bySpec) if (spec.load) loads.push(spec.load(batch.loader, commands));
  await allOf(loads);
}

const anyCommand = (command: Command<never>) => command as unknown as Command<JsonObject>;

type Made = {
  readonly outcome: Outcome<never>;
  readonly content: string;
  readonly entry: Entry;
  readonly transfers: readonly Transfer[];
};

/** Answers at once when every fact is there; otherwise fetches what is missing and tries again. */
function decideOne(
  batch: Batch,
  submission: Submission,
  seq: bigint,
  turn: Turn,
  round = 0,
): Made | Promise<Made> {
  const { spec, command, bodyJson } = submission;
  const { now, given, stage } = turn;
  batch.begin(now);
  const mark = batch.transferCount;
  try {
    turn.guard?.check(batch.view, anyCommand(command), now);
    const decision = spec.decide(batch.view, command, { now, seq, given, stage, newId: turn.newId });
    let n = 0;
    for (const act of decision.ledger ?? []) applyLedgerAct(batch.books, act, { at: now, seq, n: n++ });
    if (decision.changes) batch.apply(decision.changes);
    const replyJson = JSON.stringify(decision.reply);
    const entry = doneEntry(seq, now, command, decision);
    return {
      outcome: new DoneOutcome(seq, now, replyJson, decision.reply as JsonObject),
      content: contentOf(entry, bodyJson, replyJson),
      entry,
      transfers: batch.transfersSince(mark),
    };
  } catch (thrown) {
    batch.undo();
    if (thrown instanceof MissingFact || thrown instanceof MissingLookup) {
      if (round >= MAX_FETCH_ROUNDS) throw new Error(`${command.kind} asks for facts without end`);
      return batch.fetchMissing(thrown).then(() => decideOne(batch, submission, seq, turn, round + 1));
    }
    if (!(thrown instanceof Refusal)) throw thrown;
    return refuseOne(batch, submission, seq, now, thrown);
  }
}

/** A refusal is journalled too; of its changes only counters and locks stay (R13). */
function refuseOne(batch: Batch, submission: Submission, seq: bigint, now: Instant, refusal: Refusal): Made {
  refusalSpec(refusal.code);
  batch.begin(now);
  batch.apply(refusal.changes as readonly Change[]);
  const entry = refusedEntry(seq, now, submission.command, refusal);
  return {
    outcome: refusedOutcome({ seq, at: now, hit: false, code: refusal.code, details: refusal.details }),
    content: contentOf(entry, submission.bodyJson, 'null'),
    entry,
    transfers: [],
  };
}

/** A class, so that no function is made for each command. */
class DoneOutcome implements Outcome<never> {
  readonly hit = false;
  readonly refused = null;
  readonly seq: bigint;
  readonly at: Instant;
  readonly replyJson: string;
  readonly #reply: JsonObject;

  constructor(seq: bigint, at: Instant, replyJson: string, reply: JsonObject) {
    this.seq = seq;
    this.at = at;
    this.replyJson = replyJson;
    this.#reply = reply;
  }

  reply(): never {
    return this.#reply as never;
  }
}

export function refusedOutcome(of: {
  seq: bigint;
  at: Instant;
  hit: boolean;
  code: string;
  details: Readonly<Record<string, Json>>;
}): Outcome<never> {
  const { seq, at, hit, code, details } = of;
  return {
    seq,
    at,
    hit,
    refused: { code, details },
    replyJson: 'null',
    reply: () => {
      throw new Refusal(code, details as RefusalDetails, [], hit);
    },
  };
}

/** Waits for all, so that no answer of a pipelined connection is left over, and then throws the first error. */
export async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<T>).value);
}
