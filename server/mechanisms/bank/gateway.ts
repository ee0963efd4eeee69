/** The gateway: puts port, outcomes, jobs and routes together. */
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Clock } from '../../kernel/time.ts';
import type { Database } from '../database/index.ts';
import type { FlowParts } from '../flow/index.ts';
import type { HttpRequest } from '../http/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Vault } from '../vault/index.ts';
import { createHttpBank } from './http-bank.ts';
import type { OutcomeHandler } from './outcomes.ts';
import type { BankPort } from './port.ts';
import { createReconciler } from './reconcile.ts';
import { defineReport } from './report.ts';
import { bankRoutes } from './routes.ts';
import { createSignatureCheck } from './signing.ts';
import { bankTasks, deadlineTimer } from './tasks.ts';

export type GatewayOptions = {
  /** bankSecret signs what we ask, platformSecret what the bank tells. */
  readonly config: Pick<Config, 'bankUrl' | 'bankSecret' | 'platformSecret' | 'currency'>;
  readonly database: Database;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Logger;
  /** Another bank in the place of the HTTP adapter. */
  readonly port?: BankPort;
};

export type Gateway = {
  /** For what is not money: card verification, messages, statements. Money is asked for with `askBank`. */
  readonly port: BankPort;
  /** Flows register in `build`, before the first job runs. One handler per kind of subject. */
  onOutcome(kind: string, handler: OutcomeHandler): void;
  /** Refuses SIGNATURE_INVALID unless the bank signed this request within 300 s and its id is new. */
  checkSignature(request: HttpRequest): void;
  /** Whether card payments can be taken now; asked by `admit`. */
  onAdmission(mayEnter: () => boolean): void;
  /** For routes, before a debit with `confirm` is asked for. Refuses BUSY when the memory of open payments is full (S17). */
  admit(): void;
  /** Its routes, jobs and timers. */
  readonly parts: FlowParts;
};

export function createGateway(options: GatewayOptions): Gateway {
  const { config, database, journal, vault, clock, log } = options;
  const port = options.port ?? createHttpBank({ url: config.bankUrl, secret: config.bankSecret, clock });
  const handlers = new Map<string, OutcomeHandler>();
  const admissions: (() => boolean)[] = [];
  const report = defineReport(handlers);
  const checkSignature = createSignatureCheck({ secret: config.platformSecret, clock });
  const reconciler = createReconciler({ port, database, journal, clock, currency: config.currency });
  return {
    port,
    onOutcome(kind, handler) {
      if (handlers.has(kind)) throw new Error(`bank outcomes of ${kind} have a handler already`);
      handlers.set(kind, handler);
    },
    checkSignature,
    onAdmission: (mayEnter) => void admissions.push(mayEnter),
    admit() {
      if (admissions.some((mayEnter) => !mayEnter())) refuse('BUSY');
    },
    parts: {
      routes: bankRoutes({ database, journal, report, checkSignature, reconciler }),
      tasks: bankTasks({ port, database, journal, vault, report, log }),
      timers: [reconciler.timer, deadlineTimer({ port, database, journal, vault, report, log, clock })],
      stop: () => port.close(),
    },
  };
}
