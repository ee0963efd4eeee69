/**
 * Refusals: expected answers with a stable code. Anything else that is thrown is a bug.
 * Thrown by `refuse`, caught by the committer and by the HTTP door, and by nobody else.
 */

export type RefusalSpec = {
  /** HTTP status of the answer. */
  readonly status: number;
  /** May the same request succeed later without a change by the caller? Sends Retry-After. */
  readonly retry?: boolean;
  /** Plain words for developers; people see the prompt of S05 instead. */
  readonly text: string;
};

const catalogue = new Map<string, RefusalSpec>();

/** Declares refusal codes, each once in the whole program. */
export function defineRefusals<const T extends Record<string, RefusalSpec>>(specs: T): T {
  for (const [code, spec] of Object.entries(specs)) {
    if (catalogue.has(code)) throw new Error(`refusal code ${code} is declared twice`);
    catalogue.set(code, spec);
  }
  return specs;
}

export function refusalSpec(code: string): RefusalSpec {
  const spec = catalogue.get(code);
  if (!spec) throw new Error(`refusal code ${code} is not declared`);
  return spec;
}

export function allRefusals(): ReadonlyMap<string, RefusalSpec> {
  return catalogue;
}

export type RefusalDetails = Readonly<Record<string, string | number | boolean | null>>;

/** Not an Error: a refusal is an answer, and a stack trace per refused command would cost more than the command. */
export class Refusal {
  readonly code: string;
  readonly details: RefusalDetails;
  /** What a refusal may still change: attempt counters and locks, never money (R13). */
  readonly changes: readonly unknown[];
  /** The first answer to a request that was sent again (R1). */
  readonly isRepeated: boolean;
  readonly message: string;
  constructor(
    code: string,
    details: RefusalDetails = {},
    changes: readonly unknown[] = [],
    isRepeated = false,
  ) {
    this.code = code;
    this.details = details;
    this.changes = changes;
    this.isRepeated = isRepeated;
    this.message = code;
  }
}

export function refuse(code: string, details?: RefusalDetails, changes?: readonly unknown[]): never {
  throw new Refusal(code, details, changes);
}

export const commonRefusals = defineRefusals({
  BODY_INVALID: { status: 400, text: 'The request is not of the documented shape: `details.where`.' },
  QUERY_INVALID: {
    status: 400,
    text: 'The query is not of the documented shape, or its cursor is not one that this list has given: `details.where`.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    status: 400,
    text: 'Every command needs an Idempotency-Key of 1 to 200 characters.',
  },
  IDEMPOTENCY_KEY_REUSED: { status: 409, text: 'This Idempotency-Key was used with another body.' },
  AMOUNT_INVALID: { status: 400, text: 'An amount is a whole number of minor units above 0 and below 2^63.' },
  CURRENCY_UNKNOWN: { status: 400, text: 'The currency is not an ISO 4217 code.' },
  CURRENCY_MISMATCH: { status: 422, text: 'The amounts are of different currencies.' },
  UNAUTHENTICATED: { status: 401, text: 'Sign in first: the token is missing, unknown, expired or revoked.' },
  FORBIDDEN: { status: 403, text: 'This caller may not do this.' },
  NOT_FOUND: { status: 404, text: 'There is no such thing, or it is not yours.' },
  CONFLICT: { status: 409, text: 'The state does not allow this any more.' },
  EXPIRED: { status: 409, text: 'It has expired.' },
  REPLAYED: { status: 409, text: 'This proof was already used.' },
  LOCKED: { status: 423, text: 'Too many attempts. Try again after the cool-down: `Retry-After`.' },
  RATE_LIMITED: { status: 429, retry: true, text: 'Too many requests. Slow down.' },
  INSUFFICIENT_FUNDS: { status: 422, text: 'The available balance is too low.' },
  BALANCE_LIMIT: { status: 422, text: 'The balance would leave its allowed range.' },
  HOLD_NOT_OPEN: { status: 409, text: 'The hold was already posted, voided or expired.' },
  BUSY: {
    status: 503,
    retry: true,
    text: 'The server has more work waiting than it accepts. Nothing was done.',
  },
  STOPPING: { status: 503, retry: true, text: 'The server is stopping. Nothing was done.' },
  HALTED: { status: 503, text: 'The books were stopped until someone has looked. Nothing was done.' },
  STORAGE_UNAVAILABLE: {
    status: 503,
    retry: true,
    text: 'The database did not accept the write. Ask again with the same key.',
  },
  STORAGE_FULL: {
    status: 503,
    retry: true,
    text: 'The database has no space left. The transaction was rolled back: nothing was done.',
  },
  BODY_TOO_LARGE: { status: 413, text: 'The body is larger than this route accepts.' },
  HEADERS_TOO_LARGE: {
    status: 431,
    text: 'The address and the headers of the request are larger than the server reads.',
  },
  REQUEST_TOO_SLOW: { status: 408, text: 'The request did not arrive whole in time. Nothing was done.' },
  INTERNAL: { status: 500, text: 'A bug on our side. It has been recorded under the reference.' },
});
