/**
 * How an answer of the bank reaches the flow that asked: flows register a handler for their kind of subject, and the
 * handler's decision becomes part of the SAME journal entry as the bank's report.
 */
import type { Change, DecisionContext, Effect, JournalEvent, Loader, View } from '../journal/index.ts';
import type { LedgerAct } from '../ledger/index.ts';
import type { BankRequest } from './requests.ts';

export type BankOutcome = {
  /** As it stands after the report. */
  readonly request: BankRequest;
  /**
   * done, declined: the end; told once. A debit that was given up at its deadline is told as declined (NO_ANSWER), one
   * that was debited with another amount as declined (AMOUNT_MISMATCH): in both cases the mechanism gives the money back.
   * unknown: told once on the way, so that the record can show it; the end follows.
   */
  readonly result: 'done' | 'declined' | 'unknown';
  /** The bank's raw code ("51"), or NO_ANSWER, AMOUNT_MISMATCH; null when done. */
  readonly code: string | null;
};

export type OutcomeDecision = {
  /**
   * For `done` of a debit only: false says that it comes too late for its owner. The money is then booked to the suspense
   * account and refunded; the owner books nothing. With true the owner's `ledger` must take the money in:
   * debit `bankAccount(currency)`, credit whoever receives it. (transfer, refund: debit the payer, credit bankAccount.)
   */
  readonly accepted: boolean;
  readonly changes?: readonly Change[];
  readonly ledger?: readonly LedgerAct[];
  readonly events?: readonly JournalEvent[];
  readonly effects?: readonly Effect[];
};

export type OutcomeHandler = {
  /** Prefetches the facts of a list of subjects (ids of the flow's records). */
  load(loader: Loader, subjects: readonly string[]): Promise<void>;
  /** Pure. Must not refuse: an answer of the bank is a fact. */
  decide(view: View, outcome: BankOutcome, context: DecisionContext): OutcomeDecision;
};
