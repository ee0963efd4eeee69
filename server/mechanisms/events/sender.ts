/** One attempt to deliver: a signed POST (Standard Webhooks) to the address that the merchant has named. */
import { Webhook } from 'standardwebhooks';
import type { Instant } from '../../kernel/time.ts';
import { createPoster, type Posted } from '../outside/index.ts';

export type Attempt = Posted;
export type Sender = {
  send(message: {
    url: string;
    id: string;
    body: string;
    secrets: readonly string[];
    at: Instant;
  }): Promise<Attempt>;
  close(): Promise<void>;
};

export function createSender(options: { allowPrivate: boolean; timeoutMs?: number }): Sender {
  const poster = createPoster(options);
  return {
    async send({ url, id, body, secrets, at }) {
      const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body));
      return poster.post({
        url,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Bursar-Webhooks/1',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at / 1000)),
          'webhook-signature': signatures.join(' '),
        },
        body,
      });
    },
    close: poster.close,
  };
}
