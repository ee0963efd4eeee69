/**
 * How the client talks to the server: one idempotency key per intent, made before the first attempt and kept over all of
 * them, so that a retry can never act twice. Needs `fetch`, Web Crypto and nothing else.
 */
import { BursarError, readProblem } from './error.ts';
import { parseServerSentEvents } from './sse.ts';
import type { Operations } from './types.gen.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type BursarOptions = {
  /** Where the server is, e.g. `https://pay.example`. */
  readonly url: string;
  /** A merchant's secret key or a person's session token. A function is asked before every request. */
  readonly token?: string | (() => string | undefined);
  /** Acts for this merchant as its staff: header `Bursar-Merchant`. */
  readonly merchant?: string;
  /** The language of prompts. */
  readonly language?: 'en' | 'zh';
  /** Attempts of one request in all; default 4. */
  readonly maxAttempts?: number;
  /** Of one attempt; default 30 s, and as much longer as it waits for an end. */
  readonly timeoutMs?: number;
  readonly fetch?: Fetch;
  readonly sleep?: (ms: number) => Promise<void>;
};

export type CallOptions = {
  /** The idempotency key of this intent. Make and keep it yourself when the intent must outlive your process. */
  readonly key?: string;
  /** How many seconds the server may wait for the end of a journey (a bank's answer) before it tells the state so far. */
  readonly wait?: number;
  readonly signal?: AbortSignal;
};

export type Name = keyof Operations;
export type Params<K extends Name> = Operations[K]['params'];
export type Query<K extends Name> = Operations[K]['query'];
export type Body<K extends Name> = Operations[K] extends { body: infer B } ? B : undefined;
export type Reply<K extends Name> = Operations[K]['reply'];
export type Item<K extends Name> = Reply<K> extends { data: readonly (infer T)[] } ? T : never;

type Input = { readonly params?: object; readonly query?: object; readonly body?: unknown };

export type Transport = {
  call<K extends Name>(name: K, input: Input, options?: CallOptions): Promise<Reply<K>>;
  /** Every item of a list, page after page, until the server says that there is no more. */
  items<K extends Name>(name: K, input: Input, options?: CallOptions): AsyncGenerator<Item<K>, void>;
  /** Messages of an event stream, from after `after`; connects again by itself, without gap or repetition. */
  follow(path: string, options: FollowOptions): AsyncGenerator<{ id: string; data: string }, void>;
};

export type FollowOptions = {
  /** Go on after this event id; without it: from now on. */
  readonly after?: string;
  readonly signal?: AbortSignal;
  readonly onState?: (state: 'live' | 'waiting') => void;
};

const MAX_ATTEMPTS = 4;
const TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 10_000;
/** A stream that says nothing for this long is dead: heartbeats come every 15 s. */
const SILENCE_MS = 45_000;
const MAX_PAGES = 1_000_000;

export function newKey(): string {
  return globalThis.crypto.randomUUID();
}

