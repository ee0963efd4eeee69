// Which top-ups and withdrawals are told of beside the movements: those on their way, and those that lately came to nothing.
import type { Journey } from '../shared/types.ts';

export type BankMoneyKind = 'top-ups' | 'withdrawals';
export type BankJourney = Journey & { kind: BankMoneyKind };

/** Long enough for somebody who looks again after a weekend. */
const tellForMs = 3 * 86_400_000;

/** Newest first. What was done stands among the movements; what waits or waited for somebody's yes, under Approvals. */
export function toldJourneys(all: readonly BankJourney[], nowMs: number): BankJourney[] {
  const told = all.filter(({ state, code, endedAt }) => {
    if (state === 'pending' || state === 'unknown') return true;
    if (state !== 'failed' || isAboutApproval(code)) return false;
    return endedAt !== undefined && Date.parse(endedAt) > nowMs - tellForMs;
  });
  return told.sort((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''));
}

export const isAboutApproval = (code: unknown): boolean =>
  typeof code === 'string' && code.startsWith('APPROVAL_');

const seenKey = 'bursar.seenEnds';
const mostSeen = 50;

/** Ends that were read on this device: Home need not tell them again. */
export function seenEnds(): readonly string[] {
  return (localStorage.getItem(seenKey) ?? '').split(' ').filter((id) => id !== '');
}

export function markSeen(id: string): void {
  const seen = seenEnds();
  if (!seen.includes(id)) localStorage.setItem(seenKey, [...seen, id].slice(-mostSeen).join(' '));
}
