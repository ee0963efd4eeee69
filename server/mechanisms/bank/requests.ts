/**
 * A request to the bank: one record per reference, with ONE state. It must never be asked for twice: the reference is
 * the request's id, made before anything is sent, and the bank answers the same reference the same way.
 */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Instant } from '../../kernel/time.ts';
import { column, defineTable } from '../database/index.ts';

export type BankOperation = 'debit' | 'refund' | 'transfer';

/**
 * asking: written down, on its way · pending: the bank has it · unknown: no answer, being inquired (R6)
 * escalated: money out that is still unknown at its deadline, an operator is told, inquiry goes on
 * abandoned: a debit we gave up (deadline, cancel); a success from here on is late (R7)
 * undoing, undone: a late or wrong success: its money is in the suspense account, and out of it again: back on the card, or,
 *   when the bank would not have it, in a wallet that two operators named
 */
export type BankRequestState =
  | 'asking'
  | 'pending'
  | 'unknown'
  | 'escalated'
  | 'abandoned'
  | 'done'
  | 'declined'
  | 'undoing'
  | 'undone';

export const bankRequestMachine = machine<BankRequestState>({
  asking: ['asking', 'pending', 'unknown', 'escalated', 'abandoned', 'done', 'declined', 'undoing'],
  pending: ['asking', 'pending', 'unknown', 'escalated', 'abandoned', 'done', 'declined', 'undoing'],
  unknown: ['asking', 'pending', 'unknown', 'escalated', 'abandoned', 'done', 'declined', 'undoing'],
  escalated: ['escalated', 'done', 'declined'],
  abandoned: ['abandoned', 'declined', 'undoing'],
  done: [],
  declined: ['undoing'],
  undoing: ['undone'],
  undone: [],
});

/** States in which the bank may still answer something new. */
export const OPEN_STATES: readonly BankRequestState[] = [
  'asking',
  'pending',
  'unknown',
  'escalated',
  'abandoned',
];

export type BankRequest = {
  readonly id: Id<'bankreq'>;
  readonly operation: BankOperation;
  readonly state: BankRequestState;
  /** Whose request it is: the kind under which a flow registered, and the id of its record. */
  readonly subjectKind: string;
  readonly subject: string;
  readonly amount: bigint;
  readonly currency: Currency;
  /** debit, transfer: the vault's reference of the card's token. */
  readonly card: Id<'vault'> | null;
  /** refund: the debit that is given back. */
  readonly debit: Id<'bankreq'> | null;
  readonly payee: string;
  readonly orderNumber: string | null;
  readonly merchant: Id<'merchant'> | null;
  /** The bank asks before it debits (S17). */
  readonly confirm: boolean;
  /** The bank's raw code of a decline, or one of ours: NO_ANSWER, AMOUNT_MISMATCH. */
  readonly code: string | null;
  readonly bankReference: string | null;
  readonly attempts: number;
  readonly inquiries: number;
  readonly askedAt: Instant;
  readonly deadlineAt: Instant;
  readonly changedAt: Instant;
};

export const bankRequests = defineTable({
  name: 'bank.request',
  key: 'id',
  columns: {
    id: column.id('bankreq'),
    operation: column.text<BankOperation>(),
    state: column.text<BankRequestState>(),
    subjectKind: column.text(),
    subject: column.text(),
    amount: column.int8(),
    currency: column.text<Currency>(),
    card: column.nullable(column.id('vault')),
    debit: column.nullable(column.id('bankreq')),
    payee: column.text(),
    orderNumber: column.nullable(column.text()),
    merchant: column.nullable(column.id('merchant')),
    confirm: column.bool(),
    code: column.nullable(column.text()),
    bankReference: column.nullable(column.text()),
    attempts: column.int4(),
    inquiries: column.int4(),
    askedAt: column.time(),
    deadlineAt: column.time(),
    changedAt: column.time(),
  },
});
