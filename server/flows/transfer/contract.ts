/** What `transfer` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../../mechanisms/http/index.ts';
import { proofSchema } from '../../mechanisms/people/index.ts';

const { IdOf, MoneySchema, NoteSchema, OneOf, Strict, TimeSchema } = schemas;

/** The kind under which challenges of transfers end. */
export const TRANSFER = 'transfer';

export const transferRefusals = defineRefusals({
  TRANSFER_TO_SELF: { status: 422, text: 'Payer and payee are the same person.' },
  PAYEE_UNKNOWN: { status: 422, text: 'There is no such payee.' },
});

export const CreateTransfer = Strict({
  to: Type.Union([IdOf('person'), Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$' })], {
    description: 'A person id or a phone number (E.164)',
  }),
  amount: MoneySchema,
  note: Type.Optional(NoteSchema),
  proof: Type.Optional(proofSchema),
});
export type CreateTransferBody = Static<typeof CreateTransfer>;

export const TransferReply = Type.Object({
  id: IdOf('transfer'),
  state: OneOf(['waiting', 'done', 'failed']),
  from: IdOf('person'),
  to: IdOf('person'),
  amount: MoneySchema,
  note: Type.String(),
  challenge: Type.Optional(IdOf('challenge')),
  code: Type.Optional(Type.String()),
  createdAt: TimeSchema,
});
export type TransferView = Static<typeof TransferReply>;
