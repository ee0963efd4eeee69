// What the sandbox shows and lets one do that no real bank would: look at everything, read the phones, order lies.
// For the page, the town and tests. Changes are taken only from the bank's own page, the platform or this machine.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerRefusal } from './api-routes.ts';
import type { Bank } from './bank.ts';
import * as bodies from './bodies.ts';
import { checkBooks } from './books.ts';
import type { Change } from './changes.ts';
import type { Lie } from './lies.ts';
import { listMessages } from './phone.ts';
import { openStream, type Streams } from './streams.ts';
import { listAccounts, listOperations, listPeople, type OperationsFilter } from './views.ts';

const DEFAULT_LIMIT = 50;
/** However much happens, a watcher is told at most this often. */
const MIN_PAUSE_MS = 100;

interface PageQuery {
  after?: string;
  limit?: string;
}

export function controlRoutes(app: FastifyInstance, bank: Bank, streams: Streams, origins: Origins): void {
  const { db, lies } = bank;
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !request.url.startsWith('/control/')) return;
    const isTrusted = isTrustedOrigin(origin, request, origins);
    if (isTrusted) allowOrigin(reply, origin);
    else if (request.method !== 'GET') await answerRefusal(reply, 'NOT_FOUND');
  });
  app.options('/control/*', (_request, reply) => reply.code(204).send());

  app.get('/control/people', async () => ({ data: await listPeople(db) }));
  app.get('/control/accounts', async () => ({ data: await listAccounts(db) }));
  app.get('/control/books', () => checkBooks(db));
  app.get<{ Querystring: PageQuery & Pick<OperationsFilter, 'state'> }>(
    '/control/operations',
    { schema: { querystring: bodies.operationsQuery } },
    ({ query }) => listOperations(db, { ...query, limit: readLimit(query) }),
  );
  app.put<{ Params: { id: string }; Body: { state: string } }>(
    '/control/cards/:id',
    { schema: { body: bodies.cardState } },
    async ({ params, body }, reply) => {
      const changed = await db.query('update cards set state = $2 where id = $1', [params.id, body.state]);
      bank.changes.tell('card');
      return changed.rowCount ? { id: params.id, state: body.state } : answerRefusal(reply, 'NOT_FOUND');
    },
  );

  app.get('/control/lies', () => lies.list());
  app.put<{ Body: Lie[] }>('/control/lies', { schema: { body: bodies.lies } }, async ({ body }) => {
    await lies.replace(body);
    return lies.list();
  });
  app.delete('/control/lies', async () => {
    await lies.replace([]);
    return lies.list();
  });

  app.get<{ Querystring: PageQuery & { phone?: string } }>(
    '/control/messages',
    { schema: { querystring: bodies.messagesQuery } },
    ({ query }) => listMessages(db, { ...query, limit: readLimit(query) }),
  );
  app.get<{ Querystring: PageQuery & { phone?: string } }>(
    '/control/messages/stream',
    { schema: { querystring: bodies.messagesQuery } },
    (request, reply) => streamMessages(bank, streams, request, reply),
  );
  app.get('/control/changes', (request, reply) => {
    const stream = openStream(streams, request, reply);
    if (!stream) return answerRefusal(reply, 'BANK_DOWN');
    const waiting = new Set<Change>();
    let timer: NodeJS.Timeout | undefined;
    const tell = () => {
      timer = undefined;
      for (const change of waiting) stream.send({ event: 'change', data: { change } });
      waiting.clear();
    };
    stream.onClose(
      bank.changes.listen((change) => {
        waiting.add(change);
        timer ??= setTimeout(tell, MIN_PAUSE_MS);
      }),
    );
    stream.onClose(() => clearTimeout(timer));
    return undefined;
  });
}

/** Server-sent events: `message` with the message's id. `Last-Event-ID` (or `after`) resumes without a gap. */
async function streamMessages(
  bank: Bank,
  streams: Streams,
  request: FastifyRequest<{ Querystring: PageQuery & { phone?: string } }>,
  reply: FastifyReply,
): Promise<unknown> {
  const { phone, after } = request.query;
  const last = request.headers['last-event-id'];
  const resumed = typeof last === 'string' && /^\d{1,18}$/.test(last) ? last : after;
  const filter = { ...(phone !== undefined && { phone }), limit: 100 };
  const stream = openStream(streams, request, reply);
  if (!stream) return answerRefusal(reply, 'BANK_DOWN');
  let cursor = resumed ?? (await listMessages(bank.db, { limit: 1 })).next ?? '0';
  let pump = Promise.resolve();
  const catchUp = async () => {
    for (let hasMore = true; hasMore && stream.isOpen(); ) {
      const page = await listMessages(bank.db, { ...filter, after: cursor });
      for (const message of page.data) stream.send({ event: 'message', id: message.id, data: message });
      cursor = page.next ?? cursor;
      hasMore = page.hasMore;
    }
  };
  const follow = () => {
    pump = pump.then(catchUp).catch(() => stream.close());
  };
  stream.onClose(bank.changes.listen((change) => change === 'message' && follow()));
  follow();
  return undefined;
}

export interface Origins {
  platform: () => string;
}

/** The bank's own page, the platform, or any page served from this very machine. */
function isTrustedOrigin(origin: string, request: FastifyRequest, origins: Origins): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, hostname } = new URL(origin);
  if (host === request.headers.host || origin === new URL(origins.platform()).origin) return true;
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

function allowOrigin(reply: FastifyReply, origin: string): void {
  // Streams answer past Fastify, so the raw reply gets the headers too.
  for (const [name, value] of Object.entries({
    'access-control-allow-origin': origin,
    vary: 'origin',
    'access-control-allow-methods': 'GET, PUT, DELETE',
    'access-control-allow-headers': 'content-type, last-event-id',
  })) {
    reply.raw.setHeader(name, value);
  }
}

const readLimit = ({ limit }: PageQuery): number => (limit === undefined ? DEFAULT_LIMIT : Number(limit));
