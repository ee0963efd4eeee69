/** The words of the journal: commands come in, decisions go out, entries stay. */
import type { Id } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Table } from '../database/index.ts';
import type { AccountRef, LedgerAct } from '../ledger/index.ts';

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/** Who asks: a person, a merchant, an operator, the bank or the platform's own timers, by id. */
export type Actor = {
  readonly id: string;
  /** The session and device of a person, checked again when the command is decided (R4, R9). */
  readonly session?: Id<'session'>;
  readonly device?: Id<'device'>;
  /** The API key of a merchant, checked again likewise. */
  readonly apiKey?: Id<'key'>;
  /** The person behind a merchant's till. */
  readonly staff?: Id<'person'>;
};

export type Command<B = JsonObject> = {
  readonly kind: string;
  /** Idempotency key, unique per actor. */
  readonly key: string;
  readonly actor: Actor;
  /** Journalled as it is: no secret may stand here (R12). */
  readonly body: B;
  /** Facts found outside the journal that the decision needs and the journal must not keep, e.g. whether the PIN matched. */
  readonly found?: JsonObject;
};

/** What a caller says of a command; its kind is the spec's. */
export type CommandInput<B = JsonObject> = Omit<Command<B>, 'kind'>;

export type JournalEvent = {
  readonly type: string;
  /** The id of the thing it is about. Events of one object are delivered in order. */
  readonly object: string;
  /** Ids of the people and merchants who may see it; operators see all. */
  readonly audience: readonly string[];
  readonly data: JsonObject;
};

/** Work outside the transaction, done after the commit by a job; its result comes back as a new command. */
export type Effect = { readonly task: string; readonly payload: JsonObject; readonly runAt?: Instant };

export type Change = { readonly table: Table<never>; readonly row: object };

export function put<Row extends object>(table: Table<Row>, row: Row): Change {
  return { table: table as unknown as Table<never>, row };
}

export type Decision<R = JsonObject> = {
  readonly changes?: readonly Change[];
  readonly ledger?: readonly LedgerAct[];
  readonly events?: readonly JournalEvent[];
  readonly effects?: readonly Effect[];
  readonly reply: R;
};

/** Loads facts for a whole batch, a list at a time. What is still cached is not read again. */
export type Loader = {
  fetch<Row extends object>(table: Table<Row>, keys: readonly string[]): Promise<void>;
  fetchBy<Row extends object>(
    table: Table<Row>,
    lookup: string,
    keys: readonly (readonly unknown[])[],
  ): Promise<void>;
  accounts(refs: readonly AccountRef[]): Promise<void>;
  /** What has been fetched so far, for loads that need a second step. */
  readonly view: View;
};

/** What a decision sees: the fetched facts with the changes of earlier commands of the batch. Synchronous. */
export type View = {
  get<Row extends object>(table: Table<Row>, key: string): Row | undefined;
  getBy<Row extends object>(table: Table<Row>, lookup: string, key: readonly unknown[]): Row | undefined;
  /** Available balance, minor units; zero for an account that was never used. */
  available(ref: AccountRef): bigint;
};

/** What the composition hands to every decision, by name: e.g. the rule kinds that flows contribute. */
export type Given = Readonly<Record<string, unknown>>;

export type DecisionContext = {
  readonly now: Instant;
  readonly seq: bigint;
  readonly given: Given;
  newId<P extends string>(prefix: P): Id<P>;
  /**
   * Makes changes visible to the rest of this decision. They are part of it: saved with it, undone with its refusal, and
   * not returned again. For decisions of several steps of which a later one reads what an earlier one changed.
   */
  stage(changes: readonly Change[]): void;
};

export type CommandSpec<B = never, R extends object = JsonObject> = {
  readonly kind: string;
  /** Prefetches facts. An omission costs a second read, never correctness. */
  load?(loader: Loader, commands: readonly Command<B>[]): Promise<void>;
  /** Pure: facts in, Decision out, or `refuse`. */
  decide(view: View, command: Command<B>, context: DecisionContext): Decision<R>;
};

export function defineCommand<B, R extends object>(spec: CommandSpec<B, R>): CommandSpec<B, R> {
  return spec;
}

export type Outcome<R = JsonObject> = {
  readonly seq: bigint;
  readonly at: Instant;
  /** True when this command had been decided before and the first answer is given again (R1). */
  readonly hit: boolean;
  readonly refused: { readonly code: string; readonly details: Readonly<Record<string, Json>> } | null;
  /** The reply as JSON text, ready to be sent; 'null' when refused. */
  readonly replyJson: string;
  reply(): R;
};
