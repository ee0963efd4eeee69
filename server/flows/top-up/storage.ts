/** The record of a top-up. */
import type { Id } from '../../kernel/id.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Instant } from '../../kernel/time.ts';
import { column, defineTable } from '../../mechanisms/database/index.ts';
import type { TopUpState } from './rules.ts';

export type TopUp = {
  readonly id: Id<'topup'>;
  readonly person: Id<'person'>;
  readonly instrument: Id<'instrument'>;
  readonly state: TopUpState;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly request: Id<'bankreq'>;
  readonly code: string | null;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
};

export const topUps = defineTable({
  name: 'top_up.top_up',
  key: 'id',
  columns: {
    id: column.id('topup'),
    person: column.id('person'),
    instrument: column.id('instrument'),
    state: column.text<TopUpState>(),
    amount: column.int8(),
    currency: column.text<Currency>(),
    request: column.id('bankreq'),
    code: column.nullable(column.text()),
    createdAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
});
