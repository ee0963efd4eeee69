// An error answer of the server as the screens see it. The prompt comes from the server, in the person's language; only when
// nothing readable came back do we use our own neutral words.
import type { Effect } from '@bursar/sdk';

export class Problem extends Error {
  override readonly name = 'Problem';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly effect: Effect;
  /** Words for people; undefined when the server could not be heard. */
  readonly prompt: string | undefined;
  readonly reference: string | undefined;
  /** Facts that a code carries along, say the stock that is left. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(facts: {
    status: number;
    code: string;
    effect: Effect;
    prompt?: string | undefined;
    reference?: string | undefined;
    details?: Readonly<Record<string, unknown>>;
  }) {
    super(facts.code);
    this.status = facts.status;
    this.code = facts.code;
    this.effect = facts.effect;
    this.prompt = facts.prompt;
    this.reference = facts.reference;
    this.details = facts.details ?? {};
  }
}
