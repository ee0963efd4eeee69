/**
 * The bank over HTTP: signed JSON, kept-alive connections, a time-out on every call. A 4xx says that the bank did
 * nothing; silence, a broken line or a 5xx say nothing at all, and that is `unknown` (R6).
 */
import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'undici';
import { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';
import type { BankAnswer, BankPort } from './port.ts';
import { withoutNumbers } from './rules.ts';
import { createSigner } from './signing.ts';

const TIMEOUT_MS = 4_000;
const STATEMENT_TIMEOUT_MS = 20_000;
const MAX_CONNECTIONS = 64;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_STATEMENT_BYTES = 64 * 1024 * 1024;

type Reply = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

export function createHttpBank(options: {
  url: string;
  secret: Secret;
  clock: Clock;
  timeoutMs?: number;
}): BankPort {
  const { clock } = options;
  const base = new URL(options.url);
  const sign = createSigner(options.secret);
  const agent = new Agent({
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: 2_000 },
  });

  /** Throws when no whole answer came in time. */
  async function post(
    path: string,
    value: object,
    limits = { timeoutMs: options.timeoutMs ?? TIMEOUT_MS, bytes: MAX_ANSWER_BYTES },
  ): Promise<Reply> {
    const url = new URL(base.pathname.replace(/\/$/, '') + path, base);
    const body = JSON.stringify(value);
    const signed = sign({
      method: 'POST',
      path: url.pathname,
      body,
      id: `req_${randomUUID()}`,
      now: clock.now(),
    });
    const answer = await httpRequest(url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', ...signed },
      body,
      signal: AbortSignal.timeout(limits.timeoutMs),
    });
    let text = '';
    answer.body.setEncoding('utf8');
    for await (const part of answer.body) {
      text += part as string;
      if (text.length > limits.bytes) {
        answer.body.destroy();
        throw new Error('the answer is too long');
      }
    }
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) throw new Error('the answer is no object');
    return { status: answer.statusCode, body: parsed as Reply['body'] };
  }

  async function tryPost(path: string, value: object): Promise<Reply | { problem: string }> {
    try {
      const reply = await post(path, value);
      return reply.status >= 500 || reply.status === 408 || reply.status === 429
        ? { problem: `STATUS_${reply.status}` }
        : reply;
    } catch (error) {
      return { problem: problemOf(error) };
    }
  }

  async function ask(path: string, value: object): Promise<BankAnswer> {
    const reply = await tryPost(path, value);
    if ('problem' in reply) return { state: 'unknown', problem: reply.problem };
    // 409: the bank has this reference with another body. What it did with that one, an inquiry tells.
    if (reply.status === 409) return { state: 'unknown', problem: codeOf(reply) };
    if (reply.status >= 400) return { state: 'declined', code: codeOf(reply) };
    return readAnswer(reply.body);
  }

  return {
    debit: ({ cardToken, ...rest }) => ask('/api/debits', { ...rest, cardToken: cardToken.reveal() }),
    refund: (refund) => ask('/api/refunds', refund),
    transfer: ({ cardToken, ...rest }) => ask('/api/transfers', { ...rest, cardToken: cardToken.reveal() }),
    cancel: async (reference) => doubtful(await ask('/api/cancel', { reference })),
    async query(reference) {
      const reply = await tryPost('/api/query', { reference });
      if ('problem' in reply) return { state: 'unknown', problem: reply.problem };
      if (reply.status >= 400) return { state: 'unknown', problem: `STATUS_${reply.status}` };
      return reply.body.found === false ? { state: 'absent' } : readAnswer(reply.body);
    },
    async verifyCard({ reference, card }) {
      const reply = await tryPost('/api/card-verifications', { reference, ...card.reveal() });
      if ('problem' in reply) return { state: 'unknown', problem: reply.problem };
      const verification = text(reply.body.verification);
      if (reply.status < 400 && reply.body.state === 'code-sent' && verification)
        return { state: 'code-sent', verification };
      return { state: 'declined', code: codeOf(reply) };
    },
    async confirmCard({ reference, verification, code }) {
      const reply = await tryPost('/api/card-verifications/confirm', {
        reference,
        verification,
        code: code.reveal(),
      });
      if ('problem' in reply) return { state: 'unknown', problem: reply.problem };
      const { body } = reply;
      const cardToken = text(body.cardToken);
      if (reply.status >= 400 || body.state !== 'verified' || !cardToken)
        return { state: 'declined', code: codeOf(reply) };
      return {
        state: 'verified',
        cardToken: new Secret(cardToken),
        last4: text(body.last4) ?? '',
        brand: text(body.brand) ?? '',
        kind: body.kind === 'credit' ? 'credit' : 'debit',
        bankName: text(body.bankName) ?? '',
      };
    },
    async statement(range) {
      const limits = { timeoutMs: STATEMENT_TIMEOUT_MS, bytes: MAX_STATEMENT_BYTES };
      const reply = await post('/api/statements', range, limits).catch(() => null);
      return reply?.status === 200 && typeof reply.body.xml === 'string' ? reply.body.xml : null;
    },
    close: () => agent.close(),
  };
}

/** A cancellation that was refused by the door (4xx) has closed nothing. */
function doubtful(answer: BankAnswer): BankAnswer {
  return answer.state === 'declined' && answer.bankReference === undefined
    ? { state: 'unknown', problem: answer.code ?? '' }
    : answer;
}

function readAnswer(body: Reply['body']): BankAnswer {
  const { state } = body;
  if (state !== 'done' && state !== 'declined' && state !== 'pending')
    return { state: 'unknown', problem: 'STATE_UNREADABLE' };
  const code = text(body.code);
  const message = text(body.message);
  const bankReference = text(body.bankReference);
  const amount = readAmount(body.amount);
  return {
    state,
    ...(code === undefined ? {} : { code: withoutNumbers(code) }),
    ...(message === undefined ? {} : { message: withoutNumbers(message) }),
    ...(bankReference === undefined ? {} : { bankReference }),
    ...(amount === undefined ? {} : { amount }),
  };
}

function codeOf({ status, body }: Reply): string {
  const code = text(body.code);
  return code === undefined ? `STATUS_${status}` : withoutNumbers(code);
}

function readAmount(value: unknown): { minor: string; currency: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { minor, currency } = value as { minor?: unknown; currency?: unknown };
  return typeof minor === 'string' && typeof currency === 'string'
    ? { minor: minor.slice(0, 20), currency: currency.slice(0, 3) }
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 ? value.slice(0, 200) : undefined;
}

function problemOf(error: unknown): string {
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'TIMEOUT';
  return typeof code === 'string' ? code : 'NO_ANSWER';
}
