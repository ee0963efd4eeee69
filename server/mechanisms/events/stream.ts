/**
 * Live events over SSE (WHATWG HTML, 9.2). A connection first reads the journal from its cursor, then follows the feed;
 * one that reads too slowly falls back to reading the journal, so memory stays bounded and nothing is skipped.
 */

import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { defineRefusals, refuse } from '../../kernel/refusal.ts';
import type { HttpAnswer, HttpRequest } from '../http/index.ts';
import type { Feed, FeedEntry } from '../journal/index.ts';
import {
  type Cursor,
  cursorText,
  type EventPage,
  isAfter,
  type PublicEvent,
  publicEvent,
  type Viewer,
  WHOLE_ENTRY,
} from './history.ts';

export const streamRefusals = defineRefusals({
  STREAMS_FULL: { status: 429, retry: true, text: 'Too many event streams are open. Close one first.' },
});

export type StreamLimits = {
  readonly perCaller: number;
  readonly total: number;
  readonly heartbeatMs: number;
  /** Unsent bytes after which a connection is no longer fed live. */
  readonly backlogBytes: number;
  /** How long a connection may take nothing at all before it is closed. */
  readonly stalledMs: number;
};

export const defaultLimits: StreamLimits = {
  perCaller: 20,
  total: 10_000,
  heartbeatMs: 15_000,
  backlogBytes: 256 * 1024,
  stalledMs: 30_000,
};

/** One thing that a connection hears of besides its viewer's events: that it has changed, and nothing more. */
export type Watch = {
  readonly object: string;
  /** Asked again after each change; what may not be seen any more is not watched any more. */
  maySee(): Promise<boolean>;
};

const HISTORY_PAGE = 200;
const MAX_JOINING = 2_000;

type Waiting = { at: Cursor; text: string };
type Connection = {
  readonly caller: string;
  readonly viewer: Viewer;
  readonly raw: ServerResponse;
  readonly mayStay: () => Promise<boolean>;
  watch: Watch | null;
  cursor: Cursor;
  live: boolean;
  /** What the feed brought while the last page of history was being read; null when it became too much. */
  joining: Waiting[] | null;
  closed: boolean;
};

export type Streams = {
  readonly open: number;
  /** Takes the connection over. `after` null: from now on. `mayStay` is asked with each heartbeat. */
  answer(
    request: HttpRequest,
    options: {
      caller: string;
      viewer: Viewer;
      after: Cursor | null;
      mayStay: () => Promise<boolean>;
      watch: Watch | null;
    },
  ): HttpAnswer;
  stop(): void;
};

