// Words shared by all requests: the refusals of the API itself (not of the bank's business) and the body's fingerprint.

import { createHash } from 'node:crypto';

const REFUSALS = {
  REFERENCE_REUSED: { status: 409, message: 'This reference was used with another body' },
  SIGNATURE_REFUSED: { status: 401, message: 'The signature is missing, wrong or too old' },
  REQUEST_REPLAYED: { status: 401, message: 'This webhook-id was seen before; sign every attempt anew' },
  BODY_REFUSED: { status: 400, message: 'The body does not fit the API' },
  NOT_FOUND: { status: 404, message: 'There is no such thing here' },
  BANK_DOWN: { status: 503, message: 'The bank is down' },
  BUG: { status: 500, message: 'The bank failed; ask again with the same reference' },
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export interface Refusal {
  refused: RefusalCode;
  status: number;
  message: string;
}

export const refusal = (code: RefusalCode): Refusal => ({ refused: code, ...REFUSALS[code] });

export const isRefusal = (answer: object): answer is Refusal => 'refused' in answer;

/** The same for two bodies that say the same, whatever the order of their fields. */
export function requestHash(body: object): string {
  return createHash('sha256').update(canonical(body)).digest('hex');
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
