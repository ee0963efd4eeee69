/** What `bind-card` takes and answers, and how it refuses. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { typedCardFields } from '../../mechanisms/card-check/index.ts';
import { schemas } from '../../mechanisms/http/index.ts';

const { IdOf, Strict, TimeSchema } = schemas;

export const bindCardRefusals = defineRefusals({
  CARD_REFUSED: { status: 422, text: 'This card cannot be bound to this account.' },
});

export const BindCard = Strict({ kind: Type.Literal('card'), ...typedCardFields });
export type BindCardBody = Static<typeof BindCard>;

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
  expiresAt: Type.Optional({ ...TimeSchema, description: 'Until when the code is good' }),
  createdAt: TimeSchema,
  display: Type.Object({
    icon: Type.String(),
    colour: Type.String(),
    label: Type.Object({ en: Type.String(), zh: Type.String() }),
  }),
});
export type InstrumentView = Static<typeof InstrumentReply>;
