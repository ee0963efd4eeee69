/** The bank's callbacks, and what operators see of the gateway. */
import { Type } from 'typebox';
import { type Id, uuidOrNull } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { columnList, type Database, queryRows } from '../database/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  type HttpRequest,
  listAnswer,
  pageOf,
  type RouteSpec,
  schemas,
} from '../http/index.ts';
import { type CommandSpec, defineCommand, type Journal, type JsonObject, put } from '../journal/index.ts';
import { loadOperators, requireOperator } from '../people/index.ts';
import { type Alert, alertMachine, alerts, alertView } from './alerts.ts';
import * as contract from './contract.ts';
import { type Reconciler, reconciliationView } from './reconcile.ts';
import type { ReportBody, ReportReply } from './report.ts';
import { type BankRequest, bankRequestMachine, bankRequests } from './requests.ts';
import { withoutNumbers } from './rules.ts';
import { undoRoutes } from './undo-routes.ts';

const { IdOf, PageQuery, Strict } = schemas;
const Reference = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,60}$' });

/** The bank's own shape; it may grow, so unknown fields are let through here and nowhere else. */
const Callback = Type.Object({
  callback: Reference,
  reference: Reference,
  bankReference: Type.Optional(Type.String({ maxLength: 60 })),
  operation: Type.Optional(Type.String({ maxLength: 40 })),
  state: Type.Union([Type.Literal('done'), Type.Literal('declined')]),
  code: Type.Optional(Type.String({ maxLength: 60 })),
  message: Type.Optional(Type.String({ maxLength: 500 })),
  amount: Type.Optional(
    Type.Object({ minor: Type.String({ maxLength: 20 }), currency: Type.String({ maxLength: 3 }) }),
  ),
  at: Type.Optional(Type.String({ maxLength: 40 })),
});
type CallbackBody = {
  callback: string;
  reference: string;
  bankReference?: string;
  state: 'done' | 'declined';
  code?: string;
  message?: string;
  amount?: { minor: string; currency: string };
};

export type BankRoutesDeps = {
  readonly database: Database;
  readonly journal: Journal;
  readonly report: CommandSpec<ReportBody, ReportReply>;
  readonly reconciler: Reconciler;
  checkSignature(request: HttpRequest): void;
};

