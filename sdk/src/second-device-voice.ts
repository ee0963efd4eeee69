/** Payments above a person's security level are confirmed on another device of his. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function secondDevice(t: Transport) {
  return {
    get: () => t.call('GET /v1/second-device', {}),
    /** What loosens it waits for a yes on another confirming device: `waiting` names the challenge. */
    set: (body: Body<'PUT /v1/second-device'>, options?: CallOptions) =>
      t.call('PUT /v1/second-device', { body }, options),
    remove: (body: Body<'DELETE /v1/second-device'>, options?: CallOptions) =>
      t.call('DELETE /v1/second-device', { body }, options),
  };
}
