/** Card numbers, and what becomes of a code that the bank did not take. Pure. */
import { refuse } from '../../kernel/refusal.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/time.ts';
import { countFailure, type View } from '../journal/index.ts';

/** The bank's code lives this long. */
export const CODE_LIFE_MS = 5 * MINUTE_MS;
/** Three tries of one code (R13); then the card must be typed again. */
export const CODE_ATTEMPTS = { perAction: 3, perDay: 10, coolDownMs: HOUR_MS } as const;

/** ISO/IEC 7812-1 annex B. */
export function passesLuhn(pan: string): boolean {
  let sum = 0;
  for (let i = 0; i < pan.length; i++) {
    const digit = Number(pan[pan.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** A guess by the number's first digits, until the bank says it. */
export function brandOf(pan: string): string {
  if (/^62/.test(pan)) return 'UnionPay';
  if (/^4/.test(pan)) return 'Visa';
  if (/^(5[1-5]|2[2-7])/.test(pan)) return 'Mastercard';
  return 'Card';
}

export type CodeFault = 'wrong' | 'expired' | 'locked' | 'other';

/** What the bank's code says about a verification code that proved nothing. */
export function faultOf(bankCode: string): CodeFault {
  switch (bankCode) {
    case '1C':
      return 'wrong';
    case '1E':
    case '1U':
      return 'expired';
    case '75':
      return 'locked';
    default:
      return 'other';
  }
}

/** Counts the try under `counter` and refuses CARD_CODE_WRONG, EXPIRED, LOCKED or BANK_DECLINED. */
export function refuseCode(view: View, of: { counter: string; bankCode: string; now: Instant }): never {
  const { change, left } = countFailure(view, of.counter, of.now, CODE_ATTEMPTS);
  switch (faultOf(of.bankCode)) {
    case 'wrong':
      return refuse('CARD_CODE_WRONG', { left }, [change]);
    case 'expired':
      return refuse('EXPIRED', {}, [change]);
    case 'locked':
      return refuse('LOCKED', {}, [change]);
    case 'other':
      return refuse('BANK_DECLINED', { bankCode: of.bankCode }, [change]);
  }
}
