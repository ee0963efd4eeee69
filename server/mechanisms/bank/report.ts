/**
 * `bank.report`: what the bank said about a request, by reply, callback, inquiry or cancellation. Applied once: the
 * request's state decides, not the order of arrival. The owner's changes stand in the same journal entry.
 */
import { isId } from '../../kernel/id.ts';
import { assertNever } from '../../kernel/machine.ts';
import { formatMoney, formatToldMoney, money } from '../../kernel/money.ts';
import {
  type Change,
  type Command,
  type CommandSpec,
  type Decision,
  type DecisionContext,
  defineCommand,
  type Effect,
  type JournalEvent,
  type Loader,
  put,
  type View,
} from '../journal/index.ts';
import { bankAccount, type LedgerAct, suspenseAccount } from '../ledger/index.ts';
import { raiseAlert } from './alerts.ts';
import { askBank, askEffect, cancelEffect, inquireEffect } from './ask.ts';
import type { BankOutcome, OutcomeHandler } from './outcomes.ts';
import type { BankAnswer } from './port.ts';
import { type BankRequest, type BankRequestState, bankRequestMachine, bankRequests } from './requests.ts';
import { type AlarmKind, judgeAnswer, MAX_INQUIRIES } from './rules.ts';
import { UNDO, undoHandler } from './undo.ts';

export type ReportSource = 'reply' | 'callback' | 'inquiry' | 'cancel' | 'deadline';

export type ReportBody = {
  /** As the bank says it: a callback may name anything. */
  readonly reference: string;
  readonly source: ReportSource;
  readonly answer: BankAnswer;
};

export type ReportReply = { readonly reference: string; readonly state: BankRequestState | null };

export type Handlers = ReadonlyMap<string, OutcomeHandler>;

export function defineReport(handlers: Handlers): CommandSpec<ReportBody, ReportReply> {
  return defineCommand<ReportBody, ReportReply>({
    kind: 'bank.report',
    async load(loader, commands) {
      const ids = commands.map(({ body }) => body.reference).filter((id) => isId('bankreq', id));
      await loader.fetch(bankRequests, ids);
      await loadSubjects(loader, handlers, ids);
    },
    decide: (view, command, context) => decideReport(handlers, view, command, context),
  });
}

async function loadSubjects(loader: Loader, handlers: Handlers, ids: readonly string[]): Promise<void> {
  const byKind = new Map<string, string[]>();
  for (const id of ids) {
    const request = loader.view.get(bankRequests, id);
    if (!request) continue;
    const list = byKind.get(request.subjectKind);
    if (list) list.push(request.subject);
    else byKind.set(request.subjectKind, [request.subject]);
  }
  await Promise.all([...byKind].map(([kind, subjects]) => handlerOf(handlers, kind).load(loader, subjects)));
}

function handlerOf(handlers: Handlers, kind: string): OutcomeHandler {
  if (kind === UNDO) return undoHandler;
  const handler = handlers.get(kind);
  if (!handler) throw new Error(`no flow has registered for bank outcomes of ${kind}`);
  return handler;
}

function decideReport(
  handlers: Handlers,
  view: View,
  command: Command<ReportBody>,
  context: DecisionContext,
): Decision<ReportReply> {
  const { reference, source, answer } = command.body;
  const request = isId('bankreq', reference) ? view.get(bankRequests, reference) : undefined;
  if (!request) {
    const alert = raiseAlert(context, {
      kind: 'UNKNOWN_REFERENCE',
      object: reference.slice(0, 60),
      note: `The bank reports ${answer.state} for a reference that was never asked`,
    });
    return { ...alert, reply: { reference, state: null } };
  }
  const step = newStep(request, answer, source);
  const verdict = judgeAnswer(request, answer, context.now);
  switch (verdict.act) {
    case 'none':
      return { reply: { reference, state: request.state } };
    case 'done':
      step.move('done', null, context);
      step.tell(handlers, view, context, 'done');
      break;
    case 'declined':
      step.move('declined', verdict.code, context);
      if (verdict.tellOwner) step.tell(handlers, view, context, 'declined');
      break;
    case 'undo':
      step.move('undoing', verdict.alarm, context);
      step.undo(verdict.alarm, context);
      if (verdict.tellOwner) step.tell(handlers, view, context, 'declined');
      break;
    case 'askAgain':
      step.move('asking', null, context, { attempts: request.attempts + 1 });
      step.effects.push(askEffect(step.request));
      break;
    case 'wait':
      step.move(verdict.state, verdict.alarm ?? request.code, context);
      if (verdict.alarm) step.alarm(verdict.alarm, context);
      if (verdict.state === 'unknown' && request.state !== 'unknown')
        step.tell(handlers, view, context, 'unknown');
      step.inquire(context.now + verdict.nextMs);
      break;
    case 'abandon':
      step.move('abandoned', 'NO_ANSWER', context);
      step.effects.push(cancelEffect(step.request));
      step.tell(handlers, view, context, 'declined');
      break;
    case 'escalate':
      step.move('escalated', 'NO_ANSWER', context);
      step.alarm('ESCALATED', context);
      step.effects.push(cancelEffect(step.request));
      step.inquire(context.now + verdict.nextMs);
      if (request.state !== 'unknown') step.tell(handlers, view, context, 'unknown');
      break;
    case 'alarm':
      step.alarm(verdict.alarm, context);
      break;
    default:
      assertNever(verdict);
  }
  return step.decision();
}

