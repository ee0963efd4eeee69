/** Idempotency keys (R1): those that this process has used, and the first answers of those that were ever used. */
import { isDeepStrictEqual } from 'node:util';
import { binaryArray, column } from '../database/index.ts';
import type { Outcome } from './command.ts';
import { refusedOutcome, type Submission } from './decide.ts';
import { parseEntry } from './entry.ts';

/** How many keys of this process are remembered, at least half of it at any time. */
const REMEMBERED_KEYS = 200_000;

export type UsedKeys = {
  has(submission: Submission): boolean;
  add(submissions: readonly Submission[]): void;
};

/** Keys that this process has used: their retries take the sure way at once, instead of failing on the quick one. */
export function createUsedKeys(): UsedKeys {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    has: ({ keyHash }) => young.has(keyHash) || old.has(keyHash),
    add(submissions) {
      if (young.size >= REMEMBERED_KEYS / 2) {
        old = young;
        young = new Set();
      }
      for (const { keyHash } of submissions) young.add(keyHash);
    },
  };
}

export const PRIOR = 'select key, content from journal.entry where key = any($1::uuid[])';
export const priorValues = (submissions: readonly Submission[]) => [
  binaryArray(
    column.hash16(),
    submissions.map((one) => one.keyHash),
  ),
];

/** Contents of the entries by key. */
export function readPrior(rows: readonly (readonly string[])[]): Map<string, string> {
  return new Map(rows.map(([key, content]) => [String(key).replaceAll('-', ''), String(content)]));
}

/** Same key and same command: the first answer again; otherwise IDEMPOTENCY_KEY_REUSED. */
export function priorOutcome(submission: Submission, content: string): Outcome<never> {
  const entry = parseEntry(content);
  const seq = BigInt(entry.seq);
  const at = Date.parse(entry.at);
  const isSame =
    entry.kind === submission.command.kind && isDeepStrictEqual(entry.body, JSON.parse(submission.bodyJson));
  if (!isSame) return refusedOutcome({ seq, at, hit: false, code: 'IDEMPOTENCY_KEY_REUSED', details: {} });
  if (entry.outcome === 'refused') {
    return refusedOutcome({
      seq,
      at,
      hit: true,
      code: entry.code ?? 'INTERNAL',
      details: entry.details ?? {},
    });
  }
  const reply = (entry.reply ?? {}) as never;
  return { seq, at, hit: true, refused: null, replyJson: JSON.stringify(reply), reply: () => reply };
}
