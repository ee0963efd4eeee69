/**
 * `challenge.answer`, `challenge.cancel`, `challenge.expire`: the three ways a challenge ends. The owner of the suspended
 * thing decides in the SAME journal entry, by its handler: what was held is posted or given back there, once.
 */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import {
  type Actor,
  type Change,
  type Command,
  type CommandSpec,
  type Decision,
  type DecisionContext,
  defineCommand,
  type Effect,
  type JournalEvent,
  type Loader,
  put,
  type View,
} from '../journal/index.ts';
import type { LedgerAct } from '../ledger/index.ts';
import { operators } from '../people/index.ts';
import { approversOf, challengeEvent, endedChallenge, noticeTo } from './ask.ts';
import type { Leaf } from './expression.ts';
import { isEntitled, loadPolicies } from './policy.ts';
import { proofSpec, proofSpecs } from './proofs/index.ts';
import { challengeVerdict, positionOf, refuseWhenOver, withAnswer, withoutRevoked } from './rules.ts';
import { type Challenge, challenges } from './storage.ts';

export type ChallengeEnd = 'refused' | 'cancelled' | 'expired';

/** The code that a suspended thing fails with. */
export const endCode = (how: ChallengeEnd) => `APPROVAL_${how.toUpperCase()}` as const;

export type SubjectDecision = {
  readonly changes?: readonly Change[];
  readonly ledger?: readonly LedgerAct[];
  readonly events?: readonly JournalEvent[];
  readonly effects?: readonly Effect[];
};

/** What the owner of a suspended thing does at the end. Neither may refuse: the answer is given. */
export type SubjectHandler = {
  load(loader: Loader, challenges: readonly Challenge[]): Promise<void>;
  /** Everybody said yes. Facts are looked at again here (R9); what cannot be done any more ends as failed. */
  approved(view: View, challenge: Challenge, context: DecisionContext): SubjectDecision;
  ended(view: View, challenge: Challenge, end: ChallengeEnd, context: DecisionContext): SubjectDecision;
};
export type SubjectHandlers = ReadonlyMap<string, SubjectHandler>;

export type AnswerBody = {
  readonly challenge: Id<'challenge'>;
  readonly answer: 'yes' | 'no';
  /** The hash of what the approver was shown. */
  readonly about: string;
  /** The kind of proof; null with a no. */
  readonly proof: string | null;
  readonly reason: string;
};
export type ChallengeReply = { readonly id: string; readonly state: string; readonly version: number };

export type ChallengeCommands = {
  readonly answer: CommandSpec<AnswerBody, ChallengeReply>;
  readonly cancel: CommandSpec<{ readonly challenge: Id<'challenge'> }, ChallengeReply>;
  readonly expire: CommandSpec<{ readonly challenge: Id<'challenge'> }, ChallengeReply>;
};

const replyOf = ({ id, state, version }: Challenge): ChallengeReply => ({ id, state, version });

