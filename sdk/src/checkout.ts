/** Orders, their payment, and refunds. */
import type { Body, CallOptions, Item, Query, Reply, Transport } from './transport.ts';

export type Order = Reply<'GET /v1/orders/{id}'>;
/** The short form: what paying and cancelling answer, and the data of order events. */
export type OrderBrief = Reply<'POST /v1/orders/{id}/pay'>;
export type Refund = Reply<'GET /v1/refunds/{id}'>;

export function checkout(t: Transport) {
  return {
    orders: {
      create: (body: Body<'POST /v1/orders'>, options?: CallOptions) =>
        t.call('POST /v1/orders', { body }, options),
      get: (id: string, query: Query<'GET /v1/orders/{id}'> = {}, options?: CallOptions) =>
        t.call('GET /v1/orders/{id}', { params: { id }, query }, options),
      /** Whom the order's link pays, and how much. Needs no session; NOT_FOUND once somebody pays it. */
      summary: (id: string, options?: CallOptions) =>
        t.call('GET /v1/orders/{id}/summary', { params: { id } }, options),
      /** Pays the order as it was seen: `version` is that of the order shown. With `lines` it amends it in the same act. */
      pay: (id: string, body: Body<'POST /v1/orders/{id}/pay'>, options?: CallOptions) =>
        t.call('POST /v1/orders/{id}/pay', { params: { id }, body }, options),
      cancel: (id: string, options?: CallOptions) =>
        t.call('POST /v1/orders/{id}/cancel', { params: { id } }, options),
      list: (query: Query<'GET /v1/orders'> = {}, options?: CallOptions) =>
        t.call('GET /v1/orders', { query }, options),
      all: (query: Query<'GET /v1/orders'> = {}): AsyncGenerator<Item<'GET /v1/orders'>, void> =>
        t.items('GET /v1/orders', { query }),
    },
    refunds: {
      create: (body: Body<'POST /v1/refunds'>, options?: CallOptions) =>
        t.call('POST /v1/refunds', { body }, options),
      get: (id: string, options?: CallOptions) => t.call('GET /v1/refunds/{id}', { params: { id } }, options),
      list: (query: Query<'GET /v1/refunds'> = {}, options?: CallOptions) =>
        t.call('GET /v1/refunds', { query }, options),
      all: (query: Query<'GET /v1/refunds'> = {}): AsyncGenerator<Item<'GET /v1/refunds'>, void> =>
        t.items('GET /v1/refunds', { query }),
    },
  };
}
