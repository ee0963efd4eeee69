/** Where a person has goods delivered. An address never changes: another one is added. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function addresses(t: Transport) {
  return {
    list: (options?: CallOptions) => t.call('GET /v1/addresses', {}, options),
    add: (body: Body<'POST /v1/addresses'>, options?: CallOptions) =>
      t.call('POST /v1/addresses', { body }, options),
    remove: (id: string, options?: CallOptions) =>
      t.call('DELETE /v1/addresses/{id}', { params: { id } }, options),
    makeDefault: (id: string, options?: CallOptions) =>
      t.call('POST /v1/addresses/{id}/default', { params: { id } }, options),
  };
}
