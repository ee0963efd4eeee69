/** What happened, by pull, as a live stream, and where it is sent. */
import type { CallOptions, FollowOptions, Item, Query, Transport } from './transport.ts';

/** The same by pull, by stream and by webhook. */
export type BursarEvent = Item<'GET /v1/events'>;

export function events(t: Transport) {
  return {
    /** Oldest first. `next` is the place to go on from, also when the page is empty. */
    list: (query: Query<'GET /v1/events'> = {}, options?: CallOptions) =>
      t.call('GET /v1/events', { query }, options),
    all: (query: Query<'GET /v1/events'> = {}): AsyncGenerator<BursarEvent, void> =>
      t.items('GET /v1/events', { query }),
    /** Live, until the signal aborts. Keep the id of the last event you have dealt with, and pass it as `after`. */
    async *follow(options: FollowOptions = {}): AsyncGenerator<BursarEvent, void> {
      for await (const { data } of t.follow('/v1/events', options)) yield JSON.parse(data) as BursarEvent;
    },
  };
}

export function webhooks(t: Transport) {
  return {
    endpoints: {
      list: (query: Query<'GET /v1/webhook-endpoints'> = {}, options?: CallOptions) =>
        t.call('GET /v1/webhook-endpoints', { query }, options),
      create: (body: { url: string; description?: string }, options?: CallOptions) =>
        t.call('POST /v1/webhook-endpoints', { body }, options),
      remove: (id: string, options?: CallOptions) =>
        t.call('DELETE /v1/webhook-endpoints/{id}', { params: { id } }, options),
      /** A new secret; the old one signs beside it for 24 hours. */
      rotate: (id: string, options?: CallOptions) =>
        t.call('POST /v1/webhook-endpoints/{id}/rotate', { params: { id } }, options),
    },
    deliveries: {
      list: (query: Query<'GET /v1/webhook-deliveries'> = {}, options?: CallOptions) =>
        t.call('GET /v1/webhook-deliveries', { query }, options),
      all: (
        query: Query<'GET /v1/webhook-deliveries'> = {},
      ): AsyncGenerator<Item<'GET /v1/webhook-deliveries'>, void> =>
        t.items('GET /v1/webhook-deliveries', { query }),
      replay: (id: string, options?: CallOptions) =>
        t.call('POST /v1/webhook-deliveries/{id}/replay', { params: { id } }, options),
    },
  };
}
