/** Debits that the bank is about to make, and the merchant's mark that it has seen a payment. */
import type { Body, CallOptions, Item, Query, Transport } from './transport.ts';

export function pendingDebits(t: Transport) {
  return {
    list: (query: Query<'GET /v1/pending-debits'> = {}, options?: CallOptions) =>
      t.call('GET /v1/pending-debits', { query }, options),
    all: (
      query: Query<'GET /v1/pending-debits'> = {},
    ): AsyncGenerator<Item<'GET /v1/pending-debits'>, void> => t.items('GET /v1/pending-debits', { query }),
    mark: (payment: string, body: Body<'POST /v1/payments/{id}/mark'>, options?: CallOptions) =>
      t.call('POST /v1/payments/{id}/mark', { params: { id: payment }, body }, options),
  };
}
