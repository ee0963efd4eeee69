/** What a flow is: one folder and one value. `defineFlow` is its only door. */
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Gateway } from '../bank/index.ts';
import type { Challenges, RuleKind } from '../challenges/index.ts';
import type { Database, Migration } from '../database/index.ts';
import type { RouteSpec } from '../http/index.ts';
import type { Task, Timer } from '../jobs/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Caller, People } from '../people/index.ts';
import type { Vault } from '../vault/index.ts';

/** What every flow may stand on. */
export type Ground = {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly database: Database;
  readonly journal: Journal;
  readonly people: People;
  readonly vault: Vault;
  readonly gateway: Gateway;
  readonly challenges: Challenges;
};

export type Watchable = Readonly<Record<string, (id: string, caller: Caller) => Promise<boolean>>>;

export type FlowParts = {
  readonly routes?: readonly RouteSpec[];
  /** Effects of this flow's decisions, by task name `<slug>.<what>`. */
  readonly tasks?: Readonly<Record<string, Task>>;
  readonly timers?: readonly Timer[];
  /** Runs before the server answers its first request, e.g. to rebuild an index from the journal. */
  readonly start?: () => Promise<void>;
  /** Runs in the background once the server listens at `url`. */
  readonly onListening?: (url: string) => Promise<void>;
  readonly stop?: () => Promise<void>;
  /**
   * Things that may be watched by whoever may see them, not only by those whom their events name: by the prefix of their
   * ids, whether this caller may see this one now.
   */
  readonly watchable?: Watchable;
};

export type Flow = {
  readonly slug: string;
  readonly migrations: readonly Migration[];
  /** How this flow's rules judge what people do with their money. */
  readonly rules?: readonly RuleKind[];
  build(ground: Ground): FlowParts;
};

export function defineFlow(flow: Flow): Flow {
  return flow;
}
