/** The states of a withdrawal, its hold, and what each answer of the bank does to it. Pure. */
import { machine } from '../../kernel/machine.ts';
import { money } from '../../kernel/money.ts';
import type { Instant } from '../../kernel/time.ts';
import type { BankOutcome } from '../../mechanisms/bank/index.ts';
import { bankAccount, type LedgerAct, walletOf } from '../../mechanisms/ledger/index.ts';
import type { Withdrawal } from './storage.ts';

export type WithdrawalState = 'waiting' | 'pending' | 'unknown' | 'done' | 'failed';

export const withdrawalMachine = machine<WithdrawalState>({
  waiting: ['pending', 'failed'],
  pending: ['unknown', 'done', 'failed'],
  unknown: ['done', 'failed'],
  done: [],
  failed: [],
});

export type AfterBank = { readonly next: Withdrawal; readonly ledger: readonly LedgerAct[] };

/** The money waits in a hold until the bank has paid it out. */
export function holdForBank(withdrawal: Withdrawal): LedgerAct {
  return {
    act: 'hold',
    id: withdrawal.hold,
    debit: walletOf(withdrawal.person, withdrawal.currency),
    credit: bankAccount(withdrawal.currency),
    amount: money(withdrawal.amount, withdrawal.currency),
    kind: 'withdrawal',
    reference: withdrawal.id,
    expiresAt: null,
  };
}

/** An answer of the bank is a fact: nothing refuses here. While it is unknown the money stays held. */
export function afterBank(
  withdrawal: Withdrawal,
  outcome: Pick<BankOutcome, 'result' | 'code'>,
  now: Instant,
): AfterBank {
  const to: WithdrawalState = outcome.result === 'declined' ? 'failed' : outcome.result;
  if (withdrawal.state === 'waiting' || !withdrawalMachine.may(withdrawal.state, to))
    return { next: withdrawal, ledger: [] };
  if (to === 'unknown') return { next: { ...withdrawal, state: to }, ledger: [] };
  const next: Withdrawal = {
    ...withdrawal,
    state: to,
    code: to === 'failed' ? outcome.code : null,
    endedAt: now,
  };
  return { next, ledger: [{ act: to === 'done' ? 'postHold' : 'voidHold', hold: withdrawal.hold }] };
}
