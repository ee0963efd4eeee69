import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currency } from '../../kernel/money.ts';
import { afterBank, holdForBank, type WithdrawalState } from './rules.ts';
import type { Withdrawal } from './storage.ts';

const NOW = 2_000;

function withdrawal(state: WithdrawalState): Withdrawal {
  return {
    id: 'withdrawal_01hzzzzzzzzzzzzzzzzzzzzzzz',
    person: 'person_01hzzzzzzzzzzzzzzzzzzzzzzz',
    instrument: 'instrument_01hzzzzzzzzzzzzzzzzzzzzzzz',
    state,
    amount: 5_000n,
    currency: currency('CNY'),
    hold: 'hold_01hzzzzzzzzzzzzzzzzzzzzzzz',
    request: state === 'waiting' ? null : 'bankreq_01hzzzzzzzzzzzzzzzzzzzzzzz',
    challenge: null,
    code: null,
    createdAt: 1_000,
    endedAt: null,
  };
}

/** state, answer -> next state, what becomes of the hold. */
const table: [WithdrawalState, 'done' | 'declined' | 'unknown', WithdrawalState, string][] = [
  ['pending', 'unknown', 'unknown', ''],
  ['pending', 'done', 'done', 'postHold'],
  ['pending', 'declined', 'failed', 'voidHold'],
  ['unknown', 'unknown', 'unknown', ''],
  ['unknown', 'done', 'done', 'postHold'],
  ['unknown', 'declined', 'failed', 'voidHold'],
  ['done', 'declined', 'done', ''],
  ['done', 'done', 'done', ''],
  ['failed', 'done', 'failed', ''],
  ['waiting', 'done', 'waiting', ''],
  ['waiting', 'declined', 'waiting', ''],
];

for (const [state, result, next, hold] of table) {
  test(`${state} + ${result} -> ${next} ${hold}`, () => {
    const made = afterBank(withdrawal(state), { result, code: result === 'declined' ? '14' : null }, NOW);
    assert.deepEqual([made.next.state, made.ledger[0]?.act ?? ''], [next, hold]);
  });
}

test('the hold is for the whole amount, from wallet to bank, without an end of its own', () => {
  const act = holdForBank(withdrawal('pending'));
  assert.ok(act.act === 'hold');
  assert.deepEqual(
    [act.debit.kind, act.credit.kind, act.amount.minor, act.expiresAt],
    ['wallet', 'bank', 5_000n, null],
  );
});
