/** A merchant: its keys and its staff. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function merchant(t: Transport) {
  return {
    get: (options?: CallOptions) => t.call('GET /v1/merchant', {}, options),
    keys: {
      list: (options?: CallOptions) => t.call('GET /v1/merchant/keys', {}, options),
      create: (body: Body<'POST /v1/merchant/keys'>, options?: CallOptions) =>
        t.call('POST /v1/merchant/keys', { body }, options),
      revoke: (id: string, options?: CallOptions) =>
        t.call('DELETE /v1/merchant/keys/{id}', { params: { id } }, options),
    },
    staff: {
      list: (options?: CallOptions) => t.call('GET /v1/merchant/staff', {}, options),
      add: (body: Body<'POST /v1/merchant/staff'>, options?: CallOptions) =>
        t.call('POST /v1/merchant/staff', { body }, options),
      remove: (person: string, options?: CallOptions) =>
        t.call('DELETE /v1/merchant/staff/{person}', { params: { person } }, options),
    },
  };
}
