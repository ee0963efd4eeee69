/** Transfers (never changed once written) and holds (a state each, ended once). */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import type { Instant } from '../../kernel/time.ts';
import { column, defineTable } from '../database/index.ts';

export type TransferPhase = 'posted' | 'held' | 'post' | 'void' | 'expire';

export type Transfer = {
  readonly seq: bigint;
  readonly n: number;
  readonly at: Instant;
  readonly kind: string;
  readonly phase: TransferPhase;
  readonly debit: Id<'account'>;
  readonly credit: Id<'account'>;
  readonly amount: bigint;
  readonly hold: Id<'hold'> | null;
  readonly reference: string;
  readonly debitBalance: bigint;
  readonly creditBalance: bigint;
};

export const transfers = defineTable({
  name: 'ledger.transfer',
  key: 'seq',
  columns: {
    seq: column.int8(),
    n: column.int4(),
    at: column.time(),
    kind: column.text(),
    phase: column.text<TransferPhase>(),
    debit: column.id('account'),
    credit: column.id('account'),
    amount: column.int8(),
    hold: column.nullable(column.id('hold')),
    reference: column.text(),
    debitBalance: column.int8(),
    creditBalance: column.int8(),
  },
});

export type HoldState = 'held' | 'posted' | 'voided' | 'expired';

export const holdMachine = machine<HoldState>({
  held: ['posted', 'voided', 'expired'],
  posted: [],
  voided: [],
  expired: [],
});

export type Hold = {
  readonly id: Id<'hold'>;
  readonly debit: Id<'account'>;
  readonly credit: Id<'account'>;
  readonly amount: bigint;
  readonly posted: bigint;
  readonly state: HoldState;
  readonly kind: string;
  readonly reference: string;
  readonly madeAt: Instant;
  readonly expiresAt: Instant | null;
  readonly endedAt: Instant | null;
};

export const holds = defineTable({
  name: 'ledger.hold',
  key: 'id',
  columns: {
    id: column.id('hold'),
    debit: column.id('account'),
    credit: column.id('account'),
    amount: column.int8(),
    posted: column.int8(),
    state: column.text<HoldState>(),
    kind: column.text(),
    reference: column.text(),
    madeAt: column.time(),
    expiresAt: column.nullable(column.time()),
    endedAt: column.nullable(column.time()),
  },
});
