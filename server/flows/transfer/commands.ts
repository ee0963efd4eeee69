/** `transfer.create`: loads the facts, asks the rules, writes the record. */
import type { Id } from '../../kernel/id.ts';
import { type MoneyJson, moneyJson, parseMoney } from '../../kernel/money.ts';
import { isoTime } from '../../kernel/time.ts';
import { defineCommand, put } from '../../mechanisms/journal/index.ts';
import { walletOf } from '../../mechanisms/ledger/index.ts';
import { guardProof, loadProof, persons } from '../../mechanisms/people/index.ts';
import type { TransferView } from './contract.ts';
import { sendMoney } from './rules.ts';
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
      loadProof(loader, commands),
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
    const { payer, payee, note } = command.body;
    const amount = parseMoney(command.body.amount);
    const id = context.newId('transfer');
    const found = payee === null ? undefined : view.get(persons, payee);
    const ledger = sendMoney({
      payer,
      payee: found && payee ? { id: payee } : undefined,
      amount,
      reference: id,
    });
    const proven = guardProof(view, command, context, amount);
    const record: TransferRecord = {
      id,
      payer,
      payee: payee as Id<'person'>,
      amount: amount.minor,
      currency: amount.currency,
      note,
      createdAt: context.now,
    };
    const reply = transferView(record);
    return {
      changes: [...proven, put(transferRecords, record)],
      ledger,
      events: [{ type: 'transfer.done', object: id, audience: [record.payer, record.payee], data: reply }],
      reply,
    };
  },
});

export function transferView(record: TransferRecord): TransferView {
  return {
    id: record.id,
    state: 'done',
    from: record.payer,
    to: record.payee,
    amount: moneyJson({ minor: record.amount, currency: record.currency }),
    note: record.note,
    createdAt: isoTime(record.createdAt),
  };
}
