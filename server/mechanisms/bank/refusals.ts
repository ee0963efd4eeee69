/** How the gateway refuses. */
import { defineRefusals } from '../../kernel/refusal.ts';

export const bankRefusals = defineRefusals({
  BANK_DECLINED: { status: 422, text: 'The bank declined. `details.bankCode` is its code. No money moved.' },
  BANK_UNAVAILABLE: {
    status: 503,
    retry: true,
    text: 'The bank does not answer. Ask again with the same key.',
  },
  SIGNATURE_INVALID: { status: 401, text: 'The signature is missing, wrong, too old or was used before.' },
});
