/** Webhooks over HTTP: where events are sent, and what became of it; of one merchant, and of all for operators. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Database } from '../database/index.ts';
import {
  askedBy,
  bodyOf,
  type HttpAnswer,
  type HttpRequest,
  hitHeader,
  listAnswer,
  merchantIdOf,
  pageOf,
  type RouteSpec,
  schemas,
} from '../http/index.ts';
import type { Journal, Outcome } from '../journal/index.ts';
import type { Vault } from '../vault/index.ts';
import {
  CreateEndpoint,
  type CreateEndpointBody,
  DeliveriesQuery,
  DeliveryList,
  DeliverySchema,
  EndpointList,
  EndpointWithSecret,
  OperatorDeliveriesQuery,
} from './contract.ts';
import { asReplayed, type DeliveryState, deliveryById, deliveryView, listDeliveries } from './deliveries.ts';
import {
  createEndpoint,
  deleteEndpoint,
  type EndpointReply,
  endpointSecret,
  endpointView,
  KEEPERS,
  listEndpoints,
  replayDelivery,
  rotateEndpoint,
} from './endpoints.ts';
import { checkName, checkTarget } from './targets.ts';

const { IdOf, LongPageQuery, Strict } = schemas;
const LongPageOnly = Strict(LongPageQuery);
const ById = (prefix: string) => Strict({ id: IdOf(prefix) });

export type WebhookRoutesDeps = {
  readonly database: Database;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly allowPrivate: boolean;
  endpointsChanged(): void;
};

export function webhookRoutes(deps: WebhookRoutesDeps): RouteSpec[] {
  const { database, journal, vault } = deps;
  const pool = database.pool;

  function withSecret(outcome: Outcome<EndpointReply>, status: number): HttpAnswer {
    const { endpoint, secretVersion } = outcome.reply();
    deps.endpointsChanged();
    return {
      status,
      body: { ...endpoint, secret: endpointSecret(vault, endpoint.id as Id<'endpoint'>, secretVersion) },
      ...hitHeader(outcome),
    };
  }

  async function endpointPage(request: HttpRequest, merchant: Id<'merchant'> | null): Promise<HttpAnswer> {
    const page = pageOf(request, 'endpoint');
    return listAnswer(page, await listEndpoints(pool, merchant, page), endpointView);
  }

  async function deliveryPage(request: HttpRequest, merchant: string | null): Promise<HttpAnswer> {
    const { query } = request;
    const page = pageOf(request, 'delivery');
    const rows = await listDeliveries(pool, {
      merchant,
      endpoint: query.endpoint === undefined ? null : String(query.endpoint),
      state: (query.state ?? null) as DeliveryState | null,
      after: page.after,
      limit: page.limit,
    });
    return listAnswer(page, rows, deliveryView);
  }

  async function replay(request: HttpRequest, merchant: string | null): Promise<HttpAnswer> {
    const id = request.params.id as Id<'delivery'>;
    const delivery = await deliveryById(pool, id);
    if (!delivery || (merchant !== null && delivery.merchant !== merchant)) refuse('NOT_FOUND');
    const outcome = await journal.submit(replayDelivery, {
      ...askedBy(request),
      body: { delivery: id, endpoint: delivery.endpoint },
    });
    outcome.reply();
    const shown = outcome.hit ? delivery : asReplayed(delivery, outcome.at);
    return { status: 202, ...hitHeader(outcome), body: deliveryView(shown) };
  }

  return [
    {
      method: 'POST',
      path: '/v1/webhook-endpoints',
      summary: 'Have events sent to a URL; the answer carries the signing secret, once',
      tag: 'webhooks',
      callers: ['merchant', 'staff'],
      staffRoles: KEEPERS,
      body: CreateEndpoint,
      replies: { 201: EndpointWithSecret },
      limitPerMinute: 60,
      async handle(request) {
        const body = bodyOf<CreateEndpointBody>(request);
        const url = checkTarget(body.url, deps);
        await checkName(url, deps);
        const outcome = await journal.submit(createEndpoint, {
          ...askedBy(request),
          body: {
            merchant: merchantIdOf(request.caller),
            url: url.href,
            description: body.description ?? '',
          },
        });
        return withSecret(outcome, 201);
      },
    },
    {
      method: 'GET',
      path: '/v1/webhook-endpoints',
      summary: 'The URLs that events are sent to',
      tag: 'webhooks',
      callers: ['merchant', 'staff'],
      query: LongPageOnly,
      replies: { 200: EndpointList },
      handle: (request) => endpointPage(request, merchantIdOf(request.caller)),
    },
    {
      method: 'DELETE',
      path: '/v1/webhook-endpoints/:id',
      summary: 'Send nothing there any more',
      tag: 'webhooks',
      callers: ['merchant', 'staff'],
      staffRoles: KEEPERS,
      params: ById('endpoint'),
      replies: { 204: schemas.NoContent },
      async handle(request) {
        const outcome = await journal.submit(deleteEndpoint, {
          ...askedBy(request),
          body: {
            merchant: merchantIdOf(request.caller),
            endpoint: request.params.id as Id<'endpoint'>,
          },
        });
        outcome.reply();
        deps.endpointsChanged();
        return { status: 204, ...hitHeader(outcome) };
      },
    },
    {
      method: 'POST',
      path: '/v1/webhook-endpoints/:id/rotate',
      summary: 'A new signing secret; for 24 hours the old one signs too',
      tag: 'webhooks',
      callers: ['merchant', 'staff'],
      staffRoles: KEEPERS,
      params: ById('endpoint'),
      replies: { 200: EndpointWithSecret },
      async handle(request) {
        const outcome = await journal.submit(rotateEndpoint, {
          ...askedBy(request),
          body: {
            merchant: merchantIdOf(request.caller),
            endpoint: request.params.id as Id<'endpoint'>,
          },
        });
        return withSecret(outcome, 200);
      },
    },
    {
      method: 'GET',
      path: '/v1/webhook-deliveries',
      summary: 'What was sent where, newest first',
      tag: 'webhooks',
      callers: ['merchant', 'staff'],
      query: DeliveriesQuery,
      replies: { 200: DeliveryList },
      handle: (request) => deliveryPage(request, merchantIdOf(request.caller)),
    },
    {
      method: 'POST',
      path: '/v1/webhook-deliveries/:id/replay',
      summary: 'Send it again; what still waits for its time is sent at once',
      tag: 'webhooks',
      callers: ['merchant', 'staff'],
      staffRoles: KEEPERS,
      params: ById('delivery'),
      replies: { 202: DeliverySchema },
      handle: (request) => replay(request, merchantIdOf(request.caller)),
    },
    {
      method: 'GET',
      path: '/v1/operator/webhook-endpoints',
      summary: 'The URLs that events of all merchants are sent to',
      tag: 'operator',
      callers: ['operator'],
      query: LongPageOnly,
      replies: { 200: EndpointList },
      handle: (request) => endpointPage(request, null),
    },
    {
      method: 'GET',
      path: '/v1/operator/webhook-deliveries',
      summary: 'What was sent where, of all merchants',
      tag: 'operator',
      callers: ['operator'],
      query: OperatorDeliveriesQuery,
      replies: { 200: DeliveryList },
      handle: (request) =>
        deliveryPage(request, request.query.merchant === undefined ? null : String(request.query.merchant)),
    },
    {
      method: 'POST',
      path: '/v1/operator/webhook-deliveries/:id/replay',
      summary: 'Send it again',
      tag: 'operator',
      callers: ['operator'],
      operatorRoles: ['support', 'admin'],
      params: ById('delivery'),
      replies: { 202: DeliverySchema },
      handle: (request) => replay(request, null),
    },
  ];
}
