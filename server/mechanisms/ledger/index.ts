/** The ledger: double-entry accounts, transfers and holds. Written by the journal's committer only. */
import { migrationFile } from '../database/index.ts';

export {
  type Account,
  type AccountKind,
  type AccountRef,
  accountKinds,
  accountRef,
  accounts,
  availableOf,
  balanceOf,
  bankAccount,
  merchantAccountOf,
  openAccount,
  suspenseAccount,
  walletOf,
} from './accounts.ts';
export { applyLedgerAct, type Books, type LedgerAct } from './apply.ts';
export {
  accountById,
  accountsByIds,
  accountsOf,
  type BooksCheck,
  balanceAt,
  checkBooks,
  heldAt,
  recountBooks,
  statement,
} from './statements.ts';
export { type Hold, type HoldState, holdMachine, holds, type Transfer, transfers } from './transfers.ts';

export const ledgerMigrations = [
  migrationFile('ledger/001', new URL('./schema.sql', import.meta.url)),
  migrationFile('ledger/002', new URL('./schema-002.sql', import.meta.url)),
];
