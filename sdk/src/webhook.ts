/** Webhooks as a receiver checks them: Standard Webhooks, HMAC-SHA256, compared in constant time by Web Crypto. */
import type { BursarEvent } from './events.ts';

export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly reason: 'headers-missing' | 'too-old' | 'signature-wrong' | 'secret-malformed';
  constructor(reason: WebhookError['reason']) {
    super(`the webhook was not verified: ${reason}`);
    this.reason = reason;
  }
}

export const WEBHOOK_TOLERANCE_MS = 300_000;
const MAX_SIGNATURES = 10;

type HeaderBag = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Returns the event, or throws a WebhookError. `body` is the raw text: parsing and printing it again breaks the signature.
 * `webhook-id` is the same for every attempt: remember it, and act on each id once.
 */
export async function verifyWebhook(webhook: {
  readonly body: string;
  readonly headers: HeaderBag;
  /** One secret, or several while they are being rotated: `whsec_...`. */
  readonly secret: string | readonly string[];
  readonly now?: number;
  readonly toleranceMs?: number;
}): Promise<BursarEvent> {
  const id = header(webhook.headers, 'webhook-id');
  const timestamp = header(webhook.headers, 'webhook-timestamp');
  const signatures = header(webhook.headers, 'webhook-signature').split(' ').slice(0, MAX_SIGNATURES);
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookError('headers-missing');
  const age = Math.abs((webhook.now ?? Date.now()) - Number(timestamp) * 1_000);
  if (age > (webhook.toleranceMs ?? WEBHOOK_TOLERANCE_MS)) throw new WebhookError('too-old');
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${webhook.body}`);
  for (const secret of [webhook.secret].flat()) {
    const key = await importSecret(secret);
    for (const signature of signatures) {
      const [version, text = ''] = signature.split(',');
      const bytes = version === 'v1' ? fromBase64(text) : null;
      if (bytes && (await crypto.subtle.verify('HMAC', key, bytes, signed)))
        return JSON.parse(webhook.body) as BursarEvent;
    }
  }
  throw new WebhookError('signature-wrong');
}

function importSecret(secret: string) {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''));
  if (!bytes || bytes.length < 16) throw new WebhookError('secret-malformed');
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

function header(headers: HeaderBag, name: string): string {
  // Some frameworks write the names of headers as they came.
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
  if (typeof value !== 'string' || value === '') throw new WebhookError('headers-missing');
  return value;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return null;
  }
}
