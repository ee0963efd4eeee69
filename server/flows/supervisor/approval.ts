/** What a supervisor's answers do: he agrees to supervise, or lets the payer go. */
import { assertNever } from '../../kernel/machine.ts';
import {
  activeRules,
  type Challenge,
  policies,
  ruleOf,
  type SubjectDecision,
  type SubjectHandler,
  setRule,
} from '../../mechanisms/challenges/index.ts';
import { type DecisionContext, type Loader, put, type View } from '../../mechanisms/journal/index.ts';
import { endedSupervision, supervisionEvent } from './commands.ts';
import { SUPERVISOR } from './contract.ts';
import { dependsOn, type Supervised, supervisionMachine } from './rules.ts';
import { type Supervision, supervisions } from './storage.ts';

async function load(loader: Loader, asked: readonly Challenge[]): Promise<void> {
  const payers = asked.map(({ asker }) => asker);
  await loader.fetch(supervisions, payers);
  const supervisors = payers.flatMap((payer) => loader.view.get(supervisions, payer)?.supervisor ?? []);
  await loader.fetch(policies, supervisors);
}

/** Supervision begins with a free limit of zero: the supervisor himself raises it. */
export function agreement(currency: string): SubjectHandler {
  return {
    load,
    approved(view, challenge, context): SubjectDecision {
      const before = waitingFor(view, challenge);
      const { payer, supervisor } = before;
      // R9: while he was asked he may have come to depend on the payer.
      if (dependsOn(activeRules(view.get(policies, supervisor), context.now), payer)) {
        return endedSupervision(view, context, before);
      }
      const params: Supervised = { supervisor, deputies: [], freeLimit: { minor: '0', currency } };
      const record: Supervision = {
        ...before,
        state: supervisionMachine.move(before.state, 'active'),
        challenge: null,
      };
      return {
        changes: [
          ...setRule(view, context, { person: payer, kind: SUPERVISOR, setBy: supervisor, params }),
          put(supervisions, record),
        ],
        events: [supervisionEvent(record)],
      };
    },
    ended: (view, challenge, _how, context) => endedSupervision(view, context, waitingFor(view, challenge)),
  };
}

export const farewell: SubjectHandler = {
  load,
  approved: (view, challenge, context) => endedSupervision(view, context, waitingFor(view, challenge)),
  ended(view, challenge, how, context): SubjectDecision {
    switch (how) {
      // The 24 hours are over with it; the timer ends it.
      case 'expired':
        return {};
      case 'refused': {
        const refused = { reason: challenge.refusal?.reason ?? '', at: context.now };
        const record: Supervision = { ...waitingFor(view, challenge), refused };
        return { changes: [put(supervisions, record)], events: [supervisionEvent(record)] };
      }
      case 'cancelled':
        return stayed(view, context, waitingFor(view, challenge));
      default:
        return assertNever(how);
    }
  },
};

/** The payer has thought again. */
function stayed(view: View, context: DecisionContext, before: Supervision): SubjectDecision {
  const { payer } = before;
  const state = supervisionMachine.move(before.state, 'active');
  const record: Supervision = { ...before, state, challenge: null, endsAt: null };
  const rule = ruleOf<Supervised>(view, payer, SUPERVISOR, context.now);
  if (!rule) throw new Error('a supervision that is being left has no rule');
  const { leaving: _, ...params } = rule.params;
  return {
    changes: [
      ...setRule(view, context, { person: payer, kind: SUPERVISOR, setBy: payer, params }),
      put(supervisions, record),
    ],
    events: [supervisionEvent(record)],
  };
}

function waitingFor(view: View, challenge: Challenge): Supervision {
  const record = view.get(supervisions, challenge.asker);
  if (!record || record.challenge !== challenge.id)
    throw new Error('a challenge of a supervision that is over');
  return record;
}
