/** When is the supervisor asked, who may be one, and who may change what? Pure. */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import { type Money, type MoneyJson, parseLimit } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { DAY_MS, MINUTE_MS } from '../../kernel/time.ts';
import {
  type Approver,
  type Happened,
  type Judged,
  type Need,
  PAYER_PROOFS,
  type Rule,
  type RuleKind,
} from '../../mechanisms/challenges/index.ts';
import { type DecisionContext, put } from '../../mechanisms/journal/index.ts';
import { SUPERVISOR } from './contract.ts';
import { outcomes } from './storage.ts';

/** How long a payment waits for the supervisor. */
export const LIFE_MS = 10 * MINUTE_MS;
/** How long a person has to agree to supervise. */
export const ASK_LIFE_MS = DAY_MS;
/** Whoever was talked into removing his supervisor has this long to think again. */
export const LEAVE_DELAY_MS = DAY_MS;
export const MAX_DEPUTIES = 2;

export type Supervised = {
  readonly supervisor: Id<'person'>;
  readonly deputies: readonly Id<'person'>[];
  /** Set by the supervisor alone; zero: everything is asked. */
  readonly freeLimit: MoneyJson;
  readonly leaving?: boolean;
};

export type SupervisionState = 'asked' | 'active' | 'leaving' | 'ended';
export const supervisionMachine = machine<SupervisionState>({
  asked: ['active', 'ended'],
  // Ended at once: the supervisor resigns.
  active: ['leaving', 'ended'],
  // Back to active: the payer thinks again within the 24 hours.
  leaving: ['active', 'ended'],
  ended: [],
});

/** Exactly on the limit is free. What is in another currency cannot be compared, so it is asked. */
export const isFree = (amount: Money, freeLimit: Money): boolean =>
  amount.currency === freeLimit.currency && amount.minor <= freeLimit.minor;

export const approverOf = (person: Id<'person'>, rule: string | null = SUPERVISOR): Approver => ({
  who: { person },
  proof: PAYER_PROOFS,
  rule,
});

/** The supervisor or a deputy, whoever answers first, yes or no. */
export function needOf({ supervisor, deputies }: Supervised): Need {
  if (deputies.length === 0) return { approver: approverOf(supervisor) };
  return {
    any: [supervisor, ...deputies].map((person) => ({ approver: approverOf(person) })),
    firstDecides: true,
  };
}

export const supervisorRule: RuleKind<Supervised> = {
  kind: SUPERVISOR,
  judge(_view, { params }, { act }) {
    if (isFree(act.amount, parseLimit(params.freeLimit))) return null;
    return {
      need: needOf(params),
      because: 'ABOVE_FREE_LIMIT',
      details: { freeLimit: params.freeLimit },
      lifeMs: LIFE_MS,
    };
  },
  isEntitled(_view, { params }, { who }) {
    if (!('person' in who)) return false;
    return who.person === params.supervisor || params.deputies.includes(who.person);
  },
  paid: (_view, rule, judged, context) => noted(rule, judged, context, 'paid'),
  dropped: (_view, rule, judged, context) => noted(rule, judged, context, 'dropped'),
};

/** For the supervisor's history: his yes is not yet the payment, the bank may still decline. */
function noted(
  _rule: Rule<Supervised>,
  { act, subject }: Judged,
  { now }: DecisionContext,
  outcome: 'paid' | 'dropped',
): Happened {
  return { changes: [put(outcomes, { subject, payer: act.payer, outcome, at: now })] };
}

export type Candidate = {
  readonly payer: Id<'person'>;
  /** null: there is no such person. */
  readonly person: Id<'person'> | null;
  /** Parameters of the rules that hold for that person. */
  readonly rules: readonly Pick<Rule, 'params'>[];
};

/**
 * Refuses SUPERVISOR_UNKNOWN, SUPERVISOR_IS_PAYER, SUPERVISOR_DEPENDS. A person whose own rules name the payer (as his
 * guardian, supervisor or deputy) is not free to say no to him; whatever the kind of the rule.
 */
export function refuseUnfit({ payer, person, rules }: Candidate): Id<'person'> {
  if (person === null) return refuse('SUPERVISOR_UNKNOWN');
  if (person === payer) refuse('SUPERVISOR_IS_PAYER');
  if (dependsOn(rules, payer)) refuse('SUPERVISOR_DEPENDS');
  return person;
}

export const dependsOn = (rules: Candidate['rules'], payer: string): boolean =>
  rules.some(({ params }) => JSON.stringify(params).includes(`"${payer}"`));

/** Refuses what `refuseUnfit` refuses, CONFLICT for one who is named already, DEPUTIES_FULL. */
export function withDeputy(now: Supervised, candidate: Candidate): Supervised {
  const person = refuseUnfit(candidate);
  if (person === now.supervisor || now.deputies.includes(person)) refuse('CONFLICT', { state: 'named' });
  if (now.deputies.length >= MAX_DEPUTIES) refuse('DEPUTIES_FULL', { most: MAX_DEPUTIES });
  return { ...now, deputies: [...now.deputies, person] };
}

/** Refuses NOT_FOUND. */
export function withoutDeputy(now: Supervised, person: Id<'person'>): Supervised {
  if (!now.deputies.includes(person)) refuse('NOT_FOUND');
  return { ...now, deputies: now.deputies.filter((one) => one !== person) };
}
