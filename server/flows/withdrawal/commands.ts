/** `withdrawal.create` asks the bank; the handler of the bank's outcomes ends what it began. */
import type { Id } from '../../kernel/id.ts';
import { type MoneyJson, moneyJson, parseMoney } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import { askBank, type OutcomeHandler } from '../../mechanisms/bank/index.ts';
import { cards, payableCard } from '../../mechanisms/instruments/index.ts';
import { defineCommand, type JournalEvent, put } from '../../mechanisms/journal/index.ts';
import { bankAccount, holds, walletOf } from '../../mechanisms/ledger/index.ts';
import { guardProof, loadProof } from '../../mechanisms/people/index.ts';
import type { WithdrawalView } from './contract.ts';
import { afterBank, holdForBank } from './rules.ts';
import { type Withdrawal, withdrawals } from './storage.ts';

/** The kind under which the bank's outcomes come back. */
export const WITHDRAWAL = 'withdrawal';

export type CreateWithdrawalCommand = {
  readonly person: Id<'person'>;
  readonly instrument: Id<'instrument'>;
  readonly amount: MoneyJson;
};

export const createWithdrawal = defineCommand<CreateWithdrawalCommand, WithdrawalView>({
  kind: 'withdrawal.create',
  async load(loader, commands) {
    await Promise.all([
      loadProof(loader, commands),
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
    const proven = guardProof(view, command, context, amount);
    // From here the command must succeed.
    const id = context.newId('withdrawal');
    const asked = askBank(context, {
      operation: 'transfer',
      subject: { kind: WITHDRAWAL, id },
      amount,
      card,
      note: 'Withdrawal',
    });
    const withdrawal: Withdrawal = {
      id,
      person,
      instrument,
      state: 'pending',
      amount: amount.minor,
      currency: amount.currency,
      hold: context.newId('hold'),
      request: asked.request.id,
      code: null,
      createdAt: context.now,
      endedAt: null,
    };
    return {
      changes: [...proven, ...asked.changes, put(withdrawals, withdrawal)],
      ledger: [holdForBank(withdrawal)],
      effects: asked.effects,
      events: [withdrawalEvent(withdrawal)],
      reply: withdrawalView(withdrawal),
    };
  },
});

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
  decide(view, outcome, { now }) {
    const withdrawal = view.get(withdrawals, outcome.request.subject);
    if (!withdrawal) throw new Error('an outcome for a withdrawal that does not exist');
    const { next, ledger } = afterBank(withdrawal, outcome, now);
    if (next === withdrawal) return { accepted: true };
    return { accepted: true, changes: [put(withdrawals, next)], ledger, events: [withdrawalEvent(next)] };
  },
};

function withdrawalEvent(withdrawal: Withdrawal): JournalEvent {
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
    ...(withdrawal.code === null ? {} : { code: withdrawal.code }),
    createdAt: isoTime(withdrawal.createdAt),
    ...(withdrawal.endedAt === null ? {} : { endedAt: isoTime(withdrawal.endedAt) }),
  };
}
