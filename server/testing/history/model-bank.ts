/**
 * The model of what the bank's answers must do (R6: silence is `unknown` and asked about; R7: a success that comes too
 * late goes back by way of the suspense account), whichever way they came and in whatever order.
 */
import type { Entry } from '../../mechanisms/journal/index.ts';
import type { Approval, ApprovalModel } from './model-approvals.ts';
import { BANK, type ModelBooks, No, SUSPENSE, wallet } from './model-books.ts';
import type { OrderModel } from './model-orders.ts';
import { amountOf, type JsonObject } from './wishes.ts';

type Request = {
  readonly id: string;
  readonly operation: 'debit' | 'refund' | 'transfer';
  readonly subjectKind: string;
  readonly subject: string;
  readonly amount: bigint;
  readonly deadline: number;
  state: string;
  attempts: number;
};
export type ModelJourney = {
  readonly id: string;
  readonly person: string;
  readonly amount: bigint;
  state: string;
};
type BankWord = { state: string; amount?: { minor: string; currency: string } };

const MOST_ATTEMPTS = 4;
const AT_THE_END = ['done', 'undoing', 'undone'];

/** `deadlineMs`: how long an answer is waited for, as the platform is set. */
export function createBankModel(
  books: ModelBooks,
  orders: OrderModel,
  approvals: ApprovalModel,
  deadlineMs: number,
) {
  const requests = new Map<string, Request>();
  const topUps = new Map<string, ModelJourney>();
  /** Late successes that the bank declined to take back: tried again by and by, and an operator's work in the end. */
  const undosRefused = new Map<string, bigint>();
  const withdrawals = new Map<string, ModelJourney>();

  /** The request's id stands in the entry: the job that was ordered names it. */
  function ask(
    entry: Entry,
    operation: Request['operation'],
    subjectKind: string,
    subject: string,
    amount: bigint,
  ): string {
    const effect = entry.effects.find(
      (one) => one.task === 'bank.ask' && !requests.has(String((one.payload as JsonObject).request)),
    );
    const id = String((effect?.payload as JsonObject | undefined)?.request ?? `missing in ${entry.seq}`);
    const deadline = Date.parse(entry.at) + deadlineMs;
    requests.set(id, { id, operation, subjectKind, subject, amount, deadline, state: 'asking', attempts: 1 });
    return id;
  }

  /** Tells the owner; false: a debit that he does not want any more. */
  function tell(request: Request, result: 'done' | 'declined' | 'unknown', now: number): boolean {
    const { subject, subjectKind } = request;
    if (subjectKind === 'bank-undo') {
      if (result === 'declined') undosRefused.set(subject, request.amount);
      if (result !== 'done') return true;
      const original = requests.get(subject);
      if (original) original.state = 'undone';
      undosRefused.delete(subject);
      books.move(SUSPENSE, BANK, request.amount);
      return true;
    }
    if (subjectKind === 'payment') return result === 'unknown' || orders.paymentEnded(subject, result, now);
    if (subjectKind === 'refund') {
      if (result !== 'unknown') orders.refundEnded(subject, result);
      return true;
    }
    const isTopUp = subjectKind === 'top-up';
    const journey = (isTopUp ? topUps : withdrawals).get(subject);
    if (!journey) throw new Error(`the model has no ${subjectKind} ${subject}`);
    const isOpen = journey.state === 'pending' || journey.state === 'unknown';
    if (!isOpen) return !isTopUp;
    journey.state = result === 'declined' ? 'failed' : result;
    if (result === 'unknown') return true;
    if (!isTopUp) books.endHold(subject, result === 'done' ? 'posted' : 'voided');
    else if (result === 'done') books.move(BANK, wallet(journey.person), journey.amount);
    return true;
  }

  function giveBack(entry: Entry, request: Request): void {
    request.state = 'undoing';
    books.move(BANK, SUSPENSE, request.amount);
    ask(entry, 'refund', 'bank-undo', request.id, request.amount);
  }

  function done(entry: Entry, request: Request, word: BankWord, now: number): void {
    const fits =
      !word.amount || (word.amount.minor === String(request.amount) && word.amount.currency === 'CNY');
    if (AT_THE_END.includes(request.state)) return;
    if (request.operation === 'debit') {
      const isLate = request.state === 'declined' || request.state === 'abandoned';
      if (isLate || !fits) {
        giveBack(entry, request);
        if (!isLate) tell(request, 'declined', now);
      } else {
        request.state = 'done';
        if (!tell(request, 'done', now)) giveBack(entry, request);
      }
      return;
    }
    // Money that has left: a contradiction moves nothing, a wrong amount is asked about again.
    if (request.state === 'declined') return;
    if (!fits) {
      doubt(request, 'unknown', now);
      return;
    }
    request.state = 'done';
    tell(request, 'done', now);
  }

  /** pending, unknown or absent. */
  function doubt(request: Request, word: string, now: number): void {
    const wasUnknown = request.state === 'unknown';
    if (now >= request.deadline || request.state === 'escalated') {
      if (request.operation === 'debit') {
        request.state = 'abandoned';
        tell(request, 'declined', now);
      } else if (request.state !== 'escalated') {
        request.state = 'escalated';
        if (!wasUnknown) tell(request, 'unknown', now);
      }
      return;
    }
    if (word === 'absent' && request.attempts < MOST_ATTEMPTS) {
      request.attempts += 1;
      request.state = 'asking';
      return;
    }
    request.state = word === 'pending' ? 'pending' : 'unknown';
    if (request.state === 'unknown' && !wasUnknown) tell(request, 'unknown', now);
  }

  /** The card of a withdrawal that waits, looked at again when the bank is to be asked (R9). */
  const cardsOfWaiting = new Map<string, () => void>();
  approvals.onEnd('withdrawal', ({ subject }, end, entry) => {
    const journey = withdrawals.get(subject);
    if (journey?.state !== 'waiting') throw new Error(`the model has no withdrawal ${subject} that waits`);
    if (end === 'approved' && isGood(cardsOfWaiting.get(subject))) {
      journey.state = 'pending';
      ask(entry, 'transfer', 'withdrawal', subject, journey.amount);
      return;
    }
    journey.state = 'failed';
    books.endHold(subject, 'voided');
  });

  return {
    requests,
    topUps,
    withdrawals,
    undosRefused,
    ask,
    abandon(id: string): void {
      const request = requests.get(id);
      if (!request) throw new Error(`the model has no request ${id}`);
      request.state = 'abandoned';
    },
    topUp(entry: Entry, card: () => void, prove: () => () => void): JsonObject {
      card();
      prove()();
      const { body } = entry;
      const journey = {
        id: String(entry.reply?.id),
        person: String(body.person),
        amount: amountOf(body.amount as never),
        state: 'pending',
      };
      topUps.set(journey.id, journey);
      ask(entry, 'debit', 'top-up', journey.id, journey.amount);
      return { state: 'pending', instrument: body.instrument as string, amount: body.amount as never };
    },
    withdraw(entry: Entry, card: () => void, approve: () => Approval): JsonObject {
      card();
      const approval = approve();
      const { body } = entry;
      const journey = {
        id: String(entry.reply?.id),
        person: String(body.person),
        amount: amountOf(body.amount as never),
        state: approval.waits ? 'waiting' : 'pending',
      };
      books.hold(journey.id, wallet(journey.person), BANK, journey.amount, journey.id);
      approval.settle();
      withdrawals.set(journey.id, journey);
      if (!approval.waits) ask(entry, 'transfer', 'withdrawal', journey.id, journey.amount);
      else {
        cardsOfWaiting.set(journey.id, card);
        approvals.ask(entry, {
          id: String(entry.reply?.challenge),
          kind: 'withdrawal',
          subject: journey.id,
          groups: approval.groups,
        });
      }
      return { state: journey.state, instrument: body.instrument as string, amount: body.amount as never };
    },
    /** A refund that was declined is asked for again, once per decline: the key says which. */
    retryUndo(entry: Entry): JsonObject {
      const id = String((entry.body as JsonObject).request);
      const amount = undosRefused.get(id);
      if (amount === undefined) throw new Error(`the model knows no declined undo of ${id}`);
      ask(entry, 'refund', 'bank-undo', id, amount);
      return { id, state: 'refunding' };
    },
    report(entry: Entry): JsonObject {
      const body = entry.body as { reference: string; answer: BankWord };
      const request = requests.get(body.reference);
      if (!request) return { reference: body.reference, state: null };
      const now = Date.parse(entry.at);
      const isOver = AT_THE_END.includes(request.state) || request.state === 'declined';
      if (body.answer.state === 'done') done(entry, request, body.answer, now);
      else if (body.answer.state === 'declined') {
        const wasAbandoned = request.state === 'abandoned';
        if (!isOver) {
          request.state = 'declined';
          if (!wasAbandoned) tell(request, 'declined', now);
        }
      } else if (!isOver && request.state !== 'abandoned') doubt(request, body.answer.state, now);
      return { reference: request.id, state: request.state };
    },
  };
}

/** Whether a look at the card refuses nothing. */
export function isGood(look: (() => void) | undefined): boolean {
  try {
    look?.();
    return look !== undefined;
  } catch (thrown) {
    if (thrown instanceof No) return false;
    throw thrown;
  }
}
