/** Events over HTTP: pulled, or as a live stream. */
import { refuse } from '../../kernel/refusal.ts';
import type { Database } from '../database/index.ts';
import type { Watchable } from '../flow/index.ts';
import type { RouteSpec } from '../http/index.ts';
import type { Caller, People } from '../people/index.ts';
import { EventList, EventsQuery } from './contract.ts';
import {
  BEGINNING,
  type Cursor,
  checkCursor,
  cursorText,
  parseCursor,
  readEvents,
  viewerOf,
} from './history.ts';
import type { Streams, Watch } from './stream.ts';

export type EventRoutesDeps = {
  readonly database: Database;
  readonly people: Pick<People, 'authenticate'>;
  readonly streams: Streams;
  readonly watchable: () => Watchable;
};

export function eventRoutes(deps: EventRoutesDeps): RouteSpec[] {
  const { streams } = deps;
  const { pool } = deps.database;

  function watchFor(object: string, caller: Caller): Watch | null {
    const maySee = deps.watchable()[object.split('_')[0] ?? ''];
    return maySee ? { object, maySee: () => maySee(object, caller) } : null;
  }

  return [
    {
      method: 'GET',
      path: '/v1/events',
      summary:
        'What happened, oldest first; with Accept: text/event-stream as a live stream that resumes by Last-Event-ID',
      tag: 'events',
      callers: ['person', 'merchant', 'staff', 'operator'],
      query: EventsQuery,
      streams: true,
      replies: { 200: EventList },
      async handle(request) {
        const { caller, query, headers } = request;
        const viewer = viewerOf(caller, query.own === true);
        // A HEAD request would hold a stream that says nothing.
        const isWanted = /\btext\/event-stream\b/.test(String(headers.accept ?? ''));
        const live = isWanted && request.raw.method === 'GET';
        const after = readAfter((live ? headers['last-event-id'] : undefined) ?? query.after);
        if (!live) {
          const page = await readEvents(pool, viewer, after ?? BEGINNING, Number(query.limit ?? 50));
          return { body: { data: page.events, hasMore: page.hasMore, next: cursorText(page.next) } };
        }
        if (after) await checkCursor(pool, after);
        const mayStay = async () => {
          const now = await deps.people.authenticate(request.raw.headers);
          return now.kind === caller.kind && principalOf(now) === principalOf(caller);
        };
        const watch = watchFor(String(query.order ?? ''), caller);
        // Whoever may not see the order is told nothing about it, not even that there is none.
        const watched = watch && (await watch.maySee()) ? watch : null;
        return streams.answer(request, {
          caller: principalOf(caller),
          viewer,
          after,
          mayStay,
          watch: watched,
        });
      },
    },
  ];
}

function readAfter(text: unknown): Cursor | null {
  if (typeof text !== 'string' || text === '') return null;
  return parseCursor(text) ?? refuse('QUERY_INVALID', { where: 'after' });
}

/** Whose streams are counted together, and whose right to one is asked again. */
function principalOf(caller: Caller): string {
  switch (caller.kind) {
    case 'merchant':
      return caller.key;
    case 'staff':
      return `${caller.session} ${caller.merchant}`;
    case 'person':
    case 'operator':
      return caller.session;
    case 'bank':
    case 'anonymous':
      return caller.kind;
  }
}
