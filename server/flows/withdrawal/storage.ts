/** The record of a withdrawal. */
import type { Id } from '../../kernel/id.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Instant } from '../../kernel/time.ts';
import { column, defineTable } from '../../mechanisms/database/index.ts';
import type { WithdrawalState } from './rules.ts';

export type Withdrawal = {
  readonly id: Id<'withdrawal'>;
  readonly person: Id<'person'>;
  readonly instrument: Id<'instrument'>;
  readonly state: WithdrawalState;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly hold: Id<'hold'>;
  /** null until the bank is asked. */
  readonly request: Id<'bankreq'> | null;
  readonly challenge: Id<'challenge'> | null;
  readonly code: string | null;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
};

export const withdrawals = defineTable({
  name: 'withdrawal.withdrawal',
  key: 'id',
  columns: {
    id: column.id('withdrawal'),
    person: column.id('person'),
    instrument: column.id('instrument'),
    state: column.text<WithdrawalState>(),
    amount: column.int8(),
    currency: column.text<Currency>(),
    hold: column.id('hold'),
    request: column.nullable(column.id('bankreq')),
    challenge: column.nullable(column.id('challenge')),
    code: column.nullable(column.text()),
    createdAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
});
