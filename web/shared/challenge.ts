// Challenges as the screens see them: what waits, who is asked, what they have said. Pure; the server alone decides.
import type { TFunction } from 'i18next';
import { formatMoney, type Money } from './money.ts';
import { fullTime } from './time.ts';
import type { DeliveryAddress } from './types.ts';

export type ChallengeState = 'pending' | 'approved' | 'refused' | 'cancelled' | 'expired';
export type Brief = { id: string; name: string };

export type Who =
  | { person: Brief }
  /** `here`: it is the device that is looking. */
  | { device: { person: Brief; among: string[]; here?: boolean } }
  | { role: string }
  | { bank: true }
  | { machine: string };

export type Leaf = {
  leaf: number;
  who: Who;
  proof: string[];
  state: 'pending' | 'yes' | 'no';
  rule?: string;
  at?: string;
};

export type Need = { all: Need[] } | { any: Need[] } | { atLeast: number; of: Need[] } | Leaf;

export type Reason = {
  rule: string;
  version: number;
  because: string;
  details: Readonly<Record<string, unknown>>;
};

export type Shown = {
  payee?: Brief;
  amount?: Money;
  lines?: { item: string; quantity: number; unitPrice: string }[];
  address?: DeliveryAddress;
  mode?: 'balance' | 'card';
  note?: string;
  /** Names an act that moves no money. */
  text?: string;
};

export type Challenge = {
  id: string;
  version: number;
  state: ChallengeState;
  kind: string;
  /** The id of what waits; it stays the same from waiting to done. */
  subject: string;
  /** The hash of what is shown: an answer says it back. */
  about: string;
  shown: Shown;
  asker: Brief;
  reasons: Reason[];
  needs: Need;
  /** What I may answer, on this device. */
  mine: { leaves: number[]; proof: string[]; answered: boolean } | null;
  refusal?: { by: Brief; reason: string };
  expiresAt: string;
  createdAt: string;
  endedAt?: string;
};

const partsOf = (need: Exclude<Need, Leaf>): Need[] =>
  'all' in need ? need.all : 'any' in need ? need.any : need.of;

export function leavesOf(need: Need): Leaf[] {
  return 'leaf' in need ? [need] : partsOf(need).flatMap(leavesOf);
}

/** How a need stands by the answers so far. */
export function standing(need: Need): 'yes' | 'no' | 'open' {
  if ('leaf' in need) return need.state === 'pending' ? 'open' : need.state;
  const parts = partsOf(need).map(standing);
  const count = (state: string) => parts.filter((part) => part === state).length;
  const enough = 'all' in need ? parts.length : 'any' in need ? 1 : need.atLeast;
  if (count('yes') >= enough) return 'yes';
  return parts.length - count('no') < enough ? 'no' : 'open';
}

/** Whose answer is still waited for: pending, and not made needless by somebody else's. */
export function waitedFor(need: Need): Leaf[] {
  if (standing(need) !== 'open') return [];
  return 'leaf' in need ? [need] : partsOf(need).flatMap(waitedFor);
}

export const isMine = (challenge: Pick<Challenge, 'mine'>): boolean =>
  (challenge.mine?.leaves.length ?? 0) > 0;

/** "Lin Mei", "this device", "your other device", "an operator". */
export function whoWords(t: TFunction, who: Who, me: string | undefined): string {
  if ('person' in who)
    return who.person.id === me ? t('approval.who.you') : who.person.name || t('approval.who.somebody');
  if ('device' in who)
    return who.device.person.id === me
      ? t(who.device.here ? 'approval.who.thisDevice' : 'approval.who.yourDevice')
      : t('approval.who.device', { name: who.device.person.name });
  if ('role' in who) return t('approval.who.role', { role: who.role });
  return t('bank' in who ? 'approval.who.bank' : 'approval.who.machine');
}

/** "Lin or Mei", "your other device and either Lin or Mei": everybody who is still waited for, but not me. */
export function waitedForWords(t: TFunction, language: string, need: Need, me: string | undefined): string {
  return needWords(t, language, need, (leaf) =>
    'person' in leaf.who && leaf.who.person.id === me ? '' : whoWords(t, leaf.who, me),
  );
}

