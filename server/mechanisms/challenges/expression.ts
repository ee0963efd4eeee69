/**
 * Approval expressions: who must say yes, as all of, any of or k of n, nested. Pure arithmetic over yes, no and open;
 * it knows nothing of money, people or time.
 */
import type { Id } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { OperatorRole } from '../people/caller.ts';

/** Named by the file in proofs/: pin, word, code, passkey ... */
export type ProofKind = string;

/** Who may answer. `device`: this person on one of these devices; the asking one is never among them. */
export type Who =
  | { readonly person: Id<'person'> }
  | { readonly device: { readonly person: Id<'person'>; readonly among: readonly Id<'device'>[] } }
  | { readonly role: OperatorRole }
  | { readonly bank: true }
  | { readonly machine: string };

export type Approver = {
  readonly who: Who;
  /** Any one of these proofs will do. */
  readonly proof: readonly ProofKind[];
  /** The rule by which he is entitled; checked again when the answer counts (R9). null: by the challenge alone. */
  readonly rule: string | null;
};

/** What a rule asks for. `firstDecides`: the first of them who answers, yes or no, answers for all. */
export type Need =
  | { readonly all: readonly Need[] }
  | { readonly any: readonly Need[]; readonly firstDecides?: true }
  | { readonly atLeast: number; readonly of: readonly Need[] }
  | { readonly approver: Approver };

/** The same with its approvers numbered: what a challenge keeps. */
export type Tree =
  | { readonly all: readonly Tree[] }
  | { readonly any: readonly Tree[]; readonly firstDecides?: true }
  | { readonly atLeast: number; readonly of: readonly Tree[] }
  | { readonly leaf: number };

export type LeafState = 'pending' | 'yes' | 'no';
export type Leaf = Approver & {
  readonly state: LeafState;
  /** Who answered, where, when and with what. */
  readonly by: string | null;
  readonly device: Id<'device'> | null;
  readonly at: Instant | null;
  readonly proved: ProofKind | null;
};

export type Verdict = 'yes' | 'no' | 'open';

export const MAX_APPROVERS = 32;

/** Numbers the approvers. Throws when there are none or too many, or nothing is left to ask: a bug of the rule. */
export function planTree(need: Need): { tree: Tree; leaves: Leaf[] } {
  const leaves: Leaf[] = [];
  const tree = plan(need, leaves);
  if (leaves.length === 0 || leaves.length > MAX_APPROVERS)
    throw new Error('a need of no or too many approvers');
  // It would wait for ever: only an answer brings the verdict.
  if (verdictOf(tree, leaves) !== 'open') throw new Error('a need that nobody can decide');
  return { tree, leaves };
}

function plan(need: Need, leaves: Leaf[]): Tree {
  if ('all' in need) return { all: need.all.map((one) => plan(one, leaves)) };
  if ('atLeast' in need) return { atLeast: need.atLeast, of: need.of.map((one) => plan(one, leaves)) };
  if ('any' in need) {
    const any = need.any.map((one) => plan(one, leaves));
    return need.firstDecides ? { any, firstDecides: true } : { any };
  }
  leaves.push({ ...need.approver, state: 'pending', by: null, device: null, at: null, proved: null });
  return { leaf: leaves.length - 1 };
}

export function verdictOf(tree: Tree, leaves: readonly Leaf[]): Verdict {
  if ('leaf' in tree) {
    const state = leaves[tree.leaf]?.state ?? 'pending';
    return state === 'pending' ? 'open' : state;
  }
  const parts = ('all' in tree ? tree.all : 'any' in tree ? tree.any : tree.of).map((one) =>
    verdictOf(one, leaves),
  );
  const yes = parts.filter((part) => part === 'yes').length;
  const no = parts.filter((part) => part === 'no').length;
  if ('all' in tree) return no > 0 ? 'no' : yes === parts.length ? 'yes' : 'open';
  if ('any' in tree) {
    if (yes > 0) return 'yes';
    return no === parts.length || (tree.firstDecides && no > 0) ? 'no' : 'open';
  }
  if (yes >= tree.atLeast) return 'yes';
  return parts.length - no < tree.atLeast ? 'no' : 'open';
}

/** The leaves that can still change the verdict: pending, and no decided node above them. */
export function openLeaves(tree: Tree, leaves: readonly Leaf[]): number[] {
  if (verdictOf(tree, leaves) !== 'open') return [];
  if ('leaf' in tree) return [tree.leaf];
  const parts = 'all' in tree ? tree.all : 'any' in tree ? tree.any : tree.of;
  return parts.flatMap((one) => openLeaves(one, leaves));
}

export function isMeant(
  who: Who,
  actor: { readonly id: string; readonly device?: string | undefined },
): boolean {
  if ('person' in who) return who.person === actor.id;
  if ('device' in who)
    return who.device.person === actor.id && who.device.among.some((device) => device === actor.device);
  if ('bank' in who) return actor.id === 'bank';
  if ('machine' in who) return actor.id === `machine ${who.machine}`;
  return false;
}
