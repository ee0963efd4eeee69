/**
 * Who is behind a phone number: asked by whoever wants to send money or to be somebody's guardian. Counted per person over
 * all routes, so that nobody finds out by trying which numbers have an account.
 */
import { LRUCache } from 'lru-cache';
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { MINUTE_MS } from '../../kernel/time.ts';

export const LOOKS_PER_MINUTE = 60;
const MAX_REMEMBERED = 50_000;

export type FindByPhone = (asker: Id<'person'>, phone: string) => Promise<Id<'person'> | null>;

/** In this process alone: several of them allow as many times more, which is still nothing. Refuses RATE_LIMITED. */
export function limitLooks(find: (phone: string) => Promise<Id<'person'> | null>): FindByPhone {
  const looks = new LRUCache<string, number>({ max: MAX_REMEMBERED, ttl: MINUTE_MS, noUpdateTTL: true });
  return async (asker, phone) => {
    const count = (looks.get(asker) ?? 0) + 1;
    if (count > LOOKS_PER_MINUTE) refuse('RATE_LIMITED', { retryAfterMs: looks.getRemainingTTL(asker) });
    looks.set(asker, count);
    return find(phone);
  };
}
