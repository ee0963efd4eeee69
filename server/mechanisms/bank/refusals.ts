/** How the gateway refuses. */
import { defineRefusals, refuse } from '../../kernel/refusal.ts';

export const bankRefusals = defineRefusals({
  BANK_DECLINED: { status: 422, text: 'The bank declined. `details.bankCode` is its code. No money moved.' },
  BANK_UNAVAILABLE: {
    status: 503,
    retry: true,
    text: 'The bank does not answer. Ask again with the same key.',
  },
  FOUR_EYES: {
    status: 403,
    text: 'Another operator must confirm this, and neither of the two may be who receives the money.',
  },
  SIGNATURE_INVALID: { status: 401, text: 'The signature is missing, wrong, too old or was used before.' },
});

/** Ends of ours, not of the bank's: money may have moved at the bank and is on its way back, so `effect: none` must not be said. */
const OUR_CODES: readonly string[] = ['NO_ANSWER', 'AMOUNT_MISMATCH', 'LATE_SUCCESS'];

/** For a route that has waited: a decline of the bank leaves as BANK_DECLINED; other ends are shown by the record itself. */
export function refuseWhenDeclined(code: string | null, object: string): void {
  if (code !== null && !OUR_CODES.includes(code)) refuse('BANK_DECLINED', { bankCode: code, object });
}
