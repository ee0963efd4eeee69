/** What operators see and do: journal, ledger, people, merchants, the bank. */
import type { Body, CallOptions, Item, Query, Transport } from './transport.ts';

export function operator(t: Transport) {
  return {
    overview: (options?: CallOptions) => t.call('GET /v1/operator/overview', {}, options),
    series: (query: Query<'GET /v1/operator/metrics-series'> = {}, options?: CallOptions) =>
      t.call('GET /v1/operator/metrics-series', { query }, options),
    journal: {
      list: (query: Query<'GET /v1/operator/journal'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/journal', { query }, options),
      all: (
        query: Query<'GET /v1/operator/journal'> = {},
      ): AsyncGenerator<Item<'GET /v1/operator/journal'>, void> =>
        t.items('GET /v1/operator/journal', { query }),
      get: (seq: string, options?: CallOptions) =>
        t.call('GET /v1/operator/journal/{seq}', { params: { seq } }, options),
    },
    ledger: {
      accounts: (query: Query<'GET /v1/operator/ledger/accounts'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/ledger/accounts', { query }, options),
      statement: (
        id: string,
        query: Query<'GET /v1/operator/ledger/accounts/{id}/statement'> = {},
        options?: CallOptions,
      ) => t.call('GET /v1/operator/ledger/accounts/{id}/statement', { params: { id }, query }, options),
      checks: (query: Query<'GET /v1/operator/ledger/checks'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/ledger/checks', { query }, options),
    },
    orders: (query: Query<'GET /v1/operator/orders'> = {}, options?: CallOptions) =>
      t.call('GET /v1/operator/orders', { query }, options),
    refunds: (query: Query<'GET /v1/operator/refunds'> = {}, options?: CallOptions) =>
      t.call('GET /v1/operator/refunds', { query }, options),
    people: {
      list: (query: Query<'GET /v1/operator/people'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/people', { query }, options),
      get: (id: string, options?: CallOptions) =>
        t.call('GET /v1/operator/people/{id}', { params: { id } }, options),
      /** Cards, with masked numbers. */
      instruments: (id: string, options?: CallOptions) =>
        t.call('GET /v1/operator/people/{id}/instruments', { params: { id } }, options),
      /** Ends all sessions: for a phone that was lost or stolen. */
      signOut: (id: string, options?: CallOptions) =>
        t.call('POST /v1/operator/people/{id}/sign-out', { params: { id } }, options),
      policy: (id: string, options?: CallOptions) =>
        t.call('GET /v1/operator/people/{id}/policy', { params: { id } }, options),
      /** What an act of this person would meet: whom it would ask, because of which rule. */
      dryRun: (body: Body<'POST /v1/operator/policy/dry-run'>, options?: CallOptions) =>
        t.call('POST /v1/operator/policy/dry-run', { body }, options),
      unlock: (id: string, options?: CallOptions) =>
        t.call('POST /v1/operator/people/{id}/unlock', { params: { id } }, options),
      setRoles: (id: string, body: Body<'PUT /v1/operator/people/{id}/roles'>, options?: CallOptions) =>
        t.call('PUT /v1/operator/people/{id}/roles', { params: { id }, body }, options),
    },
    merchants: {
      list: (query: Query<'GET /v1/operator/merchants'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/merchants', { query }, options),
      create: (body: Body<'POST /v1/operator/merchants'>, options?: CallOptions) =>
        t.call('POST /v1/operator/merchants', { body }, options),
    },
    bank: {
      requests: (query: Query<'GET /v1/operator/bank-requests'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/bank-requests', { query }, options),
      alerts: (query: Query<'GET /v1/operator/alerts'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/alerts', { query }, options),
      closeAlert: (id: string, body?: Body<'POST /v1/operator/alerts/{id}/close'>, options?: CallOptions) =>
        t.call('POST /v1/operator/alerts/{id}/close', { params: { id }, body }, options),
      failedUndos: (query: Query<'GET /v1/operator/failed-undos'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/failed-undos', { query }, options),
      proposeUndo: (
        id: string,
        body: Body<'POST /v1/operator/failed-undos/{id}/proposals'>,
        options?: CallOptions,
      ) => t.call('POST /v1/operator/failed-undos/{id}/proposals', { params: { id }, body }, options),
      confirmUndo: (
        id: string,
        body: Body<'POST /v1/operator/failed-undos/{id}/confirm'>,
        options?: CallOptions,
      ) => t.call('POST /v1/operator/failed-undos/{id}/confirm', { params: { id }, body }, options),
      reconciliations: (query: Query<'GET /v1/operator/reconciliations'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/reconciliations', { query }, options),
      reconcile: (body?: Body<'POST /v1/operator/reconciliations'>, options?: CallOptions) =>
        t.call('POST /v1/operator/reconciliations', { body }, options),
    },
    webhooks: {
      endpoints: (query: Query<'GET /v1/operator/webhook-endpoints'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/webhook-endpoints', { query }, options),
      deliveries: (query: Query<'GET /v1/operator/webhook-deliveries'> = {}, options?: CallOptions) =>
        t.call('GET /v1/operator/webhook-deliveries', { query }, options),
      replay: (id: string, options?: CallOptions) =>
        t.call('POST /v1/operator/webhook-deliveries/{id}/replay', { params: { id } }, options),
    },
  };
}