export function defineChallengeCommands(handlers: SubjectHandlers): ChallengeCommands {
  const handlerOf = (challenge: Challenge): SubjectHandler => {
    const handler = handlers.get(challenge.kind);
    if (!handler) throw new Error(`no flow has registered for challenges of ${challenge.kind}`);
    return handler;
  };

  async function loadChallenges(loader: Loader, ids: readonly string[]): Promise<void> {
    await loader.fetch(challenges, ids);
    const known = ids.flatMap((id) => loader.view.get(challenges, id) ?? []);
    const byKind = new Map<string, Challenge[]>();
    for (const challenge of known) {
      const list = byKind.get(challenge.kind);
      if (list) list.push(challenge);
      else byKind.set(challenge.kind, [challenge]);
    }
    await Promise.all([
      loadPolicies(
        loader,
        known.map(({ asker }) => asker),
      ),
      ...[...byKind.values()].map((list) => list[0] && handlerOf(list[0]).load(loader, list)),
    ]);
  }

  function end(
    view: View,
    context: DecisionContext,
    challenge: Challenge,
    how: 'approved' | ChallengeEnd,
    also: readonly Change[] = [],
  ): Decision<ChallengeReply> {
    const ended = endedChallenge(challenge, how, context.now);
    const handler = handlerOf(challenge);
    const decision =
      how === 'approved' ? handler.approved(view, ended, context) : handler.ended(view, ended, how, context);
    return {
      changes: [...also, put(challenges, ended), ...(decision.changes ?? [])],
      ledger: decision.ledger ?? [],
      events: [challengeEvent(`challenge.${how}`, ended), ...(decision.events ?? [])],
      effects: [...(decision.effects ?? []), ...noticesOf(ended, how)],
      reply: replyOf(ended),
    };
  }

  return {
    answer: defineCommand<AnswerBody, ChallengeReply>({
      kind: 'challenge.answer',
      async load(loader, commands) {
        await loadChallenges(
          loader,
          commands.map(({ body }) => body.challenge),
        );
        await Promise.all(
          proofSpecs.map((spec) => {
            const shown = commands.filter(({ body }) => body.proof === spec.kind);
            if (shown.length === 0 || !spec.load) return undefined;
            return spec.load(
              loader,
              shown.map(({ actor, found, body }) => ({
                actor,
                ...(found ? { found } : {}),
                challenge: body.challenge,
              })),
            );
          }),
        );
      },
      decide(view, command, context) {
        const { challenge, leaves, spent } = acceptAnswer(view, command, context);
        const answered: Challenge = { ...challenge, leaves };
        const verdict = challengeVerdict(challenge, leaves);
        if (verdict === 'yes') return end(view, context, answered, 'approved', spent);
        if (verdict === 'no') {
          const refusal = { by: command.actor.id, reason: command.body.reason };
          return end(view, context, { ...answered, refusal }, 'refused', spent);
        }
        const next: Challenge = { ...answered, version: challenge.version + 1 };
        return {
          changes: [...spent, put(challenges, next)],
          events: [challengeEvent('challenge.answered', next)],
          reply: replyOf(next),
        };
      },
    }),

    cancel: defineCommand({
      kind: 'challenge.cancel',
      load: (loader, commands) =>
        loadChallenges(
          loader,
          commands.map(({ body }) => body.challenge),
        ),
      decide(view, { actor, body }, context) {
        const challenge = view.get(challenges, body.challenge);
        if (!challenge || challenge.asker !== actor.id) return refuse('NOT_FOUND');
        refuseWhenOver(challenge, context.now);
        return end(view, context, challenge, 'cancelled');
      },
    }),

    expire: defineCommand({
      kind: 'challenge.expire',
      load: (loader, commands) =>
        loadChallenges(
          loader,
          commands.map(({ body }) => body.challenge),
        ),
      decide(view, { actor, body }, context) {
        if (actor.id !== 'platform') refuse('FORBIDDEN');
        const challenge = view.get(challenges, body.challenge);
        if (challenge?.state !== 'pending' || context.now < challenge.expiresAt) {
          return refuse('CONFLICT', { state: challenge?.state ?? 'unknown' });
        }
        return end(view, context, challenge, 'expired');
      },
    }),
  };
}

/** The asker hears how it ended; who was asked, that nobody needs his answer any more. */
function noticesOf(challenge: Challenge, how: 'approved' | ChallengeEnd): Effect[] {
  return how === 'cancelled'
    ? noticeTo(approversOf(challenge), 'challenge.cancelled', challenge)
    : noticeTo([challenge.asker], `challenge.${how}`, challenge);
}

/** The guards of an answer, in order of precedence; then its proof. */
function acceptAnswer(
  view: View,
  command: Command<AnswerBody>,
  context: DecisionContext,
): { challenge: Challenge; leaves: readonly Leaf[]; spent: readonly Change[] } {
  const { actor, body } = command;
  const challenge = view.get(challenges, body.challenge);
  if (!challenge) return refuse('NOT_FOUND');
  const { leaves, position } = standing(view, context, challenge, actor);
  if (!position.isMeant) return refuse('NOT_FOUND');
  // R2: his answer is spent. Whoever has not answered learns how it ended.
  if (position.hasAnswered && challenge.state !== 'pending') refuse('REPLAYED');
  refuseWhenOver(challenge, context.now);
  if (body.about !== challenge.about) refuse('CHALLENGE_CHANGED');
  if (position.open.length === 0) return refuse(position.hasAnswered ? 'REPLAYED' : 'FORBIDDEN');
  const { now } = context;
  if (body.answer === 'no') {
    const refused = withAnswer(leaves, { open: position.open, answer: 'no', proof: null, actor, now });
    return { challenge, leaves: refused, spent: [] };
  }
  const accepted = position.open.flatMap((n) => leaves[n]?.proof ?? []);
  if (body.proof === null || !accepted.includes(body.proof)) {
    return refuse('APPROVER_PROOF_REQUIRED', { accepted: [...new Set(accepted)].join(' ') });
  }
  const spent = proofSpec(body.proof).guard(view, command, context, challenge);
  return {
    challenge,
    leaves: withAnswer(leaves, { open: position.open, answer: 'yes', proof: body.proof, actor, now }),
    spent,
  };
}

/** The leaves as they count now (R9), and what this actor may do with them. */
export function standing(view: View, context: DecisionContext, challenge: Challenge, actor: Actor) {
  const entitled = (leaf: Leaf) => isEntitled(view, context, challenge.asker, leaf);
  const leaves = withoutRevoked(challenge.leaves, entitled);
  const position = positionOf(challenge, leaves, actor, {
    isEntitled: entitled,
    hasRole: (leaf) => actor.id !== challenge.asker && hasRole(view, actor.id, leaf),
  });
  return { leaves, position };
}

/** The roles that the person has now, not those of the session (R9). Nobody uses them for what he asks himself. */
function hasRole(view: View, person: string, { who }: Leaf): boolean {
  return 'role' in who && (view.get(operators, person)?.roles ?? []).includes(who.role);
}
