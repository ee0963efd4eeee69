/** One's own accounts and what moved on them. */
import type { CallOptions, Item, Query, Transport } from './transport.ts';

export function accounts(t: Transport) {
  return {
    list: (options?: CallOptions) => t.call('GET /v1/accounts', {}, options),
    /** Newest first; `at` reads it as of a time. */
    statement: (id: string, query: Query<'GET /v1/accounts/{id}/statement'> = {}, options?: CallOptions) =>
      t.call('GET /v1/accounts/{id}/statement', { params: { id }, query }, options),
    movements: (
      id: string,
      query: Query<'GET /v1/accounts/{id}/statement'> = {},
    ): AsyncGenerator<Item<'GET /v1/accounts/{id}/statement'>, void> =>
      t.items('GET /v1/accounts/{id}/statement', { params: { id }, query }),
  };
}
