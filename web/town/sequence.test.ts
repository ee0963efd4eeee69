import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actsOf, readEntry, shortCall } from './sequence.ts';

const cny = (minor: string) => ({ minor, currency: 'CNY' });

function drawn(raw: Record<string, unknown>): string[] {
  const entry = readEntry({
    seq: '7',
    at: '2026-11-22T00:00:00Z',
    kind: 'checkout.pay',
    events: [],
    transfers: [],
    effects: [],
    ...raw,
  });
  assert.ok(entry);
  return actsOf(entry).map(({ from, to, tone, text }) => `${from} -> ${to} ${tone} ${text}`.trim());
}

test('a payment: call, movement, answer, and the till hears of it', () => {
  const transfers = [
    {
      debit: { kind: 'wallet', name: 'Ana' },
      credit: { kind: 'merchant', name: 'Tea' },
      amount: cny('1800'),
      phase: 'posted',
    },
  ];
  assert.deepEqual(
    drawn({
      actor: { type: 'person', id: 'person_1', name: 'Ana' },
      outcome: 'done',
      call: 'POST /v1/orders/order_01kabcdefghijklmnop/pay',
      events: ['order.paid'],
      transfers,
    }),
    [
      'phone -> server call POST /v1/orders/…/pay',
      'server -> ledger money posted',
      'server -> phone reply order.paid',
      'server -> till event order.paid',
    ],
  );
});

test('a refusal answers with its code and moves nothing', () => {
  assert.deepEqual(drawn({ actor: 'person_01abc', outcome: 'refused', code: 'INSUFFICIENT_FUNDS' }), [
    'phone -> server call checkout.pay',
    'server -> phone refused INSUFFICIENT_FUNDS',
  ]);
});

test('the bank is asked, and tells', () => {
  const actor = { type: 'person', id: 'person_1' };
  assert.deepEqual(
    drawn({
      actor,
      outcome: 'done',
      events: ['order.paying'],
      effects: [{ kind: 'bank.debit' }, { kind: 'webhook' }],
    }),
    [
      'phone -> server call checkout.pay',
      'server -> phone reply order.paying',
      'server -> bank effect bank.debit',
    ],
  );
  assert.deepEqual(
    drawn({ actor: { id: 'bank' }, kind: 'bank.outcome', outcome: 'done', events: ['order.paid'] }),
    [
      'bank -> server call bank.outcome',
      'server -> bank reply order.paid',
      'server -> till event order.paid',
      'server -> phone event order.paid',
    ],
  );
});

test('a timer of the platform acts on its own', () => {
  assert.deepEqual(
    drawn({ actor: { id: 'timer' }, kind: 'order.expire', outcome: 'done', events: ['order.expired'] }),
    [
      'server -> server call order.expire',
      'server -> till event order.expired',
      'server -> phone event order.expired',
    ],
  );
});

test('a call that the entry does not name is known by its kind; what nobody asked for is no call', () => {
  const report = { kind: 'bank.report', call: 'POST /bank/callbacks', outcome: 'done' };
  assert.deepEqual(drawn({ ...report, actor: { type: 'platform', id: 'platform' } }), [
    'server -> server call bank.report',
  ]);
  assert.equal(drawn({ ...report, actor: { id: 'bank' } })[0], 'bank -> server call POST /bank/callbacks');
  assert.equal(
    drawn({ actor: 'person_1', kind: 'pin.set', outcome: 'done' })[0],
    'phone -> server call PUT /v1/me/pin',
  );
});

test('an operator sits at the console', () => {
  assert.deepEqual(drawn({ actor: 'person_1', kind: 'error-prompts.save', outcome: 'done' }), [
    'server -> server call error-prompts.save',
  ]);
});

test('what is no entry is not drawn', () => {
  assert.equal(readEntry({}), undefined);
  assert.equal(readEntry('x'), undefined);
  assert.equal(shortCall('POST /v1/transfers'), 'POST /v1/transfers');
});
