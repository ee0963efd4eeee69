/** When is a second device asked, and who may change that? Pure. */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import { type Money, type MoneyJson, parseLimit } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { DAY_MS, MINUTE_MS } from '../../kernel/time.ts';
import { type Need, PAYER_PROOFS, type RuleKind } from '../../mechanisms/challenges/index.ts';
import { SECOND_DEVICE } from './contract.ts';

export const LIFE_MS = 2 * MINUTE_MS;
/** How long it stays on for somebody whose other devices are gone. */
export const OFF_DELAY_MS = DAY_MS;

/** The security level of a person: above it, one of these devices is asked. */
export type Level = { readonly above: MoneyJson; readonly devices: readonly Id<'device'>[] };

export type WishState = 'waiting' | 'made' | 'dropped';
export const wishMachine = machine<WishState>({ waiting: ['made', 'dropped'], made: [], dropped: [] });

/** Exactly on the level goes through. What is in another currency cannot be compared, so it is asked. */
export const isAbove = (amount: Money, above: Money): boolean =>
  amount.currency !== above.currency || amount.minor > above.minor;

/** The asking device never confirms itself. Refuses SECOND_DEVICE_MISSING. */
export function confirmingDevices(level: Level, asking: Id<'device'> | null): readonly Id<'device'>[] {
  const among = level.devices.filter((device) => device !== asking);
  if (among.length === 0) refuse('SECOND_DEVICE_MISSING');
  return among;
}

export function needOf(person: Id<'person'>, among: readonly Id<'device'>[]): Need {
  return { approver: { who: { device: { person, among } }, proof: PAYER_PROOFS, rule: SECOND_DEVICE } };
}

export const secondDeviceRule: RuleKind<Level> = {
  kind: SECOND_DEVICE,
  judge(_view, { params }, { act, device }) {
    if (!isAbove(act.amount, parseLimit(params.above))) return null;
    return {
      need: needOf(act.payer, confirmingDevices(params, device)),
      because: 'ABOVE_SECURITY_LEVEL',
      details: { above: params.above },
      lifeMs: LIFE_MS,
    };
  },
  /** A device that was taken off the list confirms no more; before it has answered, any that is left may. */
  isEntitled(_view, { params }, { who, device }) {
    if (!('device' in who)) return false;
    const meant = device === null ? who.device.among : [device];
    return meant.some((one) => params.devices.includes(one));
  },
};

/**
 * Tightening needs the PIN alone; whatever makes it easier to pay needs a yes on another confirming device, else a thief
 * with the phone and the PIN would simply switch it off. A device more is one more from which to confirm.
 */
export type Loosening =
  | { readonly because: 'SWITCHED_OFF' }
  | { readonly because: 'LEVEL_RAISED'; readonly above: MoneyJson }
  | { readonly because: 'DEVICE_ADDED'; readonly device: Id<'device'> };

export function looseningsOf(before: Level | null, after: Level | null): readonly Loosening[] {
  if (before === null) return [];
  if (after === null) return [{ because: 'SWITCHED_OFF' }];
  const [old, next] = [parseLimit(before.above), parseLimit(after.above)];
  const isRaised = next.currency !== old.currency || next.minor > old.minor;
  const added = after.devices.filter((device) => !before.devices.includes(device));
  return [
    ...(isRaised ? [{ because: 'LEVEL_RAISED' as const, above: after.above }] : []),
    ...added.map((device) => ({ because: 'DEVICE_ADDED' as const, device })),
  ];
}

export type WishFacts = {
  readonly before: Level | null;
  readonly after: Level | null;
  readonly asking: Id<'device'> | null;
  readonly isOwn: (device: Id<'device'>) => boolean;
  readonly isSignedIn: (device: Id<'device'>) => boolean;
};

/** By PIN at once; after a yes of one of these devices; or by PIN, but not before a day is over. */
export type WishVerdict = 'now' | 'later' | { readonly ask: readonly Id<'device'>[] };

/**
 * Refuses NOT_FOUND, SECOND_DEVICE_MISSING. Whoever can reach no other confirming device (lost, signed out) must not be
 * shut in for ever: he may switch it off, a day later, in which he or the owner of the PIN may still set it again.
 */
export function judgeWish({ before, after, asking, isOwn, isSignedIn }: WishFacts): WishVerdict {
  if (before === null && after === null) refuse('NOT_FOUND');
  if (after && !after.devices.every(isOwn)) refuse('NOT_FOUND');
  // Never below one other: who sets it from here must still be able to pay from here.
  if (after) confirmingDevices(after, asking);
  if (before === null || looseningsOf(before, after).length === 0) return 'now';
  const ask = before.devices.filter((device) => device !== asking);
  if (ask.some(isSignedIn)) return { ask };
  return after === null ? 'later' : refuse('SECOND_DEVICE_MISSING');
}
