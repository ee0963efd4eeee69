/** One POST to an address that somebody else has named: with a deadline, no redirects, and hardly any answer read. */
import { Agent, request } from 'undici';
import { judgeTarget, PrivateTarget, publicLookup } from './targets.ts';

export type Posted = { readonly ok: boolean; readonly status: number | null; readonly error: string | null };
export type Poster = {
  /** Never throws: what went wrong is told in a few plain words. */
  post(message: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Buffer;
  }): Promise<Posted>;
  close(): Promise<void>;
};

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1_024;

export function createPoster(options: { allowPrivate: boolean; timeoutMs?: number | undefined }): Poster {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const agent = new Agent({
    connect: { lookup: publicLookup(options.allowPrivate), timeout: Math.min(5_000, timeoutMs) },
    connections: 8,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 16 * 1024,
  });
  return {
    async post({ url, headers, body }) {
      // The URL was checked when it was saved; what is allowed may have changed since.
      if (typeof judgeTarget(url, options) === 'string')
        return { ok: false, status: null, error: 'target not allowed' };
      try {
        const answer = await request(url, {
          method: 'POST',
          dispatcher: agent,
          signal: AbortSignal.timeout(timeoutMs),
          headers: { ...headers },
          body,
        });
        await readALittle(answer.body);
        const ok = answer.statusCode >= 200 && answer.statusCode < 300;
        return { ok, status: answer.statusCode, error: ok ? null : `status ${answer.statusCode}` };
      } catch (thrown) {
        return { ok: false, status: null, error: plainReason(thrown) };
      }
    },
    close: () => agent.destroy(),
  };
}

async function readALittle(
  body: AsyncIterable<Buffer> & { destroy(): unknown; on(event: 'error', f: () => void): unknown },
): Promise<void> {
  body.on('error', () => {});
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) break;
  }
  body.destroy();
}

/** A few plain words: what the receiver or its network said never stands in our records. */
function plainReason(thrown: unknown): string {
  if (thrown instanceof PrivateTarget) return 'private address';
  const { name, code, cause } = thrown as { name?: string; code?: string; cause?: unknown };
  if (cause instanceof PrivateTarget) return 'private address';
  if (name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code ?? '')) return 'no answer in time';
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name not found';
  if (code && /CERT|TLS|SSL/.test(code)) return 'certificate not trusted';
  return 'connection failed';
}