export function bankRoutes(deps: BankRoutesDeps): RouteSpec[] {
  const { database, journal, reconciler } = deps;
  return [
    {
      method: 'POST',
      path: '/bank/callbacks',
      summary: 'The bank tells how a request ended (signed)',
      tag: 'bank',
      callers: ['anonymous'],
      idempotent: false,
      hidden: true,
      body: Callback,
      async handle(request) {
        deps.checkSignature(request);
        const body = bodyOf<CallbackBody>(request);
        // The same callback twice has the same key: the second one finds the first one's entry.
        const outcome = await journal.submit(deps.report, {
          key: `callback ${body.callback}`,
          actor: { id: 'bank' },
          body: { reference: body.reference, source: 'callback', answer: answerOf(body) },
        });
        // A callback id that comes again with another body is answered all the same: the first one counts.
        if (outcome.refused && outcome.refused.code !== 'IDEMPOTENCY_KEY_REUSED') outcome.reply();
        return { body: { received: true } };
      },
    },
    {
      method: 'GET',
      path: '/v1/operator/bank-requests',
      summary: 'What was asked of the bank, newest first',
      tag: 'operator',
      callers: ['operator'],
      query: Strict({
        ...PageQuery,
        state: Type.Optional(Type.String({ maxLength: 20 })),
        subject: Type.Optional(Type.String({ maxLength: 60 })),
      }),
      replies: { 200: contract.BankRequestList },
      async handle(request) {
        const page = pageOf(request, 'bankreq');
        const text = `select ${columnList(bankRequests as never)} from bank.request t
          where ($1::uuid is null or t.id < $1) and ($2::text is null or t.state = $2) and ($3::text is null or t.subject = $3)
          order by t.id desc limit $4`;
        const state = bankRequestMachine.states.find((one) => one === request.query.state);
        if (request.query.state !== undefined && !state)
          refuse('QUERY_INVALID', { where: 'querystring/state' });
        const rows = await queryRows(database.pool, bankRequests, text, [
          uuidOrNull(page.after),
          state ?? null,
          request.query.subject ?? null,
          page.limit,
        ]);
        return listAnswer(page, rows, requestView);
      },
    },
    {
      method: 'GET',
      path: '/v1/operator/alerts',
      summary: 'What an operator must look at, newest first',
      tag: 'operator',
      callers: ['operator'],
      query: Strict({
        ...PageQuery,
        state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])),
      }),
      replies: { 200: contract.AlertList },
      async handle(request) {
        const page = pageOf(request, 'alert');
        const text = `select ${columnList(alerts as never)} from bank.alert t
          where ($1::uuid is null or t.id < $1) and ($2::text is null or t.state = $2) order by t.id desc limit $3`;
        const rows = await queryRows(database.pool, alerts, text, [
          uuidOrNull(page.after),
          request.query.state ?? null,
          page.limit,
        ]);
        return listAnswer(page, rows, alertView);
      },
    },
    {
      method: 'POST',
      path: '/v1/operator/alerts/:id/close',
      summary: 'Close an alert that has been looked at',
      tag: 'operator',
      callers: ['operator'],
      operatorRoles: ['support', 'admin'],
      params: Strict({ id: IdOf('alert') }),
      replies: { 200: contract.AlertReply },
      async handle(request) {
        const outcome = await journal.submit(closeAlert, {
          ...askedBy(request),
          body: { alert: request.params.id as Id<'alert'> },
        });
        return commandAnswer(outcome);
      },
    },
    {
      method: 'POST',
      path: '/v1/operator/reconciliations',
      summary: "Compare the bank's statement with our books now",
      tag: 'operator',
      callers: ['operator'],
      operatorRoles: ['support', 'admin'],
      body: contract.ReconcileBody,
      replies: { 201: contract.ReconciliationReply },
      async handle(request) {
        const { from, to } = bodyOf<{ from?: string; to?: string }>(request);
        const outcome = await reconciler.run({
          ...askedBy(request),
          ...(from ? { from } : {}),
          ...(to ? { to } : {}),
        });
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'GET',
      path: '/v1/operator/reconciliations',
      summary: 'Comparisons made, newest first',
      tag: 'operator',
      callers: ['operator'],
      query: Strict(PageQuery),
      replies: { 200: contract.ReconciliationList },
      async handle(request) {
        const page = pageOf(request, 'recon');
        return listAnswer(page, await reconciler.list(page), reconciliationView);
      },
    },
    ...undoRoutes(deps),
  ];
}

const closeAlert = defineCommand<{ readonly alert: Id<'alert'> }, JsonObject>({
  kind: 'bank.close-alert',
  async load(loader, commands) {
    await loader.fetch(
      alerts,
      commands.map(({ body }) => body.alert),
    );
    await loadOperators(loader, commands);
  },
  decide(view, { actor, body }, { now }) {
    requireOperator(view, actor, ['support', 'admin']);
    const alert = view.get(alerts, body.alert);
    if (!alert) return refuse('NOT_FOUND');
    const closed: Alert = {
      ...alert,
      state: alertMachine.move(alert.state, 'closed'),
      closedAt: now,
      closedBy: actor.id,
    };
    return {
      changes: [put(alerts, closed)],
      events: [{ type: 'alert.closed', object: alert.id, audience: [], data: alertView(closed) }],
      reply: alertView(closed),
    };
  },
});

function answerOf(body: CallbackBody): ReportBody['answer'] {
  return {
    state: body.state,
    ...(body.code === undefined ? {} : { code: withoutNumbers(body.code) }),
    ...(body.message === undefined ? {} : { message: withoutNumbers(body.message) }),
    ...(body.bankReference === undefined ? {} : { bankReference: body.bankReference }),
    ...(body.amount === undefined
      ? {}
      : { amount: { minor: body.amount.minor, currency: body.amount.currency } }),
  };
}

export function requestView(request: BankRequest): JsonObject {
  return {
    id: request.id,
    operation: request.operation,
    state: request.state,
    subject: request.subject,
    amount: { minor: request.amount.toString(), currency: request.currency },
    payee: request.payee,
    orderNumber: request.orderNumber,
    confirm: request.confirm,
    code: request.code,
    bankReference: request.bankReference,
    debit: request.debit,
    attempts: request.attempts,
    inquiries: request.inquiries,
    askedAt: isoTime(request.askedAt),
    deadlineAt: isoTime(request.deadlineAt),
    changedAt: isoTime(request.changedAt),
  };
}
