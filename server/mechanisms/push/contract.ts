/** What the routes of push take and answer, and how they refuse. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../http/index.ts';

const { IdOf, Strict, TimeSchema } = schemas;

export const pushRefusals = defineRefusals({
  PUSH_SUBSCRIPTION_INVALID: {
    status: 422,
    text: 'A push subscription has a public https endpoint and keys for encryption (RFC 8291).',
  },
  PUSH_SUBSCRIPTIONS_FULL: { status: 409, text: 'Notices go to as many of the devices as are allowed.' },
});

/** Devices of one person that take notices. */
export const MAX_SUBSCRIPTIONS = 10;

export const Subscribe = Strict({
  endpoint: Type.String({ minLength: 1, maxLength: 1_000 }),
  keys: Strict({
    p256dh: Type.String({
      pattern: '^[A-Za-z0-9_-]{87}=?$',
      description: 'Public key, 65 bytes in base64url',
    }),
    auth: Type.String({ pattern: '^[A-Za-z0-9_-]{22}(==)?$', description: 'Shared secret, 16 bytes' }),
  }),
});
export type SubscribeBody = Static<typeof Subscribe>;

export const KeyReply = Type.Object({
  publicKey: Type.String({ description: 'For applicationServerKey (VAPID, RFC 8292), base64url' }),
});
export const SubscriptionReply = Type.Object({
  id: IdOf('push'),
  service: Type.String({ description: "Host of the browser's push service" }),
  since: TimeSchema,
});
export type SubscriptionView = Static<typeof SubscriptionReply>;
export const SubscriptionList = schemas.ListOf(
  Type.Object({
    ...SubscriptionReply.properties,
    device: Type.Object({ id: IdOf('device'), name: Type.String() }),
    current: Type.Boolean({ description: 'The device that asks' }),
  }),
);
export const SubscriptionParams = Strict({ id: IdOf('push') });
export const DroppedReply = Type.Object({ id: IdOf('push') });
