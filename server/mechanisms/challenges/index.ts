/**
 * Challenges: a command is suspended, its amount held, until the right people have said yes; then it is completed or
 * undone in one journal entry. About half of all flows stand on this.
 */
import { type Clock, MINUTE_MS } from '../../kernel/time.ts';
import { type Database, migrationFile } from '../database/index.ts';
import type { FlowParts } from '../flow/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Passkeys } from '../passkeys/index.ts';
import type { People } from '../people/index.ts';
import type { SendSms } from '../sms/index.ts';
import type { Vault } from '../vault/index.ts';
import { type ChallengeCommands, defineChallengeCommands, type SubjectHandler } from './commands.ts';
import { challengeRoutes } from './routes.ts';
import { overdueChallenges } from './storage.ts';

export { type Act, type ActAddress, type ActLine, aboutOf, type Shown, shownOf } from './act.ts';
export {
  type Approval,
  approve,
  askChallenge,
  challengeEvent,
  loadApproval,
  PAYER_PROOFS,
  type Question,
  withdrawChallenge,
} from './ask.ts';
export {
  type ChallengeCommands,
  type ChallengeEnd,
  endCode,
  type SubjectDecision,
  type SubjectHandler,
} from './commands.ts';
export { challengeRefusals } from './contract.ts';
export type { Approver, Leaf, Need, Who } from './expression.ts';
export {
  activeRules,
  collectRuleKinds,
  type Happened,
  hasRules,
  type Judged,
  type Judgement,
  loadPolicies,
  POLICY_OFF,
  RULE_KINDS,
  type RuleKind,
  ruleOf,
  setRule,
  tellOfRecoveredPin,
  tellRules,
} from './policy.ts';
export {
  type Challenge,
  type ChallengeState,
  challengeMachine,
  challenges,
  policies,
  policiesNaming,
  policyOf,
  type Rule,
} from './storage.ts';

export const challengesMigrations = [
  migrationFile('challenges/001', new URL('./schema.sql', import.meta.url)),
  migrationFile('challenges/002', new URL('./schema-002.sql', import.meta.url)),
  migrationFile('challenges/003', new URL('./schema-003.sql', import.meta.url)),
];

export type Challenges = {
  /** Flows register in `build`. One handler per kind of suspended thing. */
  onEnd(kind: string, handler: SubjectHandler): void;
  /** For answers that do not come by HTTP: the bank, machines, timers. */
  readonly commands: ChallengeCommands;
  readonly parts: FlowParts;
};

const SWEEP_EVERY_MS = 1_000;

export function createChallenges(deps: {
  readonly database: Database;
  readonly journal: Journal;
  readonly people: People;
  readonly passkeys: Passkeys;
  readonly vault: Vault;
  readonly sendSms: SendSms;
  readonly clock: Clock;
}): Challenges {
  const { database, journal, clock } = deps;
  const handlers = new Map<string, SubjectHandler>();
  const commands = defineChallengeCommands(handlers);
  return {
    onEnd(kind, handler) {
      if (handlers.has(kind)) throw new Error(`challenges of ${kind} have a handler already`);
      handlers.set(kind, handler);
    },
    commands,
    parts: {
      routes: challengeRoutes({ ...deps, commands }),
      timers: [
        {
          name: 'challenges.expire',
          everyMs: SWEEP_EVERY_MS,
          // Gives back what was held. A late answer is refused by the time itself, swept or not (R3).
          async run() {
            const now = clock.now();
            const overdue = await overdueChallenges(database.pool, now);
            // A refusal is kept under its key: were the clock set back, the same key would never expire it.
            const minute = Math.floor(now / MINUTE_MS);
            await Promise.all(
              overdue.map((challenge) =>
                journal.submit(commands.expire, {
                  key: `expire ${challenge} ${minute}`,
                  actor: { id: 'platform' },
                  body: { challenge: challenge as `challenge_${string}` },
                }),
              ),
            );
          },
        },
      ],
    },
  };
}
