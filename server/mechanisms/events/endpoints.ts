/**
 * Webhook endpoints: where a merchant's events are sent. Their signing secrets are kept nowhere: each follows from the
 * vault's root, the endpoint's id and a version number, so a repeated request gets the same secret again.
 */
import { type Id, uuidOrNull } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { HOUR_MS, type Instant, isoTime } from '../../kernel/time.ts';
import {
  column,
  columnList,
  defineTable,
  type Queryable,
  queryRows,
  type TableRow,
} from '../database/index.ts';
import type { PageWish } from '../http/index.ts';
import { defineCommand, put, type View } from '../journal/index.ts';
import { requireStaff, type StaffRole } from '../people/index.ts';
import { type EndpointView, MAX_ENDPOINTS } from './contract.ts';

/** Who may set up where a merchant's events go: they carry its business. Asked again when it is decided (R9). */
export const KEEPERS: readonly StaffRole[] = ['owner', 'manager'];

export const OLD_SECRET_MS = 24 * HOUR_MS;

export const endpoints = defineTable({
  name: 'events.endpoint',
  key: 'id',
  columns: {
    id: column.id('endpoint'),
    merchant: column.id('merchant'),
    url: column.text(),
    description: column.text(),
    state: column.text<'active' | 'deleted'>(),
    secretVersion: column.int4(),
    oldSecretUntil: column.nullable(column.time()),
    since: column.int8(),
    createdAt: column.time(),
    endedAt: column.nullable(column.time()),
  },
});
export type Endpoint = TableRow<typeof endpoints>;

export const endpointCounts = defineTable({
  name: 'events.endpoint_count',
  key: 'merchant',
  columns: { merchant: column.id('merchant'), endpoints: column.int4() },
});

/** `whsec_` and 32 bytes in base64 (Standard Webhooks). */
export function endpointSecret(
  vault: { derive(purpose: string, name: string): Buffer },
  id: Id<'endpoint'>,
  version: number,
): string {
  return `whsec_${vault.derive('webhook-secret', `${id} ${version}`).toString('base64')}`;
}

/** The secrets that sign now: the newest first; two of them during a rotation. */
export function signingSecrets(
  vault: { derive(purpose: string, name: string): Buffer },
  endpoint: Endpoint,
  now: Instant,
): string[] {
  const secrets = [endpointSecret(vault, endpoint.id, endpoint.secretVersion)];
  if (endpoint.oldSecretUntil !== null && now < endpoint.oldSecretUntil && endpoint.secretVersion > 1) {
    secrets.push(endpointSecret(vault, endpoint.id, endpoint.secretVersion - 1));
  }
  return secrets;
}

export type EndpointReply = { endpoint: EndpointView; secretVersion: number };

export const createEndpoint = defineCommand<
  { readonly merchant: Id<'merchant'>; readonly url: string; readonly description: string },
  EndpointReply
>({
  kind: 'events.create-endpoint',
  load: (loader, commands) =>
    loader.fetch(
      endpointCounts,
      commands.map(({ body }) => body.merchant),
    ),
  decide(view, { actor, body }, context) {
    requireStaff(view, actor, KEEPERS);
    const count = view.get(endpointCounts, body.merchant)?.endpoints ?? 0;
    if (count >= MAX_ENDPOINTS) refuse('WEBHOOK_ENDPOINTS_FULL', { limit: MAX_ENDPOINTS });
    // From here the command must succeed.
    const endpoint: Endpoint = {
      id: context.newId('endpoint'),
      merchant: body.merchant,
      url: body.url,
      description: body.description,
      state: 'active',
      secretVersion: 1,
      oldSecretUntil: null,
      since: context.seq,
      createdAt: context.now,
      endedAt: null,
    };
    return {
      changes: [
        put(endpoints, endpoint),
        put(endpointCounts, { merchant: body.merchant, endpoints: count + 1 }),
      ],
      reply: { endpoint: endpointView(endpoint), secretVersion: 1 },
    };
  },
});

type OfEndpoint = { readonly merchant: Id<'merchant'>; readonly endpoint: Id<'endpoint'> };

