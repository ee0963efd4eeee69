/** The record of a transfer. It is written once and has one state: done. */
import type { Currency } from '../../kernel/money.ts';
import { column, defineTable, type TableRow } from '../../mechanisms/database/index.ts';

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
    createdAt: column.time(),
  },
});
export type TransferRecord = TableRow<typeof transferRecords>;
