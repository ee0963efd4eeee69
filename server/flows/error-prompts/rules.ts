/** Which rule speaks for a message, what its text may hold, and what of a raw message may be kept. Pure. */
import { RE2JS } from 're2js';
import { refuse } from '../../kernel/refusal.ts';
import { bankTexts } from './bank-codes.ts';
import { builtInTexts, NEUTRAL, type Texts } from './catalogue.ts';
import { MAX_MESSAGE } from './contract.ts';

export type MatchKind = 'code' | 'pattern' | 'family';
export type Rule = {
  readonly id: string;
  readonly kind: MatchKind;
  readonly match: string;
  readonly priority: number;
  readonly version: number;
  readonly texts: Texts;
};

/** An error message as it comes in. `codes`: the most specific first, e.g. the bank's own and then ours. */
export type ErrorMessage = {
  readonly codes: readonly string[];
  readonly message: string;
  readonly source: string;
};

export type Mapping = {
  /** Texts in order of preference; the first whose placeholders can all be filled is used. */
  readonly candidates: readonly { readonly texts: Texts; readonly rule: Rule | null }[];
  /** False: nobody has written a prompt for this message. */
  readonly mapped: boolean;
};

export type RuleBook = { map(message: ErrorMessage): Mapping };

const PLACEHOLDERS: Readonly<Record<string, (details: Readonly<Record<string, unknown>>) => string | null>> =
  {
    amount: ({ amount }) => shaped(amount, /^[\d.,]{1,24}( [A-Z]{3})?$/),
    limit: ({ limit }) => shaped(limit, /^[\d.,]{1,24}( [A-Z]{3})?$/),
    left: ({ left }) => shaped(left, /^\d{1,9}$/),
    stock: ({ stock }) => shaped(stock, /^\d{1,9}$/),
    last4: ({ last4 }) => shaped(last4, /^\d{4}$/),
    state: ({ state }) => shaped(state, /^[a-z-]{1,20}$/),
    minutes: ({ retryAfterMs }) =>
      typeof retryAfterMs === 'number' ? String(Math.max(1, Math.ceil(retryAfterMs / 60_000))) : null,
  };
export const placeholderNames = Object.keys(PLACEHOLDERS);

function shaped(value: unknown, shape: RegExp): string | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return shape.test(text) ? text : null;
}

/** The code at the head of a raw message: `51|NSF|...` says 51. */
export function leadingCode(message: string): string | null {
  return /^\s*([A-Za-z0-9_.-]{1,40})(?=[|:\s]|$)/.exec(message)?.[1] ?? null;
}

export function makeRuleBook(rules: readonly Rule[]): RuleBook {
  const byWeight = [...rules].sort(
    (a, b) => b.priority - a.priority || b.match.length - a.match.length || b.version - a.version,
  );
  const exact = new Map<string, Rule[]>();
  for (const rule of byWeight)
    if (rule.kind === 'code') exact.set(rule.match, [...(exact.get(rule.match) ?? []), rule]);
  const patterns = byWeight
    .filter((rule) => rule.kind === 'pattern')
    .map((rule) => ({ rule, expression: compilePattern(rule.match) }));
  const families = byWeight.filter((rule) => rule.kind === 'family' && rule.match !== '*');
  const defaults = byWeight.filter((rule) => rule.kind === 'family' && rule.match === '*');
  return {
    map({ codes, message, source }) {
      const text = (message || codes[0] || '').slice(0, MAX_MESSAGE);
      const spoken = [
        ...codes.flatMap((code) => exact.get(code) ?? []).sort((a, b) => b.priority - a.priority),
        ...patterns.filter(({ expression }) => expression.matcher(text).find()).map(({ rule }) => rule),
        ...families.filter((rule) => isOfFamily(rule.match, codes, source)),
      ];
      // The numbers of banks are nobody else's codes. A raw message stays the operator's to write words for.
      const isBanks = codes.includes('BANK_DECLINED') || (source === 'bank' && message === '');
      const wordsOf = (code: string) => [...(isBanks ? bankTexts(code) : []), ...builtInTexts(code)];
      const builtIn = codes.flatMap(wordsOf);
      const first = codes[0];
      return {
        candidates: [
          ...spoken.map((rule) => ({ texts: rule.texts, rule })),
          ...builtIn.map((texts) => ({ texts, rule: null })),
          ...defaults.map((rule) => ({ texts: rule.texts, rule })),
          { texts: NEUTRAL, rule: null },
        ],
        mapped: spoken.length > 0 || (first !== undefined && wordsOf(first).length > 0),
      };
    },
  };
}

function isOfFamily(family: string, codes: readonly string[], source: string): boolean {
  return (
    source === family ||
    codes.some((code) => code === family || code.startsWith(`${family}_`) || code.startsWith(`${family}.`))
  );
}

/** Fills a text's placeholders from the details; null when one of them has no fitting value. */
export function fillText(text: string, details: Readonly<Record<string, unknown>>): string | null {
  let isWhole = true;
  const filled = text.replace(/\{([^{}]*)\}/g, (_all, name: string) => {
    const value = Object.hasOwn(PLACEHOLDERS, name) ? (PLACEHOLDERS[name]?.(details) ?? null) : null;
    if (value === null) isWhole = false;
    return value ?? '';
  });
  return isWhole ? filled : null;
}

/** Refuses PROMPT_PLACEHOLDER_UNKNOWN unless every brace belongs to an allowed placeholder. */
export function checkTexts(texts: { en: string; zh?: string | undefined }): void {
  for (const text of [texts.en, texts.zh ?? '']) {
    const rest = text.replace(/\{([^{}]*)\}/g, (all, name: string) =>
      placeholderNames.includes(name) ? '' : all,
    );
    if (/[{}]/.test(rest)) refuse('PROMPT_PLACEHOLDER_UNKNOWN', { allowed: placeholderNames.join(' ') });
  }
}

const MAX_PROGRAM = 2_000;

/** RE2 matches in linear time; what it makes of `(x{1000}){1000}` is bounded by the size of its program. */
export function compilePattern(pattern: string): RE2JS {
  try {
    const expression = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    if (expression.programSize() > MAX_PROGRAM) refuse('PROMPT_PATTERN_INVALID');
    return expression;
  } catch {
    return refuse('PROMPT_PATTERN_INVALID');
  }
}

const MAX_KEPT = 160;

/** What may be kept of a raw message: no digits, no addresses, no long words that may be tokens (R12). */
export function sanitize(message: string): string {
  return message
    .slice(0, MAX_MESSAGE)
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .replace(/[^\s@<>"']+@[^\s@<>"']+/g, '[address]')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[url]')
    .replace(/[A-Za-z0-9+/=_-]{20,}/g, '[long]')
    .replace(/\p{N}(?:[\p{N} .,*xX-]*\p{N}[xX]?)?/gu, '#')
    .trim()
    .slice(0, MAX_KEPT);
}

/** A code as it is kept: one that is a number of more than four digits is no code but somebody's data. */
export function sanitizeCode(code: string): string {
  return /\d{5,}/.test(code) || code.length > 40 ? '[masked]' : code;
}
