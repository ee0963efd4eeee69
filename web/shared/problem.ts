// An error answer of the server as the screens see it. The prompt comes from the server, in the person's language; only when
// nothing readable came back do we use our own neutral words.

export type Effect = 'none' | 'applied' | 'unknown';

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly effect: Effect;
  /** Words for people; undefined when the server could not be heard. */
  readonly prompt: string | undefined;
  readonly reference: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** The whole envelope, for facts that a code carries along (say the stock that is left). */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(facts: {
    status: number;
    code: string;
    effect: Effect;
    prompt?: string | undefined;
    reference?: string | undefined;
    retryAfterMs?: number | undefined;
    body?: Record<string, unknown>;
  }) {
    super(facts.code);
    this.status = facts.status;
    this.code = facts.code;
    this.effect = facts.effect;
    this.prompt = facts.prompt;
    this.reference = facts.reference;
    this.retryAfterMs = facts.retryAfterMs;
    this.body = facts.body ?? {};
  }
}

/** Reads an error answer. Anything that is not our envelope becomes a neutral problem that claims nothing. */
export function readProblem(answer: {
  status: number;
  body: unknown;
  requestId: string | null;
  retryAfter: string | null;
  wrote: boolean;
}): Problem {
  const { status, body, wrote } = answer;
  const envelope = isRecord(body) ? body : {};
  const seconds = Number(answer.retryAfter ?? Number.NaN);
  const code = text(envelope.code);
  // Without an envelope a write may have happened; only a code of ours can say that it did not.
  const effect = code ? readEffect(envelope.effect) : wrote && status >= 500 ? 'unknown' : 'none';
  return new Problem({
    status,
    code: code ?? 'UNREADABLE_ANSWER',
    effect,
    prompt: text(envelope.prompt),
    reference: text(envelope.reference) ?? answer.requestId ?? undefined,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    body: envelope,
  });
}

function readEffect(value: unknown): Effect {
  return value === 'none' || value === 'applied' ? value : 'unknown';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
