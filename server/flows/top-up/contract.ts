/** What `top-up` takes and answers. Its refusals are those of proofs, instruments and the bank. */
import { type Static, Type } from 'typebox';
import { schemas } from '../../mechanisms/http/index.ts';
import { proofSchema } from '../../mechanisms/people/index.ts';

const { IdOf, MoneySchema, Strict, TimeSchema } = schemas;

export const CreateTopUp = Strict({
  instrument: IdOf('instrument'),
  amount: MoneySchema,
  proof: proofSchema,
});

export const TopUpReply = Type.Object({
  id: IdOf('topup'),
  state: Type.Union([
    Type.Literal('pending'),
    Type.Literal('unknown'),
    Type.Literal('done'),
    Type.Literal('failed'),
  ]),
  instrument: IdOf('instrument'),
  amount: MoneySchema,
  code: Type.Optional(
    Type.String({ description: "Why it failed: the bank's code, NO_ANSWER or AMOUNT_MISMATCH" }),
  ),
  createdAt: TimeSchema,
  endedAt: Type.Optional(TimeSchema),
});
export type TopUpView = Static<typeof TopUpReply>;
