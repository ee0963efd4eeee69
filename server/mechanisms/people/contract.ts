/** Bodies and refusal codes of people, sessions, PINs and merchants' keys. */
import { type Static, Type } from 'typebox';
import { idPattern } from '../../kernel/id.ts';
import { defineRefusals } from '../../kernel/refusal.ts';

export const peopleRefusals = defineRefusals({
  CODE_WRONG: { status: 422, text: 'The one-time code is wrong, was used, or has expired.' },
  CODE_NOT_SENT: { status: 503, retry: true, text: 'The one-time code could not be sent.' },
  PIN_WRONG: { status: 422, text: 'The payment PIN is wrong; details.left tells how many tries remain.' },
  PIN_NOT_SET: { status: 409, text: 'Set a payment PIN first.' },
  PIN_WEAK: { status: 422, text: 'This PIN is too easy to guess: one digit repeated, or digits in a row.' },
  CURRENT_PIN_NEEDED: { status: 409, text: 'A PIN is set: give it as currentPin to change it.' },
  PAYMENT_SESSION_INVALID: {
    status: 409,
    text: 'The payment session has expired, or is not of this sign-in and device. Open another with the PIN.',
  },
  PAYMENT_SESSION_LIMIT: { status: 422, text: 'The payment session does not cover this amount. Use the PIN.' },
  REAL_NAME_TAKEN: { status: 409, text: 'This ID number is registered under another name.' },
  LAST_OWNER: { status: 409, text: 'A merchant keeps at least one owner.' },
});

function Strict<T extends Record<string, import('typebox').TSchema>>(properties: T) {
  return Type.Object(properties, { additionalProperties: false });
}
const idOf = (prefix: string) => Type.String({ pattern: idPattern(prefix) });

export const phoneSchema = Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$', description: 'E.164' });
export const pinSchema = Type.String({ pattern: '^[0-9]{6}$', description: 'Payment PIN, six digits' });
const NameSchema = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f]*[^\\u0000-\\u0020][^\\u0000-\\u001f]*$' });

/** What proves that the payer himself acts: his PIN, or a payment session that a PIN opened. */
export const proofSchema = Type.Union([
  Strict({ pin: pinSchema }),
  Strict({ paymentSession: idOf('paysession') }),
]);
export type ProofBody = Static<typeof proofSchema>;

export const SendCodeBody = Strict({ phone: phoneSchema });
export const SignInBody = Strict({
  phone: phoneSchema,
  code: Type.String({ pattern: '^[0-9]{6}$' }),
  deviceName: NameSchema,
});
export const ChangeMeBody = Type.Object(
  { name: Type.Optional(NameSchema), locale: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('zh')])) },
  { additionalProperties: false, minProperties: 1 },
);
export const SetPinBody = Strict({ pin: pinSchema, currentPin: Type.Optional(pinSchema) });
export const SetRealNameBody = Strict({
  name: NameSchema,
  idNumber: Type.String({ pattern: '^[0-9A-Za-z]{6,20}$' }),
});
export const OpenPaymentSessionBody = Strict({ pin: pinSchema });

export const ScopeSchema = Type.Union([
  Type.Literal('full'),
  Type.Literal('orders'),
  Type.Literal('refunds'),
  Type.Literal('read'),
]);
export const CreateKeyBody = Strict({
  label: Type.Optional(NameSchema),
  scopes: Type.Optional(Type.Array(ScopeSchema, { minItems: 1, maxItems: 4 })),
  /** Rotation: the key that this one replaces; it works on for `overlapMs` (at most 7 days, default 24 h). */
  replaces: Type.Optional(idOf('key')),
  overlapMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800_000 })),
});
export const RoleSchema = Type.Union([Type.Literal('owner'), Type.Literal('manager'), Type.Literal('clerk')]);
export const AddStaffBody = Strict({ phone: phoneSchema, role: RoleSchema });
export const CreateMerchantBody = Strict({
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '^[^\\u0000-\\u001f]+$' }),
  /** The first owner, by phone number; must have signed in once. */
  owner: Type.Optional(phoneSchema),
});

export type SignIn = Static<typeof SignInBody>;
export type CreateKey = Static<typeof CreateKeyBody>;
export type AddStaff = Static<typeof AddStaffBody>;
export type CreateMerchant = Static<typeof CreateMerchantBody>;
