/** The HTTP door: Fastify, authentication, validation, the error envelope, OpenAPI. It decides nothing about money. */

import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import type { Caller } from '../people/caller.ts';
import { completeDocument } from './document.ts';
import { answerUnread, localeOf, type Prompter, sendProblem } from './problems.ts';
import { type HttpAnswer, isCommand, MAX_KEY_LENGTH, MAX_WAIT_MS, type RouteSpec } from './route.ts';
import { hasNul, isStorable } from './text.ts';

export { type ListBody, listAnswer, listBody, type Page, type PageWish, pageOf, wholeList } from './pages.ts';
export { localeOf, type Prompter } from './problems.ts';
export {
  actorOf,
  askedBy,
  bodyOf,
  type CallerKind,
  commandAnswer,
  cursorOf,
  type HttpAnswer,
  type HttpRequest,
  hitHeader,
  type Locale,
  merchantIdOf,
  merchantIn,
  personIn,
  type RouteSpec,
  signedIn,
  timeIn,
} from './route.ts';
export * as schemas from './schema.ts';

const MARK = new URL('../../../web/shared/mark.svg', import.meta.url);
const MAX_BODY_BYTES = 64 * 1024;
const CLOSE_IDLE_EVERY_MS = 50;

export type HttpStats = Map<string, number>;

export type HttpServer = {
  readonly app: FastifyInstance;
  readonly routes: readonly RouteSpec[];
  /** Answers by "METHOD path status". */
  readonly stats: HttpStats;
  listen(port: number, host: string): Promise<string>;
  close(): Promise<void>;
};

export type HttpOptions = {
  routes: readonly RouteSpec[];
  authenticate(headers: FastifyRequest['headers']): Promise<Caller> | Caller;
  prompt: Prompter;
  log: Logger;
  /** Registers pages (static files) on the same server, before it listens. */
  pages?(app: FastifyInstance): Promise<void>;
  /** Of the addresses that a request says it came by, so many are believed, from the end: the rest anybody can write. */
  proxies?: number;
};

export async function createHttp(options: HttpOptions): Promise<HttpServer> {
  const { proxies = 0 } = options;
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: proxies === 0 ? false : (_address, hop) => hop < proxies,
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
    genReqId: () => '',
    // Nothing is bound to a request's logger.
    childLoggerFactory: (logger) => logger,
    routerOptions: { maxParamLength: 120 },
    // Addresses that cannot be read, or are too long, lead nowhere.
    frameworkErrors: (_error, request, reply) =>
      sendProblem(
        reply as unknown as FastifyReply,
        request as unknown as FastifyRequest,
        new Refusal('NOT_FOUND'),
        options.prompt,
      ),
    clientErrorHandler: (error, socket) => answerUnread(error.code, socket, options.log, options.prompt),
  }) as unknown as FastifyInstance;
  const stats: HttpStats = new Map();
  const streams = new Set<ServerResponse>();
  useStrictValidation(app);
  app.decorateRequest('caller', null);
  app.decorateRequest('rawBody', '');
  keepRawBodies(app);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error, request, reply) => sendProblem(reply, request, error, options.prompt));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, request, new Refusal('NOT_FOUND'), options.prompt),
  );
  await app.register(rateLimit, { global: false });
  await app.register(swagger, {
    transformObject(made) {
      if (!('openapiObject' in made)) return made.swaggerObject;
      completeDocument(made.openapiObject, options.routes);
      return made.openapiObject;
    },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bursar API',
        version: '1.0.0',
        description:
          'Wallet and payments. Amounts are minor units as strings; every command takes an Idempotency-Key.\n\n' +
          'To try a call here, press Authorize and paste a merchant’s secret key or a session token. ' +
          'A demo tells its own at [/demo/credentials](/demo/credentials).',
      },
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'A merchant secret key or a person session token',
          },
        },
      },
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Bursar API' },
    // Closed at first: open, they are so many that the page draws only those that are in sight, and no search finds the others.
    uiConfig: { docExpansion: 'none', filter: true, deepLinking: true },
    logo: { type: 'image/svg+xml', content: readFileSync(MARK), href: '/', target: '_self' },
    // The page looks for the document behind its whole address, and so finds none behind a query.
    uiHooks: {
      onRequest(request, reply, done) {
        if (/^\/docs\/?\?/.test(request.url)) void reply.redirect('/docs');
        else done();
      },
    },
    staticCSP: true,
    // The page's own styles are inline.
    transformStaticCSP: (policy) => policy.replace(/style-src ([^;]*)/, "style-src $1 'unsafe-inline'"),
  });
  await app.register(async (scope) => {
    for (const route of options.routes)
      addRoute(scope as unknown as FastifyInstance, route, { ...options, stats, streams });
    scope.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  });
  if (options.pages) await options.pages(app);
  return {
    app,
    routes: options.routes,
    stats,
    listen: (port, host) => app.listen({ port, host }),
    async close() {
      const closed = app.close();
      // Streams end now; a connection whose last answer was under way at the close is idle afterwards and would be kept.
      for (const stream of streams) stream.end();
      const idle = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
      await closed.finally(() => clearInterval(idle));
    },
  };
}

/** The text of a body as it came: the bank's signatures are over these bytes. What cannot be kept is refused here. */
function keepRawBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  const refuseText = () => Object.assign(new Error('text that cannot be kept'), { statusCode: 400 });
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    // Decoded all the same, two different names would become one.
    if (!isUtf8(bytes as Buffer)) return done(refuseText());
    const body = bytes.toString();
    (request as FastifyRequest & { rawBody: string }).rawBody = body;
    // Clients that name the type of every body send it with an empty one too.
    if (body === '') return done(null, undefined);
    parse(request, body, (error, value) => {
      if (error || isStorable(body, value)) done(error, value);
      else done(refuseText());
    });
  });
}

