/** Guardians and wards: who looks after whom, limits, addresses, and a note for every payment. */
import type { Body, CallOptions, Query, Transport } from './transport.ts';

export function guardianships(t: Transport) {
  return {
    ask: (body: Body<'POST /v1/guardianships'>, options?: CallOptions) =>
      t.call('POST /v1/guardianships', { body }, options),
    list: (options?: CallOptions) => t.call('GET /v1/guardianships', {}, options),
    outlook: (query: Query<'GET /v1/guardianships/outlook'>, options?: CallOptions) =>
      t.call('GET /v1/guardianships/outlook', { query }, options),
    setLimits: (ward: string, body: Body<'PUT /v1/guardianships/{ward}/limits'>, options?: CallOptions) =>
      t.call('PUT /v1/guardianships/{ward}/limits', { params: { ward }, body }, options),
    addresses: (ward: string, options?: CallOptions) =>
      t.call('GET /v1/guardianships/{ward}/addresses', { params: { ward } }, options),
    approveAddress: (
      { ward, address }: WardAddress,
      body: Body<'PUT /v1/guardianships/{ward}/addresses/{address}'>,
      options?: CallOptions,
    ) =>
      t.call(
        'PUT /v1/guardianships/{ward}/addresses/{address}',
        { params: { ward, address }, body },
        options,
      ),
    withdrawAddress: (
      { ward, address }: WardAddress,
      body: Body<'DELETE /v1/guardianships/{ward}/addresses/{address}'>,
      options?: CallOptions,
    ) =>
      t.call(
        'DELETE /v1/guardianships/{ward}/addresses/{address}',
        { params: { ward, address }, body },
        options,
      ),
    history: (ward: string, query?: Query<'GET /v1/guardianships/{ward}/history'>, options?: CallOptions) =>
      t.call(
        'GET /v1/guardianships/{ward}/history',
        { params: { ward }, ...(query ? { query } : {}) },
        options,
      ),
    end: (ward: string, body: Body<'DELETE /v1/guardianships/{ward}'>, options?: CallOptions) =>
      t.call('DELETE /v1/guardianships/{ward}', { params: { ward }, body }, options),
  };
}

type WardAddress = { readonly ward: string; readonly address: string };
