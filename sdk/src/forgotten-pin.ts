/** A forgotten payment PIN, set anew: a bound card typed again, the bank's code to its reserved phone, the new PIN. */
import type { Body, CallOptions, Transport } from './transport.ts';

export function forgottenPin(t: Transport) {
  return {
    start: (card: Body<'POST /v1/pin-recoveries'>, options?: CallOptions) =>
      t.call('POST /v1/pin-recoveries', { body: card }, options),
    get: (id: string, options?: CallOptions) =>
      t.call('GET /v1/pin-recoveries/{id}', { params: { id } }, options),
    verify: (id: string, code: string, options?: CallOptions) =>
      t.call('POST /v1/pin-recoveries/{id}/verify', { params: { id }, body: { code } }, options),
    setPin: (id: string, pin: string, options?: CallOptions) =>
      t.call('POST /v1/pin-recoveries/{id}/pin', { params: { id }, body: { pin } }, options),
  };
}
