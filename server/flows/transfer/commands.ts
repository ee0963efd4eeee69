/** `transfer.create`: loads the facts, asks the rules and for approval, writes the record. */
import type { Id } from '../../kernel/id.ts';
import { type Money, type MoneyJson, moneyJson, parseMoney } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import { type Act, approve, loadApproval, tellRules } from '../../mechanisms/challenges/index.ts';
import { defineCommand, type JournalEvent, put, type View } from '../../mechanisms/journal/index.ts';
import { walletOf } from '../../mechanisms/ledger/index.ts';
import { persons, realNames, shownName } from '../../mechanisms/people/index.ts';
import { TRANSFER, type TransferView } from './contract.ts';
import { holdMoney, refuseUnsendable, sendMoney } from './rules.ts';
import { type TransferRecord, transferRecords } from './storage.ts';

export type CreateTransferCommand = {
  readonly payer: Id<'person'>;
  readonly payee: Id<'person'> | null;
  readonly amount: MoneyJson;
  readonly note: string;
};

export const createTransfer = defineCommand<CreateTransferCommand, TransferView>({
  kind: 'transfer.create',
  async load(loader, commands) {
    const people = commands.flatMap(({ body }) => (body.payee ? [body.payer, body.payee] : [body.payer]));
    await Promise.all([
      loadApproval(loader, commands),
      loader.fetch(persons, people),
      loader.accounts(
        commands.flatMap(({ body }) => {
          const { currency } = parseMoney(body.amount);
          return [body.payer, ...(body.payee ? [body.payee] : [])].map((person) =>
            walletOf(person, currency),
          );
        }),
      ),
    ]);
  },
  decide(view, command, context) {
    const { payer, note } = command.body;
    const amount = parseMoney(command.body.amount);
    const found = command.body.payee === null ? undefined : view.get(persons, command.body.payee);
    const payee = refuseUnsendable({ payer, payee: found });
    const id = context.newId('transfer');
    const act = () => actOf(view, { payer, payee, amount, note });
    const approval = approve(view, command, context, { kind: TRANSFER, subject: id, amount, act });
    // From here the command must succeed.
    const sending = { payer, payee, amount, reference: id };
    const hold = approval.waits ? context.newId('hold') : null;
    const record: TransferRecord = {
      id,
      payer,
      payee,
      amount: amount.minor,
      currency: amount.currency,
      note,
      state: approval.waits ? 'waiting' : 'done',
      hold,
      challenge: approval.waits ? approval.challenge.id : null,
      code: null,
      createdAt: context.now,
      endedAt: approval.waits ? null : context.now,
    };
    const reply = transferView(record);
    const changes = [...approval.changes, put(transferRecords, record)];
    const events = [transferEvent(record, reply)];
    if (approval.waits && hold) {
      return {
        changes,
        ledger: [holdMoney(sending, hold)],
        events: [...events, ...approval.events],
        effects: approval.effects,
        reply,
      };
    }
    const told = tellRules(view, context, 'paid', payer, () => ({
      act: act(),
      device: command.actor.device ?? null,
      subject: id,
    }));
    return {
      changes: [...changes, ...told.changes],
      ledger: [sendMoney(sending)],
      events: [...events, ...told.events],
      effects: told.effects,
      reply,
    };
  },
});

/**
 * The transfer as the payer's rules and his approvers see it. The payee's name as the look-up shows it: before money has
 * come to him nobody learns more of it (R12).
 */
export function actOf(
  view: View,
  of: {
    readonly payer: Id<'person'>;
    readonly payee: Id<'person'>;
    readonly amount: Money;
    readonly note: string;
  },
): Act {
  return {
    kind: 'transfer',
    payer: of.payer,
    payee: {
      id: of.payee,
      name: shownName(view.get(realNames, of.payee)?.nameMask, view.get(persons, of.payee)?.name),
    },
    amount: of.amount,
    mode: 'balance',
    lines: [],
    address: null,
    note: of.note,
  };
}

/** The payee hears of money that has come, and of nothing else. */
export function transferEvent(record: TransferRecord, data: TransferView): JournalEvent {
  const audience = record.state === 'done' ? [record.payer, record.payee] : [record.payer];
  return { type: `transfer.${record.state}`, object: record.id, audience, data };
}

export function transferView(record: TransferRecord): TransferView {
  return {
    id: record.id,
    state: record.state,
    from: record.payer,
    to: record.payee,
    amount: moneyJson({ minor: record.amount, currency: record.currency }),
    note: record.note,
    ...(record.challenge === null ? {} : { challenge: record.challenge }),
    ...(record.code === null ? {} : { code: record.code }),
    createdAt: isoTime(record.createdAt),
  };
}
