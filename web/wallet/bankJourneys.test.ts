import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BankJourney, toldJourneys } from './bankJourneys.ts';

const now = Date.parse('2026-03-05T12:00:00Z');
const amount = { minor: '700', currency: 'CNY' };

test('told: what is on its way, and what came to nothing of late; not what was done or waits for a yes', () => {
  const at = (createdAt: string, more: object): BankJourney => ({
    id: createdAt,
    kind: 'withdrawals',
    state: 'pending',
    amount,
    createdAt,
    ...more,
  });
  const told = toldJourneys(
    [
      at('2026-01-01T00:00:00Z', { state: 'unknown', kind: 'top-ups' }),
      at('2026-03-05T11:00:00Z', {}),
      at('2026-03-05T11:01:00Z', { state: 'done', endedAt: '2026-03-05T11:02:00Z' }),
      at('2026-03-05T11:02:00Z', { state: 'waiting' }),
      at('2026-03-05T11:03:00Z', {
        state: 'failed',
        code: 'APPROVAL_REFUSED',
        endedAt: '2026-03-05T11:03:00Z',
      }),
      at('2026-03-02T10:00:00Z', { state: 'failed', code: '51', endedAt: '2026-03-02T11:59:00Z' }),
      at('2026-03-02T10:01:00Z', { state: 'failed', code: '51', endedAt: '2026-03-02T12:01:00Z' }),
    ],
    now,
  );
  assert.deepEqual(
    told.map(({ id }) => id),
    ['2026-03-05T11:00:00Z', '2026-03-02T10:01:00Z', '2026-01-01T00:00:00Z'],
  );
});
