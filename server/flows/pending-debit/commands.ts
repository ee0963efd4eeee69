/** What is written down after the bank has had its answer: confirmation, rejection, the merchant's mark, reminders. */
import type { Id } from '../../kernel/id.ts';
import { type Currency, formatToldMoney, moneyJson } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { bankRequests, raiseAlert } from '../../mechanisms/bank/index.ts';
import { defineCommand, type JournalEvent, type JsonObject, put } from '../../mechanisms/journal/index.ts';
import type { PendingDebitView } from './contract.ts';
import type { Reason } from './memory.ts';
import { nextReminder, pendingDebitMachine } from './rules.ts';
import { type PendingDebit, pendingDebits } from './storage.ts';

export type ConfirmedCommand = { readonly request: Id<'bankreq'>; readonly feedback: string };

export const recordConfirmed = defineCommand<ConfirmedCommand, JsonObject>({
  kind: 'pending-debit.confirmed',
  async load(loader, commands) {
    const ids = commands.map(({ body }) => body.request);
    await Promise.all([loader.fetch(bankRequests, ids), loader.fetch(pendingDebits, ids)]);
  },
  decide(view, { body }, { now }) {
    const request = view.get(bankRequests, body.request);
    if (!request) return refuse('NOT_FOUND');
    if (view.get(pendingDebits, body.request)) return { reply: { request: body.request } };
    // From here the command must succeed.
    const debit: PendingDebit = {
      request: request.id,
      subject: request.subject,
      merchant: request.merchant,
      feedback: body.feedback,
      amount: request.amount,
      currency: request.currency as Currency,
      orderNumber: request.orderNumber,
      state: 'confirmed',
      mark: null,
      reminders: 0,
      // Only a merchant marks; a top-up has none.
      remindAt: request.merchant === null ? null : nextReminder(0, now),
      confirmedAt: now,
      markedAt: null,
    };
    return {
      changes: [put(pendingDebits, debit)],
      events: debitEvents('pending-debit.confirmed', debit),
      reply: { request: body.request },
    };
  },
});

export type RejectedCommand = {
  readonly feedback: string;
  readonly reference: string | null;
  readonly reason: Reason;
  readonly amount: { readonly minor: string; readonly currency: string };
};

export const recordRejected = defineCommand<RejectedCommand, JsonObject>({
  kind: 'pending-debit.rejected',
  decide(_view, { body }, context) {
    const object = body.reference ?? body.feedback;
    const note = `A pending debit of ${formatToldMoney(body.amount)} was rejected`;
    return {
      ...raiseAlert(context, { kind: body.reason, object, note }),
      reply: { feedback: body.feedback },
    };
  },
});

export type MarkCommand = {
  readonly payment: Id<'payment'>;
  readonly merchant: Id<'merchant'>;
  readonly mark: string;
};

export const markPayment = defineCommand<MarkCommand, PendingDebitView>({
  kind: 'pending-debit.mark',
  load: (loader, commands) =>
    loader.fetchBy(
      pendingDebits,
      'bySubject',
      commands.map(({ body }) => [body.payment]),
    ),
  decide(view, { body }, { now }) {
    const debit = view.getBy(pendingDebits, 'bySubject', [body.payment]);
    if (!debit || debit.merchant !== body.merchant) return refuse('NOT_FOUND');
    const state = pendingDebitMachine.move(debit.state, 'marked');
    const marked: PendingDebit = { ...debit, state, mark: body.mark, remindAt: null, markedAt: now };
    return {
      changes: [put(pendingDebits, marked)],
      events: debitEvents('payment.marked', marked),
      reply: pendingDebitView(marked),
    };
  },
});

export const remindMerchant = defineCommand<{ readonly request: Id<'bankreq'> }, JsonObject>({
  kind: 'pending-debit.remind',
  load: (loader, commands) =>
    loader.fetch(
      pendingDebits,
      commands.map(({ body }) => body.request),
    ),
  decide(view, { body }, { now }) {
    const debit = view.get(pendingDebits, body.request);
    if (debit?.state !== 'confirmed' || debit.remindAt === null || now < debit.remindAt)
      return refuse('CONFLICT');
    const reminders = debit.reminders + 1;
    const next: PendingDebit = { ...debit, reminders, remindAt: nextReminder(reminders, now) };
    return {
      changes: [put(pendingDebits, next)],
      events: debitEvents('pending-debit.unmarked', next),
      reply: { request: body.request },
    };
  },
});

function debitEvents(type: string, debit: PendingDebit): JournalEvent[] {
  if (debit.merchant === null) return [];
  return [{ type, object: debit.subject, audience: [debit.merchant], data: pendingDebitView(debit) }];
}

export function pendingDebitView(debit: PendingDebit): PendingDebitView {
  return {
    payment: debit.subject,
    state: debit.state,
    amount: moneyJson({ minor: debit.amount, currency: debit.currency }),
    ...(debit.orderNumber === null ? {} : { orderNumber: debit.orderNumber }),
    ...(debit.mark === null ? {} : { mark: debit.mark }),
    reminders: debit.reminders,
    confirmedAt: isoTime(debit.confirmedAt),
    ...(debit.markedAt === null ? {} : { markedAt: isoTime(debit.markedAt) }),
  };
}
