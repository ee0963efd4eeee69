/**
 * The naive model: replays the journal's entries in order and says what each must have answered and moved. Written from
 * the requirement sheets and contracts with plain maps; it calls none of the product's rules.
 * What cannot stand in the journal (was the PIN right?) comes from the client's own log.
 */
import type { Entry } from '../../mechanisms/journal/index.ts';
import { createApprovalModel } from './model-approvals.ts';
import { createBankModel } from './model-bank.ts';
import { createBooks, type Movement, No, till, wallet } from './model-books.ts';
import { createOrderModel } from './model-orders.ts';
import { createPeopleModel, type Said } from './model-people.ts';
import { createTransferModel } from './model-transfers.ts';
import { amountOf, type JsonObject } from './wishes.ts';

export type Verdict = {
  /** null: done. undefined: the model has no opinion (nothing about money). */
  readonly code: string | null | undefined;
  /** Fields that the reply must have; others are not looked at. */
  readonly reply: JsonObject;
  readonly movements: readonly Movement[];
};

export type Model = ReturnType<typeof createModel>;

/** Kinds without any say about money or states of the main job: believed, but they must move nothing. */
const BELIEVED =
  /^(person\.(register|rename)|merchant\.|api-key\.|staff\.|operator\.|real-name\.|sign-in|bind-card\.|pending-debit\.|bank\.(reconcile|close-alert)|error-prompt|webhook)/;

export function createModel(options: {
  readonly bankDeadlineMs: number;
  readonly aboutOf: (challenge: string) => string | undefined;
}) {
  const books = createBooks();
  const people = createPeopleModel();
  const approvals = createApprovalModel(people, options.aboutOf);
  const orders = createOrderModel(books, people, approvals);
  const bank = createBankModel(books, orders, approvals, options.bankDeadlineMs);
  orders.useBank(bank);
  const transfers = createTransferModel(books, people, approvals);

  function decide(entry: Entry, said: Said | undefined): JsonObject | undefined {
    const body = entry.body as JsonObject;
    people.guard(entry);
    switch (entry.kind) {
      case 'test.fund':
        books.move('platform bank', wallet(String(body.person)), BigInt(String(body.minor)));
        return {};
      case 'transfer.create':
        return transfers.create(entry, said);
      case 'test.rule':
      case 'challenge.answer':
      case 'challenge.cancel':
      case 'challenge.expire':
        return approvals.decide(entry, said);
      case 'order.create':
        return orders.create(entry);
      case 'order.pay':
        return orders.pay(entry, said);
      case 'order.cancel':
        return orders.cancel(entry);
      case 'order.expire':
        return orders.expire(entry);
      case 'refund.create':
        return orders.refund(entry);
      case 'top-up.create':
        return bank.topUp(entry, people.card(entry), () => people.prove(entry, said, amountOf(body.amount)));
      case 'withdrawal.create':
        return bank.withdraw(entry, people.card(entry), () =>
          approvals.approve(entry, said, amountOf(body.amount)),
        );
      case 'bank.report':
        return bank.report(entry);
      case 'bank.retry-undo':
        return bank.retryUndo(entry);
      default:
        return people.decide(entry, said);
    }
  }

  return {
    books,
    bank,
    orders,
    people,
    approvals,
    transfers,
    tillOf: till,
    apply(entry: Entry, said: Said | undefined): Verdict {
      if (BELIEVED.test(entry.kind)) {
        people.believe(entry);
        return { code: undefined, reply: {}, movements: [] };
      }
      try {
        const reply = decide(entry, said) ?? {};
        return { code: null, reply, movements: books.takeMovements() };
      } catch (thrown) {
        if (!(thrown instanceof No)) throw thrown;
        books.takeMovements();
        return { code: thrown.code, reply: {}, movements: [] };
      }
    },
  };
}
