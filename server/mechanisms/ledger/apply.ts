/**
 * The ledger's arithmetic: pure, over balances that are already loaded. All postings of a command apply or none:
 * the caller throws its overlay away when this refuses. It must never let an account leave its limits.
 */
import type { Id } from '../../kernel/id.ts';
import { MAX_MINOR, type Money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import { type Account, type AccountRef, availableOf, balanceOf } from './accounts.ts';
import type { Hold, Transfer } from './transfers.ts';

/** What a decision asks of the ledger, in order. */
export type LedgerAct =
  | { act: 'post'; debit: AccountRef; credit: AccountRef; amount: Money; kind: string; reference: string }
  | {
      act: 'hold';
      id: Id<'hold'>;
      debit: AccountRef;
      credit: AccountRef;
      amount: Money;
      kind: string;
      reference: string;
      expiresAt: Instant | null;
    }
  /** Posts a hold, whole or (with `amount`, minor units) in part; the rest is released. */
  | { act: 'postHold'; hold: Id<'hold'>; amount?: bigint }
  | { act: 'voidHold'; hold: Id<'hold'> }
  | { act: 'expireHold'; hold: Id<'hold'> };

/** The loaded part of the books. `account` opens an account that does not exist yet. */
export type Books = {
  account(ref: AccountRef): Account;
  accountById(id: Id<'account'>): Account;
  hold(id: Id<'hold'>): Hold | undefined;
  putAccount(account: Account): void;
  putHold(hold: Hold): void;
  addTransfer(transfer: Transfer): void;
};

type Change = { debitsPosted?: bigint; creditsPosted?: bigint; debitsHeld?: bigint; creditsHeld?: bigint };

function changed(account: Account, by: Change): Account {
  // Field by field: this runs twice per payment, and a spread costs several times as much.
  return {
    id: account.id,
    owner: account.owner,
    kind: account.kind,
    currency: account.currency,
    side: account.side,
    debitsPosted:
      by.debitsPosted === undefined ? account.debitsPosted : account.debitsPosted + by.debitsPosted,
    creditsPosted:
      by.creditsPosted === undefined ? account.creditsPosted : account.creditsPosted + by.creditsPosted,
    debitsHeld: by.debitsHeld === undefined ? account.debitsHeld : account.debitsHeld + by.debitsHeld,
    creditsHeld: by.creditsHeld === undefined ? account.creditsHeld : account.creditsHeld + by.creditsHeld,
    least: account.least,
    openedAt: account.openedAt,
  };
}

function checkLimits(account: Account): void {
  if (account.least !== null && availableOf(account) < account.least) refuse('INSUFFICIENT_FUNDS');
  if (account.debitsPosted > MAX_MINOR || account.creditsPosted > MAX_MINOR) refuse('BALANCE_LIMIT');
  if (account.debitsHeld > MAX_MINOR || account.creditsHeld > MAX_MINOR) refuse('BALANCE_LIMIT');
}

/** Applies one act; `at` and (`seq`, `n`) date and number the movement. Refuses INSUFFICIENT_FUNDS, BALANCE_LIMIT, HOLD_NOT_OPEN. */
export function applyLedgerAct(
  books: Books,
  act: LedgerAct,
  stamp: { at: Instant; seq: bigint; n: number },
): void {
  switch (act.act) {
    case 'post':
    case 'hold': {
      if (act.amount.minor <= 0n || act.amount.minor > MAX_MINOR) refuse('AMOUNT_INVALID');
      if (act.debit.currency !== act.amount.currency || act.credit.currency !== act.amount.currency) {
        refuse('CURRENCY_MISMATCH');
      }
      if (act.debit.id === act.credit.id) throw new Error('a transfer needs two accounts');
      const minor = act.amount.minor;
      const isHold = act.act === 'hold';
      const debit = changed(
        books.account(act.debit),
        isHold ? { debitsHeld: minor } : { debitsPosted: minor },
      );
      const credit = changed(
        books.account(act.credit),
        isHold ? { creditsHeld: minor } : { creditsPosted: minor },
      );
      // The side that loses is checked; a credit can only be refused for its size.
      checkLimits(debit);
      checkLimits(credit);
      books.putAccount(debit);
      books.putAccount(credit);
      if (isHold) {
        books.putHold({
          id: act.id,
          debit: act.debit.id,
          credit: act.credit.id,
          amount: minor,
          posted: 0n,
          state: 'held',
          kind: act.kind,
          reference: act.reference,
          madeAt: stamp.at,
          expiresAt: act.expiresAt,
          endedAt: null,
        });
      }
      books.addTransfer({
        seq: stamp.seq,
        n: stamp.n,
        at: stamp.at,
        kind: act.kind,
        phase: isHold ? 'held' : 'posted',
        debit: debit.id,
        credit: credit.id,
        amount: minor,
        hold: isHold ? act.id : null,
        reference: act.reference,
        debitBalance: balanceOf(debit),
        creditBalance: balanceOf(credit),
      });
      return;
    }
    case 'postHold':
    case 'voidHold':
    case 'expireHold': {
      const hold = books.hold(act.hold);
      if (hold?.state !== 'held') refuse('HOLD_NOT_OPEN');
      const posting = act.act === 'postHold' ? (act.amount ?? hold.amount) : 0n;
      if (act.act === 'postHold' && (posting <= 0n || posting > hold.amount)) refuse('AMOUNT_INVALID');
      const debit = changed(books.accountById(hold.debit), {
        debitsHeld: -hold.amount,
        debitsPosted: posting,
      });
      const credit = changed(books.accountById(hold.credit), {
        creditsHeld: -hold.amount,
        creditsPosted: posting,
      });
      checkLimits(debit);
      checkLimits(credit);
      books.putAccount(debit);
      books.putAccount(credit);
      const state = act.act === 'postHold' ? 'posted' : act.act === 'voidHold' ? 'voided' : 'expired';
      books.putHold({ ...hold, state, posted: posting, endedAt: stamp.at });
      books.addTransfer({
        seq: stamp.seq,
        n: stamp.n,
        at: stamp.at,
        kind: hold.kind,
        phase: act.act === 'postHold' ? 'post' : act.act === 'voidHold' ? 'void' : 'expire',
        debit: hold.debit,
        credit: hold.credit,
        amount: act.act === 'postHold' ? posting : hold.amount,
        hold: hold.id,
        reference: hold.reference,
        debitBalance: balanceOf(debit),
        creditBalance: balanceOf(credit),
      });
      return;
    }
  }
}
