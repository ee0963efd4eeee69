/** What `bind-card` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../../mechanisms/http/index.ts';
import { phoneSchema } from '../../mechanisms/people/index.ts';

const { IdOf, Strict, TimeSchema } = schemas;

export const bindCardRefusals = defineRefusals({
  CARD_NUMBER_INVALID: { status: 422, text: 'This is no card number: its check digit does not fit.' },
  CARD_REFUSED: { status: 422, text: 'This card cannot be bound to this account.' },
  CARD_CODE_WRONG: {
    status: 422,
    text: "The card's code is wrong; details.left tells how many tries remain.",
  },
});

export const BindCard = Strict({
  kind: Type.Literal('card'),
  pan: Type.String({ pattern: '^[0-9]{12,19}$', description: 'The card number, digits only' }),
  holderName: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f]+$' }),
  expiry: Type.String({
    pattern: '^(20[0-9]{2}-(0[1-9]|1[0-2])|(0[1-9]|1[0-2])/?[0-9]{2})$',
    description: 'YYYY-MM, or MM/YY as on the card',
  }),
  phone: phoneSchema,
});
export type BindCardBody = Static<typeof BindCard>;

export const VerifyCard = Strict({
  code: Type.String({ pattern: '^[0-9]{4,8}$', description: 'As sent to the reserved phone' }),
});

export const InstrumentReply = Type.Object({
  id: IdOf('instrument'),
  kind: Type.Literal('card'),
  state: Type.String({ description: 'asking, unverified, bound, declined, expired or revoked' }),
  last4: Type.String(),
  brand: Type.String(),
  cardKind: Type.String({ description: 'debit, credit, or card while it is not known' }),
  bankName: Type.String(),
  holder: Type.String({ description: 'Masked' }),
  version: Type.Integer(),
  expiresAt: Type.Optional(Type.String({ description: 'Until when the code is good' })),
  createdAt: TimeSchema,
  display: Type.Object({
    icon: Type.String(),
    colour: Type.String(),
    label: Type.Object({ en: Type.String(), zh: Type.String() }),
  }),
});
export type InstrumentView = Static<typeof InstrumentReply>;
