// Signing and checking of requests between the platform and the bank, the same in both directions
// (Standard Webhooks; signed payload = `METHOD path\nbody`). Never reads a clock: the time is passed in.

import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

export const SIGNATURE_TOLERANCE_MS = 300_000;
const MAX_HEADER_LENGTH = 1_000;

export interface SignedHeaders {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

export interface RequestToSign {
  secret: string;
  method: string;
  /** Path and query as sent, e.g. `/api/debits`. */
  path: string;
  body: string;
  /** New for every attempt: the receiver refuses an id that it has seen. */
  id: string;
  now: Date;
}

export interface RequestToVerify {
  /** More than one while a secret is being rotated. */
  secrets: readonly string[];
  method: string;
  path: string;
  body: string;
  headers: Record<string, string | string[] | undefined>;
  now: Date;
}

export type Verification =
  | { ok: true; id: string }
  | { ok: false; problem: 'headers-missing' | 'time-out-of-range' | 'signature-wrong' };

/** Headers to send with a request. */
export function signRequest({ secret, method, path, body, id, now }: RequestToSign): SignedHeaders {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': webhook(secret).sign(id, now, payload(method, path, body)),
  };
}

/** Whether a request was signed by a holder of one of the secrets, at most 300 s ago. The caller remembers the id. */
export function verifyRequest({ secrets, method, path, body, headers, now }: RequestToVerify): Verification {
  const id = one(headers['webhook-id']);
  const seconds = one(headers['webhook-timestamp']);
  const signatures = one(headers['webhook-signature']);
  if (!id || !seconds || !signatures) return { ok: false, problem: 'headers-missing' };
  const at = new Date(Number(seconds) * 1000);
  if (!/^\d{1,12}$/.test(seconds) || Math.abs(now.getTime() - at.getTime()) > SIGNATURE_TOLERANCE_MS) {
    return { ok: false, problem: 'time-out-of-range' };
  }
  const given = signatures.split(' ');
  for (const secret of secrets) {
    const expected = webhook(secret).sign(id, at, payload(method, path, body));
    if (given.some((signature) => isSame(signature, expected))) return { ok: true, id };
  }
  return { ok: false, problem: 'signature-wrong' };
}

const payload = (method: string, path: string, body: string): string =>
  `${method.toUpperCase()} ${path}\n${body}`;

/** `whsec_` + base64 as in Standard Webhooks; any other text is used as it stands. */
const webhook = (secret: string): Webhook =>
  secret.startsWith('whsec_')
    ? new Webhook(secret)
    : new Webhook(Buffer.from(secret, 'utf8'), { format: 'raw' });

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header.length <= MAX_HEADER_LENGTH ? header : undefined;
}

function isSame(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
