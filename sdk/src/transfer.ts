/** Money from one wallet to another, at once. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function transfers(t: Transport) {
  return {
    create: (body: Body<'POST /v1/transfers'>, options?: CallOptions) =>
      t.call('POST /v1/transfers', { body }, options),
    get: (id: string, options?: CallOptions) => t.call('GET /v1/transfers/{id}', { params: { id } }, options),
  };
}
