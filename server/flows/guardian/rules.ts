/**
 * The guardian's rule: friction rises with the amount AND the address. Small to a known address needs nothing, a large
 * amount never passes without a guardian. Pure: facts in, verdict out; and who may set what.
 */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import { type Money, type MoneyJson, money, moneyJson, parseLimit } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../../kernel/time.ts';
import type { Need } from '../../mechanisms/challenges/index.ts';
import { GUARDIAN } from './contract.ts';

/** How long a guardian has to answer. */
export const LIFE_MS = 10 * MINUTE_MS;
/** How long a question whether somebody may become guardian stands. */
export const ASK_LIFE_MS = DAY_MS;
export const MAX_GUARDIANS = 4;
export const MAX_WARDS = 20;

export type Relation = 'minor' | 'elder';
export type Band = 'small' | 'normal' | 'large';
export type Verdict = 'free' | 'own-proof' | 'guardian' | 'refused';

export type LinkState = 'asked' | 'active' | 'ended';
/** One guardian and one ward. Asked again after its end, it is the same link. */
export const linkMachine = machine<LinkState>({
  asked: ['active', 'ended'],
  active: ['ended'],
  ended: ['asked'],
});

export type NoticeState = 'asked' | 'paid' | 'failed';
export const noticeMachine = machine<NoticeState>({ asked: ['paid', 'failed'], paid: [], failed: [] });

export type Limits = {
  readonly small: MoneyJson;
  readonly large: MoneyJson;
  readonly dailySmall: MoneyJson;
  readonly dailyNormal: MoneyJson;
};

/** What the rule of a ward says. */
export type Guarding = {
  readonly guardians: readonly Id<'person'>[];
  readonly relation: Relation;
  readonly limits: Limits;
  /** Since when there has been a guardian without a break: older approvals of addresses count no more. */
  readonly guardedSince: Instant;
};

/** The number of the calendar day in UTC, which is the platform's day. */
export const dayOf = (at: Instant): number => Math.floor(at / DAY_MS);

export type AddressFact = 'none' | 'approved' | 'new';
export type AmountFacts = {
  readonly amount: Money;
  /** `none`: nothing is delivered, the amount alone is judged. */
  readonly address: AddressFact;
  readonly limits: Limits;
  /** What has passed today without a guardian's yes, minor units of the limits' currency. */
  readonly spentToday: bigint;
};
export type Judged = {
  readonly band: Band;
  /** The band when what else passed today is added: splitting must not make a large amount small. */
  readonly treatedAs: Band;
  readonly verdict: Verdict;
  readonly because: string;
  /** What it adds to the day's sum: nothing where a guardian is asked. */
  readonly counts: bigint;
};

/** Exactly on the threshold S is small, exactly on L is normal; likewise for the sums of a day. */
export function judgeAmount({ amount, address, limits, spentToday }: AmountFacts): Judged {
  const small = parseLimit(limits.small);
  const isForeign = amount.currency !== small.currency;
  const band = isForeign ? 'large' : bandOf(amount.minor, small.minor, parseLimit(limits.large).minor);
  const sum = spentToday + amount.minor;
  const treatedAs = isForeign ? 'large' : bandWithSum(band, sum, limits);
  const escalated = treatedAs !== band;
  if (treatedAs === 'large') {
    const because = isForeign
      ? 'GUARDIAN_OTHER_CURRENCY'
      : escalated
        ? 'GUARDIAN_DAY_LARGE'
        : 'GUARDIAN_LARGE';
    const verdict = address === 'new' ? 'refused' : 'guardian';
    return { band, treatedAs, verdict, because, counts: 0n };
  }
  if (address === 'new')
    return { band, treatedAs, verdict: 'guardian', because: 'GUARDIAN_NEW_ADDRESS', counts: 0n };
  if (treatedAs === 'small')
    return { band, treatedAs, verdict: 'free', because: 'GUARDIAN_SMALL', counts: amount.minor };
  const because = escalated ? 'GUARDIAN_DAY_NORMAL' : 'GUARDIAN_NORMAL';
  return { band, treatedAs, verdict: 'own-proof', because, counts: amount.minor };
}

function bandOf(minor: bigint, small: bigint, large: bigint): Band {
  if (minor <= small) return 'small';
  return minor <= large ? 'normal' : 'large';
}

function bandWithSum(band: Band, sum: bigint, limits: Limits): Band {
  if (band === 'large' || sum > parseLimit(limits.dailyNormal).minor) return 'large';
  return band === 'small' && sum > parseLimit(limits.dailySmall).minor ? 'normal' : band;
}

