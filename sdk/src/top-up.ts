/** Money from a bound card into the wallet. May end later: give `wait`, or ask again by id. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function topUps(t: Transport) {
  return {
    create: (body: Body<'POST /v1/top-ups'>, options?: CallOptions) =>
      t.call('POST /v1/top-ups', { body }, options),
    get: (id: string, options?: CallOptions) => t.call('GET /v1/top-ups/{id}', { params: { id } }, options),
  };
}
