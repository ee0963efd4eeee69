/** What `withdrawal` takes and answers. Its refusals are those of proofs, instruments and the bank. */
import { type Static, Type } from 'typebox';
import { schemas } from '../../mechanisms/http/index.ts';
import { proofSchema } from '../../mechanisms/people/index.ts';

const { IdOf, MoneySchema, Strict, TimeSchema } = schemas;

export const CreateWithdrawal = Strict({
  instrument: IdOf('instrument'),
  amount: MoneySchema,
  proof: Type.Optional(proofSchema),
});

export const WithdrawalReply = Type.Object({
  id: IdOf('withdrawal'),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('pending'),
    Type.Literal('unknown'),
    Type.Literal('done'),
    Type.Literal('failed'),
  ]),
  instrument: IdOf('instrument'),
  amount: MoneySchema,
  challenge: Type.Optional(IdOf('challenge')),
  code: Type.Optional(
    Type.String({
      description: "Why it failed: the bank's code, CARD_REVOKED or APPROVAL_REFUSED and the like",
    }),
  ),
  createdAt: TimeSchema,
  endedAt: Type.Optional(TimeSchema),
});
export type WithdrawalView = Static<typeof WithdrawalReply>;
