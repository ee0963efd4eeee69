/** What an answer of the bank means for a request, whichever way it came and in whatever order. Pure. */
import { assertNever } from '../../kernel/machine.ts';
import { MINUTE_MS, SECOND_MS } from '../../kernel/time.ts';
import type { BankAnswer } from './port.ts';
import type { BankRequest } from './requests.ts';

/** Sent at most this often under one reference; each time only after an inquiry has said that the bank never got it. */
export const MAX_ATTEMPTS = 4;
const FIRST_INQUIRY_MS = 500;
const FIRST_PENDING_INQUIRY_MS = 3 * SECOND_MS;
const LAST_INQUIRY_MS = 8 * SECOND_MS;
const ESCALATED_SOON_MS = 30 * SECOND_MS;
const ESCALATED_LATER_MS = 15 * MINUTE_MS;
/** About a month of asking after what was escalated; then the daily reconciliation is left. */
export const MAX_INQUIRIES = 3_000;

export type AlarmKind = 'AMOUNT_MISMATCH' | 'LATE_SUCCESS' | 'CONTRADICTION' | 'ESCALATED';

export type Verdict =
  /** Nothing new. */
  | { readonly act: 'none' }
  | { readonly act: 'done' }
  | { readonly act: 'declined'; readonly code: string; readonly tellOwner: boolean }
  /** The bank debited although it should not have: suspense account, refund, alert. */
  | { readonly act: 'undo'; readonly alarm: AlarmKind; readonly tellOwner: boolean }
  | { readonly act: 'askAgain' }
  | {
      readonly act: 'wait';
      readonly state: 'pending' | 'unknown' | 'escalated';
      readonly nextMs: number;
      readonly alarm?: AlarmKind;
    }
  /** A debit without an answer at its deadline. */
  | { readonly act: 'abandon' }
  /** Money out without an answer at its deadline. */
  | { readonly act: 'escalate'; readonly nextMs: number }
  /** The bank contradicts itself about money that cannot be called back. */
  | { readonly act: 'alarm'; readonly alarm: AlarmKind };

export function judgeAnswer(request: BankRequest, answer: BankAnswer, now: number): Verdict {
  const hasEnded = request.state === 'done' || request.state === 'undoing' || request.state === 'undone';
  switch (answer.state) {
    case 'done':
      if (hasEnded) return { act: 'none' };
      return request.operation === 'debit' ? debitDone(request, answer) : moneyOutDone(request, answer, now);
    case 'declined':
      if (request.state === 'declined') return { act: 'none' };
      if (hasEnded) return { act: 'alarm', alarm: 'CONTRADICTION' };
      return { act: 'declined', code: answer.code ?? 'UNKNOWN', tellOwner: request.state !== 'abandoned' };
    case 'pending':
    case 'unknown':
    case 'absent': {
      // What was given up is closed by a cancellation, which is repeated until it is answered.
      if (hasEnded || request.state === 'declined' || request.state === 'abandoned') return { act: 'none' };
      if (isOverdue(request, now)) return giveUp(request);
      if (answer.state === 'absent' && request.attempts < MAX_ATTEMPTS) return { act: 'askAgain' };
      const state = answer.state === 'pending' ? 'pending' : 'unknown';
      return { act: 'wait', state, nextMs: inquiryDelayMs(request, state, now) };
    }
    default:
      return assertNever(answer);
  }
}

function debitDone(request: BankRequest, answer: BankAnswer): Verdict {
  if (request.state === 'declined' || request.state === 'abandoned') {
    return { act: 'undo', alarm: 'LATE_SUCCESS', tellOwner: false };
  }
  if (!amountFits(request, answer)) return { act: 'undo', alarm: 'AMOUNT_MISMATCH', tellOwner: true };
  return { act: 'done' };
}

/** Money that has left cannot be called back: a wrong amount is asked about until the bank says the right one. */
function moneyOutDone(request: BankRequest, answer: BankAnswer, now: number): Verdict {
  if (request.state === 'declined') return { act: 'alarm', alarm: 'CONTRADICTION' };
  if (amountFits(request, answer)) return { act: 'done' };
  if (isOverdue(request, now)) return giveUp(request);
  const nextMs = inquiryDelayMs(request, 'unknown', now);
  return {
    act: 'wait',
    state: 'unknown',
    nextMs,
    ...(request.code !== 'AMOUNT_MISMATCH' ? { alarm: 'AMOUNT_MISMATCH' as const } : {}),
  };
}

const isOverdue = (request: BankRequest, now: number) =>
  now >= request.deadlineAt || request.state === 'escalated';

function giveUp(request: BankRequest): Verdict {
  if (request.operation === 'debit') return { act: 'abandon' };
  const nextMs = request.inquiries < 30 ? ESCALATED_SOON_MS : ESCALATED_LATER_MS;
  return request.state === 'escalated'
    ? { act: 'wait', state: 'escalated', nextMs }
    : { act: 'escalate', nextMs };
}

export function amountFits(request: BankRequest, answer: BankAnswer): boolean {
  if (!('amount' in answer) || !answer.amount) return true;
  return answer.amount.minor === request.amount.toString() && answer.amount.currency === request.currency;
}

/** 0.5 s, 1 s, 2 s, ... 8 s; never far past the deadline. What is pending has a callback coming and is asked less. */
export function inquiryDelayMs(request: BankRequest, state: 'pending' | 'unknown', now: number): number {
  const first = state === 'pending' ? FIRST_PENDING_INQUIRY_MS : FIRST_INQUIRY_MS;
  const delay = Math.min(first * 2 ** Math.min(request.inquiries, 10), LAST_INQUIRY_MS);
  return Math.max(Math.min(delay, request.deadlineAt - now), FIRST_INQUIRY_MS);
}

/** A card, an account or a phone as people write it, in groups: `6225 8800 1234 5678`. */
const GROUPED_NUMBER = /\d(?:[ .-]?\d){10,}/g;

/** The bank's words without anything that looks like an account: `51|NSF|acct 6225..1234` becomes `51|NSF`. */
export function withoutNumbers(message: string): string {
  return message
    .slice(0, 200)
    .split('|')
    .filter((part, i) => i === 0 || !/\d{3,}/.test(part))
    .join('|')
    .replace(GROUPED_NUMBER, '…')
    .replace(/\d{5,}/g, '…');
}
