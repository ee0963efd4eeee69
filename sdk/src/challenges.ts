/** What waits for somebody's yes: the inbox, the answers, and the rules by which one's own payments are judged. */
import type { Body, CallOptions, Query, Transport } from './transport.ts';

export function challenges(t: Transport) {
  return {
    list: (query?: Query<'GET /v1/challenges'>, options?: CallOptions) =>
      t.call('GET /v1/challenges', query ? { query } : {}, options),
    get: (id: string, options?: CallOptions) =>
      t.call('GET /v1/challenges/{id}', { params: { id } }, options),
    /** `about` is that of the challenge as it was shown: a yes to something else is refused. */
    answer: (id: string, body: Body<'POST /v1/challenges/{id}/answers'>, options?: CallOptions) =>
      t.call('POST /v1/challenges/{id}/answers', { params: { id }, body }, options),
    cancel: (id: string, options?: CallOptions) =>
      t.call('POST /v1/challenges/{id}/cancel', { params: { id } }, options),
    sendCode: (id: string, options?: CallOptions) =>
      t.call('POST /v1/challenges/{id}/codes', { params: { id } }, options),
    passkeyOptions: (id: string, options?: CallOptions) =>
      t.call('POST /v1/challenges/{id}/passkey-options', { params: { id } }, options),
    myPolicy: (options?: CallOptions) => t.call('GET /v1/me/policy', {}, options),
  };
}
