/** When may one person send money to another, and how does the money move? Pure. */
import type { Id } from '../../kernel/id.ts';
import { machine } from '../../kernel/machine.ts';
import type { Money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { LedgerAct } from '../../mechanisms/ledger/index.ts';
import { walletOf } from '../../mechanisms/ledger/index.ts';
import type { TransferState } from './storage.ts';

export const transferMachine = machine<TransferState>({ waiting: ['done', 'failed'], done: [], failed: [] });

export type TransferFacts = {
  readonly payer: Id<'person'>;
  readonly payee: { readonly id: Id<'person'> } | undefined;
};

/** Refuses PAYEE_UNKNOWN, TRANSFER_TO_SELF. */
export function refuseUnsendable(facts: TransferFacts): Id<'person'> {
  if (!facts.payee) return refuse('PAYEE_UNKNOWN');
  if (facts.payee.id === facts.payer) refuse('TRANSFER_TO_SELF');
  return facts.payee.id;
}

export type Sending = {
  readonly payer: Id<'person'>;
  readonly payee: Id<'person'>;
  readonly amount: Money;
  readonly reference: Id<'transfer'>;
};

/** The ledger refuses INSUFFICIENT_FUNDS. */
export function sendMoney({ payer, payee, amount, reference }: Sending): LedgerAct {
  return {
    act: 'post',
    debit: walletOf(payer, amount.currency),
    credit: walletOf(payee, amount.currency),
    amount,
    kind: 'transfer',
    reference,
  };
}

/** The money waits where nobody can spend it. The ledger refuses INSUFFICIENT_FUNDS. */
export function holdMoney({ payer, payee, amount, reference }: Sending, hold: Id<'hold'>): LedgerAct {
  return {
    act: 'hold',
    id: hold,
    debit: walletOf(payer, amount.currency),
    credit: walletOf(payee, amount.currency),
    amount,
    kind: 'transfer',
    reference,
    expiresAt: null,
  };
}
