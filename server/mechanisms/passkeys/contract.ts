/** What the routes of passkeys take and answer, and how they refuse. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../http/index.ts';
import { pinProofSchema } from '../people/index.ts';

const { IdOf, Strict, TimeSchema, Words } = schemas;

export const passkeyRefusals = defineRefusals({
  PASSKEY_INVALID: {
    status: 422,
    text: 'This passkey is not accepted here and now: another key, page, device or question, or a copied key.',
  },
  PASSKEY_NOT_SET: { status: 409, text: 'Add a passkey first.' },
  PASSKEYS_FULL: { status: 409, text: 'The person has as many passkeys as are allowed; remove one first.' },
});

export const MAX_PASSKEYS = 10;

const base64url = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' });
const AnyObject = Type.Record(Type.String(), Type.Unknown());

/** What browsers make of a credential (`toJSON`). They add fields from year to year, so unknown ones are let through. */
const credential = {
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: Type.Literal('public-key'),
  clientExtensionResults: Type.Optional(AnyObject),
  authenticatorAttachment: Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Null()])),
};
export const RegistrationResponse = Type.Object({
  ...credential,
  response: Type.Object({
    clientDataJSON: base64url(4_000),
    attestationObject: base64url(16_000),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 })),
  }),
});
export const AssertionResponse = Type.Object(
  {
    ...credential,
    response: Type.Object({
      clientDataJSON: base64url(4_000),
      authenticatorData: base64url(4_000),
      signature: base64url(2_000),
      userHandle: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
    }),
  },
  { description: 'AuthenticationResponseJSON of WebAuthn' },
);
export type Registration = Static<typeof RegistrationResponse>;
export type Assertion = Static<typeof AssertionResponse>;

export const Proven = Strict({ proof: pinProofSchema });
export type ProvenBody = Static<typeof Proven>;

export const AddPasskey = Strict({ name: Words(60), response: RegistrationResponse });
export type AddPasskeyBody = Static<typeof AddPasskey>;

export const PasskeyParams = Strict({ id: IdOf('passkey') });

export const PasskeyReply = Type.Object({
  id: IdOf('passkey'),
  name: Type.String(),
  synced: Type.Boolean({ description: 'Its authenticator keeps a copy elsewhere' }),
  createdAt: TimeSchema,
  lastUsedAt: Type.Union([TimeSchema, Type.Null()]),
});
export type PasskeyView = Static<typeof PasskeyReply>;
export const PasskeyList = schemas.ListOf(PasskeyReply);
export const OptionsReply = Type.Object({
  expiresAt: TimeSchema,
  options: Type.Record(Type.String(), Type.Unknown(), {
    description: 'For navigator.credentials, as JSON: PublicKeyCredential.parse...OptionsFromJSON reads it',
  }),
});
export const RemovedReply = Type.Object({ id: IdOf('passkey') });
