/** The model's transfers from person to person: at once, or held until somebody has said yes. */
import type { Entry } from '../../mechanisms/journal/index.ts';
import type { ApprovalModel } from './model-approvals.ts';
import { type ModelBooks, No, wallet } from './model-books.ts';
import type { PeopleModel, Said } from './model-people.ts';
import { amountOf, type JsonObject } from './wishes.ts';

export type ModelTransfer = { readonly id: string; readonly amount: bigint; state: string };

export function createTransferModel(books: ModelBooks, people: PeopleModel, approvals: ApprovalModel) {
  const transfers = new Map<string, ModelTransfer>();
  approvals.onEnd('transfer', ({ subject }, end) => {
    const transfer = transfers.get(subject);
    if (transfer?.state !== 'waiting') throw new Error(`the model has no transfer ${subject} that waits`);
    transfer.state = end === 'approved' ? 'done' : 'failed';
    books.endHold(subject, end === 'approved' ? 'posted' : 'voided');
  });
  return {
    transfers,
    create(entry: Entry, said: Said | undefined): JsonObject {
      const body = entry.body as JsonObject;
      const payee = body.payee as string | null;
      if (payee === null || !people.known(payee)) throw new No('PAYEE_UNKNOWN');
      if (payee === body.payer) throw new No('TRANSFER_TO_SELF');
      const amount = amountOf(body.amount);
      const approval = approvals.approve(entry, said, amount);
      const [from, to] = [wallet(String(body.payer)), wallet(payee)];
      const id = String(entry.reply?.id);
      if (approval.waits) books.hold(id, from, to, amount, id);
      else books.move(from, to, amount);
      approval.settle();
      const state = approval.waits ? 'waiting' : 'done';
      transfers.set(id, { id, amount, state });
      if (approval.waits)
        approvals.ask(entry, {
          id: String(entry.reply?.challenge),
          kind: 'transfer',
          subject: id,
          groups: approval.groups,
        });
      return { state, from: body.payer, to: payee, amount: body.amount, note: body.note };
    },
  };
}
