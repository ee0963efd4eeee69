/** What of a card is typed, the code that proves it, and how both are refused. */
import { Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../http/index.ts';
import { phoneSchema } from '../people/index.ts';

export const cardCheckRefusals = defineRefusals({
  CARD_NUMBER_INVALID: { status: 422, text: 'This is no card number: its check digit does not fit.' },
  CARD_CODE_WRONG: {
    status: 422,
    text: "The card's code is wrong; details.left tells how many tries remain.",
  },
});

export const typedCardFields = {
  pan: Type.String({ pattern: '^[0-9]{12,19}$', description: 'The card number, digits only' }),
  holderName: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f]+$' }),
  expiry: Type.String({
    pattern: '^(20[0-9]{2}-(0[1-9]|1[0-2])|(0[1-9]|1[0-2])/?[0-9]{2})$',
    description: 'YYYY-MM, or MM/YY as on the card',
  }),
  phone: phoneSchema,
};
export type TypedCard = { pan: string; holderName: string; expiry: string; phone: string };

export const CardCode = schemas.Strict({
  code: Type.String({ pattern: '^[0-9]{4,8}$', description: 'As sent to the reserved phone' }),
});
