/** How a decision asks the bank for something: the request's record and the job that sends it, in the same journal entry. */
import type { Id } from '../../kernel/id.ts';
import type { Money } from '../../kernel/money.ts';
import { SECOND_MS } from '../../kernel/time.ts';
import { type Change, type DecisionContext, type Effect, put, type View } from '../journal/index.ts';
import { type BankRequest, bankRequestMachine, bankRequests } from './requests.ts';

/** An answer that has not come by then is given up (debits) or escalated (money out): `unknown` ends within 60 s. */
export const DEADLINE_MS = 45 * SECOND_MS;

export type BankAsk = {
  /** The kind under which the flow registered with `onOutcome`, and the id of its record. */
  readonly subject: { readonly kind: string; readonly id: string };
  readonly amount: Money;
} & (
  | {
      /** From a card to the platform's account. */
      readonly operation: 'debit';
      /** `card` of a bound instrument: the vault's reference of its token. */
      readonly card: Id<'vault'>;
      readonly payee: string;
      readonly orderNumber?: string;
      readonly merchant?: Id<'merchant'>;
      /** true: the bank asks us before it debits, and S17 answers from memory. */
      readonly confirm: boolean;
    }
  | { readonly operation: 'refund'; readonly debit: Id<'bankreq'>; readonly merchant?: Id<'merchant'> }
  /** From the platform's account to the card's. */
  | { readonly operation: 'transfer'; readonly card: Id<'vault'>; readonly note?: string }
);

export type Asked = {
  readonly request: BankRequest;
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
};

/** Pure: the caller puts changes and effects into its Decision. */
export function askBank(context: DecisionContext, ask: BankAsk): Asked {
  const request: BankRequest = {
    id: context.newId('bankreq'),
    operation: ask.operation,
    state: 'asking',
    subjectKind: ask.subject.kind,
    subject: ask.subject.id,
    amount: ask.amount.minor,
    currency: ask.amount.currency,
    card: ask.operation === 'refund' ? null : ask.card,
    debit: ask.operation === 'refund' ? ask.debit : null,
    payee: ask.operation === 'debit' ? ask.payee : ask.operation === 'transfer' ? (ask.note ?? '') : '',
    orderNumber: ask.operation === 'debit' ? (ask.orderNumber ?? null) : null,
    merchant: ask.operation === 'transfer' ? null : (ask.merchant ?? null),
    confirm: ask.operation === 'debit' && ask.confirm,
    code: null,
    bankReference: null,
    attempts: 1,
    inquiries: 0,
    askedAt: context.now,
    deadlineAt: context.now + DEADLINE_MS,
    changedAt: context.now,
  };
  return { request, changes: [put(bankRequests, request)], effects: [askEffect(request)] };
}

/**
 * Gives up a debit that is still under way, e.g. because its order was cancelled. The owner is told nothing more; if the
 * bank has debited all the same, the money goes back by way of the suspense account (R7). Refuses CONFLICT when it has ended.
 */
export function abandonDebit(
  view: View,
  context: DecisionContext,
  id: Id<'bankreq'>,
): Omit<Asked, 'request'> {
  const request = view.get(bankRequests, id);
  if (request?.operation !== 'debit') throw new Error('only debits can be abandoned');
  const state = bankRequestMachine.move(request.state, 'abandoned');
  return {
    changes: [put(bankRequests, { ...request, state, changedAt: context.now })],
    effects: [cancelEffect(request)],
  };
}

/** What a request says to whoever keeps payments in memory (S17) travels in the effect: the feed carries it there. */
export function askEffect(request: BankRequest): Effect {
  return {
    task: 'bank.ask',
    payload: {
      request: request.id,
      attempt: request.attempts,
      ...(request.confirm
        ? {
            expects: {
              amount: { minor: request.amount.toString(), currency: request.currency },
              payee: request.payee,
              orderNumber: request.orderNumber,
              merchant: request.merchant,
              subject: request.subject,
            },
          }
        : {}),
    },
  };
}

export function inquireEffect(request: BankRequest, runAt: number): Effect {
  return { task: 'bank.inquire', payload: { request: request.id, inquiry: request.inquiries }, runAt };
}

export function cancelEffect(request: BankRequest): Effect {
  return { task: 'bank.cancel', payload: { request: request.id } };
}
