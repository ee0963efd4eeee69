/** What `forgotten-pin` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { typedCardFields } from '../../mechanisms/card-check/index.ts';
import { schemas } from '../../mechanisms/http/index.ts';
import { pinSchema } from '../../mechanisms/people/index.ts';
import { recoveryMachine } from './rules.ts';

const { IdOf, OneOf, Strict, TimeSchema } = schemas;

export const forgottenPinRefusals = defineRefusals({
  NO_BOUND_CARD: {
    status: 409,
    text: 'A forgotten PIN is set anew with a bound card, and there is none. The operators can help.',
  },
  PIN_CARD_WRONG: {
    status: 422,
    text: 'This is no card that this person has bound, or it is not in his registered name; details.left tells how many tries remain.',
  },
  PIN_RECOVERY_TOO_SOON: {
    status: 409,
    text: 'The card, the real name or this sign-in is too new to set a forgotten PIN anew with it before details.until.',
  },
});

export const StartRecovery = Strict(typedCardFields);
export type StartRecoveryBody = Static<typeof StartRecovery>;

export const NewPin = Strict({ pin: pinSchema });

export const RecoveryReply = Type.Object({
  id: IdOf('pinrecovery'),
  state: OneOf(recoveryMachine.states),
  last4: Type.String({ description: "The card's last four digits" }),
  code: Type.Optional(
    Type.String({ description: "When declined: the bank's code, or NO_ANSWER when it was silent" }),
  ),
  expiresAt: Type.Optional(TimeSchema),
  createdAt: TimeSchema,
});
export type RecoveryView = Static<typeof RecoveryReply>;
