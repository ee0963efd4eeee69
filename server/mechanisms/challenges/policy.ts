/**
 * Policy: the rules of a person, and how they judge an act. A rule is data (kind, version, params); its kind is a pure
 * function that a flow contributes. Nobody without rules pays for them: one cached row that is not there.
 */
import type { Id } from '../../kernel/id.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Change, DecisionContext, Effect, JournalEvent, Loader, View } from '../journal/index.ts';
import { put } from '../journal/index.ts';
import type { Act } from './act.ts';
import type { Leaf, Need } from './expression.ts';
import { type Policy, policies, policyVersions, type Reason, type Rule } from './storage.ts';

export type Judgement = {
  /** null: nothing more than the payer's own proof. */
  readonly need: Need | null;
  /** UPPER_SNAKE; shown in the dry run and, in plain words, to both sides. */
  readonly because: string;
  readonly details?: Reason['details'];
  /** The payer's own proof may be left out. */
  readonly waivesProof?: boolean;
  /** How long the approver has. */
  readonly lifeMs?: number;
  /** E.g. a day's sum; saved with the act, also when it waits. */
  readonly changes?: readonly Change[];
};

export type Happened = {
  readonly changes?: readonly Change[];
  readonly events?: readonly JournalEvent[];
  readonly effects?: readonly Effect[];
};

export type Judged = {
  readonly act: Act;
  /** The asking device; null when the platform asks by itself. */
  readonly device: Id<'device'> | null;
  /** The act's id, the same from asked to done. */
  readonly subject: string;
};

// biome-ignore lint/suspicious/noExplicitAny: params are the kind's own, written and read by its flow alone.
export type RuleKind<P = any> = {
  readonly kind: string;
  /** Pure. null: the rule does not concern this act. May refuse. Facts that it reads are fetched as it asks for them. */
  judge(view: View, rule: Rule<P>, judged: Judged, now: Instant): Judgement | null;
  /** May this approver still answer under this rule? Asked again whenever an answer counts (R9). */
  isEntitled(view: View, rule: Rule<P>, leaf: Leaf, now: Instant): boolean;
  /** After the money has moved. `approvers` said yes. */
  paid?(view: View, rule: Rule<P>, judged: Judged, context: DecisionContext): Happened;
  /** After a judged act ended without moving money. */
  dropped?(view: View, rule: Rule<P>, judged: Judged, context: DecisionContext): Happened;
  /** After the person's PIN was set anew with a card: whoever looks after him is to know. */
  pinRecovered?(view: View, rule: Rule<P>, person: Id<'person'>, context: DecisionContext): Happened;
};

export type RuleKinds = ReadonlyMap<string, RuleKind>;

export function collectRuleKinds(kinds: readonly RuleKind[]): RuleKinds {
  const map = new Map(kinds.map((one) => [one.kind, one]));
  if (map.size < kinds.length) throw new Error('two rule kinds have one name');
  return map;
}

/** The composition hands the rule kinds to every decision under this name. */
export const RULE_KINDS = 'ruleKinds';
/** Nobody is judged: only for the benchmark that measures what judging costs. */
export const POLICY_OFF = 'policyOff';

function ruleKindsOf(context: Pick<DecisionContext, 'given'>): RuleKinds {
  const kinds = context.given[RULE_KINDS] as RuleKinds | undefined;
  if (!kinds) throw new Error('the journal was made without rule kinds');
  return kinds;
}

export function loadPolicies(loader: Loader, people: readonly string[]): Promise<void> {
  return loader.fetch(policies, people);
}

/** For loads, once the policies are there: whoever has rules needs the facts that an act names. */
export function hasRules(view: View, person: string): boolean {
  return (view.get(policies, person)?.rules.length ?? 0) > 0;
}

const isActive = (rule: Rule, now: Instant) => rule.until === null || now < rule.until;

/** The rules that hold now; none for nearly everybody. */
export function activeRules(policy: Policy | undefined, now: Instant): readonly Rule[] {
  return policy ? policy.rules.filter((rule) => isActive(rule, now)) : [];
}

export function ruleOf<P>(view: View, person: string, kind: string, now: Instant): Rule<P> | undefined {
  return activeRules(view.get(policies, person), now).find((rule) => rule.kind === kind) as
    | Rule<P>
    | undefined;
}

