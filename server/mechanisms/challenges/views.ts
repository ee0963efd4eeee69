/** What the outside sees of challenges and rules. */
import { isoTime } from '../../kernel/time.ts';
import type { ChallengeView } from './contract.ts';
import { isMeant, type Leaf, openLeaves, type Tree } from './expression.ts';
import type { Challenge, Rule } from './storage.ts';

export type Viewer = {
  readonly id: string;
  readonly device: string;
  readonly roles: readonly string[];
};

/** As an operator nobody answers what he asks for himself. */
const meets = ({ who }: Leaf, { asker }: Challenge, viewer: Viewer) =>
  isMeant(who, viewer) || ('role' in who && viewer.id !== asker && viewer.roles.includes(who.role));

/** May this person see it: who asks, and who is meant on any device. */
export function maySee(challenge: Challenge, viewer: Viewer): boolean {
  return (
    challenge.asker === viewer.id ||
    challenge.leaves.some(
      (leaf) =>
        meets(leaf, challenge, viewer) || ('device' in leaf.who && leaf.who.device.person === viewer.id),
    )
  );
}

export function challengeView(challenge: Challenge, viewer: Viewer): ChallengeView {
  const brief = (id: string) => ({ id, name: challenge.names[id] ?? '' });
  const open =
    challenge.state === 'pending'
      ? openLeaves(challenge.tree, challenge.leaves).filter((n) => {
          const leaf = challenge.leaves[n];
          return leaf !== undefined && meets(leaf, challenge, viewer);
        })
      : [];
  const { lines, ...rest } = challenge.shown;
  const answered = challenge.leaves.some((leaf) => leaf.by === viewer.id && leaf.device === viewer.device);
  return {
    id: challenge.id,
    version: challenge.version,
    state: challenge.state,
    kind: challenge.kind,
    subject: challenge.subject,
    about: challenge.about,
    shown: { ...rest, ...(lines ? { lines: [...lines] } : {}) },
    asker: brief(challenge.asker),
    reasons: challenge.reasons as ChallengeView['reasons'],
    needs: needsView(challenge.tree, challenge, brief, viewer),
    mine:
      open.length > 0 || answered
        ? { leaves: open, proof: proofsFor(open.flatMap((n) => challenge.leaves[n] ?? [])), answered }
        : null,
    ...(challenge.refusal
      ? { refusal: { by: brief(challenge.refusal.by), reason: challenge.refusal.reason } }
      : {}),
    expiresAt: isoTime(challenge.expiresAt),
    createdAt: isoTime(challenge.createdAt),
    ...(challenge.endedAt === null ? {} : { endedAt: isoTime(challenge.endedAt) }),
  };
}

/** One proof that is good for all of them if there is one; else those of the first. */
function proofsFor(leaves: readonly Leaf[]): string[] {
  const [first] = leaves;
  if (!first) return [];
  const common = first.proof.filter((kind) => leaves.every((leaf) => leaf.proof.includes(kind)));
  return [...(common.length > 0 ? common : first.proof)];
}

/** A need as anybody who may see the challenge sees it: who is asked, and what has been said. */
export function needsView(
  tree: Tree,
  of: Pick<Challenge, 'leaves'>,
  brief: (id: string) => { id: string; name: string },
  viewer?: Viewer,
): object {
  const part = (one: Tree) => needsView(one, of, brief, viewer);
  if ('all' in tree) return { all: tree.all.map(part) };
  if ('any' in tree) return { any: tree.any.map(part) };
  if ('atLeast' in tree) return { atLeast: tree.atLeast, of: tree.of.map(part) };
  const leaf = of.leaves[tree.leaf];
  if (!leaf) throw new Error('a tree names a leaf that is not there');
  return {
    leaf: tree.leaf,
    who:
      'person' in leaf.who
        ? { person: brief(leaf.who.person) }
        : 'device' in leaf.who
          ? {
              device: {
                person: brief(leaf.who.device.person),
                among: leaf.who.device.among,
                here: viewer !== undefined && isHere(leaf, viewer),
              },
            }
          : leaf.who,
    proof: leaf.proof,
    state: leaf.state,
    ...(leaf.rule === null ? {} : { rule: leaf.rule }),
    ...(leaf.at === null ? {} : { at: isoTime(leaf.at) }),
  };
}

/** The device that is looking: the one that answered, or before that one of those that may. */
const isHere = (leaf: Leaf, viewer: Viewer) =>
  leaf.device === null ? isMeant(leaf.who, viewer) : leaf.device === viewer.device;

export function ruleView(rule: Rule, name: (id: string) => string) {
  return {
    kind: rule.kind,
    version: rule.version,
    setBy: { id: rule.setBy, name: name(rule.setBy) },
    since: isoTime(rule.since),
    ...(rule.until === null ? {} : { until: isoTime(rule.until) }),
    params: rule.params as Record<string, unknown>,
  };
}
