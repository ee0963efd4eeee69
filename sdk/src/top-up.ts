/** Money from a bound card into the wallet. May end later: give `wait`, or ask again by id. */
import type { Body, CallOptions, Item, Query, Transport } from './transport.ts';

export function topUps(t: Transport) {
  return {
    create: (body: Body<'POST /v1/top-ups'>, options?: CallOptions) =>
      t.call('POST /v1/top-ups', { body }, options),
    get: (id: string, options?: CallOptions) => t.call('GET /v1/top-ups/{id}', { params: { id } }, options),
    list: (query: Query<'GET /v1/top-ups'> = {}, options?: CallOptions) =>
      t.call('GET /v1/top-ups', { query }, options),
    all: (query: Query<'GET /v1/top-ups'> = {}): AsyncGenerator<Item<'GET /v1/top-ups'>, void> =>
      t.items('GET /v1/top-ups', { query }),
  };
}
