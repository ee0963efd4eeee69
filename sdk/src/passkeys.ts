/** Proofs by a person's own device, and notices to his devices. Options and responses are WebAuthn's, as JSON. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function passkeys(t: Transport) {
  return {
    /** For `navigator.credentials.create`; what that makes goes to `add`. */
    options: (body: Body<'POST /v1/passkeys/options'>, options?: CallOptions) =>
      t.call('POST /v1/passkeys/options', { body }, options),
    add: (body: Body<'POST /v1/passkeys'>, options?: CallOptions) =>
      t.call('POST /v1/passkeys', { body }, options),
    list: (options?: CallOptions) => t.call('GET /v1/passkeys', {}, options),
    remove: (id: string, body: Body<'DELETE /v1/passkeys/{id}'>, options?: CallOptions) =>
      t.call('DELETE /v1/passkeys/{id}', { params: { id }, body }, options),
  };
}

export function push(t: Transport) {
  return {
    key: (options?: CallOptions) => t.call('GET /v1/push/key', {}, options),
    subscriptions: (options?: CallOptions) => t.call('GET /v1/push/subscriptions', {}, options),
    subscribe: (body: Body<'POST /v1/push/subscriptions'>, options?: CallOptions) =>
      t.call('POST /v1/push/subscriptions', { body }, options),
    unsubscribe: (id: string, options?: CallOptions) =>
      t.call('DELETE /v1/push/subscriptions/{id}', { params: { id } }, options),
  };
}
