/** Idempotency keys (R1): those that this process has used, and the first answers of those that were ever used. */
import { isDeepStrictEqual } from 'node:util';
import { binaryArray, column } from '../database/index.ts';
import type { Outcome } from './command.ts';
import { refusedOutcome, type Submission } from './decide.ts';
import { parseEntry } from './entry.ts';

/** Places for keys; each holds 32 bits of the last key that fell on it. Two megabytes. */
const PLACES = 1 << 19;

export type UsedKeys = {
  has(submission: Submission): boolean;
  add(submissions: readonly Submission[]): void;
};

/**
 * Keys that this process has used: their retries take the sure way at once, instead of failing on the quick one. A guess
 * either way costs a little time and nothing else: the database decides. So a key may be forgotten for another one.
 */
export function createUsedKeys(): UsedKeys {
  const marks = new Uint32Array(PLACES);
  return {
    has: ({ keyHash }) => marks[placeOf(keyHash)] === markOf(keyHash),
    add(submissions) {
      for (const { keyHash } of submissions) marks[placeOf(keyHash)] = markOf(keyHash);
    },
  };
}

const placeOf = (keyHash: string) => hexBits(keyHash, 0) & (PLACES - 1);
/** Never 0: that is an empty place. */
const markOf = (keyHash: string) => (hexBits(keyHash, 8) | 1) >>> 0;

/** Eight lower-case hex digits as 32 bits. */
function hexBits(digits: string, from: number): number {
  let bits = 0;
  for (let i = from; i < from + 8; i++) {
    const code = digits.charCodeAt(i);
    bits = (bits << 4) | ((code & 15) + (code >> 6) * 9);
  }
  return bits;
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
