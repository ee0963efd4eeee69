/**
 * The rules in memory: answers at once, follows new versions within a second or two in every process, counts what has no
 * prompt. It must never throw, call itself or wait: it is what speaks when something else has failed.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Clock } from '../../kernel/time.ts';
import type { Database } from '../../mechanisms/database/index.ts';
import { NEUTRAL } from './catalogue.ts';
import {
  type ErrorMessage,
  fillText,
  leadingCode,
  type Mapping,
  makeRuleBook,
  type RuleBook,
  sanitize,
  sanitizeCode,
} from './rules.ts';
import { activeRules, addUnmapped, currentVersion, type RuleRecord, type UnmappedCount } from './storage.ts';

export type Details = Readonly<Record<string, unknown>>;
export type Locale = 'en' | 'zh';

export type PromptStore = {
  readonly version: number;
  /** The words for a person; counts the message when nobody has written any. */
  prompt(message: ErrorMessage, details: Details, locale: Locale): string;
  /** The same without counting, and with the rule that speaks. */
  explain(
    message: ErrorMessage,
    details: Details,
  ): { en: string; zh: string; rule: string | null; mapped: boolean };
  /** Reads the rules anew when there is a newer version. */
  refresh(): Promise<void>;
  /** Writes the counts down. */
  flush(): Promise<void>;
};

const MAX_COUNTED_AT_ONCE = 1_000;
const CACHED_MAPPINGS = 5_000;

export function createPromptStore(deps: { database: Database; clock: Clock; log: Logger }): PromptStore {
  const { database, clock, log } = deps;
  const counted = new Map<string, UnmappedCount>();
  const mappings = new LRUCache<string, Mapping>({ max: CACHED_MAPPINGS });
  let book: RuleBook = makeRuleBook([]);
  let version = -1;
  let refreshing: Promise<void> | null = null;

  function mapOf(message: ErrorMessage): Mapping {
    const key = `${message.source}\n${message.codes.join('\n')}\n\n${message.message}`;
    let mapping = mappings.get(key);
    if (!mapping) {
      mapping = book.map(message);
      mappings.set(key, mapping);
    }
    return mapping;
  }

  function speak(mapping: Mapping, details: Details, locale: Locale): string {
    for (const { texts } of mapping.candidates) {
      const filled = fillText((locale === 'zh' ? texts.zh : undefined) ?? texts.en, details);
      if (filled !== null) return filled;
    }
    return NEUTRAL[locale] ?? NEUTRAL.en;
  }

  function count(message: ErrorMessage): void {
    const code = message.codes[0] === undefined ? null : sanitizeCode(message.codes[0]);
    const text = sanitize(message.message);
    const key = createHash('sha256').update(`${message.source}\n${code}\n${text}`).digest('hex').slice(0, 24);
    const known = counted.get(key);
    if (!known && counted.size >= MAX_COUNTED_AT_ONCE) return;
    counted.set(key, {
      key,
      code,
      message: text,
      source: message.source,
      count: (known?.count ?? 0) + 1,
      at: clock.now(),
    });
  }

  async function load(): Promise<void> {
    const now = await currentVersion(database.pool);
    if (now === version) return;
    const records = await activeRules(database.pool);
    book = makeRuleBook(records.map(ruleOf));
    mappings.clear();
    version = now;
  }

  return {
    get version() {
      return Math.max(version, 0);
    },
    prompt(message, details, locale) {
      try {
        const mapping = mapOf(message);
        if (!mapping.mapped) count(message);
        return speak(mapping, details, locale);
      } catch (err) {
        log.warn({ err }, 'error-prompts: the neutral text was given');
        return NEUTRAL[locale] ?? NEUTRAL.en;
      }
    },
    explain(message, details) {
      const mapping = mapOf(message);
      const spoken = mapping.candidates.find(({ texts }) => fillText(texts.en, details) !== null);
      return {
        en: speak(mapping, details, 'en'),
        zh: speak(mapping, details, 'zh'),
        rule: spoken?.rule?.id ?? null,
        mapped: mapping.mapped,
      };
    },
    async refresh() {
      refreshing ??= load().finally(() => {
        refreshing = null;
      });
      await refreshing;
    },
    async flush() {
      const counts = [...counted.values()];
      counted.clear();
      await addUnmapped(database.pool, counts);
    },
  };
}

function ruleOf(record: RuleRecord) {
  return {
    id: record.id,
    kind: record.matchKind,
    match: record.matchText,
    priority: record.priority,
    version: record.version,
    texts: { en: record.en, ...(record.zh === null ? {} : { zh: record.zh }) },
  };
}

/** A message as a front-end sends it: its code, or the one at the head of the raw message. */
export function readMessage(asked: { code?: string; message?: string; source?: string }): ErrorMessage {
  const message = asked.message ?? '';
  const code = asked.code ?? leadingCode(message);
  return { codes: code === null ? [] : [code], message, source: asked.source ?? 'front-end' };
}

/** A refusal of ours. A bank's own code, when the details carry one, is more specific than ours. */
export function readRefusal(code: string, details: Details): ErrorMessage {
  const bankCode = typeof details.bankCode === 'string' ? details.bankCode.slice(0, 60) : null;
  return bankCode === null
    ? { codes: [code], message: '', source: 'platform' }
    : { codes: [bankCode, code], message: bankCode, source: 'bank' };
}
