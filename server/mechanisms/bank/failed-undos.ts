/**
 * A late success whose refund the bank declined. Its money stands in the suspense account until a refund under a new
 * reference succeeds, or two operators give it to a wallet. Pure: the record, its states and its schedule.
 */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import { type Currency, moneyJson } from '../../kernel/money.ts';
import { HOUR_MS, type Instant, isoTime, MINUTE_MS } from '../../kernel/time.ts';
import { column, defineTable } from '../database/index.ts';
import type { Effect, JsonObject } from '../journal/index.ts';

/** After the first decline it is tried again after so long each; then it is for operators only. */
export const RETRY_DELAYS_MS: readonly number[] = [
  MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  24 * HOUR_MS,
];

/**
 * waiting: declined, tried again at `retryAt` · refunding: the bank is being asked · stuck: it will not be tried again by
 * itself · refunded: back on the card · resolved: given to a wallet by two operators
 */
export type FailedUndoState = 'waiting' | 'refunding' | 'stuck' | 'refunded' | 'resolved';

export const failedUndoMachine = machine<FailedUndoState>({
  waiting: ['refunding', 'resolved'],
  refunding: ['waiting', 'stuck', 'refunded'],
  stuck: ['refunding', 'resolved'],
  refunded: [],
  resolved: [],
});

export type UndoAct = 'refund' | 'wallet';

export type FailedUndo = {
  /** The debit that came too late: also the id under which operators name this record. */
  readonly request: Id<'bankreq'>;
  readonly state: FailedUndoState;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly code: string;
  readonly declines: number;
  readonly retryAt: Instant | null;
  readonly proposal: Id<'proposal'> | null;
  readonly proposedAct: UndoAct | null;
  readonly proposedPerson: Id<'person'> | null;
  readonly proposedReason: string | null;
  readonly proposedBy: string | null;
  readonly proposedAt: Instant | null;
  readonly confirmedBy: string | null;
  readonly failedAt: Instant;
  readonly changedAt: Instant;
};

export const failedUndos = defineTable({
  name: 'bank.failed_undo',
  key: 'request',
  columns: {
    request: column.id('bankreq'),
    state: column.text<FailedUndoState>(),
    amount: column.int8(),
    currency: column.text<Currency>(),
    code: column.text(),
    declines: column.int4(),
    retryAt: column.nullable(column.time()),
    proposal: column.nullable(column.id('proposal')),
    proposedAct: column.nullable(column.text<UndoAct>()),
    proposedPerson: column.nullable(column.id('person')),
    proposedReason: column.nullable(column.text()),
    proposedBy: column.nullable(column.text()),
    proposedAt: column.nullable(column.time()),
    confirmedBy: column.nullable(column.text()),
    failedAt: column.time(),
    changedAt: column.time(),
  },
});

export type Declined = {
  readonly request: Id<'bankreq'>;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly code: string;
};

/** The record after a decline: waiting for the next try, or stuck when there is none. `before`: null at the first one. */
export function declinedAgain(before: FailedUndo | null, declined: Declined, now: Instant): FailedUndo {
  const declines = (before?.declines ?? 0) + 1;
  const delayMs = RETRY_DELAYS_MS[declines - 1];
  const state = delayMs === undefined ? 'stuck' : 'waiting';
  return {
    ...(before ?? nothingProposed),
    ...declined,
    state: before ? failedUndoMachine.move(before.state, state) : state,
    declines,
    retryAt: delayMs === undefined ? null : now + delayMs,
    failedAt: before?.failedAt ?? now,
    changedAt: now,
  };
}

const nothingProposed = {
  proposal: null,
  proposedAct: null,
  proposedPerson: null,
  proposedReason: null,
  proposedBy: null,
  proposedAt: null,
  confirmedBy: null,
} as const;

/** The job names the decline that it answers: after another try it finds another number and does nothing. */
export function retryEffect(undo: FailedUndo): readonly Effect[] {
  if (undo.retryAt === null) return [];
  const payload = { request: undo.request, declines: undo.declines };
  return [{ task: 'bank.retry-undo', payload, runAt: undo.retryAt }];
}

export function failedUndoView(undo: FailedUndo): JsonObject {
  return {
    id: undo.request,
    state: undo.state,
    amount: moneyJson({ minor: undo.amount, currency: undo.currency }),
    code: undo.code,
    declines: undo.declines,
    retryAt: undo.retryAt === null ? null : isoTime(undo.retryAt),
    proposal:
      undo.proposal === null || undo.proposedAt === null
        ? null
        : {
            id: undo.proposal,
            act: undo.proposedAct,
            person: undo.proposedPerson,
            reason: undo.proposedReason,
            by: undo.proposedBy,
            at: isoTime(undo.proposedAt),
            confirmedBy: undo.confirmedBy,
          },
    failedAt: isoTime(undo.failedAt),
    changedAt: isoTime(undo.changedAt),
  };
}
