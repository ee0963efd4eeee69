/** A route as flows declare it: who may call it, what it takes, what it does. The matrix test reads these declarations. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { type Id, isId } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Actor, CommandInput, Outcome } from '../journal/index.ts';
import type { Caller, KeyScope, OperatorCaller, PersonCaller } from '../people/caller.ts';

export type CallerKind = Caller['kind'];
export type Locale = 'en' | 'zh';

export type HttpRequest = {
  readonly caller: Caller;
  readonly body: never;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Present on every route that changes state. */
  readonly idempotencyKey: string;
  readonly locale: Locale;
  /** From `Prefer: wait=n` (RFC 7240); 0 when absent or when the route does not wait, at most 30,000. */
  readonly waitMs: number;
  readonly raw: FastifyRequest;
  readonly reply: FastifyReply;
};

export type HttpAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Either a value, or JSON text that is ready to be sent. */
  readonly body?: unknown;
  readonly json?: string;
  /** The handler has answered by itself (streams). */
  readonly hijacked?: true;
};

export type RouteSpec = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Deny by default: only these kinds of callers may enter. */
  readonly callers: readonly CallerKind[];
  /** For operators: one of these roles. */
  readonly operatorRoles?: readonly string[];
  /** For staff of merchants: one of these roles. Absent: all. */
  readonly staffRoles?: readonly string[];
  /** For a merchant's API keys: one of these scopes besides `full`. Reading needs none; changes need `full` when absent. */
  readonly keyScopes?: readonly KeyScope[];
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** For the documentation; tests hold the answers against it. */
  readonly replies?: Readonly<Record<number, TSchema>>;
  readonly limitPerMinute?: number;
  readonly bodyLimit?: number;
  /** Default: true for everything but GET. */
  readonly idempotent?: boolean;
  /** Waits for the bank as long as `Prefer: wait=n` says. */
  readonly waits?: true;
  /** Answers `Accept: text/event-stream` with a stream. */
  readonly streams?: true;
  /** Left out of the OpenAPI document (demo and operation routes). */
  readonly hidden?: boolean;
  handle(request: HttpRequest): Promise<HttpAnswer>;
};

export const MAX_KEY_LENGTH = 200;
export const MAX_WAIT_MS = 30_000;

/** Does it take an Idempotency-Key? */
export const isCommand = ({ idempotent, method }: RouteSpec): boolean => idempotent ?? method !== 'GET';

/** Types a handler's body by the schema that checked it. */
export function bodyOf<T>(request: HttpRequest): T {
  return request.body as T;
}

/** The answer to a command: its reply, or the refusal thrown so that it leaves as a problem. */
export function commandAnswer(outcome: Outcome<object>, status = 200): HttpAnswer {
  if (outcome.refused) outcome.reply();
  return { status, json: outcome.replyJson, ...hitHeader(outcome) };
}

const HIT = { headers: { 'idempotency-hit': 'true' } } as const;

/** For answers of a route's own making: a repeated request is told that it is one. */
export const hitHeader = ({ hit }: { readonly hit: boolean }): Pick<HttpAnswer, 'headers'> =>
  hit ? HIT : {};

/** The journal's actor for a caller. */
export function actorOf(caller: Caller): Actor {
  switch (caller.kind) {
    case 'person':
    case 'operator':
      return { id: caller.person, session: caller.session, device: caller.device };
    case 'staff':
      return { id: caller.merchant, session: caller.session, device: caller.device, staff: caller.person };
    case 'merchant':
      return { id: caller.merchant, apiKey: caller.key };
    case 'bank':
      return { id: 'bank' };
    case 'anonymous':
      return { id: 'anonymous' };
  }
}

/** Who asks for a command, and by which key: spread into what is submitted. */
export function askedBy(request: HttpRequest): Pick<CommandInput, 'key' | 'actor'> {
  return { key: request.idempotencyKey, actor: actorOf(request.caller) };
}

/** The merchant that a key or a member of staff acts for. Refuses FORBIDDEN for everybody else. */
export function merchantIdOf(caller: Caller): Id<'merchant'> {
  return merchantIn(caller) ?? refuse('FORBIDDEN');
}

/** The person behind a session, an operator's own acts included. Refuses FORBIDDEN for everybody else. */
export function signedIn({ caller }: { readonly caller: Caller }): PersonCaller | OperatorCaller {
  return caller.kind === 'person' || caller.kind === 'operator' ? caller : refuse('FORBIDDEN');
}

/** The person who calls, as himself or as an operator; undefined for everybody else. */
export const personIn = (caller: Caller): Id<'person'> | undefined =>
  caller.kind === 'person' || caller.kind === 'operator' ? caller.person : undefined;

/** The merchant that a key or a member of staff acts for; undefined for everybody else. */
export const merchantIn = (caller: Caller): Id<'merchant'> | undefined =>
  caller.kind === 'merchant' || caller.kind === 'staff' ? caller.merchant : undefined;

/** The last moment that is written with a year of four digits. */
const LAST_TIME = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A time that the format `date-time` has let through, null when there is none. What lies outside of 1970 to 9999 is its edge:
 * nothing happened there. Refuses for a leap second, which has no time of its own here.
 */
export function timeIn(
  text: unknown,
  refusal: { code: 'QUERY_INVALID' | 'BODY_INVALID'; where: string },
): Instant | null {
  if (text === undefined) return null;
  const at = Date.parse(String(text));
  return Number.isNaN(at)
    ? refuse(refusal.code, { where: refusal.where })
    : Math.min(Math.max(at, 0), LAST_TIME);
}

/** `?after=` of a list that is paged by id; null on its first page. Refuses QUERY_INVALID for anything but such an id. */
export function cursorOf<P extends string>(prefix: P, after: unknown): Id<P> | null {
  if (after === undefined) return null;
  const id = String(after);
  return isId(prefix, id) ? id : refuse('QUERY_INVALID', { where: 'querystring/after' });
}
