/** `top-up.create` asks the bank; the handler of the bank's outcomes ends what it began. */
import { moneyJson, parseMoney } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import { askBank, type CardMoney, type OutcomeHandler } from '../../mechanisms/bank/index.ts';
import { cards, payableCard } from '../../mechanisms/instruments/index.ts';
import { defineCommand, type JournalEvent, put } from '../../mechanisms/journal/index.ts';
import { bankAccount, walletOf } from '../../mechanisms/ledger/index.ts';
import { guardProof, loadProof } from '../../mechanisms/people/index.ts';
import type { TopUpView } from './contract.ts';
import { afterBank } from './rules.ts';
import { type TopUp, topUps } from './storage.ts';

/** The kind under which the bank's outcomes come back. */
export const TOP_UP = 'top-up';
const PAYEE = 'Bursar';

export const createTopUp = defineCommand<CardMoney, TopUpView>({
  kind: 'top-up.create',
  async load(loader, commands) {
    await Promise.all([
      loadProof(loader, commands),
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
    const id = context.newId('topup');
    const asked = askBank(context, {
      operation: 'debit',
      subject: { kind: TOP_UP, id },
      amount,
      card,
      payee: PAYEE,
      orderNumber: id,
      confirm: true,
    });
    const topUp: TopUp = {
      id,
      person,
      instrument,
      state: 'pending',
      amount: amount.minor,
      currency: amount.currency,
      request: asked.request.id,
      code: null,
      createdAt: context.now,
      endedAt: null,
    };
    return {
      changes: [...proven, ...asked.changes, put(topUps, topUp)],
      effects: asked.effects,
      events: [topUpEvent(topUp)],
      reply: topUpView(topUp),
    };
  },
});

export const topUpOutcomes: OutcomeHandler = {
  async load(loader, subjects) {
    await loader.fetch(topUps, subjects);
    const known = subjects.flatMap((id) => loader.view.get(topUps, id) ?? []);
    await loader.accounts(
      known.flatMap((topUp) => [bankAccount(topUp.currency), walletOf(topUp.person, topUp.currency)]),
    );
  },
  decide(view, outcome, { now }) {
    const topUp = view.get(topUps, outcome.request.subject);
    if (!topUp) throw new Error('an outcome for a top-up that does not exist');
    const { next, ledger, accepted } = afterBank(topUp, outcome, now);
    if (next === topUp) return { accepted };
    return { accepted, changes: [put(topUps, next)], ledger, events: [topUpEvent(next)] };
  },
};

function topUpEvent(topUp: TopUp): JournalEvent {
  return {
    type: `top-up.${topUp.state}`,
    object: topUp.id,
    audience: [topUp.person],
    data: topUpView(topUp),
  };
}

export function topUpView(topUp: TopUp): TopUpView {
  return {
    id: topUp.id,
    state: topUp.state,
    instrument: topUp.instrument,
    amount: moneyJson({ minor: topUp.amount, currency: topUp.currency }),
    ...(topUp.code === null ? {} : { code: topUp.code }),
    createdAt: isoTime(topUp.createdAt),
    ...(topUp.endedAt === null ? {} : { endedAt: isoTime(topUp.endedAt) }),
  };
}
