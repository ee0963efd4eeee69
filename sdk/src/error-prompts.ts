/** Words for a person from an error message, and the operator's rules for them. */
import type { Body, CallOptions, Query, Transport } from './transport.ts';

export function errorPrompts(t: Transport) {
  return {
    ask: (body: Body<'POST /v1/error-prompts'>, options?: CallOptions) =>
      t.call('POST /v1/error-prompts', { body }, options),
    rules: (options?: CallOptions) => t.call('GET /v1/operator/error-prompts', {}, options),
    save: (body: Body<'POST /v1/operator/error-prompts'>, options?: CallOptions) =>
      t.call('POST /v1/operator/error-prompts', { body }, options),
    remove: (id: string, options?: CallOptions) =>
      t.call('DELETE /v1/operator/error-prompts/{id}', { params: { id } }, options),
    versions: (query: Query<'GET /v1/operator/error-prompts/versions'> = {}, options?: CallOptions) =>
      t.call('GET /v1/operator/error-prompts/versions', { query }, options),
    unmapped: (query: Query<'GET /v1/operator/error-prompts/unmapped'> = {}, options?: CallOptions) =>
      t.call('GET /v1/operator/error-prompts/unmapped', { query }, options),
    try: (body: Body<'POST /v1/operator/error-prompts/try'>, options?: CallOptions) =>
      t.call('POST /v1/operator/error-prompts/try', { body }, options),
  };
}
