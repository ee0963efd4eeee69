/**
 * How a flow asks for approval: `approve` in its decision, in the place of `guardProof`. Either the act goes through, or
 * it waits: the flow holds the amount, keeps its record as `waiting`, and hears the end by its handler.
 */
import type { Id } from '../../kernel/id.ts';
import type { Money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import type {
  Change,
  Command,
  DecisionContext,
  Effect,
  JournalEvent,
  Loader,
  View,
} from '../journal/index.ts';
import { put } from '../journal/index.ts';
import { guardProof, hasProof, loadProof, persons } from '../people/index.ts';
import { type NoticeKey, pushEffect } from '../push/index.ts';
import { type Act, aboutOf, type Shown, shownOf } from './act.ts';
import { type Leaf, type Need, planTree, type Who } from './expression.ts';
import { activeRules, type Judged, judgeAct, loadPolicies, POLICY_OFF } from './policy.ts';
import {
  type Challenge,
  type ChallengeState,
  challengeMachine,
  challenges,
  inbox,
  policies,
  type Reason,
} from './storage.ts';

export type Approval =
  | { readonly waits: false; readonly changes: readonly Change[] }
  | {
      readonly waits: true;
      readonly challenge: Challenge;
      readonly changes: readonly Change[];
      readonly events: readonly JournalEvent[];
      /** Tells the approvers, on the devices where they want it. */
      readonly effects: readonly Effect[];
    };

type Asking = Pick<Command<unknown>, 'actor' | 'found'>;

/** The payer's own yes, when he asks before he proves himself. */
export const PAYER_PROOFS = ['pin', 'passkey'];

/** Prefetches what `approve` reads. */
export async function loadApproval(loader: Loader, commands: readonly Asking[]): Promise<void> {
  await Promise.all([
    loadProof(loader, commands),
    loadPolicies(
      loader,
      commands.map(({ actor }) => actor.id),
    ),
  ]);
}

/**
 * Refuses what `guardProof` refuses, PROOF_REQUIRED, and what the rules refuse. `act` is only made for a payer who has
 * rules. `endsBy`: the thing itself ends then, and so does the waiting.
 */
export function approve(
  view: View,
  command: Asking,
  context: DecisionContext,
  of: {
    readonly kind: string;
    readonly subject: string;
    readonly amount: Money;
    readonly act: () => Act;
    readonly endsBy?: Instant;
  },
): Approval {
  const policy = context.given[POLICY_OFF] ? undefined : view.get(policies, command.actor.id);
  if (!policy || activeRules(policy, context.now).length === 0) {
    return { waits: false, changes: guardProof(view, command, context, of.amount) };
  }
  const judged: Judged = { act: of.act(), device: command.actor.device ?? null, subject: of.subject };
  const verdict = judgeAct(view, context, policy, judged);
  const isProven = hasProof(command);
  if (!isProven && verdict.need === null && !verdict.waivesProof) refuse('PROOF_REQUIRED');
  const proven = isProven ? guardProof(view, command, context, of.amount) : [];
  // A rule that hears in this same decision that the money has moved finds what it wrote when it judged.
  context.stage(verdict.changes);
  if (verdict.need === null) return { waits: false, changes: proven };
  const payer: Need = { approver: { who: { person: judged.act.payer }, proof: PAYER_PROOFS, rule: null } };
  const asked = askChallenge(view, context, {
    kind: of.kind,
    subject: of.subject,
    about: aboutOf(judged.act),
    shown: shownOf(judged.act),
    asker: judged.act.payer,
    device: judged.device,
    need: isProven ? verdict.need : { all: [payer, verdict.need] },
    reasons: verdict.reasons,
    expiresAt: Math.min(context.now + verdict.lifeMs, of.endsBy ?? Number.POSITIVE_INFINITY),
  });
  return { ...asked, waits: true, changes: [...proven, ...asked.changes] };
}

export type Question = {
  readonly kind: string;
  readonly subject: string;
  readonly about: string;
  readonly shown: Shown;
  readonly asker: Id<'person'>;
  readonly device: Id<'device'> | null;
  readonly need: Need;
  readonly reasons: readonly Reason[];
  readonly expiresAt: Instant;
};

/** A challenge of its own, e.g. for a link between people; `approve` makes one for what policy asks. */
export function askChallenge(
  view: View,
  context: DecisionContext,
  question: Question,
): { challenge: Challenge; changes: Change[]; events: JournalEvent[]; effects: Effect[] } {
  const { need, ...rest } = question;
  const { tree, leaves } = planTree(need);
  const challenge: Challenge = {
    ...rest,
    id: context.newId('challenge'),
    tree,
    leaves,
    names: namesOf(view, question.asker, leaves),
    state: 'pending',
    version: 1,
    refusal: null,
    createdAt: context.now,
    endedAt: null,
  };
  const rows = [...new Set(leaves.flatMap(({ who }) => approverOf(who)))].map((approver) =>
    put(inbox, { id: `${challenge.id} ${approver}`, challenge: challenge.id, approver }),
  );
  return {
    challenge,
    changes: [put(challenges, challenge), ...rows],
    events: [challengeEvent('challenge.asked', challenge)],
    effects: noticeTo(approversOf(challenge), 'challenge.asked', challenge),
  };
}

/** Whom to call: everybody who is meant, but not the asker for the proof that he owes himself. */
export function approversOf({ asker, leaves }: Challenge): Id<'person'>[] {
  const people = leaves.flatMap(({ who }) =>
    'person' in who && who.person === asker ? [] : (personOf(who) ?? []),
  );
  return [...new Set(people)];
}

export function noticeTo(people: readonly Id<'person'>[], notice: NoticeKey, challenge: Challenge): Effect[] {
  if (people.length === 0) return [];
  const until = notice === 'challenge.asked' ? { until: challenge.expiresAt } : {};
  return [pushEffect({ people, notice, challenge: challenge.id, ...until })];
}

/** Whose inbox: a person's id, or `role <role>`. The bank and machines have none. */
function approverOf(who: Who): string[] {
  if ('person' in who) return [who.person];
  if ('device' in who) return [who.device.person];
  return 'role' in who ? [`role ${who.role}`] : [];
}

function namesOf(view: View, asker: Id<'person'>, leaves: readonly Leaf[]): Record<string, string> {
  const people = new Set([asker, ...leaves.flatMap(({ who }) => personOf(who) ?? [])]);
  return Object.fromEntries([...people].map((id) => [id, view.get(persons, id)?.name ?? '']));
}

export function personOf(who: Who): Id<'person'> | null {
  if ('person' in who) return who.person;
  return 'device' in who ? who.device.person : null;
}

/**
 * The owner of the suspended thing ends the waiting, e.g. because the order was cancelled. Does nothing when it is over.
 * `effects` tell those who were asked that nobody needs their answer; to be left out where they are asked anew.
 */
export function withdrawChallenge(
  view: View,
  context: DecisionContext,
  id: Id<'challenge'>,
): { changes: Change[]; events: JournalEvent[]; effects: Effect[] } {
  const challenge = view.get(challenges, id);
  if (challenge?.state !== 'pending') return { changes: [], events: [], effects: [] };
  const ended = endedChallenge(challenge, 'cancelled', context.now);
  return {
    changes: [put(challenges, ended)],
    events: [challengeEvent('challenge.cancelled', ended)],
    effects: noticeTo(approversOf(ended), 'challenge.cancelled', ended),
  };
}

export function endedChallenge(challenge: Challenge, state: ChallengeState, now: Instant): Challenge {
  return {
    ...challenge,
    state: challengeMachine.move(challenge.state, state),
    version: challenge.version + 1,
    endedAt: now,
  };
}

export function challengeEvent(type: string, challenge: Challenge): JournalEvent {
  const people = challenge.leaves.flatMap(({ who }) => personOf(who) ?? []);
  return {
    type,
    object: challenge.id,
    audience: [...new Set([challenge.asker, ...people])],
    data: {
      id: challenge.id,
      version: challenge.version,
      kind: challenge.kind,
      subject: challenge.subject,
      state: challenge.state,
      asker: challenge.asker,
      shown: challenge.shown,
      reasons: challenge.reasons,
      expiresAt: isoTime(challenge.expiresAt),
      ...(challenge.refusal ? { refusal: challenge.refusal } : {}),
    },
  };
}
