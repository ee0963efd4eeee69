/** What one can pay with: bound cards. The code of `verify` goes to the phone that the bank knows. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function instruments(t: Transport) {
  return {
    list: (options?: CallOptions) => t.call('GET /v1/instruments', {}, options),
    bind: (body: Body<'POST /v1/instruments'>, options?: CallOptions) =>
      t.call('POST /v1/instruments', { body }, options),
    verify: (id: string, body: Body<'POST /v1/instruments/{id}/verify'>, options?: CallOptions) =>
      t.call('POST /v1/instruments/{id}/verify', { params: { id }, body }, options),
    remove: (id: string, options?: CallOptions) =>
      t.call('DELETE /v1/instruments/{id}', { params: { id } }, options),
  };
}
