/** The states of a top-up and what each answer of the bank does to it. Pure. */
import { machine } from '../../kernel/machine.ts';
import { money } from '../../kernel/money.ts';
import type { Instant } from '../../kernel/time.ts';
import type { BankOutcome } from '../../mechanisms/bank/index.ts';
import { bankAccount, type LedgerAct, walletOf } from '../../mechanisms/ledger/index.ts';
import type { TopUp } from './storage.ts';

export type TopUpState = 'pending' | 'unknown' | 'done' | 'failed';

export const topUpMachine = machine<TopUpState>({
  pending: ['unknown', 'done', 'failed'],
  unknown: ['done', 'failed'],
  done: [],
  failed: [],
});

export type AfterBank = {
  readonly next: TopUp;
  readonly ledger: readonly LedgerAct[];
  readonly accepted: boolean;
};

/** An answer of the bank is a fact: nothing refuses here. A success after the end is not accepted and goes back (R7). */
export function afterBank(
  topUp: TopUp,
  outcome: Pick<BankOutcome, 'result' | 'code'>,
  now: Instant,
): AfterBank {
  const to: TopUpState = outcome.result === 'declined' ? 'failed' : outcome.result;
  if (!topUpMachine.may(topUp.state, to)) return { next: topUp, ledger: [], accepted: false };
  if (to === 'unknown') return { next: { ...topUp, state: to }, ledger: [], accepted: true };
  const next: TopUp = { ...topUp, state: to, code: to === 'failed' ? outcome.code : null, endedAt: now };
  return { next, ledger: to === 'done' ? [takeIn(topUp)] : [], accepted: true };
}

function takeIn(topUp: TopUp): LedgerAct {
  return {
    act: 'post',
    debit: bankAccount(topUp.currency),
    credit: walletOf(topUp.person, topUp.currency),
    amount: money(topUp.amount, topUp.currency),
    kind: 'top-up',
    reference: topUp.id,
  };
}
