// The browser's client of API v1: the SDK, with what a page adds: the language of the moment, patience that fits a waiting
// person, signing out on 401, and errors as Problems. It never decides about money.
import { BursarError, type BursarOptions, createBursar } from '@bursar/sdk';
import { newKey } from './intent.ts';
import { Problem } from './problem.ts';
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
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const maxAttempts = 3;
/** Somebody looks at the screen: rather say soon that it did not work than try again in a minute. */
const longestPauseMs = 2_000;
const streamPauseMs = 10_000;

export function createApi(deps: {
  token: () => string | undefined;
  language: () => 'en' | 'zh';
  /** Called on 401: the session is over. */
  onSignedOut?: () => void;
  /** Further headers, say `Bursar-Merchant`. */
  headers?: () => Record<string, string>;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  sleep?: (ms: number) => Promise<void>;
}) {
  const send = deps.fetch ?? ((url, init) => fetch(url, init));
  const sleep = deps.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const options: BursarOptions = {
    url: '',
    token: deps.token,
    maxAttempts,
    get language() {
      return deps.language();
    },
    fetch: (url, init) =>
      send(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...deps.headers?.() } }),
    sleep: (ms) => sleep(Math.min(ms, longestPauseMs)),
  };
  const bursar = createBursar(options);

  async function call<Reply>(
    method: Method,
    path: string,
    input: { query?: Query | undefined; body?: unknown },
    given: WriteOptions = {},
  ): Promise<Reply> {
    try {
      // Paths come filled in; which reply belongs to one is what `contract.ts` checks.
      const reply = await bursar.call(`${method} ${path}` as 'GET /v1/me', input as { query: Query }, {
        ...(method === 'GET' ? {} : { key: given.key ?? newKey() }),
        ...(given.waitSeconds === undefined ? {} : { wait: given.waitSeconds }),
        ...(given.signal === undefined ? {} : { signal: given.signal }),
      });
      return reply as Reply;
    } catch (error) {
      if (!(error instanceof BursarError)) throw error;
      if (error.status === 401 && deps.token()) deps.onSignedOut?.();
      throw asProblem(error);
    }
  }

  return {
    get: <Reply>(path: string, query?: Query, signal?: AbortSignal) =>
      call<Reply>('GET', path, { query }, signal ? { signal } : {}),
    post: <Reply>(path: string, body?: unknown, given?: WriteOptions) =>
      call<Reply>('POST', path, { body }, given),
    put: <Reply>(path: string, body?: unknown, given?: WriteOptions) =>
      call<Reply>('PUT', path, { body }, given),
    patch: <Reply>(path: string, body?: unknown, given?: WriteOptions) =>
      call<Reply>('PATCH', path, { body }, given),
    del: <Reply = void>(path: string, given?: WriteOptions, body?: unknown) =>
      call<Reply>('DELETE', path, { body }, given),

    /** Follows an event stream until `signal` aborts or the session ends; resumes where it broke off. */
    async follow(given: {
      /** Another stream of the same kind, say the demo's journal. */
      path?: string;
      after?: string | undefined;
      signal: AbortSignal;
      onEvent: (event: LiveEvent) => void;
      onState?: (state: 'live' | 'waiting') => void;
    }): Promise<void> {
      const { path, after, signal, onState } = given;
      const source =
        path === undefined ? bursar : createBursar({ ...options, fetch: (_url, init) => send(path, init) });
      while (!signal.aborted) {
        try {
          const events = source.events.follow({
            signal,
            ...(after === undefined ? {} : { after }),
            ...(onState ? { onState } : {}),
          });
          for await (const event of events) given.onEvent(event);
        } catch (error) {
          if (error instanceof BursarError && error.status === 401) return deps.onSignedOut?.();
        }
        if (signal.aborted) return;
        onState?.('waiting');
        await sleep(streamPauseMs);
      }
    },
  };
}

function asProblem(error: BursarError): Problem {
  return new Problem({
    status: error.status,
    code: error.code,
    effect: error.effect,
    prompt: error.prompt || undefined,
    reference: error.reference || undefined,
    details: error.details,
  });
}