export const rotateEndpoint = defineCommand<OfEndpoint, EndpointReply>({
  kind: 'events.rotate-endpoint',
  load: (loader, commands) =>
    loader.fetch(
      endpoints,
      commands.map(({ body }) => body.endpoint),
    ),
  decide(view, { actor, body }, context) {
    requireStaff(view, actor, KEEPERS);
    const endpoint = ownEndpoint(view, body);
    // From here the command must succeed.
    const rotated: Endpoint = {
      ...endpoint,
      secretVersion: endpoint.secretVersion + 1,
      oldSecretUntil: context.now + OLD_SECRET_MS,
    };
    return {
      changes: [put(endpoints, rotated)],
      reply: { endpoint: endpointView(rotated), secretVersion: rotated.secretVersion },
    };
  },
});

export const deleteEndpoint = defineCommand<OfEndpoint, { id: string }>({
  kind: 'events.delete-endpoint',
  async load(loader, commands) {
    await Promise.all([
      loader.fetch(
        endpoints,
        commands.map(({ body }) => body.endpoint),
      ),
      loader.fetch(
        endpointCounts,
        commands.map(({ body }) => body.merchant),
      ),
    ]);
  },
  decide(view, { actor, body }, context) {
    requireStaff(view, actor, KEEPERS);
    const endpoint = ownEndpoint(view, body);
    const count = view.get(endpointCounts, body.merchant)?.endpoints ?? 1;
    // From here the command must succeed.
    return {
      changes: [
        put(endpoints, { ...endpoint, state: 'deleted' as const, endedAt: context.now }),
        put(endpointCounts, { merchant: body.merchant, endpoints: count - 1 }),
      ],
      effects: [{ task: 'events.cancel', payload: { endpoint: endpoint.id } }],
      reply: { id: endpoint.id },
    };
  },
});

/** A delivery that is sent again; whether it exists and whose it is has been found before. */
/** Refuses CONFLICT when its endpoint is not there any more. */
export const replayDelivery = defineCommand<
  { readonly delivery: Id<'delivery'>; readonly endpoint: Id<'endpoint'> },
  { id: string }
>({
  kind: 'events.replay-delivery',
  load: (loader, commands) =>
    loader.fetch(
      endpoints,
      commands.map(({ body }) => body.endpoint),
    ),
  decide(view, { actor, body }) {
    requireStaff(view, actor, KEEPERS);
    if (view.get(endpoints, body.endpoint)?.state !== 'active') refuse('CONFLICT');
    return {
      effects: [{ task: 'events.replay', payload: { delivery: body.delivery } }],
      reply: { id: body.delivery },
    };
  },
});

/** Somebody else's endpoint is as good as none. */
function ownEndpoint(view: View, body: OfEndpoint): Endpoint {
  const endpoint = view.get(endpoints, body.endpoint) as Endpoint | undefined;
  if (!endpoint || endpoint.merchant !== body.merchant || endpoint.state !== 'active') refuse('NOT_FOUND');
  return endpoint;
}

export function endpointView(endpoint: Endpoint): EndpointView {
  return {
    id: endpoint.id,
    merchant: endpoint.merchant,
    url: endpoint.url,
    description: endpoint.description,
    createdAt: isoTime(endpoint.createdAt),
    oldSecretUntil: endpoint.oldSecretUntil === null ? null : isoTime(endpoint.oldSecretUntil),
  };
}

/** All of them: one that is left out would get nothing. */
export function activeEndpoints(db: Queryable): Promise<Endpoint[]> {
  const text = `select ${columnList(endpoints)} from events.endpoint t where t.state = 'active' order by t.id desc`;
  return queryRows(db, endpoints, text, []);
}

/** Newest first; of one merchant, or of all. */
export function listEndpoints(
  db: Queryable,
  merchant: Id<'merchant'> | null,
  page: PageWish,
): Promise<Endpoint[]> {
  const text = `select ${columnList(endpoints)} from events.endpoint t
    where t.state = 'active' and ($1::uuid is null or t.merchant = $1) and ($2::uuid is null or t.id < $2)
    order by t.id desc limit $3`;
  return queryRows(db, endpoints, text, [uuidOrNull(merchant), uuidOrNull(page.after), page.limit]);
}
