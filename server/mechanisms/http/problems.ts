/** The one envelope in which every refusal and every bug leaves (RFC 9457). It never carries a raw message to a person. */
import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Refusal, type RefusalDetails, refusalSpec } from '../../kernel/refusal.ts';
import { isStorageTrouble } from '../journal/index.ts';
import type { Locale } from './route.ts';

export type Prompter = (code: string, details: Readonly<Record<string, unknown>>, locale: Locale) => string;

const EFFECT_UNKNOWN = new Set(['STORAGE_UNAVAILABLE', 'INTERNAL']);

export function localeOf(request: FastifyRequest): Locale {
  return firstOurs(String(request.headers['accept-language'] ?? ''));
}

/** The language we have that stands first: browsers write them by preference, so the weights say nothing new. */
function firstOurs(languages: string): Locale {
  const first = /(?:^|,)\s*(zh|en)\b/i.exec(languages)?.[1];
  return first?.toLowerCase() === 'zh' ? 'zh' : 'en';
}

/** What was thrown, as a refusal: validation and parsing errors of the framework get their codes here. */
function asRefusal(thrown: unknown): Refusal | null {
  // PostgreSQL has said itself that there was no room (53100): its transaction is rolled back for certain.
  if (thrown instanceof Refusal && thrown.code === 'STORAGE_UNAVAILABLE' && thrown.details.full === true)
    return new Refusal('STORAGE_FULL');
  if (thrown instanceof Refusal) return thrown;
  // A read of a route's own that the database did not answer.
  if (thrown instanceof Error && isStorageTrouble(thrown)) return new Refusal('STORAGE_UNAVAILABLE');
  const error = thrown as Partial<FastifyError>;
  if (error.validation) {
    // What cannot be an id names nothing.
    if (error.validationContext === 'params') return new Refusal('NOT_FOUND');
    const code = error.validationContext === 'querystring' ? 'QUERY_INVALID' : 'BODY_INVALID';
    return new Refusal(code, { where: validationPlace(error) });
  }
  // What a newcomer's curl sends unless it is told otherwise.
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Refusal('BODY_INVALID', { where: 'headers/content-type is not application/json' });
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY')
    return new Refusal('BODY_INVALID', { where: 'body is not JSON' });
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('BODY_TOO_LARGE');
  if (error.statusCode === 429) return new Refusal('RATE_LIMITED');
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500)
    return new Refusal('BODY_INVALID');
  return null;
}

/** The place of the first validation error, without the value that stood there. */
function validationPlace(error: Partial<FastifyError>): string {
  const first = error.validation?.[0];
  const extra =
    (first?.params as { additionalProperty?: string; missingProperty?: string } | undefined) ?? {};
  const name = extra.additionalProperty ?? extra.missingProperty;
  const path = `${error.validationContext ?? 'body'}${first?.instancePath ?? ''}`;
  return `${path}${name ? `/${name.slice(0, 60)}` : ''} ${first?.keyword ?? ''}`.slice(0, 200);
}

export function sendProblem(
  reply: FastifyReply,
  request: FastifyRequest,
  thrown: unknown,
  prompt: Prompter,
): FastifyReply {
  const refusal = asRefusal(thrown);
  const code = refusal?.code ?? 'INTERNAL';
  const details = refusal?.details ?? {};
  const { spec, reference, headers, text } = envelope(code, details, localeOf(request), prompt);
  const route = request.routeOptions.url;
  if (!refusal) request.log.error({ err: thrown, reference, route }, 'bug');
  else if (code === 'STORAGE_UNAVAILABLE' && !(thrown instanceof Refusal))
    request.log.warn({ err: thrown, reference, route }, 'the database did not answer');
  else request.log.debug({ code, reference, route }, 'refused');
  reply.code(spec.status).headers(headers);
  if (refusal?.isRepeated) reply.header('idempotency-hit', 'true');
  // RFC 6750, section 3: how to come in.
  if (spec.status === 401) reply.header('www-authenticate', 'Bearer');
  // Whoever has counted the requests has said already when there will be room again.
  if (spec.retry && !reply.hasHeader('retry-after')) reply.header('retry-after', '1');
  if (typeof details.retryAfterMs === 'number')
    reply.header('retry-after', String(Math.ceil(details.retryAfterMs / 1000)));
  return reply.send(text);
}

/** Node's reasons for not making a request of what came; any other is a request that is no HTTP. */
const UNREAD: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: new Refusal('HEADERS_TOO_LARGE'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new Refusal('BODY_TOO_LARGE'),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal('REQUEST_TOO_SLOW'),
};
const NO_HTTP = new Refusal('BODY_INVALID', { where: 'request is not HTTP' });

/**
 * Answers what never became a request, on the bare connection, and ends it. Nothing that came is trusted or said again, so
 * its language is not known either.
 */
export function answerUnread(
  reason: string,
  socket: Duplex,
  log: Pick<Logger, 'debug'>,
  prompt: Prompter,
): void {
  if (reason === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) return void socket.destroy();
  const { code, details } = UNREAD[reason] ?? NO_HTTP;
  const { spec, reference, headers, text } = envelope(code, details, 'en', prompt);
  log.debug({ code, reference, reason }, 'refused');
  const head = { ...headers, 'content-length': Buffer.byteLength(text), connection: 'close' };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${spec.status} ${STATUS_CODES[spec.status] ?? ''}\r\n`;
  // A client that never reads would otherwise keep the connection.
  socket.end(`${status}${lines.join('')}\r\n${text}`, () => socket.destroy());
}

/** What every problem says, however it is sent. */
function envelope(code: string, details: RefusalDetails, locale: Locale, prompt: Prompter) {
  const spec = refusalSpec(code);
  const reference = `ref_${randomBytes(9).toString('base64url')}`;
  const headers = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-language': locale,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  const text = JSON.stringify({
    type: `urn:bursar:error:${code}`,
    title: spec.text,
    status: spec.status,
    code,
    effect: EFFECT_UNKNOWN.has(code) ? 'unknown' : 'none',
    prompt: prompt(code, details, locale),
    reference,
    details,
  });
  return { spec, reference, headers, text };
}
