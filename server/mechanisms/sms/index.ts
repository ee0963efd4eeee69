/** Text messages: the port to a telephone network. It never logs what a message says (R12). */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';

/** Resolves when the network has accepted the message; throws when it has not. */
export type SendSms = (to: string, text: Secret) => Promise<void>;

const TIMEOUT_MS = 5_000;

/** The sandbox telephone network, reached over HTTP with signed requests (Standard Webhooks). */
export function createSmsSender(options: { url: string; secret: Secret; clock: Clock }): SendSms {
  const signer = new Webhook(options.secret.reveal());
  return async (to, text) => {
    const body = JSON.stringify({ to, text: text.reveal() });
    const id = `sms_${randomUUID()}`;
    const at = new Date(options.clock.now());
    const response = await fetch(`${options.url}/sms`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signer.sign(id, at, `POST /sms\n${body}`),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the telephone network answered ${response.status}`);
  };
}