/** Bodies are never coerced or trimmed: what does not fit is refused. Query strings are text, so their numbers are read. */
function useStrictValidation(app: FastifyInstance): void {
  const base = { allErrors: false, removeAdditional: false, useDefaults: true, strict: false } as const;
  const strict = new Ajv({ ...base, coerceTypes: false });
  const coercing = new Ajv({ ...base, coerceTypes: true });
  (formats as unknown as (ajv: Ajv) => void)(strict);
  (formats as unknown as (ajv: Ajv) => void)(coercing);
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : coercing).compile(schema as object),
  );
}

/** What the routes of one server share: its counters, and the answers that handlers keep open. */
type Shared = HttpOptions & { readonly stats: HttpStats; readonly streams: Set<ServerResponse> };

function addRoute(app: FastifyInstance, route: RouteSpec, options: Shared): void {
  const { stats, streams } = options;
  const takesKey = isCommand(route);
  const count = counterOf(stats, route);
  const turnAway = (request: FastifyRequest, reply: FastifyReply, thrown: unknown) => {
    sendProblem(reply, request, thrown, options.prompt);
    count(reply.statusCode);
  };
  app.route({
    method: route.method,
    url: route.path,
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    schema: {
      summary: route.summary,
      tags: [route.tag],
      ...(route.hidden ? { hide: true } : {}),
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.body ? { body: route.body } : {}),
      response: route.replies ?? {},
      ...(route.callers.includes('anonymous') ? {} : { security: [{ bearer: [] }] }),
    },
    ...(route.limitPerMinute === undefined
      ? {}
      : {
          config: {
            rateLimit: { max: route.limitPerMinute, timeWindow: '1 minute', keyGenerator: limitKey },
          },
        }),
    // Before the body is read: whoever may not call a route is told nothing else, and cannot make us parse anything.
    onRequest: (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      try {
        const known = options.authenticate(request.headers);
        if (known instanceof Promise) {
          known
            .then((caller) => enter(route, request, caller, done))
            .catch((thrown) => turnAway(request, reply, thrown));
        } else enter(route, request, known, done);
      } catch (thrown) {
        turnAway(request, reply, thrown);
      }
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        const answer = await route.handle({
          caller: (request as Admitted).caller,
          body: request.body as never,
          params: request.params as Record<string, string>,
          query: request.query as Record<string, string>,
          headers: request.headers,
          idempotencyKey: takesKey ? readKey(request) : '',
          locale: localeOf(request),
          waitMs: route.waits ? readWait(request) : 0,
          raw: request,
          reply,
        });
        const status = answer.status ?? 200;
        count(status);
        if (answer.hijacked && !reply.raw.writableEnded) {
          streams.add(reply.raw);
          reply.raw.once('close', () => streams.delete(reply.raw));
        }
        return send(reply, answer, status);
      } catch (thrown) {
        turnAway(request, reply, thrown);
        return reply;
      }
    },
  });
}

/** Counts the answers of a route; the names are made once for each status. */
function counterOf(stats: HttpStats, route: RouteSpec): (status: number) => void {
  const names: string[] = [];
  return (status) => {
    names[status] ??= `${route.method} ${route.path} ${status}`;
    const name = names[status];
    stats.set(name, (stats.get(name) ?? 0) + 1);
  };
}

function enter(route: RouteSpec, request: FastifyRequest, caller: Caller, done: () => void): void {
  admit(route, caller);
  if (hasNul(request.url)) refuse('QUERY_INVALID', { where: 'querystring' });
  (request as Admitted).caller = caller;
  done();
}

type Admitted = FastifyRequest & { caller: Caller };

/** Limited by who is known to call, else by address: a made-up token is not another caller. */
function limitKey(request: FastifyRequest): string {
  const { caller } = request as Admitted;
  if ('session' in caller) return caller.session;
  return caller.kind === 'merchant' ? caller.key : request.ip;
}

function admit(route: RouteSpec, caller: Caller): void {
  if (!route.callers.includes(caller.kind)) {
    // An operator is a person too, and may do for himself what any person may.
    const asPerson = caller.kind === 'operator' && route.callers.includes('person');
    if (!asPerson) refuse(caller.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
  }
  if (route.operatorRoles && caller.kind === 'operator') {
    const roles: readonly string[] = caller.roles;
    if (!route.operatorRoles.some((role) => roles.includes(role))) refuse('FORBIDDEN');
  }
  if (caller.kind === 'merchant' && route.method !== 'GET' && !caller.scopes.includes('full')) {
    if (!route.keyScopes?.some((scope) => caller.scopes.includes(scope))) refuse('FORBIDDEN');
  }
  if (route.staffRoles && caller.kind === 'staff' && !route.staffRoles.includes(caller.role))
    refuse('FORBIDDEN');
}

function readKey(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key.length === 0 || key.length > MAX_KEY_LENGTH)
    refuse('IDEMPOTENCY_KEY_MISSING');
  return key;
}

function readWait(request: FastifyRequest): number {
  const prefer = request.headers.prefer;
  if (typeof prefer !== 'string') return 0;
  const seconds = /(?:^|[,;\s])wait=(\d{1,3})/.exec(prefer)?.[1];
  return seconds === undefined ? 0 : Math.min(Number(seconds) * 1_000, MAX_WAIT_MS);
}

function send(reply: FastifyReply, answer: HttpAnswer, status: number): FastifyReply {
  if (answer.hijacked) return reply;
  reply.code(status).header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  if (answer.headers) reply.headers(answer.headers);
  if (answer.json === undefined && answer.body === undefined) return reply.send();
  reply.header('content-type', 'application/json; charset=utf-8');
  return reply.send(answer.json ?? JSON.stringify(answer.body));
}
