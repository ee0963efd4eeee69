/** What operators read of the bank: the shapes of the answers. */
import { type TSchema, Type } from 'typebox';
import { schemas } from '../http/index.ts';
import { alertKinds, alertMachine } from './alerts.ts';
import { failedUndoMachine } from './failed-undos.ts';
import { bankRequestMachine } from './requests.ts';

const { IdOf, ListOf, MoneySchema, OneOf, PageQuery, Strict, TimeSchema } = schemas;

const NullOr = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Reference = IdOf('bankreq');
const BankCode = Type.String({ description: "The bank's own code, or one of ours, e.g. NO_ANSWER" });

export const BankRequestList = ListOf(
  Type.Object({
    id: Reference,
    operation: OneOf(['debit', 'refund', 'transfer']),
    state: OneOf(bankRequestMachine.states),
    subject: Type.String({ description: 'The id of the payment, refund, top-up, withdrawal or late debit' }),
    amount: MoneySchema,
    payee: Type.String(),
    orderNumber: NullOr(Type.String()),
    confirm: Type.Boolean({ description: 'The bank asks before it debits' }),
    code: NullOr(BankCode),
    bankReference: NullOr(Type.String()),
    debit: NullOr(Reference),
    attempts: Type.Integer(),
    inquiries: Type.Integer(),
    askedAt: TimeSchema,
    deadlineAt: TimeSchema,
    changedAt: TimeSchema,
  }),
);

export const AlertReply = Type.Object({
  id: IdOf('alert'),
  state: OneOf(alertMachine.states),
  kind: OneOf(alertKinds),
  object: Type.String(),
  note: Type.String({ description: 'What happened, in English' }),
  raisedAt: TimeSchema,
  closedAt: NullOr(TimeSchema),
  closedBy: NullOr(Type.String()),
});
export const AlertList = ListOf(AlertReply);

const DayOrTime = (description: string) =>
  Type.Union([Type.String({ format: 'date' }), Type.String({ format: 'date-time' })], { description });

export const ReconcileBody = Strict({
  from: Type.Optional(DayOrTime('A day of UTC or a time; not in the future. Default: today')),
  to: Type.Optional(DayOrTime('A day of UTC, to its end, or a time. Default: today')),
});
export const ReconciliationReply = Type.Object({
  id: IdOf('recon'),
  at: TimeSchema,
  from: Type.String({ description: 'Where the statement begins' }),
  to: Type.String({ description: 'Where the statement ends; the period of today ends now' }),
  entries: Type.Integer(),
  matched: Type.Integer(),
  bankBalance: Type.String({ description: 'Minor units at the end of the period, as the statement says' }),
  ledgerBalance: Type.String({ description: 'Minor units at the end of the period, as our books say' }),
  differences: Type.Array(
    Type.Object({
      kind: OneOf(['UNKNOWN_HERE', 'NOT_DONE_HERE', 'STILL_OPEN', 'AMOUNT', 'TWICE', 'NOT_AT_BANK']),
      reference: Type.String(),
      bankMinor: NullOr(Type.String()),
      ourMinor: NullOr(Type.String()),
    }),
  ),
  ok: Type.Boolean({
    description:
      'There are no differences. What was under way when the period ended may keep the balances apart',
  }),
});
export const ReconciliationList = ListOf(ReconciliationReply);

const Act = OneOf(['refund', 'wallet']);
const Reason = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f]+$' });

export const FailedUndoParams = Strict({ id: Reference });
export const FailedUndoQuery = Strict({
  ...PageQuery,
  state: Type.Optional(OneOf(failedUndoMachine.states)),
});
export const ProposeUndoBody = Strict({
  act: OneOf(['refund', 'wallet'] as const),
  person: Type.Optional(IdOf('person')),
  reason: Reason,
});
export const ConfirmUndoBody = Strict({ proposal: IdOf('proposal') });
export const FailedUndoReply = Type.Object({
  id: Reference,
  state: OneOf(failedUndoMachine.states),
  amount: MoneySchema,
  code: BankCode,
  declines: Type.Integer({ description: 'How often the bank has declined to take the money back' }),
  retryAt: NullOr(TimeSchema),
  proposal: NullOr(
    Type.Object({
      id: IdOf('proposal'),
      act: Act,
      person: NullOr(IdOf('person')),
      reason: Reason,
      by: IdOf('person'),
      at: TimeSchema,
      confirmedBy: NullOr(IdOf('person')),
    }),
  ),
  failedAt: TimeSchema,
  changedAt: TimeSchema,
});
export const FailedUndoList = ListOf(FailedUndoReply);
