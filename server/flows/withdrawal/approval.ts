/** How a withdrawal that waited goes on: the bank is asked, or what was held is given back. */
import {
  type Challenge,
  endCode,
  type SubjectDecision,
  type SubjectHandler,
} from '../../mechanisms/challenges/index.ts';
import { cards, isPayable } from '../../mechanisms/instruments/index.ts';
import { type DecisionContext, put, type View } from '../../mechanisms/journal/index.ts';
import { bankAccount, holds, walletOf } from '../../mechanisms/ledger/index.ts';
import { askToPayOut, tellOfWithdrawal, withdrawalEvent } from './commands.ts';
import { withdrawalMachine } from './rules.ts';
import { type Withdrawal, withdrawals } from './storage.ts';

export const withdrawalApproval: SubjectHandler = {
  async load(loader, challenges) {
    await loader.fetch(
      withdrawals,
      challenges.map(({ subject }) => subject),
    );
    const known = challenges.flatMap(({ subject }) => loader.view.get(withdrawals, subject) ?? []);
    await Promise.all([
      loader.fetch(
        holds,
        known.map(({ hold }) => hold),
      ),
      loader.fetch(
        cards,
        known.map(({ instrument }) => instrument),
      ),
      loader.accounts(
        known.flatMap(({ person, currency }) => [walletOf(person, currency), bankAccount(currency)]),
      ),
    ]);
  },
  approved(view, challenge, context) {
    const withdrawal = waitingOf(view, challenge);
    // R9: the card is looked at again, now that it is needed.
    const card = view.get(cards, withdrawal.instrument);
    if (!isPayable(card, withdrawal.person)) return failed(view, context, withdrawal, 'INSTRUMENT_UNUSABLE');
    const asked = askToPayOut(context, withdrawal, card.token);
    const next: Withdrawal = {
      ...withdrawal,
      state: withdrawalMachine.move(withdrawal.state, 'pending'),
      request: asked.request.id,
    };
    return {
      changes: [...asked.changes, put(withdrawals, next)],
      effects: asked.effects,
      events: [withdrawalEvent(next)],
    };
  },
  ended: (view, challenge, how, context) => failed(view, context, waitingOf(view, challenge), endCode(how)),
};

function waitingOf(view: View, challenge: Challenge): Withdrawal {
  const withdrawal = view.get(withdrawals, challenge.subject);
  if (withdrawal?.state !== 'waiting') throw new Error('a challenge of a withdrawal that does not wait');
  return withdrawal;
}

function failed(view: View, context: DecisionContext, withdrawal: Withdrawal, code: string): SubjectDecision {
  const next: Withdrawal = {
    ...withdrawal,
    state: withdrawalMachine.move(withdrawal.state, 'failed'),
    code,
    endedAt: context.now,
  };
  const told = tellOfWithdrawal(view, context, 'dropped', next);
  return {
    changes: [put(withdrawals, next), ...told.changes],
    ledger: [{ act: 'voidHold', hold: withdrawal.hold }],
    events: [withdrawalEvent(next), ...told.events],
    effects: told.effects,
  };
}
