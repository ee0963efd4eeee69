/** The records of `forgotten-pin`. */
import { column, defineTable, type TableRow } from '../../mechanisms/database/index.ts';
import type { RecoveryState } from './rules.ts';

export const recoveries = defineTable({
  name: 'forgotten_pin.recovery',
  key: 'id',
  columns: {
    id: column.id('pinrecovery'),
    person: column.id('person'),
    session: column.id('session'),
    state: column.text<RecoveryState>(),
    instrument: column.id('instrument'),
    last4: column.text(),
    typed: column.text(),
    /** While the bank is asked: what was typed, in the vault. */
    details: column.nullable(column.id('vault')),
    verification: column.nullable(column.text()),
    /** The bank's code, when declined. */
    code: column.nullable(column.text()),
    version: column.int4(),
    createdAt: column.time(),
    expiresAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
});
export type Recovery = TableRow<typeof recoveries>;

export const latestRecoveries = defineTable({
  name: 'forgotten_pin.latest',
  key: 'person',
  columns: { person: column.id('person'), recovery: column.id('pinrecovery') },
});
