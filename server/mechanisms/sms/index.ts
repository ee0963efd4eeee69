/** Text messages: the port to a telephone network. It never logs what a message says (R12). */
import { randomUUID } from 'node:crypto';
import type { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';
import { createSigner } from '../bank/index.ts';

/** Resolves when the network has accepted the message; throws when it has not. */
export type SendSms = (to: string, text: Secret) => Promise<void>;

const TIMEOUT_MS = 5_000;

/** The sandbox telephone network, reached over HTTP with signed requests (Standard Webhooks). */
export function createSmsSender(options: { url: string; secret: Secret; clock: Clock }): SendSms {
  const sign = createSigner(options.secret);
  return async (to, text) => {
    const body = JSON.stringify({ to, text: text.reveal() });
    const signed = sign({
      method: 'POST',
      path: '/sms',
      body,
      id: `sms_${randomUUID()}`,
      now: options.clock.now(),
    });
    const response = await fetch(`${options.url}/sms`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...signed },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the telephone network answered ${response.status}`);
  };
}
