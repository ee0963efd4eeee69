// The client of API v1 for the browser. It carries the bearer token, keeps one idempotency key over all attempts of a write,
// retries what was lost on the way, and turns every error answer into a Problem. It never decides about money.
import { Problem, readProblem } from './problem.ts';
import { createSseParser } from './sse.ts';
import type { LiveEvent } from './types.ts';

export type Api = ReturnType<typeof createApi>;

export type WriteOptions = {
  /** The intent's key; without one, a key is made for this call. It stays the same over all attempts. */
  key?: string;
  /** How long the server may wait for the bank before it answers with the state so far. */
  waitSeconds?: number;
  signal?: AbortSignal;
};

type Query = Record<string, string | number | boolean | undefined>;

const maxAttempts = 3;
const timeoutMs = 30_000;

export function createApi(deps: {
  token: () => string | undefined;
  language: () => string;
  /** Called on 401: the session is over. */
  onSignedOut?: () => void;
  /** Further headers, say `Bursar-Merchant`. */
  headers?: () => Record<string, string>;
  fetch?: typeof fetch;
  sleep?: (ms: number) => Promise<void>;
}) {
  const send = deps.fetch ?? ((input, init) => fetch(input, init));
  const sleep = deps.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));

  function headersFor(extra: Record<string, string>): Headers {
    const headers = new Headers({ 'Accept-Language': deps.language(), ...deps.headers?.(), ...extra });
    const token = deps.token();
    if (token) headers.set('Authorization', `Bearer ${token}`);
    return headers;
  }

  async function read<Reply>(path: string, query?: Query, signal?: AbortSignal): Promise<Reply> {
    return attempt<Reply>(false, signal, () => ({
      url: path + search(query),
      init: { headers: headersFor({ Accept: 'application/json' }) },
    }));
  }

  async function write<Reply>(
    method: string,
    path: string,
    body?: unknown,
    options: WriteOptions = {},
  ): Promise<Reply> {
    const key = options.key ?? crypto.randomUUID();
    const extra: Record<string, string> = { Accept: 'application/json', 'Idempotency-Key': key };
    if (body !== undefined) extra['Content-Type'] = 'application/json';
    if (options.waitSeconds !== undefined) extra.Prefer = `wait=${options.waitSeconds}`;
    return attempt<Reply>(true, options.signal, () => ({
      url: path,
      init: {
        method,
        headers: headersFor(extra),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    }));
  }

  async function attempt<Reply>(
    wrote: boolean,
    signal: AbortSignal | undefined,
    make: () => { url: string; init: RequestInit },
  ): Promise<Reply> {
    for (let count = 1; ; count++) {
      const { url, init } = make();
      const timeout = AbortSignal.timeout(timeoutMs);
      let problem: Problem;
      try {
        const response = await send(url, {
          ...init,
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
        const body = await readBody(response);
        if (response.ok) return body as Reply;
        problem = readProblem({
          status: response.status,
          body,
          requestId: response.headers.get('x-request-id'),
          retryAfter: response.headers.get('retry-after'),
          wrote,
        });
        if (response.status === 401 && deps.token()) deps.onSignedOut?.();
      } catch (error) {
        if (signal?.aborted) throw error;
        // No answer at all. The key makes it safe to ask again; after the last attempt a write's outcome is not known.
        problem = new Problem({ status: 0, code: 'NO_CONNECTION', effect: wrote ? 'unknown' : 'none' });
      }
      if (count >= maxAttempts || !mayRetry(problem)) throw problem;
      await sleep(problem.retryAfterMs ?? 400 * 2 ** count);
    }
  }

  return {
    get: read,
    post: <Reply>(path: string, body?: unknown, options?: WriteOptions) =>
      write<Reply>('POST', path, body, options),
    put: <Reply>(path: string, body?: unknown, options?: WriteOptions) =>
      write<Reply>('PUT', path, body, options),
    patch: <Reply>(path: string, body?: unknown, options?: WriteOptions) =>
      write<Reply>('PATCH', path, body, options),
    del: <Reply = void>(path: string, options?: WriteOptions) =>
      write<Reply>('DELETE', path, undefined, options),

    /** Follows an event stream until `signal` aborts; reconnects with Last-Event-ID, from 0.5 s up to 10 s apart. */
    async follow(options: {
      path?: string;
      after?: string | undefined;
      signal: AbortSignal;
      onEvent: (event: LiveEvent, id: string | undefined) => void;
      onState?: (state: 'live' | 'waiting') => void;
    }): Promise<void> {
      // Without a position the server begins with what happens from now on.
      let last = options.after;
      let pauseMs = 500;
      while (!options.signal.aborted) {
        try {
          const response = await send(
            (options.path ?? '/v1/events') + (last ? search({ after: last }) : ''),
            {
              headers: headersFor({
                Accept: 'text/event-stream',
                ...(last ? { 'Last-Event-ID': last } : {}),
              }),
              signal: options.signal,
              cache: 'no-store',
            },
          );
          if (response.status === 401) deps.onSignedOut?.();
          if (!response.ok || !response.body) throw new Error(`stream ${response.status}`);
          options.onState?.('live');
          const parse = createSseParser();
          const decoder = new TextDecoder();
          const reader = response.body.getReader();
          for (;;) {
            const { done, value } = await reader.read();
            if (done) break;
            pauseMs = 500;
            for (const message of parse.feed(decoder.decode(value, { stream: true }))) {
              const event = parseEvent(message.data);
              if (event) options.onEvent(event, message.id);
            }
            last = parse.lastId() ?? last;
          }
        } catch {
          pauseMs = Math.min(pauseMs * 2, 10_000);
        }
        if (options.signal.aborted) return;
        options.onState?.('waiting');
        await sleep(pauseMs);
      }
    },
  };
}

/** A lost connection, a busy server or a gateway in between: the same request with the same key is safe. */
function mayRetry(problem: Problem): boolean {
  if (problem.status === 0 || problem.status === 502 || problem.status === 504) return true;
  return problem.status === 503 && (problem.retryAfterMs ?? 0) <= 5_000;
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    if (response.ok) throw new Error('not JSON');
    return undefined;
  }
}

function parseEvent(data: string): LiveEvent | undefined {
  try {
    return JSON.parse(data) as LiveEvent;
  } catch {
    return undefined;
  }
}

function search(query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}
