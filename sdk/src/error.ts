/** The one error of the client: the server's problem envelope (RFC 9457), or that there was no answer. */

import type { RefusalCode } from './types.gen.ts';

export type Effect = 'none' | 'applied' | 'unknown';

type Envelope = {
  readonly status: number;
  readonly code: string;
  readonly effect: Effect;
  readonly title?: string;
  readonly prompt?: string;
  readonly reference?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

export class BursarError extends Error {
  override readonly name = 'BursarError';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Stable, UPPER_SNAKE, and there may be newer ones. `NO_ANSWER`: there was none; `UNEXPECTED_ANSWER`: it was not ours. */
  readonly code: RefusalCode | 'NO_ANSWER' | 'UNEXPECTED_ANSWER' | (string & {});
  /** `none`: nothing was done, no money moved. `unknown`: ask again with the same key to learn it. */
  readonly effect: Effect;
  /** What to show to a person. */
  readonly prompt: string;
  /** Quote it when asking for help. */
  readonly reference: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** The key of the write that failed: the same call with it continues this intent. */
  readonly key: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** May the same request succeed if it is sent again as it is? */
  readonly mayRetry: boolean;

  constructor(
    envelope: Envelope,
    more: { key?: string | undefined; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(
      `${envelope.code}: ${envelope.title ?? 'no answer'}`,
      more.cause === undefined ? {} : { cause: more.cause },
    );
    this.status = envelope.status;
    this.code = envelope.code;
    this.effect = envelope.effect;
    this.prompt = envelope.prompt ?? '';
    this.reference = envelope.reference ?? '';
    this.details = envelope.details ?? {};
    this.key = more.key;
    this.retryAfterMs = more.retryAfterMs;
    this.mayRetry = [0, 408, 429, 502, 503, 504].includes(envelope.status) || envelope.effect === 'unknown';
  }

  static noAnswer(wasWrite: boolean, key: string | undefined, cause: unknown): BursarError {
    const effect = wasWrite ? 'unknown' : 'none';
    return new BursarError(
      { status: 0, code: 'NO_ANSWER', effect, title: 'the server did not answer' },
      { key, cause },
    );
  }
}

const LONGEST_RETRY_AFTER_MS = 60_000;

/** An error answer as it came, also when something in between (a proxy) wrote it. */
export function readProblem(response: Response, text: string, key: string | undefined): BursarError {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds)
    ? Math.min(seconds * 1_000, LONGEST_RETRY_AFTER_MS)
    : undefined;
  let body: Partial<Envelope> = {};
  try {
    body = (JSON.parse(text) ?? {}) as Partial<Envelope>;
  } catch {
    // Not from the server itself: the status must do.
  }
  const isOurs = typeof body.code === 'string';
  return new BursarError(
    {
      ...body,
      status: response.status,
      code: isOurs ? String(body.code) : 'UNEXPECTED_ANSWER',
      effect: isOurs
        ? (body.effect ?? 'unknown')
        : response.status >= 500 && key !== undefined
          ? 'unknown'
          : 'none',
      title: body.title ?? `status ${response.status}`,
    },
    { key, retryAfterMs },
  );
}
