/** A client over HTTP that keeps its promise: the same key, again and again, until somebody answers. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PIN, WRONG_PIN } from './scene.ts';
import type { Actor, Answer, Json, JsonObject, Wish } from './wishes.ts';

const TIMEOUT_MS = 8_000;
const MOST_TRIES = 400;
const COME_AGAIN = new Set([429, 500, 502, 503, 504]);
const UNKNOWN_PHONE = '+8613911111111';

export type HttpClient = {
  send(wish: Wish): Promise<Answer>;
  /** A plain call to the first server, for setting the scene. Throws on a refusal. */
  call(actor: Actor, method: string, path: string, body?: JsonObject): Promise<JsonObject>;
  readonly stats: { retries: number };
};

export function createHttpClient(urls: readonly string[], tokens: ReadonlyMap<string, string>): HttpClient {
  const stats = { retries: 0 };
  let turn = 0;
  return {
    stats,
    async call(actor, method, path, body) {
      const response = await fetch(`${urls[0]}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${tokens.get(actor.session ?? '')}`,
          'idempotency-key': randomUUID(),
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const read = (await response.json()) as JsonObject;
      if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(read)}`);
      return read;
    },
    async send(wish) {
      const { method, path, body } = requestOf(wish);
      let at = turn++;
      for (let tries = 0; tries < MOST_TRIES; tries++, at++) {
        const response = await fetch(`${urls[at % urls.length]}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${tokens.get(wish.actor.session ?? wish.actor.apiKey ?? '')}`,
            'idempotency-key': wish.key,
            ...(body ? { 'content-type': 'application/json' } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        }).catch(() => null);
        // A cut line in the middle of the answer is no answer.
        const text = await response?.text().catch(() => null);
        if (response && typeof text === 'string' && !COME_AGAIN.has(response.status))
          return answerOf(response, text);
        stats.retries += 1;
        await sleep(Math.min(50 * (tries + 1), 500));
      }
      throw new Error(`nobody answers ${wish.kind} ${wish.key}`);
    },
  };
}

function answerOf(response: Response, text: string): Answer {
  const read = (text === '' ? {} : JSON.parse(text)) as JsonObject;
  const hit = response.headers.get('idempotency-hit') === 'true';
  return response.ok
    ? { code: null, reply: read, hit, seq: null }
    : { code: String(read.code), reply: null, hit, seq: null };
}

function requestOf(wish: Wish): { method: string; path: string; body: JsonObject | null } {
  const { body } = wish;
  const post = (path: string, sent: JsonObject | null) => ({ method: 'POST', path, body: sent });
  const proof = proofOf(wish);
  switch (wish.kind) {
    case 'order.create': {
      const lines = body.lines as unknown as {
        item: string;
        unitPrice: string;
        quantity: number;
        stock: number | null;
      }[];
      return post('/v1/orders', {
        merchantReference: body.merchantReference,
        lines: lines.map(({ stock, unitPrice, ...line }) => ({
          ...line,
          unitPrice: { minor: unitPrice, currency: 'CNY' },
          ...(stock === null ? {} : { stock }),
        })),
        expiresInMs: body.expiresInMs,
      });
    }
    case 'order.pay': {
      const { order, payer: _, ...rest } = body;
      return post(`/v1/orders/${order}/pay`, { ...rest, proof });
    }
    case 'order.cancel':
      return post(`/v1/orders/${body.order}/cancel`, null);
    case 'refund.create': {
      const { merchant: _, ...rest } = body;
      return post('/v1/refunds', rest);
    }
    case 'transfer.create':
      return post('/v1/transfers', {
        to: body.payee ?? UNKNOWN_PHONE,
        amount: body.amount,
        note: body.note,
        proof,
      });
    case 'top-up.create':
      return post('/v1/top-ups', { instrument: body.instrument, amount: body.amount, proof });
    case 'withdrawal.create':
      return post('/v1/withdrawals', { instrument: body.instrument, amount: body.amount, proof });
    case 'payment-session.open':
      return post('/v1/payment-sessions', { pin: pinOf(wish) });
    case 'challenge.answer': {
      const { answer, about, reason } = body;
      const shown = body.proof === 'pin' ? { proof } : {};
      return post(`/v1/challenges/${body.challenge}/answers`, { answer, about, reason, ...shown });
    }
    case 'challenge.cancel':
      return post(`/v1/challenges/${body.challenge}/cancel`, null);
    case 'session.revoke':
      return { method: 'DELETE', path: `/v1/sessions/${body.session}`, body: null };
    default:
      throw new Error(`${wish.kind} has no route`);
  }
}

const pinOf = ({ proof }: Wish) => (proof?.kind === 'pin' && !proof.right ? WRONG_PIN : PIN);

function proofOf(wish: Wish): Json | undefined {
  if (wish.proof?.kind === 'none') return undefined;
  return wish.proof?.kind === 'session' ? { paymentSession: wish.proof.id } : { pin: pinOf(wish) };
}
