/** What happened, by pull, as a live stream, and where it is sent. */
import type { OrderBrief, Refund } from './checkout.ts';
import type { Body, CallOptions, FollowOptions, Item, Query, Transport } from './transport.ts';

/** The same by pull, by stream and by webhook. */
export type BursarEvent = Item<'GET /v1/events'>;
/** `order.created`, `order.paying`, `order.paid`, `order.payment-failed`, `order.cancelled`, `order.expired`. */
export type OrderEvent = Omit<BursarEvent, 'data'> & { readonly data: OrderBrief };
/** `refund.pending`, `refund.done`, `refund.failed`. Its `object` is the order. */
export type RefundEvent = Omit<BursarEvent, 'data'> & { readonly data: Refund };

/** Types of events grow: what is none of yours is passed over. */
export const isOrderEvent = (event: BursarEvent | OrderEvent): event is OrderEvent =>
  event.type.startsWith('order.') && 'merchantReference' in event.data;
export const isRefundEvent = (event: BursarEvent | RefundEvent): event is RefundEvent =>
  event.type.startsWith('refund.');

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
      all: (
        query: Query<'GET /v1/webhook-endpoints'> = {},
      ): AsyncGenerator<Item<'GET /v1/webhook-endpoints'>, void> =>
        t.items('GET /v1/webhook-endpoints', { query }),
      create: (body: Body<'POST /v1/webhook-endpoints'>, options?: CallOptions) =>
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
      /** Sends it at once: one that waits for its time, has failed, or was delivered. */
      replay: (id: string, options?: CallOptions) =>
        t.call('POST /v1/webhook-deliveries/{id}/replay', { params: { id } }, options),
    },
  };
}
