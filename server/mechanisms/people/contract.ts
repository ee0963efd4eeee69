/** Bodies and refusal codes of people, sessions, PINs and merchants' keys. */
import { type Static, type TSchema, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../http/index.ts';

const { IdOf, ListOf, LongPageQuery, MoneySchema, PageQuery, Strict, TimeSchema, Words } = schemas;

export const peopleRefusals = defineRefusals({
  CODE_WRONG: { status: 422, text: 'The one-time code is wrong, was used, or has expired.' },
  CODE_NOT_SENT: { status: 503, retry: true, text: 'The one-time code could not be sent.' },
  PROOF_REQUIRED: { status: 422, text: 'This needs a proof: the payment PIN or a payment session.' },
  PIN_WRONG: { status: 422, text: 'The payment PIN is wrong; details.left tells how many tries remain.' },
  PIN_NOT_SET: { status: 409, text: 'Set a payment PIN first.' },
  PIN_WEAK: { status: 422, text: 'This PIN is too easy to guess: one digit repeated, or digits in a row.' },
  PIN_RECOVERED: {
    status: 409,
    text: 'The PIN was set anew with a card. Until details.until it pays, but changes no rules or passkeys and answers for nobody else.',
  },
  CURRENT_PIN_NEEDED: { status: 409, text: 'A PIN is set: give it as currentPin to change it.' },
  PAYMENT_SESSION_INVALID: {
    status: 409,
    text: 'The payment session has expired, or is not of this sign-in and device. Open another with the PIN.',
  },
  PAYMENT_SESSION_LIMIT: {
    status: 422,
    text: 'The payment session does not cover this amount. Use the PIN.',
  },
  REAL_NAME_TAKEN: { status: 409, text: 'This ID number is registered with another account.' },
  LAST_OWNER: { status: 409, text: 'An owner cannot remove or demote himself: another owner must do it.' },
});

export const phoneSchema = Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$', description: 'E.164' });
export const pinSchema = Type.String({ pattern: '^[0-9]{6}$', description: 'Payment PIN, six digits' });
const NameSchema = Words(60);

/** What proves that the payer himself acts: his PIN, or a payment session that a PIN opened. */
export const proofSchema = Type.Union([
  Strict({ pin: pinSchema }),
  Strict({ paymentSession: IdOf('paysession') }),
]);
export type ProofBody = Static<typeof proofSchema>;
/** The PIN itself: a payment session stands for small payments, not for what changes rules or adds a key. */
export const pinProofSchema = Strict({ pin: pinSchema });

export const SendCodeBody = Strict({ phone: phoneSchema });
export const SignInBody = Strict({
  phone: phoneSchema,
  code: Type.String({ pattern: '^[0-9]{6}$' }),
  deviceName: NameSchema,
});
export const ChangeMeBody = Type.Object(
  {
    name: Type.Optional(NameSchema),
    locale: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('zh')])),
  },
  { additionalProperties: false, minProperties: 1 },
);
export const SetPinBody = Strict({ pin: pinSchema, currentPin: Type.Optional(pinSchema) });
export const CheckPinBody = Strict({ pin: pinSchema });
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
  /** Rotation: the key that this one replaces; it works on for `overlapMs` (at most 7 days, default 24 hours). */
  replaces: Type.Optional(IdOf('key')),
  overlapMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800_000 })),
});
export const RoleSchema = Type.Union([Type.Literal('owner'), Type.Literal('manager'), Type.Literal('clerk')]);
export const AddStaffBody = Strict({ phone: phoneSchema, role: RoleSchema });
export const CreateMerchantBody = Strict({
  name: Words(80),
  /** The first owner, by phone number; must have signed in once. */
  owner: Type.Optional(phoneSchema),
});

export const SetRolesBody = Strict({
  roles: Type.Array(Type.Union([Type.Literal('viewer'), Type.Literal('support'), Type.Literal('admin')]), {
    maxItems: 3,
    uniqueItems: true,
  }),
});

export type SignIn = Static<typeof SignInBody>;
export type SetPin = Static<typeof SetPinBody>;
export type SetRealNameWish = Static<typeof SetRealNameBody>;
export type CreateKey = Static<typeof CreateKeyBody>;
export type AddStaff = Static<typeof AddStaffBody>;
export type CreateMerchant = Static<typeof CreateMerchantBody>;

