/** Alerts: what an operator must look at because the bank said something that does not fit. Closed by a person only. */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { column, defineTable } from '../database/index.ts';
import {
  type Change,
  type DecisionContext,
  type JournalEvent,
  type JsonObject,
  put,
} from '../journal/index.ts';

export type AlertState = 'open' | 'closed';
export const alertMachine = machine<AlertState>({ open: ['closed'], closed: [] });

/** What can be wrong. The console has words for each. */
export const alertKinds = [
  'AMOUNT_MISMATCH',
  'LATE_SUCCESS',
  'CONTRADICTION',
  'ESCALATED',
  'UNDO_FAILED',
  'UNKNOWN_REFERENCE',
  'STATEMENT_DIFFERS',
  // Why a pending debit that the bank asks about was not confirmed.
  'PAYEE_MISMATCH',
  'ORDER_MISMATCH',
  'SECOND_FEEDBACK',
  'AMBIGUOUS',
  'WINDOW_ENDED',
] as const;
export type AlertKind = (typeof alertKinds)[number];

export type Alert = {
  readonly id: Id<'alert'>;
  readonly state: AlertState;
  readonly kind: AlertKind;
  /** The id of what it is about. */
  readonly object: string;
  readonly note: string;
  readonly raisedAt: Instant;
  readonly closedAt: Instant | null;
  readonly closedBy: string | null;
};

export const alerts = defineTable({
  name: 'bank.alert',
  key: 'id',
  columns: {
    id: column.id('alert'),
    state: column.text<AlertState>(),
    kind: column.text<AlertKind>(),
    object: column.text(),
    note: column.text(),
    raisedAt: column.time(),
    closedAt: column.nullable(column.time()),
    closedBy: column.nullable(column.text()),
  },
});

/** The alert's record and its event (operators see it live). The note is for people and must carry no secret. */
export function raiseAlert(
  context: DecisionContext,
  what: { kind: AlertKind; object: string; note: string },
): { changes: Change[]; events: JournalEvent[] } {
  const alert: Alert = {
    id: context.newId('alert'),
    state: 'open',
    ...what,
    raisedAt: context.now,
    closedAt: null,
    closedBy: null,
  };
  return {
    changes: [put(alerts, alert)],
    events: [{ type: 'alert.raised', object: alert.id, audience: [], data: alertView(alert) }],
  };
}

export function alertView(alert: Alert): JsonObject {
  return {
    id: alert.id,
    state: alert.state,
    kind: alert.kind,
    object: alert.object,
    note: alert.note,
    raisedAt: isoTime(alert.raisedAt),
    closedAt: alert.closedAt === null ? null : isoTime(alert.closedAt),
    closedBy: alert.closedBy,
  };
}
