/** What the event routes take and answer, and how they refuse. */
import { type Static, Type } from 'typebox';
import { defineRefusals } from '../../kernel/refusal.ts';
import { schemas } from '../http/index.ts';

const { IdOf, ListOf, PageQuery, Strict, TimeSchema } = schemas;

export const eventRefusals = defineRefusals({
  WEBHOOK_URL_INVALID: {
    status: 422,
    text: 'A webhook goes to an https URL without user name, password or fragment.',
  },
  WEBHOOK_TARGET_PRIVATE: {
    status: 422,
    text: 'Webhooks are not sent to private, local or reserved addresses.',
  },
  CURSOR_AHEAD: {
    status: 409,
    text: 'The place to go on from lies behind the last journal entry, `details.head`: it is of another journal, or of this one before it was restored from a backup. Compare your records with the lists, then begin from a place that you trust.',
  },
  WEBHOOK_ENDPOINTS_FULL: { status: 409, text: 'The merchant has as many webhook endpoints as are allowed.' },
});

export const MAX_EVENTS_PAGE = 100;
export const MAX_ENDPOINTS = 20;

export const EventSchema = Type.Object({
  seq: Type.String({ description: 'Number of the journal entry' }),
  id: Type.String({ description: 'event_<seq>_<n>; also the cursor to go on from, and the webhook-id' }),
  type: Type.String({ description: 'In the past tense, e.g. order.paid' }),
  at: TimeSchema,
  object: Type.String({ description: 'Id of the thing it is about' }),
  data: Type.Record(Type.String(), Type.Unknown()),
});
export const EventList = Type.Object({
  data: Type.Array(EventSchema),
  hasMore: Type.Boolean(),
  next: Type.String({ description: 'Pass it as `after`; it moves on even when the page is empty' }),
});
export const EventsQuery = Strict({
  after: Type.Optional(Type.String({ maxLength: 40, description: 'Event id, or number of a journal entry' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_EVENTS_PAGE, default: 50 })),
  order: Type.Optional({
    ...IdOf('order'),
    description: 'For a stream: also tells that this order has changed, to whoever may see it',
  }),
  own: Type.Optional(Type.Boolean({ description: 'For operators: only what concerns yourself' })),
});

export const CreateEndpoint = Strict({
  url: Type.String({ minLength: 1, maxLength: 500 }),
  description: Type.Optional(Type.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f]*$' })),
});
export type CreateEndpointBody = Static<typeof CreateEndpoint>;

export const EndpointSchema = Type.Object({
  id: IdOf('endpoint'),
  merchant: IdOf('merchant'),
  url: Type.String(),
  description: Type.String(),
  createdAt: TimeSchema,
  oldSecretUntil: Type.Union([TimeSchema, Type.Null()]),
});
export type EndpointView = Static<typeof EndpointSchema>;
export const EndpointWithSecret = Type.Object({
  ...EndpointSchema.properties,
  secret: Type.String({ description: 'whsec_...; shown now and never again' }),
});
export const EndpointList = ListOf(EndpointSchema);

export const DeliveryStateSchema = Type.Union([
  Type.Literal('pending'),
  Type.Literal('delivered'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
]);
const Nullable = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const DeliverySchema = Type.Object({
  id: IdOf('delivery'),
  endpoint: IdOf('endpoint'),
  merchant: IdOf('merchant'),
  eventId: Type.String(),
  eventType: Type.String(),
  object: Type.String(),
  state: DeliveryStateSchema,
  attempts: Type.Integer(),
  createdAt: TimeSchema,
  nextAttemptAt: Nullable(TimeSchema),
  deliveredAt: Nullable(TimeSchema),
  lastAttemptAt: Nullable(TimeSchema),
  lastStatus: Nullable(Type.Integer()),
  lastError: Nullable(Type.String()),
});
export type DeliveryView = Static<typeof DeliverySchema>;
export const DeliveryList = ListOf(DeliverySchema);
export const DeliveriesQuery = Strict({
  ...PageQuery,
  endpoint: Type.Optional(IdOf('endpoint')),
  state: Type.Optional(DeliveryStateSchema),
});
export const OperatorDeliveriesQuery = Strict({
  ...DeliveriesQuery.properties,
  merchant: Type.Optional(IdOf('merchant')),
});
