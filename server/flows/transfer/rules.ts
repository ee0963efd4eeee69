/** When may one person send money to another? Pure. */
import type { Id } from '../../kernel/id.ts';
import type { Money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { LedgerAct } from '../../mechanisms/ledger/index.ts';
import { walletOf } from '../../mechanisms/ledger/index.ts';

export type TransferFacts = {
  readonly payer: Id<'person'>;
  readonly payee: { readonly id: Id<'person'> } | undefined;
  readonly amount: Money;
  readonly reference: Id<'transfer'>;
};

/** Refuses PAYEE_UNKNOWN, TRANSFER_TO_SELF; the ledger refuses INSUFFICIENT_FUNDS. */
export function sendMoney(facts: TransferFacts): LedgerAct[] {
  if (!facts.payee) refuse('PAYEE_UNKNOWN');
  if (facts.payee.id === facts.payer) refuse('TRANSFER_TO_SELF');
  // From here the command must succeed.
  return [
    {
      act: 'post',
      debit: walletOf(facts.payer, facts.amount.currency),
      credit: walletOf(facts.payee.id, facts.amount.currency),
      amount: facts.amount,
      kind: 'transfer',
      reference: facts.reference,
    },
  ];
}
