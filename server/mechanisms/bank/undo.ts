/**
 * Giving back a late success: the outcomes of the gateway's own refunds, the next try after a decline, and what two
 * operators may do. It must never pay twice: as long as the bank is asked, nobody else decides.
 */
import type { Id } from '../../kernel/id.ts';
import { formatMoney, money } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import {
  type Change,
  type DecisionContext,
  defineCommand,
  type Effect,
  type JournalEvent,
  type JsonObject,
  put,
  type View,
} from '../journal/index.ts';
import { type AccountRef, bankAccount, type LedgerAct, suspenseAccount, walletOf } from '../ledger/index.ts';
import { loadOperators, persons, requireOperator } from '../people/index.ts';
import { raiseAlert } from './alerts.ts';
import { askBank } from './ask.ts';
import {
  declinedAgain,
  type FailedUndo,
  failedUndoMachine,
  failedUndos,
  failedUndoView,
  retryEffect,
  type UndoAct,
} from './failed-undos.ts';
import type { OutcomeHandler } from './outcomes.ts';
import { type BankRequest, bankRequestMachine, bankRequests } from './requests.ts';

/** The subject of refunds by which the gateway itself gives money back. */
export const UNDO = 'bank-undo';

/** Money given back by the gateway itself: it leaves the suspense account when the bank has refunded it. */
export const undoHandler: OutcomeHandler = {
  async load(loader, subjects) {
    await Promise.all([loader.fetch(bankRequests, subjects), loader.fetch(failedUndos, subjects)]);
  },
  decide(view, outcome, context) {
    const { request } = outcome;
    const original = view.get(bankRequests, request.subject);
    if (!original) throw new Error('a refund of nothing');
    if (outcome.result === 'unknown') return { accepted: true };
    const before = view.get(failedUndos, original.id) ?? null;
    if (outcome.result === 'declined') {
      const code = outcome.code ?? 'UNKNOWN';
      return { accepted: true, ...failOnce(context, before, request, original.id, code) };
    }
    const refunded: Change[] = before
      ? [
          put(failedUndos, {
            ...before,
            state: failedUndoMachine.move(before.state, 'refunded'),
            retryAt: null,
            changedAt: context.now,
          }),
        ]
      : [];
    const ended = endUndo(original, context);
    const act = leaveSuspense(request, bankAccount(request.currency), 'bank-undo', original.id);
    return {
      accepted: true,
      changes: [...ended.changes, ...refunded],
      ledger: [act],
      events: ended.events,
    };
  },
};

function failOnce(
  context: DecisionContext,
  before: FailedUndo | null,
  request: BankRequest,
  original: Id<'bankreq'>,
  code: string,
): { changes: Change[]; events: JournalEvent[]; effects: readonly Effect[] } {
  const { amount, currency } = request;
  const undo = declinedAgain(before, { request: original, amount, currency, code }, context.now);
  const changes = [put(failedUndos, undo)];
  const effects = retryEffect(undo);
  const next = undo.retryAt === null ? 'operators must decide' : `next try ${isoTime(undo.retryAt)}`;
  // Told when it begins and when nothing more happens by itself; what lies between stands in the record.
  if (undo.declines > 1 && undo.state !== 'stuck') return { changes, events: [], effects };
  const note = `The bank will not take back ${formatMoney(money(amount, currency))}: ${code}; ${next}`;
  const alert = raiseAlert(context, { kind: 'UNDO_FAILED', object: original, note });
  return { changes: [...changes, ...alert.changes], events: alert.events, effects };
}

/** The late debit is at its end, whichever way its money went. */
function endUndo(
  original: BankRequest,
  { now }: DecisionContext,
): { changes: Change[]; events: JournalEvent[] } {
  const state = bankRequestMachine.move(original.state, 'undone');
  return {
    changes: [put(bankRequests, { ...original, state, changedAt: now })],
    events: [
      {
        type: 'bank-request.undone',
        object: original.id,
        audience: [],
        data: { reference: original.id, subject: original.subject },
      },
    ],
  };
}

function leaveSuspense(
  of: Pick<BankRequest, 'amount' | 'currency'>,
  credit: AccountRef,
  kind: string,
  reference: string,
): LedgerAct {
  const amount = money(of.amount, of.currency);
  return { act: 'post', debit: suspenseAccount(of.currency), credit, amount, kind, reference };
}

/** A refund of the whole debit under a new reference: the bank gives the old one its old answer. */
function refundAgain(context: DecisionContext, undo: FailedUndo, more: Partial<FailedUndo> = {}) {
  const asked = askBank(context, {
    operation: 'refund',
    subject: { kind: UNDO, id: undo.request },
    debit: undo.request,
    amount: money(undo.amount, undo.currency),
  });
  const next: FailedUndo = {
    ...undo,
    ...more,
    state: failedUndoMachine.move(undo.state, 'refunding'),
    retryAt: null,
    changedAt: context.now,
  };
  return { next, changes: [...asked.changes, put(failedUndos, next)], effects: asked.effects };
}