/** Collects what one report changes. */
function newStep(before: BankRequest, answer: BankAnswer, source: ReportSource) {
  let request = before;
  let isChanged = false;
  const changes: Change[] = [];
  const ledger: LedgerAct[] = [];
  const events: JournalEvent[] = [];
  const effects: Effect[] = [];

  function undo(alarm: AlarmKind, context: DecisionContext): void {
    const amount = money(request.amount, request.currency);
    ledger.push({
      act: 'post',
      debit: bankAccount(request.currency),
      credit: suspenseAccount(request.currency),
      amount,
      kind: 'bank-late',
      reference: request.id,
    });
    // What was asked is given back, whatever was reported: the bank refuses more than it took.
    const asked = askBank(context, {
      operation: 'refund',
      subject: { kind: UNDO, id: request.id },
      debit: request.id,
      amount,
    });
    changes.push(...asked.changes);
    effects.push(...asked.effects);
    raise(alarm, context);
  }

  function raise(kind: AlarmKind, context: DecisionContext): void {
    const told = 'amount' in answer && answer.amount ? `, amount ${formatToldMoney(answer.amount)}` : '';
    const asked = formatMoney(money(request.amount, request.currency));
    const note = `${source}: the bank says ${answer.state}${told}; asked for ${asked}, state ${before.state}`;
    const alert = raiseAlert(context, { kind, object: request.id, note });
    changes.push(...alert.changes);
    events.push(...alert.events);
  }

  return {
    get request() {
      return request;
    },
    effects,
    move(
      to: BankRequestState,
      code: string | null,
      context: DecisionContext,
      more: Partial<BankRequest> = {},
    ) {
      const bankReference =
        ('bankReference' in answer ? answer.bankReference : undefined) ?? request.bankReference;
      const inquiries = source === 'inquiry' ? request.inquiries + 1 : request.inquiries;
      const state = bankRequestMachine.move(request.state, to);
      request = { ...request, ...more, state, code, bankReference, inquiries, changedAt: context.now };
      isChanged = true;
    },
    inquire(at: number) {
      // Only replies and inquiries carry the chain on, so that there is never a second one.
      if (source !== 'callback' && source !== 'cancel' && request.inquiries < MAX_INQUIRIES)
        effects.push(inquireEffect(request, at));
    },
    undo,
    alarm: raise,
    tell(handlers: Handlers, view: View, context: DecisionContext, result: BankOutcome['result']) {
      const handler = handlerOf(handlers, request.subjectKind);
      const made = handler.decide(view, { request, result, code: request.code }, context);
      changes.push(...(made.changes ?? []));
      events.push(...(made.events ?? []));
      effects.push(...(made.effects ?? []));
      if (result === 'done' && request.operation === 'debit' && !made.accepted) {
        request = { ...request, state: 'undoing', code: 'LATE_SUCCESS' };
        undo('LATE_SUCCESS', context);
      } else ledger.push(...(made.ledger ?? []));
    },
    decision(): Decision<ReportReply> {
      return {
        changes: isChanged ? [put(bankRequests, request), ...changes] : changes,
        ledger,
        events,
        effects,
        reply: { reference: request.id, state: request.state },
      };
    },
  };
}
