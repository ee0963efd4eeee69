// The bank's way to the platform: signed requests with a deadline. Anything but a 2xx with JSON counts as no answer.

import { randomUUID } from 'node:crypto';
import { signRequest } from './signing.ts';

const DEADLINE_MS = 5_000;
const MAX_ANSWER_LENGTH = 10_000;

export type PlatformAnswer = { ok: true; body: unknown } | { ok: false; problem: string };

export interface Platform {
  post(path: string, body: string, deadlineMs?: number): Promise<PlatformAnswer>;
}

export interface PlatformDeps {
  platformUrl: () => string;
  secret: string;
  now: () => Date;
  stopping: AbortSignal;
}

export function createPlatform({ platformUrl, secret, now, stopping }: PlatformDeps): Platform {
  return {
    async post(path, body, deadlineMs = DEADLINE_MS) {
      const url = new URL(platformUrl().replace(/\/$/, '') + path);
      const id = `bnk_${randomUUID()}`;
      const signed = signRequest({ secret, method: 'POST', path: url.pathname, body, id, now: now() });
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...signed },
          body,
          redirect: 'error',
          signal: AbortSignal.any([stopping, AbortSignal.timeout(Math.min(deadlineMs, DEADLINE_MS))]),
        });
        const text = await response.text();
        if (!response.ok) return { ok: false, problem: `status ${response.status}` };
        if (text.length > MAX_ANSWER_LENGTH) return { ok: false, problem: 'answer too long' };
        return { ok: true, body: text === '' ? null : JSON.parse(text) };
      } catch (error) {
        return { ok: false, problem: describe(error) };
      }
    },
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const cause = error.cause instanceof Error && 'code' in error.cause ? ` ${String(error.cause.code)}` : '';
  return `${error.name}${cause}`;
}