export function createTransport(options: BursarOptions): Transport {
  const base = options.url.replace(/\/+$/, '');
  const send: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
  const sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const maxAttempts = options.maxAttempts ?? MAX_ATTEMPTS;

  function headers(more: Record<string, string>): Record<string, string> {
    const token = typeof options.token === 'function' ? options.token() : options.token;
    return {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(options.merchant === undefined ? {} : { 'bursar-merchant': options.merchant }),
      'accept-language': options.language ?? 'en',
      ...more,
    };
  }

  async function attempt(
    url: string,
    init: RequestInit,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Response> {
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), timeoutMs);
    const onAbort = () => timer.abort();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const response = await send(url, { ...init, signal: timer.signal });
      // Read inside the deadline: a body that never ends is no answer either.
      const text = await response.text();
      return new Response(text === '' ? null : text, { status: response.status, headers: response.headers });
    } finally {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async function call<K extends Name>(name: K, input: Input, given: CallOptions = {}): Promise<Reply<K>> {
    const [method = 'GET', template = ''] = name.split(' ');
    const url = base + fillPath(template, input.params ?? {}) + queryText(input.query ?? {});
    const isWrite = method !== 'GET';
    const key = isWrite ? (given.key ?? newKey()) : undefined;
    const init: RequestInit = {
      method,
      headers: headers({
        accept: 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(given.wait === undefined ? {} : { prefer: `wait=${Math.floor(given.wait)}` }),
      }),
      redirect: 'error',
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    };
    const timeoutMs = (options.timeoutMs ?? TIMEOUT_MS) + (given.wait ?? 0) * 1_000;
    for (let count = 1; ; count++) {
      const problem = await (async () => {
        try {
          const response = await attempt(url, init, timeoutMs, given.signal);
          const text = await response.text();
          if (response.ok) return { reply: (text === '' ? undefined : JSON.parse(text)) as Reply<K> };
          return readProblem(response, text, key);
        } catch (thrown) {
          if (given.signal?.aborted) throw thrown;
          return BursarError.noAnswer(isWrite, key, thrown);
        }
      })();
      if (!(problem instanceof BursarError)) return problem.reply;
      if (count >= maxAttempts || !problem.mayRetry) throw problem;
      await sleep(problem.retryAfterMs ?? pauseMs(count));
      given.signal?.throwIfAborted();
    }
  }

  return {
    call,
    async *items<K extends Name>(name: K, input: Input, given?: CallOptions) {
      let after: string | null | undefined = (input.query as { after?: string } | undefined)?.after;
      for (let page = 0; page < MAX_PAGES; page++) {
        const query = { ...input.query, ...(after ? { after } : {}) };
        const reply = (await call(name, { ...input, query }, given)) as {
          data: Item<K>[];
          hasMore: boolean;
          next?: string | null;
        };
        yield* reply.data;
        if (!reply.hasMore || !reply.next) return;
        after = reply.next;
      }
    },
    async *follow(path, { after, signal, onState }) {
      let last = after;
      for (let failures = 0; !signal?.aborted; ) {
        let askedPauseMs: number | undefined;
        try {
          const stop = new AbortController();
          const onAbort = () => stop.abort();
          signal?.addEventListener('abort', onAbort, { once: true });
          let silence = setTimeout(onAbort, SILENCE_MS);
          try {
            const response = await send(base + path, {
              headers: headers({
                accept: 'text/event-stream',
                ...(last === undefined ? {} : { 'last-event-id': last }),
              }),
              signal: stop.signal,
            });
            if (!response.ok) throw readProblem(response, await response.text(), undefined);
            onState?.('live');
            for await (const message of parseServerSentEvents(response.body, () => {
              clearTimeout(silence);
              silence = setTimeout(onAbort, SILENCE_MS);
            })) {
              failures = 0;
              // A message without data only moves the place to resume from.
              if (message.id !== '') last = message.id;
              if (message.data !== '') yield { id: message.id, data: message.data };
            }
          } finally {
            clearTimeout(silence);
            signal?.removeEventListener('abort', onAbort);
            stop.abort();
          }
        } catch (thrown) {
          if (signal?.aborted) return;
          if (thrown instanceof BursarError && !thrown.mayRetry) throw thrown;
          failures += 1;
          askedPauseMs = thrown instanceof BursarError ? thrown.retryAfterMs : undefined;
        }
        if (signal?.aborted) return;
        onState?.('waiting');
        await sleep(askedPauseMs ?? pauseMs(Math.max(failures, 1)));
      }
    },
  };
}

/** Grows by doubling, with up to a quarter of chance, so that many clients do not come back at once. */
function pauseMs(count: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (count - 1), LONGEST_PAUSE_MS);
  return Math.round(pause * (0.875 + Math.random() / 4));
}

function fillPath(template: string, params: object): string {
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = (params as Record<string, unknown>)[name];
    if (typeof value !== 'string' || value === '') throw new TypeError(`${template} needs ${name}`);
    return encodeURIComponent(value);
  });
}

function queryText(query: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
