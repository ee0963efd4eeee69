// The bank's raw decline codes (ISO 8583 where it has one; 1x are the bank's own) and the raw message beside each.
// Meant for machines and for the platform's prompts, never for the eyes of a payer.

const DECLINES = {
  '05': 'DO NOT HONOUR',
  '12': 'INVALID TRANSACTION',
  '13': 'INVALID AMOUNT',
  '14': 'NO SUCH CARD',
  '17': 'CANCELLED BY CUSTOMER',
  '25': 'ORIGINAL NOT FOUND',
  '41': 'CARD REPORTED LOST',
  '51': 'NSF',
  '54': 'CARD EXPIRED',
  '57': 'NOT CONFIRMED BY ACQUIRER',
  '68': 'CONFIRMATION TOO LATE',
  '75': 'CODE TRIES EXCEEDED',
  '1C': 'CODE WRONG',
  '1E': 'CODE EXPIRED',
  '1N': 'HOLDER NAME DIFFERS',
  '1P': 'RESERVED PHONE DIFFERS',
  '1U': 'CODE ALREADY USED',
  '1X': 'EXPIRY DIFFERS',
} as const;

export type DeclineCode = keyof typeof DECLINES;

export interface Decline {
  state: 'declined';
  code: string;
  message: string;
}

/** `51|NSF|acct 6212..1232`, as a host would say it; the card's number only by its ends. */
export function decline(code: DeclineCode, pan?: string): Decline {
  return {
    state: 'declined',
    code,
    message: `${code}|${DECLINES[code]}${pan ? `|acct ${masked(pan)}` : ''}`,
  };
}

/** A code that an operator of the sandbox ordered; it may be one that the bank itself never gives. */
export function declineAsTold(code: string): Decline {
  const words = Object.hasOwn(DECLINES, code) ? DECLINES[code as DeclineCode] : 'DECLINED';
  return { state: 'declined', code, message: `${code}|${words}` };
}

export const masked = (pan: string): string => `${pan.slice(0, 4)}..${pan.slice(-4)}`;
