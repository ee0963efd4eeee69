/** The record of a transfer: done at once, or after somebody's yes. */
import type { Currency } from '../../kernel/money.ts';
import { column, defineTable, type TableRow } from '../../mechanisms/database/index.ts';

export type TransferState = 'waiting' | 'done' | 'failed';

export const transferRecords = defineTable({
  name: 'transfer.transfer',
  key: 'id',
  columns: {
    id: column.id('transfer'),
    payer: column.id('person'),
    payee: column.id('person'),
    amount: column.int8(),
    currency: column.text<Currency>(),
    note: column.text(),
    state: column.text<TransferState>(),
    hold: column.nullable(column.id('hold')),
    challenge: column.nullable(column.id('challenge')),
    code: column.nullable(column.text()),
    createdAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
});
export type TransferRecord = TableRow<typeof transferRecords>;