export const PeopleQuery = Strict({
  ...PageQuery,
  query: Type.Optional(Type.String({ maxLength: 60 })),
  operators: Type.Optional(Type.Boolean()),
});
export type PeopleWish = Static<typeof PeopleQuery>;
export const PageOnlyQuery = Strict(PageQuery);
export const LongPageOnlyQuery = Strict(LongPageQuery);
export const LookupQuery = Strict({ phone: phoneSchema });
export const SessionParams = Strict({ id: IdOf('session') });
export const KeyParams = Strict({ id: IdOf('key') });
export const PersonParams = Strict({ id: IdOf('person') });
export const StaffParams = Strict({ person: IdOf('person') });

const DeviceReply = Type.Object({ id: IdOf('device'), name: Type.String() });
const RealNameReply = Type.Object(
  { name: Type.String(), idNumber: Type.String() },
  { description: 'Masked' },
);
const NullOr = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const RolesReply = Type.Object({
  person: IdOf('person'),
  roles: SetRolesBody.properties.roles,
});
export const PinSetReply = Type.Object({ hasPin: Type.Literal(true) });
export const UnlockedReply = Type.Object({ id: IdOf('person'), unlocked: Type.Literal(true) });
export const CodeReply = Type.Object({ phone: phoneSchema, expiresAt: TimeSchema });
export const SignInReply = Type.Object({
  token: Type.String({ description: 'Bearer token of this device' }),
  person: Type.Object({ id: IdOf('person'), name: Type.String(), phone: phoneSchema, isNew: Type.Boolean() }),
  device: DeviceReply,
  session: IdOf('session'),
  expiresAt: TimeSchema,
});
export const SessionReply = Type.Object({
  id: IdOf('session'),
  device: DeviceReply,
  current: Type.Boolean(),
  openedAt: TimeSchema,
  expiresAt: TimeSchema,
});
export const SessionList = ListOf(SessionReply);
const Memberships = Type.Array(
  Type.Object({ merchant: IdOf('merchant'), name: Type.String(), role: RoleSchema }),
);
export const MeReply = Type.Object({
  id: IdOf('person'),
  name: Type.String(),
  phone: phoneSchema,
  locale: Type.String(),
  realName: NullOr(RealNameReply),
  hasPin: Type.Boolean(),
  pinLockedUntil: NullOr(TimeSchema),
  memberships: Memberships,
  operatorRoles: Type.Array(Type.String()),
});
export const PersonReply = Type.Object({
  id: IdOf('person'),
  name: Type.String(),
  phone: Type.String(),
  locale: Type.String(),
});
export const RealNameSetReply = Type.Object({ realName: RealNameReply });
export const PaymentSessionReply = Type.Object({
  id: IdOf('paysession'),
  expiresAt: TimeSchema,
  limit: MoneySchema,
});
export const LookupReply = Type.Object({ id: IdOf('person'), name: Type.String({ description: 'Masked' }) });
export const MerchantReply = Type.Object({
  id: IdOf('merchant'),
  name: Type.String(),
  createdAt: TimeSchema,
});
export const MerchantList = ListOf(MerchantReply);
export const KeyReply = Type.Object({
  id: IdOf('key'),
  label: Type.String(),
  last4: Type.String(),
  scopes: Type.Array(ScopeSchema),
  state: Type.String({ description: 'active, expired or revoked' }),
  createdAt: TimeSchema,
  expiresAt: NullOr(TimeSchema),
});
export const NewKeyReply = Type.Interface([KeyReply], {
  secretKey: Type.String({ description: 'Shown with this answer only' }),
});
export const KeyList = ListOf(KeyReply);
export const StaffReply = Type.Object({ person: IdOf('person'), role: RoleSchema, state: Type.String() });
export const StaffList = ListOf(
  Type.Object({
    person: IdOf('person'),
    name: Type.String(),
    phone: Type.String(),
    role: RoleSchema,
    since: TimeSchema,
  }),
);
const PersonFound = Type.Object({
  id: IdOf('person'),
  name: Type.String(),
  phone: Type.String({ description: 'Masked for viewers' }),
  realName: NullOr(RealNameReply),
  hasPin: Type.Boolean(),
  pinLockedUntil: NullOr(TimeSchema),
  operatorRoles: SetRolesBody.properties.roles,
  createdAt: TimeSchema,
});
export const PeopleList = ListOf(PersonFound);
export const PersonDetail = Type.Interface([PersonFound], {
  sessions: Type.Array(Type.Omit(SessionReply, ['current']), {
    description: 'Where the person is signed in, newest first; at most 100',
  }),
  memberships: Memberships,
});
export const SignedOutReply = Type.Object({
  id: IdOf('person'),
  sessions: Type.Integer({ description: 'How many were ended' }),
});
