/** What the bank and merchants say to `pending-debit`, and what it answers. */
import { type Static, Type } from 'typebox';
import { schemas } from '../../mechanisms/http/index.ts';

const { IdOf, MoneySchema, PageQuery, Strict, TimeSchema } = schemas;
const Word = Type.String({ minLength: 1, maxLength: 60 });

/** The bank's shape; it may grow, so unknown fields are let through. */
export const FeedbackBody = Type.Object({
  feedback: Word,
  reference: Type.Optional(Type.String({ maxLength: 60 })),
  bankReference: Type.Optional(Type.String({ maxLength: 60 })),
  amount: Type.Object({ minor: Type.String({ maxLength: 20 }), currency: Type.String({ maxLength: 3 }) }),
  payee: Type.String({ maxLength: 140 }),
  order: Type.Optional(Type.String({ maxLength: 100 })),
  at: Type.String({ format: 'date-time' }),
  windowEndsAt: Type.String({ format: 'date-time' }),
});
export type Feedback = Static<typeof FeedbackBody>;

export const InstructionReply = Type.Object({
  instruction: Type.Union([Type.Literal('confirm'), Type.Literal('reject'), Type.Literal('wait')]),
});
export type Instruction = Static<typeof InstructionReply>['instruction'];

export const MarkBody = Strict({
  mark: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f]+$' }),
});

export const PendingDebitReply = Type.Object({
  payment: Type.String(),
  state: Type.Union([Type.Literal('confirmed'), Type.Literal('marked')]),
  amount: MoneySchema,
  orderNumber: Type.Optional(Type.String()),
  mark: Type.Optional(Type.String()),
  reminders: Type.Integer(),
  confirmedAt: TimeSchema,
  markedAt: Type.Optional(TimeSchema),
});
export type PendingDebitView = Static<typeof PendingDebitReply>;

export const PaymentParams = Strict({ id: IdOf('payment') });
export const ListQuery = Strict({
  ...PageQuery,
  state: Type.Optional(Type.Union([Type.Literal('confirmed'), Type.Literal('marked')])),
});
