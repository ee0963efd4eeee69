/** When may a card be bound, its code be tried, the card be removed? Pure. */
import { refuse } from '../../kernel/refusal.ts';
import { HOUR_MS, type Instant } from '../../kernel/time.ts';
import type { Card, CardMark } from '../../mechanisms/instruments/index.ts';

/** Typing errors are common and the bank counts too; ten bad cards a day are enough. */
export const BIND_ATTEMPTS = { perAction: 5, perDay: 10, coolDownMs: HOUR_MS } as const;

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