/** The change that sets a person's rule of this kind, or takes it away (`params` null). Who may do so, the flow decides. */
export function setRule<P extends object>(
  view: View,
  context: DecisionContext,
  of: {
    readonly person: Id<'person'>;
    readonly kind: string;
    readonly setBy: string;
    readonly params: P | null;
    readonly until?: Instant | null;
  },
): Change[] {
  const before = view.get(policies, of.person);
  const version = (before?.version ?? 0) + 1;
  const others = (before?.rules ?? []).filter((rule) => rule.kind !== of.kind);
  const old = before?.rules.find((rule) => rule.kind === of.kind);
  const rule = of.params && {
    kind: of.kind,
    version: (old?.version ?? 0) + 1,
    setBy: of.setBy,
    since: context.now,
    until: of.until ?? null,
    params: of.params as unknown as Rule['params'],
  };
  const rules = rule ? [...others, rule].sort((a, b) => (a.kind < b.kind ? -1 : 1)) : others;
  return [
    put(policies, { person: of.person, version, rules, changedAt: context.now }),
    put(policyVersions, {
      id: `${of.person} ${version}`,
      person: of.person,
      version,
      rules,
      setBy: of.setBy,
      at: context.now,
    }),
  ];
}

export type PolicyVerdict = {
  readonly need: Need | null;
  readonly reasons: readonly Reason[];
  readonly waivesProof: boolean;
  readonly lifeMs: number;
  readonly changes: readonly Change[];
};

const DEFAULT_LIFE_MS = 600_000;

/** Every rule is asked; what they need is needed together. */
export function judgeAct(
  view: View,
  context: Pick<DecisionContext, 'now' | 'given'>,
  policy: Policy,
  judged: Judged,
): PolicyVerdict {
  const kinds = ruleKindsOf(context);
  const needs: Need[] = [];
  const reasons: Reason[] = [];
  const changes: Change[] = [];
  let waivesProof = false;
  let lifeMs = 0;
  for (const rule of activeRules(policy, context.now)) {
    const known = kinds.get(rule.kind);
    // Money must not pass because a flow was left out.
    if (!known) throw new Error(`no flow judges by rules of ${rule.kind}`);
    const judgement = known.judge(view, rule, judged, context.now);
    if (!judgement) continue;
    const { kind, version } = rule;
    reasons.push({ rule: kind, version, because: judgement.because, details: judgement.details ?? {} });
    if (judgement.waivesProof) waivesProof = true;
    if (judgement.changes) changes.push(...judgement.changes);
    if (!judgement.need) continue;
    needs.push(judgement.need);
    lifeMs = Math.max(lifeMs, judgement.lifeMs ?? DEFAULT_LIFE_MS);
  }
  const [only] = needs;
  const need = needs.length > 1 ? { all: needs } : (only ?? null);
  return { need, reasons, waivesProof, lifeMs: lifeMs || DEFAULT_LIFE_MS, changes };
}

export function isEntitled(view: View, context: DecisionContext, asker: string, leaf: Leaf): boolean {
  if (leaf.rule === null) return true;
  const kind = ruleKindsOf(context).get(leaf.rule);
  const rule = ruleOf(view, asker, leaf.rule, context.now);
  return kind !== undefined && rule !== undefined && kind.isEntitled(view, rule, leaf, context.now);
}

const NOTHING: Required<Happened> = { changes: [], events: [], effects: [] };

/** What the payer's rules do when his money has moved (`paid`) or will not (`dropped`). */
export function tellRules(
  view: View,
  context: DecisionContext,
  what: 'paid' | 'dropped',
  payer: string,
  judged: () => Judged,
): Required<Happened> {
  const policy = view.get(policies, payer);
  if (!policy) return NOTHING;
  const kinds = ruleKindsOf(context);
  const rules = activeRules(policy, context.now).filter((rule) => kinds.get(rule.kind)?.[what]);
  // The act is only made for rules that listen.
  if (rules.length === 0) return NOTHING;
  const about = judged();
  return together(rules.map((rule) => kinds.get(rule.kind)?.[what]?.(view, rule, about, context) ?? NOTHING));
}

/** What a person's rules do when his PIN was set anew with a card. */
export function tellOfRecoveredPin(
  view: View,
  context: DecisionContext,
  person: Id<'person'>,
): Required<Happened> {
  const kinds = ruleKindsOf(context);
  const rules = activeRules(view.get(policies, person), context.now);
  return together(
    rules.map((rule) => kinds.get(rule.kind)?.pinRecovered?.(view, rule, person, context) ?? NOTHING),
  );
}

function together(told: readonly Happened[]): Required<Happened> {
  return {
    changes: told.flatMap((one) => one.changes ?? []),
    events: told.flatMap((one) => one.events ?? []),
    effects: told.flatMap((one) => one.effects ?? []),
  };
}
