/** Money from the wallet back to a bound card. May end later: give `wait`, or ask again by id. */
import type { Body, CallOptions, Item, Query, Transport } from './transport.ts';

export function withdrawals(t: Transport) {
  return {
    create: (body: Body<'POST /v1/withdrawals'>, options?: CallOptions) =>
      t.call('POST /v1/withdrawals', { body }, options),
    get: (id: string, options?: CallOptions) =>
      t.call('GET /v1/withdrawals/{id}', { params: { id } }, options),
    list: (query: Query<'GET /v1/withdrawals'> = {}, options?: CallOptions) =>
      t.call('GET /v1/withdrawals', { query }, options),
    all: (query: Query<'GET /v1/withdrawals'> = {}): AsyncGenerator<Item<'GET /v1/withdrawals'>, void> =>
      t.items('GET /v1/withdrawals', { query }),
  };
}