/** A need as words, as far as it is still open; `name` says who a leaf is, or nothing to leave it out. */
export function needWords(
  t: TFunction,
  language: string,
  need: Need,
  name: (leaf: Leaf) => string,
  isPart = false,
): string {
  if (standing(need) !== 'open') return '';
  if ('leaf' in need) return name(need);
  const parts = partsOf(need).filter((part) => needWords(t, language, part, name) !== '');
  const isNested = isPart || parts.length > 1;
  const names = [...new Set(parts.map((part) => needWords(t, language, part, name, isNested)))];
  const said = partsOf(need).filter((part) => standing(part) === 'yes').length;
  const isOneEnough = names.length > 1 && ('any' in need || ('of' in need && need.atLeast - said <= 1));
  const list = new Intl.ListFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    type: isOneEnough ? 'disjunction' : 'conjunction',
  }).format(names);
  return isOneEnough && isPart ? t('approval.who.either', { names: list }) : list;
}

/** A reason in plain words, as part of a sentence: "it is above the free limit of ¥100.00". */
export function reasonWords(t: TFunction, language: string, reason: Reason): string {
  const details = Object.fromEntries(
    Object.entries(reason.details).map(([name, value]) => [name, detailWords(t, language, value)]),
  );
  const words = t('approval.because', { returnObjects: true, skipInterpolation: true }) as unknown as Record<
    string,
    string
  >;
  // Unknown codes, and those whose words name a detail that was not sent, are told by their rule.
  const because = codeOf(words, reason);
  const known = Object.hasOwn(words, because) ? words[because] : undefined;
  const isComplete =
    known !== undefined && [...known.matchAll(/\{\{(\w+)\}\}/g)].every(([, name]) => name && name in details);
  return isComplete
    ? t(`approval.because.${because}`, details)
    : t('approval.becauseRule', { rule: ruleWords(t, reason.rule) });
}

/** Above a limit of nothing is simply everything: such a limit has words of its own. */
function codeOf(words: Record<string, string>, { because, details }: Reason): string {
  const atZero = `${because}_AT_ZERO`;
  const isZero = Object.values(details).some((value) => isMoney(value) && value.minor === '0');
  return isZero && Object.hasOwn(words, atZero) ? atZero : because;
}

/** Limits that a request is about. */
export function limitsOf(challenge: Pick<Challenge, 'reasons'>): [name: string, limit: Money][] {
  const place = (name: string) => (limitOrder.includes(name) ? limitOrder.indexOf(name) : limitOrder.length);
  return challenge.reasons
    .flatMap(({ details }) =>
      Object.entries(details.limits ?? {}).filter((entry): entry is [string, Money] => isMoney(entry[1])),
    )
    .sort(([a], [b]) => place(a) - place(b));
}
const limitOrder = ['small', 'large', 'dailySmall', 'dailyNormal'];

/** Why I am asked: the reasons of the rules by which I may answer; all of them where that is not known. */
export function reasonsForMe({ needs, mine, reasons }: Challenge): Reason[] {
  const rules = leavesOf(needs).flatMap(({ leaf, rule }) => (mine?.leaves.includes(leaf) ? [rule] : []));
  const own = reasons.filter(({ rule }) => rules.includes(rule));
  return own.length > 0 ? own : reasons;
}

/** The name of a kind of rule; one without words speaks for itself. */
export function ruleWords(t: TFunction, kind: string): string {
  return t(`approval.rule.${kind}`, { defaultValue: kind });
}

/** The first letter large, where there are letters. */
export const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

export function isMoney(value: unknown): value is Money {
  if (typeof value !== 'object' || value === null) return false;
  const { minor, currency } = value as Record<string, unknown>;
  return typeof minor === 'string' && /^-?\d+$/.test(minor) && typeof currency === 'string';
}

function detailWords(t: TFunction, language: string, value: unknown): string {
  if (isMoney(value)) return formatMoney(value, language);
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name);
  if (typeof value === 'boolean') return t(value ? 'approval.yes' : 'approval.no');
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return fullTime(value, language);
  return String(value);
}
