/** What `withdrawal` takes and answers. Its refusals are those of proofs, instruments and the bank. */
import { type Static, Type } from 'typebox';
import { schemas } from '../../mechanisms/http/index.ts';
import { proofSchema } from '../../mechanisms/people/index.ts';

const { IdOf, MoneySchema, Strict, TimeSchema } = schemas;

export const CreateWithdrawal = Strict({
  instrument: IdOf('instrument'),
  amount: MoneySchema,
  proof: proofSchema,
});
export type CreateWithdrawalBody = Static<typeof CreateWithdrawal>;

export const WithdrawalReply = Type.Object({
  id: IdOf('withdrawal'),
  state: Type.Union([
    Type.Literal('pending'),
    Type.Literal('unknown'),
    Type.Literal('done'),
    Type.Literal('failed'),
  ]),
  instrument: IdOf('instrument'),
  amount: MoneySchema,
  code: Type.Optional(Type.String({ description: "Why it failed: the bank's code, or CARD_REVOKED" })),
  createdAt: TimeSchema,
  endedAt: Type.Optional(TimeSchema),
});
export type WithdrawalView = Static<typeof WithdrawalReply>;