export function createStreams(deps: {
  feed: Feed;
  read(viewer: Viewer, after: Cursor, limit: number): Promise<EventPage>;
  log: Logger;
  limits?: Partial<StreamLimits>;
}): Streams {
  const { feed, log } = deps;
  const limits = { ...defaultLimits, ...deps.limits };
  const connections = new Set<Connection>();
  const byViewer = new Map<string, Set<Connection>>();
  const byWatched = new Map<string, Set<Connection>>();
  const perCaller = new Map<string, number>();
  let stopListening: (() => void) | null = null;
  let beat: NodeJS.Timeout | null = null;

  function deliver(entries: readonly FeedEntry[]): void {
    for (const { seq, entry } of entries) {
      for (let n = 0; n < entry.events.length; n++) {
        let text: string | null = null;
        const at = { seq, n };
        const seen = new Set<Connection>();
        for (const key of [...(entry.events[n]?.audience ?? []), ALL]) {
          for (const connection of byViewer.get(key) ?? []) {
            if (seen.has(connection)) continue;
            seen.add(connection);
            text ??= message(publicEvent(entry, n));
            feedOne(connection, at, text);
          }
        }
        for (const connection of byWatched.get(entry.events[n]?.object ?? '') ?? [])
          if (!seen.has(connection)) tellChanged(connection);
      }
    }
  }

  function feedOne(connection: Connection, at: Cursor, text: string): void {
    if (!connection.live) {
      if (connection.joining && connection.joining.push({ at, text }) > MAX_JOINING)
        connection.joining = null;
      return;
    }
    if (!isAfter(at, connection.cursor)) return;
    connection.raw.write(text);
    connection.cursor = at;
    if (connection.raw.writableLength > limits.backlogBytes) {
      connection.live = false;
      void pump(connection);
    }
  }

  /** Without an id, so that the place to resume from stays; one that reads too slowly asks by itself. */
  function tellChanged(connection: Connection): void {
    const { watch, raw } = connection;
    if (!watch || connection.closed) return;
    const type = `${watch.object.split('_')[0]}.changed`;
    if (raw.writableLength <= limits.backlogBytes)
      raw.write(`data: ${JSON.stringify({ type, object: watch.object, data: {} })}\n\n`);
    watch.maySee().then(
      (may) => {
        if (!may) unwatch(connection);
      },
      () => {},
    );
  }

  function unwatch(connection: Connection): void {
    if (connection.watch) leave(byWatched, connection.watch.object, connection);
    connection.watch = null;
  }

  /** Sends history until it meets the feed. */
  async function pump(connection: Connection): Promise<void> {
    try {
      while (!connection.closed) {
        if (!(await drained(connection))) return close(connection);
        connection.joining = [];
        const page = await deps.read(connection.viewer, connection.cursor, HISTORY_PAGE);
        if (connection.closed) return;
        for (const event of page.events) connection.raw.write(message(event));
        connection.cursor = page.next;
        const joining = connection.joining as Waiting[] | null;
        if (page.hasMore || joining === null) continue;
        connection.joining = null;
        connection.live = true;
        for (const { at, text } of joining) feedOne(connection, at, text);
        return;
      }
    } catch (err) {
      log.warn({ err }, 'an event stream broke off');
      close(connection);
    }
  }

  async function drained(connection: Connection): Promise<boolean> {
    if (!connection.raw.writableNeedDrain) return true;
    try {
      await once(connection.raw, 'drain', { signal: AbortSignal.timeout(limits.stalledMs) });
      return true;
    } catch {
      return false;
    }
  }

  function close(connection: Connection): void {
    if (connection.closed) return;
    connection.closed = true;
    connections.delete(connection);
    leave(byViewer, viewerKey(connection.viewer), connection);
    unwatch(connection);
    const left = (perCaller.get(connection.caller) ?? 1) - 1;
    if (left > 0) perCaller.set(connection.caller, left);
    else perCaller.delete(connection.caller);
    if (connection.raw.writableLength > 0) connection.raw.destroy();
    else connection.raw.end();
    if (connections.size > 0) return;
    // Nobody listens: the feed has nothing to parse for us.
    stopListening?.();
    stopListening = null;
    if (beat) clearInterval(beat);
    beat = null;
  }

  function heartbeat(): void {
    for (const connection of connections) {
      // A position without an event: who resumes from it need not look through what was not his.
      if (connection.live) connection.raw.write(`id: ${feed.seq}\n: still here\n\n`);
      connection.mayStay().then(
        (may) => {
          if (!may) close(connection);
        },
        () => {},
      );
      if (connection.live && connection.raw.writableLength > limits.backlogBytes) {
        connection.live = false;
        void pump(connection);
      }
    }
  }

  return {
    get open() {
      return connections.size;
    },
    answer(request, { caller, viewer, after, mayStay, watch }) {
      // Gone while we looked him up: nothing would ever tell us so again.
      if (request.reply.raw.destroyed) {
        request.reply.hijack();
        return { hijacked: true };
      }
      if (connections.size >= limits.total) refuse('STREAMS_FULL');
      if ((perCaller.get(caller) ?? 0) >= limits.perCaller)
        refuse('STREAMS_FULL', { limit: limits.perCaller });
      stopListening ??= feed.listen(deliver);
      beat ??= setInterval(heartbeat, limits.heartbeatMs);
      beat.unref();
      perCaller.set(caller, (perCaller.get(caller) ?? 0) + 1);
      const raw = request.reply.raw;
      const connection: Connection = {
        caller,
        viewer,
        raw,
        mayStay,
        watch,
        cursor: after ?? { seq: feed.seq, n: WHOLE_ENTRY },
        live: false,
        joining: null,
        closed: false,
      };
      connections.add(connection);
      join(byViewer, viewerKey(viewer), connection);
      if (watch) join(byWatched, watch.object, connection);
      const headers = request.reply.getHeaders();
      request.reply.hijack();
      raw.on('close', () => close(connection));
      raw.on('error', () => close(connection));
      raw.writeHead(200, {
        ...(headers as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      });
      raw.write(`retry: 1000\nid: ${cursorText(connection.cursor)}\n: open\n\n`);
      void pump(connection);
      return { hijacked: true };
    },
    stop() {
      for (const connection of connections) close(connection);
    },
  };
}

function join<T>(sets: Map<string, Set<T>>, key: string, one: T): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(one));
}

function leave<T>(sets: Map<string, Set<T>>, key: string, one: T): void {
  const set = sets.get(key);
  set?.delete(one);
  if (set?.size === 0) sets.delete(key);
}

const ALL = '*';
const viewerKey = (viewer: Viewer) => (viewer.all ? ALL : viewer.id);

function message(event: PublicEvent): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}