/** Any guardian answers, and the first decides. */
export function needOfGuardians(guardians: readonly Id<'person'>[], rule: string | null = GUARDIAN): Need {
  const asked = guardians.map(
    (person): Need => ({
      approver: { who: { person }, proof: ['pin', 'passkey'], rule },
    }),
  );
  const [only] = asked;
  return asked.length === 1 && only ? only : { any: asked, firstDecides: true };
}

/** Refuses CURRENCY_MISMATCH, GUARDIAN_LIMITS_INVALID. The sums of a day are three times the amounts where none is given. */
export function limitsOf(
  wish: {
    readonly small: MoneyJson;
    readonly large: MoneyJson;
    readonly dailySmall?: MoneyJson | undefined;
    readonly dailyNormal?: MoneyJson | undefined;
  },
  currency: string,
): Limits {
  const small = parseLimit(wish.small);
  const large = parseLimit(wish.large);
  const dailySmall = wish.dailySmall ? parseLimit(wish.dailySmall) : money(small.minor * 3n, small.currency);
  const dailyNormal = wish.dailyNormal
    ? parseLimit(wish.dailyNormal)
    : money(large.minor * 3n, large.currency);
  const all = { small, large, dailySmall, dailyNormal };
  if (Object.values(all).some((one) => one.currency !== currency)) refuse('CURRENCY_MISMATCH', { currency });
  if (small.minor > large.minor || dailySmall.minor > dailyNormal.minor) refuse('GUARDIAN_LIMITS_INVALID');
  return {
    small: moneyJson(small),
    large: moneyJson(large),
    dailySmall: moneyJson(dailySmall),
    dailyNormal: moneyJson(dailyNormal),
  };
}

/** What holds when a guardian says nothing of limits: 20.00 and 200.00. */
export const defaultLimits = (currency: string): Limits =>
  limitsOf({ small: { minor: '2000', currency }, large: { minor: '20000', currency } }, currency);

export type AskFacts = {
  readonly guardian: Id<'person'>;
  readonly ward: Id<'person'> | undefined;
  /** The guardians of a person now. */
  readonly guardiansOf: (person: Id<'person'>) => readonly Id<'person'>[];
  readonly link: LinkState | null;
  readonly wards: number;
  readonly until: Instant | null;
  readonly now: Instant;
};

/** Refuses NOT_FOUND, GUARDIAN_OF_SELF, GUARDIAN_UNTIL_PAST, GUARDIAN_EXISTS, GUARDIAN_COUNT_LIMIT, GUARDIAN_CIRCLE. */
export function refuseUnaskable(facts: AskFacts): Id<'person'> {
  const { guardian, ward, guardiansOf } = facts;
  if (!ward) return refuse('NOT_FOUND');
  if (ward === guardian) refuse('GUARDIAN_OF_SELF');
  if (facts.until !== null && facts.until <= facts.now) refuse('GUARDIAN_UNTIL_PAST');
  if (facts.link === 'asked' || facts.link === 'active') refuse('GUARDIAN_EXISTS');
  if (facts.wards >= MAX_WARDS || guardiansOf(ward).length >= MAX_GUARDIANS) refuse('GUARDIAN_COUNT_LIMIT');
  if (isAbove(ward, guardian, guardiansOf)) refuse('GUARDIAN_CIRCLE');
  return ward;
}

/** No chain of guardians is longer in earnest; whoever builds one is stopped before it costs anything. */
const MAX_CHAIN = 24;

/** Is `person` a guardian of `of`, or a guardian of his guardian, and so on? Too long a chain counts as yes. */
export function isAbove(
  person: Id<'person'>,
  of: Id<'person'>,
  guardiansOf: (person: Id<'person'>) => readonly Id<'person'>[],
): boolean {
  const seen = new Set<Id<'person'>>([of]);
  for (const one of seen) {
    if (one === person) return true;
    if (seen.size > MAX_CHAIN) return true;
    for (const above of guardiansOf(one)) seen.add(above);
  }
  return false;
}

/** Refuses FORBIDDEN to the ward, and NOT_FOUND to everybody who is no guardian of his (R4). */
export function guardingBy(
  guarding: Guarding | undefined,
  { ward, actor }: { readonly ward: string; readonly actor: string },
): Guarding {
  if (guarding?.guardians.some((one) => one === actor)) return guarding;
  return refuse(guarding && actor === ward ? 'FORBIDDEN' : 'NOT_FOUND');
}
