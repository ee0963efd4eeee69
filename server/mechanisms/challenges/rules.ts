/** How one answer changes a challenge. Pure. */
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Actor } from '../journal/index.ts';
import { isMeant, type Leaf, openLeaves, type ProofKind, type Verdict, verdictOf } from './expression.ts';
import type { Challenge } from './storage.ts';

/** R3, R8: what is over stays over, whoever comes late learns how it ended. */
export function refuseWhenOver(challenge: Challenge, now: Instant): void {
  if (challenge.state === 'expired') refuse('EXPIRED');
  if (challenge.state !== 'pending') refuse('CHALLENGE_OVER', { state: challenge.state });
  if (now >= challenge.expiresAt) refuse('EXPIRED');
}

/** R9: a yes of somebody who may not say it any more counts no longer. */
export function withoutRevoked(
  leaves: readonly Leaf[],
  isEntitled: (leaf: Leaf) => boolean,
): readonly Leaf[] {
  if (leaves.every((leaf) => leaf.state !== 'yes' || isEntitled(leaf))) return leaves;
  return leaves.map((leaf) =>
    leaf.state !== 'yes' || isEntitled(leaf)
      ? leaf
      : { ...leaf, state: 'pending' as const, by: null, device: null, at: null, proved: null },
  );
}

export type Position = {
  /** The leaves that this actor may answer now. */
  readonly open: readonly number[];
  readonly hasAnswered: boolean;
  /** Meant by a leaf at all, entitled or not. */
  readonly isMeant: boolean;
};

export function positionOf(
  challenge: Pick<Challenge, 'tree'>,
  leaves: readonly Leaf[],
  actor: { readonly id: string; readonly device?: string | undefined },
  may: { isEntitled(leaf: Leaf): boolean; hasRole?(leaf: Leaf): boolean },
): Position {
  const device = (actor.device ?? null) as Leaf['device'];
  const meant = (leaf: Leaf) => isMeant(leaf.who, actor) || (may.hasRole?.(leaf) ?? false);
  const open = openLeaves(challenge.tree, leaves).filter((n) => {
    const leaf = leaves[n];
    // As if he had answered: a rule may entitle the person on one device and not on another.
    return leaf && meant(leaf) && may.isEntitled({ ...leaf, by: actor.id, device });
  });
  return {
    open,
    // Also on another device of his: a second answer is a second answer (R2).
    hasAnswered: leaves.some((leaf) => leaf.by === actor.id && meant(leaf)),
    isMeant: leaves.some(meant),
  };
}

/** Marks the answer on every open leaf that it is good for, so that nobody is asked twice. */
export function withAnswer(
  leaves: readonly Leaf[],
  of: {
    readonly open: readonly number[];
    readonly answer: 'yes' | 'no';
    readonly proof: ProofKind | null;
    readonly actor: Actor;
    readonly now: Instant;
  },
): readonly Leaf[] {
  const good = (leaf: Leaf) => of.answer === 'no' || (of.proof !== null && leaf.proof.includes(of.proof));
  return leaves.map((leaf, n) =>
    of.open.includes(n) && good(leaf)
      ? {
          ...leaf,
          state: of.answer,
          by: of.actor.id,
          device: of.actor.device ?? null,
          at: of.now,
          proved: of.proof,
        }
      : leaf,
  );
}

export const challengeVerdict = (challenge: Pick<Challenge, 'tree'>, leaves: readonly Leaf[]): Verdict =>
  verdictOf(challenge.tree, leaves);
