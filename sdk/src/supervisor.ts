/** Supervised payments: the payer asks and leaves, the supervisor sets the free limit and the deputies. */
import type { Body, CallOptions, Query, Transport } from './transport.ts';

export function supervision(t: Transport) {
  return {
    get: () => t.call('GET /v1/supervision', {}),
    ask: (body: Body<'POST /v1/supervision'>, options?: CallOptions) =>
      t.call('POST /v1/supervision', { body }, options),
    /** Ends at once with the supervisor's yes, else 24 hours later. */
    leave: (body: Body<'POST /v1/supervision/leave'>, options?: CallOptions) =>
      t.call('POST /v1/supervision/leave', { body }, options),
    setFreeLimit: (
      payer: string,
      body: Body<'PUT /v1/supervision/{payer}/free-limit'>,
      options?: CallOptions,
    ) => t.call('PUT /v1/supervision/{payer}/free-limit', { params: { payer }, body }, options),
    addDeputy: (payer: string, body: Body<'POST /v1/supervision/{payer}/deputies'>, options?: CallOptions) =>
      t.call('POST /v1/supervision/{payer}/deputies', { params: { payer }, body }, options),
    removeDeputy: (payer: string, person: string, options?: CallOptions) =>
      t.call('DELETE /v1/supervision/{payer}/deputies/{person}', { params: { payer, person } }, options),
    /** The supervisor's own act; it ends at once. */
    resign: (payer: string, body: Body<'POST /v1/supervision/{payer}/resign'>, options?: CallOptions) =>
      t.call('POST /v1/supervision/{payer}/resign', { params: { payer }, body }, options),
    history: (payer: string, query: Query<'GET /v1/supervision/{payer}/history'> = {}) =>
      t.call('GET /v1/supervision/{payer}/history', { params: { payer }, query }),
  };
}