export type RetryBody = { readonly request: Id<'bankreq'>; readonly declines: number };

export const retryUndo = defineCommand<RetryBody, JsonObject>({
  kind: 'bank.retry-undo',
  async load(loader, commands) {
    await loader.fetch(
      failedUndos,
      commands.map(({ body }) => body.request),
    );
  },
  decide(view, { body }, context) {
    const undo = view.get(failedUndos, body.request);
    // Meanwhile an operator has tried it, or given it to a wallet.
    if (undo?.state !== 'waiting' || undo.declines !== body.declines)
      return { reply: { id: body.request, state: undo?.state ?? null } };
    const { next, changes, effects } = refundAgain(context, undo);
    return { changes, effects, reply: { id: next.request, state: next.state } };
  },
});

export type ProposeBody = {
  readonly request: Id<'bankreq'>;
  readonly act: UndoAct;
  readonly person: Id<'person'> | null;
  readonly reason: string;
};

export const proposeUndo = defineCommand<ProposeBody, JsonObject>({
  kind: 'bank.propose-undo',
  async load(loader, commands) {
    await Promise.all([
      loader.fetch(
        failedUndos,
        commands.map(({ body }) => body.request),
      ),
      loader.fetch(
        persons,
        commands.flatMap(({ body }) => body.person ?? []),
      ),
      loadOperators(loader, commands),
    ]);
  },
  decide(view, { actor, body }, context) {
    requireOperator(view, actor, ['admin']);
    const undo = undecided(view, body.request);
    if (body.person !== null && !view.get(persons, body.person)) refuse('NOT_FOUND');
    if (body.person === actor.id) refuse('FOUR_EYES');
    // From here the command must succeed.
    const next: FailedUndo = {
      ...undo,
      proposal: context.newId('proposal'),
      proposedAct: body.act,
      proposedPerson: body.person,
      proposedReason: body.reason,
      proposedBy: actor.id,
      proposedAt: context.now,
      confirmedBy: null,
      changedAt: context.now,
    };
    return {
      changes: [put(failedUndos, next)],
      events: [undoEvent('undo.proposed', next)],
      reply: failedUndoView(next),
    };
  },
});

export type ConfirmBody = { readonly request: Id<'bankreq'>; readonly proposal: Id<'proposal'> };

export const confirmUndo = defineCommand<ConfirmBody, JsonObject>({
  kind: 'bank.confirm-undo',
  async load(loader, commands) {
    const requests = commands.map(({ body }) => body.request);
    await Promise.all([
      loader.fetch(failedUndos, requests),
      loader.fetch(bankRequests, requests),
      loadOperators(loader, commands),
    ]);
  },
  decide(view, { actor, body }, context) {
    requireOperator(view, actor, ['admin']);
    const undo = undecided(view, body.request);
    // What was proposed anew in the meantime is another proposal; one that was confirmed is spent.
    if (undo.proposal !== body.proposal || undo.confirmedBy !== null) refuse('CONFLICT');
    if (actor.id === undo.proposedBy || actor.id === undo.proposedPerson) refuse('FOUR_EYES');
    // From here the command must succeed.
    if (undo.proposedAct === 'wallet') return toWallet(view, undo, actor.id, context);
    const { next, changes, effects } = refundAgain(context, undo, { confirmedBy: actor.id });
    const events = [undoEvent('undo.confirmed', next)];
    return { changes, effects, events, reply: failedUndoView(next) };
  },
});

function toWallet(view: View, undo: FailedUndo, confirmedBy: string, context: DecisionContext) {
  const original = view.get(bankRequests, undo.request);
  const person = undo.proposedPerson;
  if (!original || person === null) throw new Error('a proposal without its debit or its person');
  const next: FailedUndo = {
    ...undo,
    state: failedUndoMachine.move(undo.state, 'resolved'),
    retryAt: null,
    confirmedBy,
    changedAt: context.now,
  };
  const ended = endUndo(original, context);
  const given: JournalEvent = {
    type: 'undo.resolved',
    object: undo.request,
    audience: [person],
    data: { reference: undo.request, amount: { minor: undo.amount.toString(), currency: undo.currency } },
  };
  return {
    changes: [...ended.changes, put(failedUndos, next)],
    ledger: [leaveSuspense(undo, walletOf(person, undo.currency), 'undo-to-wallet', undo.request)],
    events: [...ended.events, given],
    reply: failedUndoView(next),
  };
}

/** Refuses CONFLICT while the bank is being asked, and when it has ended. */
function undecided(view: View, request: Id<'bankreq'>): FailedUndo {
  const undo = view.get(failedUndos, request) ?? refuse('NOT_FOUND');
  if (undo.state !== 'waiting' && undo.state !== 'stuck') refuse('CONFLICT', { state: undo.state });
  return undo;
}

function undoEvent(type: string, undo: FailedUndo): JournalEvent {
  return { type, object: undo.request, audience: [], data: failedUndoView(undo) };
}
