/** How a transfer that waited ends: its hold is posted, or given back. */
import { money } from '../../kernel/money.ts';
import {
  type Challenge,
  endCode,
  type SubjectDecision,
  type SubjectHandler,
  tellRules,
} from '../../mechanisms/challenges/index.ts';
import { type DecisionContext, put, type View } from '../../mechanisms/journal/index.ts';
import { holds, walletOf } from '../../mechanisms/ledger/index.ts';
import { persons } from '../../mechanisms/people/index.ts';
import { actOf, transferEvent, transferView } from './commands.ts';
import { transferMachine } from './rules.ts';
import { type TransferRecord, transferRecords } from './storage.ts';

export const transferApproval: SubjectHandler = {
  async load(loader, challenges) {
    await loader.fetch(
      transferRecords,
      challenges.map(({ subject }) => subject),
    );
    const known = challenges.flatMap(({ subject }) => loader.view.get(transferRecords, subject) ?? []);
    await Promise.all([
      loader.fetch(
        holds,
        known.flatMap(({ hold }) => hold ?? []),
      ),
      loader.accounts(
        known.flatMap(({ payer, payee, currency }) => [walletOf(payer, currency), walletOf(payee, currency)]),
      ),
      loader.fetch(
        persons,
        known.map(({ payee }) => payee),
      ),
    ]);
  },
  approved: (view, challenge, context) => end(view, challenge, context, null),
  ended: (view, challenge, how, context) => end(view, challenge, context, endCode(how)),
};

function end(
  view: View,
  challenge: Challenge,
  context: DecisionContext,
  code: string | null,
): SubjectDecision {
  const record = view.get(transferRecords, challenge.subject);
  if (!record?.hold) throw new Error('a challenge of a transfer that does not wait');
  const next: TransferRecord = {
    ...record,
    state: transferMachine.move(record.state, code === null ? 'done' : 'failed'),
    code,
    endedAt: context.now,
  };
  const told = tellRules(view, context, code === null ? 'paid' : 'dropped', record.payer, () => ({
    act: actOf(view, {
      payer: record.payer,
      payee: record.payee,
      amount: money(record.amount, record.currency),
      note: record.note,
    }),
    device: challenge.device,
    subject: record.id,
  }));
  return {
    changes: [put(transferRecords, next), ...told.changes],
    ledger: [{ act: code === null ? 'postHold' : 'voidHold', hold: record.hold }],
    events: [transferEvent(next, transferView(next)), ...told.events],
    effects: told.effects,
  };
}
