/** `withdrawal.create` asks the bank; the handler of the bank's outcomes ends what it began. */
import type { Id } from '../../kernel/id.ts';
import { money, moneyJson, parseMoney } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import { type Asked, askBank, type CardMoney, type OutcomeHandler } from '../../mechanisms/bank/index.ts';
import { type Act, approve, loadApproval, tellRules } from '../../mechanisms/challenges/index.ts';
import { type Card, cards, payableCard } from '../../mechanisms/instruments/index.ts';
import {
  type DecisionContext,
  defineCommand,
  type JournalEvent,
  put,
  type View,
} from '../../mechanisms/journal/index.ts';
import { bankAccount, holds, walletOf } from '../../mechanisms/ledger/index.ts';
import type { WithdrawalView } from './contract.ts';
import { afterBank, holdForBank } from './rules.ts';
import { type Withdrawal, withdrawals } from './storage.ts';

/** The kind under which the bank's outcomes come back. */
export const WITHDRAWAL = 'withdrawal';

export const createWithdrawal = defineCommand<CardMoney, WithdrawalView>({
  kind: 'withdrawal.create',
  async load(loader, commands) {
    await Promise.all([
      loadApproval(loader, commands),
      loader.accounts(
        commands.flatMap(({ body }) => {
          const { currency } = parseMoney(body.amount);
          return [bankAccount(currency), walletOf(body.person, currency)];
        }),
      ),
      loader.fetch(
        cards,
        commands.map(({ body }) => body.instrument),
      ),
    ]);
  },
  decide(view, command, context) {
    const { person, instrument } = command.body;
    const amount = parseMoney(command.body.amount);
    const card = payableCard(view.get(cards, instrument), person);
    const withdrawal: Withdrawal = {
      id: context.newId('withdrawal'),
      person,
      instrument,
      state: 'pending',
      amount: amount.minor,
      currency: amount.currency,
      hold: context.newId('hold'),
      request: null,
      challenge: null,
      code: null,
      createdAt: context.now,
      endedAt: null,
    };
    const approval = approve(view, command, context, {
      kind: WITHDRAWAL,
      subject: withdrawal.id,
      amount,
      act: () => actOf(view, withdrawal),
    });
    // From here the command must succeed.
    if (approval.waits) {
      const waiting: Withdrawal = { ...withdrawal, state: 'waiting', challenge: approval.challenge.id };
      return {
        changes: [...approval.changes, put(withdrawals, waiting)],
        ledger: [holdForBank(waiting)],
        events: [withdrawalEvent(waiting), ...approval.events],
        effects: approval.effects,
        reply: withdrawalView(waiting),
      };
    }
    const asked = askToPayOut(context, withdrawal, card);
    const pending: Withdrawal = { ...withdrawal, request: asked.request.id };
    return {
      changes: [...approval.changes, ...asked.changes, put(withdrawals, pending)],
      ledger: [holdForBank(pending)],
      effects: asked.effects,
      events: [withdrawalEvent(pending)],
      reply: withdrawalView(pending),
    };
  },
});

export function askToPayOut(context: DecisionContext, withdrawal: Withdrawal, card: Id<'vault'>): Asked {
  return askBank(context, {
    operation: 'transfer',
    subject: { kind: WITHDRAWAL, id: withdrawal.id },
    amount: money(withdrawal.amount, withdrawal.currency),
    card,
    note: 'Withdrawal',
  });
}

/** The withdrawal as the payer's rules and his approvers see it. */
export function actOf(view: View, withdrawal: Withdrawal): Act {
  return {
    kind: 'withdrawal',
    payer: withdrawal.person,
    payee: { id: withdrawal.instrument, name: cardName(view.get(cards, withdrawal.instrument)) },
    amount: money(withdrawal.amount, withdrawal.currency),
    mode: 'balance',
    lines: [],
    address: null,
    note: '',
  };
}

const cardName = (card: Card | undefined) => (card ? `${card.bankName} ·· ${card.last4}` : '');

/** Tells the payer's rules that his money has left, or will not. */
export function tellOfWithdrawal(
  view: View,
  context: DecisionContext,
  what: 'paid' | 'dropped',
  withdrawal: Withdrawal,
) {
  return tellRules(view, context, what, withdrawal.person, () => ({
    act: actOf(view, withdrawal),
    device: null,
    subject: withdrawal.id,
  }));
}

export const withdrawalOutcomes: OutcomeHandler = {
  async load(loader, subjects) {
    await loader.fetch(withdrawals, subjects);
    const known = subjects.flatMap((id) => loader.view.get(withdrawals, id) ?? []);
    await Promise.all([
      loader.accounts(
        known.flatMap(({ person, currency }) => [bankAccount(currency), walletOf(person, currency)]),
      ),
      loader.fetch(
        holds,
        known.map(({ hold }) => hold),
      ),
    ]);
  },
  decide(view, outcome, context) {
    const withdrawal = view.get(withdrawals, outcome.request.subject);
    if (!withdrawal) throw new Error('an outcome for a withdrawal that does not exist');
    const { next, ledger } = afterBank(withdrawal, outcome, context.now);
    if (next === withdrawal) return { accepted: true };
    const changes = [put(withdrawals, next)];
    if (next.state !== 'done' && next.state !== 'failed')
      return { accepted: true, changes, ledger, events: [withdrawalEvent(next)] };
    const told = tellOfWithdrawal(view, context, next.state === 'done' ? 'paid' : 'dropped', next);
    return {
      accepted: true,
      changes: [...changes, ...told.changes],
      ledger,
      events: [withdrawalEvent(next), ...told.events],
      effects: told.effects,
    };
  },
};

export function withdrawalEvent(withdrawal: Withdrawal): JournalEvent {
  return {
    type: `withdrawal.${withdrawal.state}`,
    object: withdrawal.id,
    audience: [withdrawal.person],
    data: withdrawalView(withdrawal),
  };
}

export function withdrawalView(withdrawal: Withdrawal): WithdrawalView {
  return {
    id: withdrawal.id,
    state: withdrawal.state,
    instrument: withdrawal.instrument,
    amount: moneyJson({ minor: withdrawal.amount, currency: withdrawal.currency }),
    ...(withdrawal.challenge === null ? {} : { challenge: withdrawal.challenge }),
    ...(withdrawal.code === null ? {} : { code: withdrawal.code }),
    createdAt: isoTime(withdrawal.createdAt),
    ...(withdrawal.endedAt === null ? {} : { endedAt: isoTime(withdrawal.endedAt) }),
  };
}
