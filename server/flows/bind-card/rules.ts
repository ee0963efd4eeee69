/** When may a card be bound, its code be tried, the card be removed? Pure. */
import { refuse } from '../../kernel/refusal.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/time.ts';
import type { Card, CardMark } from '../../mechanisms/instruments/index.ts';

/** The bank's code lives this long. */
export const CODE_LIFE_MS = 5 * MINUTE_MS;
/** Typing errors are common and the bank counts too; ten bad cards a day are enough. */
export const BIND_ATTEMPTS = { perAction: 5, perDay: 10, coolDownMs: HOUR_MS } as const;
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

export type BindFacts = {
  readonly person: string;
  readonly now: Instant;
  /** Who has this card bound. */
  readonly owner: CardMark | undefined;
  /** This person's latest record of this card. */
  readonly latest: Card | undefined;
};

/** The record that answers already (R1 in spirit: the same card twice is one card), or null for a new one. */
export function knownBinding({ person, now, owner, latest }: BindFacts): Card | null | 'somebody-else' {
  if (owner?.instrument && owner.person !== person) return 'somebody-else';
  if (!latest) return null;
  if (latest.state === 'bound') return latest;
  const isUnderWay = latest.state === 'asking' || latest.state === 'unverified';
  return isUnderWay && now < latest.expiresAt ? latest : null;
}

/** Refuses NOT_FOUND, REPLAYED (the code was spent, R2), EXPIRED (R3), CONFLICT. */
export function refuseUntriable(card: Card | undefined, person: string, now: Instant): Card {
  if (!card || card.person !== person) return refuse('NOT_FOUND');
  if (card.state === 'bound') return refuse('REPLAYED');
  if (card.state === 'expired') return refuse('EXPIRED');
  if (card.state !== 'unverified') return refuse('CONFLICT', { state: card.state });
  if (now >= card.expiresAt) return refuse('EXPIRED');
  return card;
}

export type CodeFault = 'wrong' | 'expired' | 'locked' | 'other';

/** What the bank's code says about a verification code that did not bind. */
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
