import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currency } from '../../kernel/money.ts';
import { afterBank, type TopUpState, topUpMachine } from './rules.ts';
import type { TopUp } from './storage.ts';

const NOW = 2_000;

function topUp(state: TopUpState): TopUp {
  return {
    id: 'topup_01hzzzzzzzzzzzzzzzzzzzzzzz',
    person: 'person_01hzzzzzzzzzzzzzzzzzzzzzzz',
    instrument: 'instrument_01hzzzzzzzzzzzzzzzzzzzzzzz',
    state,
    amount: 5_000n,
    currency: currency('CNY'),
    request: 'bankreq_01hzzzzzzzzzzzzzzzzzzzzzzz',
    code: null,
    createdAt: 1_000,
    endedAt: null,
  };
}

/** state, answer -> next state, postings, accepted. */
const table: [TopUpState, 'done' | 'declined' | 'unknown', TopUpState, number, boolean][] = [
  ['pending', 'unknown', 'unknown', 0, true],
  ['pending', 'done', 'done', 1, true],
  ['pending', 'declined', 'failed', 0, true],
  ['unknown', 'done', 'done', 1, true],
  ['unknown', 'declined', 'failed', 0, true],
  ['unknown', 'unknown', 'unknown', 0, false],
  ['done', 'done', 'done', 0, false],
  ['done', 'declined', 'done', 0, false],
  ['failed', 'done', 'failed', 0, false],
  ['failed', 'unknown', 'failed', 0, false],
];

for (const [state, result, next, postings, accepted] of table) {
  test(`${state} + ${result} -> ${next}, ${postings} postings`, () => {
    const made = afterBank(topUp(state), { result, code: result === 'declined' ? '51' : null }, NOW);
    assert.deepEqual([made.next.state, made.ledger.length, made.accepted], [next, postings, accepted]);
    if (next !== state && topUpMachine.isFinal(next)) assert.equal(made.next.endedAt, NOW);
  });
}

test('done takes the whole amount from the bank into the wallet', () => {
  const [act] = afterBank(topUp('pending'), { result: 'done', code: null }, NOW).ledger;
  assert.ok(act?.act === 'post');
  assert.deepEqual([act.debit.kind, act.credit.kind, act.amount.minor], ['bank', 'wallet', 5_000n]);
});

test("failed keeps the bank's code", () => {
  assert.equal(afterBank(topUp('pending'), { result: 'declined', code: '51' }, NOW).next.code, '51');
});
