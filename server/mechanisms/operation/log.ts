/** How the server logs: JSON lines without secrets. What may carry one is cut out by name, and Secret prints itself away. */
import { hostname } from 'node:os';
import type { LoggerOptions } from 'pino';
import { stdSerializers } from 'pino';

/** Names that never reach a log, at the top, one and two levels down. */
export const SECRET_NAMES = [
  'pin',
  'currentPin',
  'code',
  'pan',
  'cardNumber',
  'cvv',
  'expiry',
  'idNumber',
  'holderName',
  'token',
  'cardToken',
  'secret',
  'secretKey',
  'password',
  'authorization',
  'cookie',
  'proof',
  'text',
] as const;

/** `code` is also the code of a refusal or of an error, which is wanted: it is kept when it looks like one. */
function censor(value: unknown, path: string[]): unknown {
  const name = path[path.length - 1];
  if (name === 'code' && typeof value === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(value)) return value;
  return '[secret]';
}

export function logOptions(level: string): LoggerOptions {
  return {
    level,
    base: { pid: process.pid, host: hostname() },
    redact: {
      paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
      censor,
    },
    serializers: { err: plainError, error: plainError, req: plainRequest, res: stdSerializers.res },
    formatters: { level: (label) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  };
}

const MAX_TEXT = 2_000;
/** Long runs of digits (cards, phones, ID numbers), bearer tokens and keys, wherever they stand in a text. */
const SECRET_TEXT =
  /\b(?:sk|whsec|Bearer|pk|tok|session)[_ ][A-Za-z0-9+/=_.-]{6,}|\b[0-9](?:[ -]?[0-9]){5,}[0-9Xx]?\b/g;

export function maskText(text: string): string {
  return text.slice(0, MAX_TEXT).replace(SECRET_TEXT, '[masked]');
}

/** Name, code, message and stack of an error: not its other properties, where drivers keep parameters and rows. */
function plainError(thrown: unknown): object {
  if (!(thrown instanceof Error)) {
    const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
    return {
      type: typeof thrown,
      code: typeof code === 'string' ? code : undefined,
      message: maskText(String(message ?? '')),
    };
  }
  const code = (thrown as { code?: unknown }).code;
  return {
    type: thrown.name,
    message: maskText(thrown.message),
    // Under another name than `code`, which is cut out.
    ...(typeof code === 'string' ? { errorCode: code.slice(0, 40) } : {}),
    stack: maskText(thrown.stack ?? ''),
    ...(thrown.cause instanceof Error ? { cause: plainError(thrown.cause) } : {}),
  };
}

/** The path only: query strings and headers stay out. */
function plainRequest(request: { method?: string; url?: string }): object {
  return { method: request.method, path: (request.url ?? '').split('?')[0] };
}
