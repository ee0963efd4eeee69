/** Who may set a forgotten PIN anew, with what, how often, and how fast. Pure. */
import { machine } from '../../kernel/machine.ts';
import { refuse } from '../../kernel/refusal.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/time.ts';
import type { Recovery } from './storage.ts';

export type RecoveryState = 'asking' | 'unverified' | 'verified' | 'done' | 'declined' | 'replaced';

export const recoveryMachine = machine<RecoveryState>({
  asking: ['unverified', 'declined', 'replaced'],
  unverified: ['verified', 'replaced'],
  verified: ['done', 'replaced'],
  done: [],
  declined: [],
  replaced: [],
});

/** Wrong cards, declines of the bank and codes that it has sent, together: five in a day, and then not before the next. */
export const RECOVERY_ATTEMPTS = { perAction: 5, perDay: 5, coolDownMs: HOUR_MS } as const;
/** After the right code: the new PIN is typed twice, and thought of before. */
export const NEW_PIN_LIFE_MS = 5 * MINUTE_MS;

/** Who asks, on which sign-in: the whole journey is made on one. */
export type Asker = { readonly person: string; readonly session: string | undefined };

/**
 * When everything that vouches for the person has been known for long enough. Whoever has just got hold of a phone or of a
 * telephone number could bind a card of his own, give his own name, or sign in anew.
 */
export function settledAt(
  known: { readonly card: Instant; readonly realName: Instant; readonly signIn: Instant },
  waitMs: number,
): Instant {
  return Math.max(known.card, known.realName, known.signIn) + waitMs;
}

/** The journey that answers already: the same details on the same sign-in get no second code while the first one is good. */
export function underWay(
  latest: Recovery | undefined,
  asked: { readonly session: string | undefined; readonly typed: string; readonly now: Instant },
): Recovery | null {
  if (!latest || latest.session !== asked.session || latest.typed !== asked.typed) return null;
  const isOpen = latest.state === 'asking' || latest.state === 'unverified';
  return isOpen && asked.now < latest.expiresAt ? latest : null;
}

/** Refuses NOT_FOUND, REPLAYED (the code was spent, R2), CONFLICT, EXPIRED (R3). */
export function refuseUntriable(recovery: Recovery | undefined, asker: Asker, now: Instant): Recovery {
  const own = refuseForeign(recovery, asker);
  if (own.state === 'verified' || own.state === 'done') return refuse('REPLAYED');
  if (own.state !== 'unverified') return refuse('CONFLICT', { state: own.state });
  if (now >= own.expiresAt) return refuse('EXPIRED');
  return own;
}

/** May the new PIN be set? Refuses NOT_FOUND, REPLAYED, CONFLICT, EXPIRED. */
export function refuseUnsettable(recovery: Recovery | undefined, asker: Asker, now: Instant): Recovery {
  const own = refuseForeign(recovery, asker);
  if (own.state === 'done') return refuse('REPLAYED');
  if (own.state !== 'verified') return refuse('CONFLICT', { state: own.state });
  if (now >= own.expiresAt) return refuse('EXPIRED');
  return own;
}

function refuseForeign(recovery: Recovery | undefined, { person, session }: Asker): Recovery {
  if (!recovery || recovery.person !== person || recovery.session !== session) return refuse('NOT_FOUND');
  return recovery;
}
