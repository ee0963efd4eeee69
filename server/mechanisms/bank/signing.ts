/**
 * Signatures between platform and bank, the same both ways: Standard Webhooks (https://www.standardwebhooks.com) over
 * `METHOD path\nbody`. Times come in as arguments; a secret is never shown.
 */
import { timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Webhook } from 'standardwebhooks';
import { refuse } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';
import type { HttpRequest } from '../http/index.ts';

export const TOLERANCE_MS = 300_000;
const MAX_REMEMBERED_IDS = 200_000;
const MAX_HEADER_LENGTH = 1_000;

/** `whsec_` + base64 as in Standard Webhooks; any other text is used as it stands. */
function webhookOf(secret: Secret): Webhook {
  const text = secret.reveal();
  return text.startsWith('whsec_')
    ? new Webhook(text)
    : new Webhook(Buffer.from(text, 'utf8'), { format: 'raw' });
}

const payload = (method: string, path: string, body: string) => `${method.toUpperCase()} ${path}\n${body}`;

export function createSigner(secret: Secret) {
  const webhook = webhookOf(secret);
  return (what: {
    method: string;
    path: string;
    body: string;
    id: string;
    now: number;
  }): Record<string, string> => ({
    'webhook-id': what.id,
    'webhook-timestamp': String(Math.floor(what.now / 1000)),
    'webhook-signature': webhook.sign(
      what.id,
      new Date(what.now),
      payload(what.method, what.path, what.body),
    ),
  });
}

/**
 * A request that was seen before is refused. Ids are remembered by this process, for as long as their time is accepted;
 * what the routes do with a report is idempotent by its content besides.
 */
export function createSignatureCheck(options: {
  secret: Secret;
  clock: Clock;
}): (request: HttpRequest) => void {
  const webhook = webhookOf(options.secret);
  const seen = new LRUCache<string, true>({ max: MAX_REMEMBERED_IDS, ttl: 2 * TOLERANCE_MS });
  return (request) => {
    const id = header(request, 'webhook-id');
    const seconds = header(request, 'webhook-timestamp');
    const signatures = header(request, 'webhook-signature');
    if (!id || !seconds || !signatures || !/^\d{1,12}$/.test(seconds)) refuse('SIGNATURE_INVALID');
    const at = new Date(Number(seconds) * 1000);
    if (Math.abs(options.clock.now() - at.getTime()) > TOLERANCE_MS) refuse('SIGNATURE_INVALID');
    const path = request.raw.url;
    const expected = Buffer.from(webhook.sign(id, at, payload(request.raw.method, path, bodyText(request))));
    const fits = signatures.split(' ').some((given) => isSame(Buffer.from(given), expected));
    if (!fits || seen.has(id)) refuse('SIGNATURE_INVALID');
    seen.set(id, true);
  };
}

/** The bytes that were signed. Where the door has not kept them, the same value written again, as the bank writes it. */
function bodyText(request: HttpRequest): string {
  const kept = (request.raw as { rawBody?: unknown }).rawBody;
  return typeof kept === 'string' ? kept : JSON.stringify(request.raw.body);
}

function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value.length <= MAX_HEADER_LENGTH ? value : undefined;
}

function isSame(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
