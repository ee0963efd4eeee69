/** Who one is: sign-in by phone and code, devices, PIN, real name, payment sessions. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function people(t: Transport) {
  return {
    sendCode: (phone: string, options?: CallOptions) =>
      t.call('POST /v1/sign-in/codes', { body: { phone } }, options),
    signIn: (body: Body<'POST /v1/sign-in'>, options?: CallOptions) =>
      t.call('POST /v1/sign-in', { body }, options),
    signOut: (options?: CallOptions) => t.call('POST /v1/sign-out', {}, options),
    sessions: (options?: CallOptions) => t.call('GET /v1/sessions', {}, options),
    revokeSession: (id: string, options?: CallOptions) =>
      t.call('DELETE /v1/sessions/{id}', { params: { id } }, options),
    me: (options?: CallOptions) => t.call('GET /v1/me', {}, options),
    change: (body: Body<'PATCH /v1/me'>, options?: CallOptions) => t.call('PATCH /v1/me', { body }, options),
    setPin: (body: Body<'PUT /v1/me/pin'>, options?: CallOptions) =>
      t.call('PUT /v1/me/pin', { body }, options),
    setRealName: (body: Body<'PUT /v1/me/real-name'>, options?: CallOptions) =>
      t.call('PUT /v1/me/real-name', { body }, options),
    /** Before a new one is typed; a wrong PIN counts like any other. It proves nothing to the calls that follow. */
    checkPin: (pin: string, options?: CallOptions) =>
      t.call('POST /v1/me/pin/checks', { body: { pin } }, options),
    /** One PIN check that stands for several payments for a few minutes: `proof: { paymentSession: id }`. */
    openPaymentSession: (pin: string, options?: CallOptions) =>
      t.call('POST /v1/payment-sessions', { body: { pin } }, options),
    /** The person behind a phone number, name masked. */
    lookUp: (phone: string, options?: CallOptions) =>
      t.call('GET /v1/people/lookup', { query: { phone } }, options),
  };
}
