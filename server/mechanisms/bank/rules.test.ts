import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currency } from '../../kernel/money.ts';
import type { BankAnswer } from './port.ts';
import {
  type BankOperation,
  type BankRequest,
  type BankRequestState,
  bankRequestMachine,
} from './requests.ts';
import { inquiryDelayMs, judgeAnswer, MAX_ATTEMPTS, withoutNumbers } from './rules.ts';

const NOW = 1_000_000;
const DEADLINE = NOW + 50_000;

function request(
  operation: BankOperation,
  state: BankRequestState,
  more: Partial<BankRequest> = {},
): BankRequest {
  return {
    id: 'bankreq_01hzzzzzzzzzzzzzzzzzzzzzzz',
    operation,
    state,
    subjectKind: 'test',
    subject: 'test_1',
    amount: 2_000n,
    currency: currency('CNY'),
    card: null,
    debit: null,
    payee: 'Shop',
    orderNumber: null,
    merchant: null,
    confirm: false,
    code: null,
    bankReference: null,
    attempts: 1,
    inquiries: 0,
    askedAt: NOW,
    deadlineAt: DEADLINE,
    changedAt: NOW,
    ...more,
  };
}

const done: BankAnswer = { state: 'done', amount: { minor: '2000', currency: 'CNY' } };
const wrong: BankAnswer = { state: 'done', amount: { minor: '200', currency: 'CNY' } };
const otherMoney: BankAnswer = { state: 'done', amount: { minor: '2000', currency: 'EUR' } };
const declined: BankAnswer = { state: 'declined', code: '51' };
const pending: BankAnswer = { state: 'pending' };
const absent: BankAnswer = { state: 'absent' };
const silence: BankAnswer = { state: 'unknown', problem: 'TIMEOUT' };

/** operation, state, answer, when -> what happens. */
const table: [BankOperation, BankRequestState, BankAnswer, 'before' | 'after', string][] = [
  ['debit', 'asking', done, 'before', 'done'],
  ['debit', 'pending', done, 'before', 'done'],
  ['debit', 'unknown', done, 'after', 'done'],
  ['debit', 'asking', wrong, 'before', 'undo AMOUNT_MISMATCH told'],
  ['debit', 'asking', otherMoney, 'before', 'undo AMOUNT_MISMATCH told'],
  ['debit', 'asking', declined, 'before', 'declined 51 told'],
  ['debit', 'asking', silence, 'before', 'wait unknown'],
  ['debit', 'asking', pending, 'before', 'wait pending'],
  ['debit', 'unknown', absent, 'before', 'askAgain'],
  ['debit', 'unknown', silence, 'after', 'abandon'],
  ['debit', 'pending', pending, 'after', 'abandon'],
  ['debit', 'unknown', absent, 'after', 'abandon'],
  // R7: what comes after we gave up or were told no is given back, and the owner is not told twice.
  ['debit', 'abandoned', done, 'after', 'undo LATE_SUCCESS'],
  ['debit', 'declined', done, 'before', 'undo LATE_SUCCESS'],
  ['debit', 'abandoned', declined, 'after', 'declined 51'],
  ['debit', 'abandoned', silence, 'after', 'none'],
  // Twice the same, in any order, changes nothing.
  ['debit', 'done', done, 'after', 'none'],
  ['debit', 'undoing', done, 'after', 'none'],
  ['debit', 'undone', wrong, 'after', 'none'],
  ['debit', 'declined', declined, 'after', 'none'],
  ['debit', 'declined', silence, 'after', 'none'],
  ['debit', 'done', silence, 'after', 'none'],
  ['debit', 'done', declined, 'after', 'alarm CONTRADICTION'],
  // Money out cannot be called back: it is asked about until the answer fits, and never given up.
  ['transfer', 'asking', done, 'before', 'done'],
  ['transfer', 'asking', wrong, 'before', 'wait unknown AMOUNT_MISMATCH'],
  ['transfer', 'unknown', wrong, 'after', 'escalate'],
  ['transfer', 'unknown', silence, 'after', 'escalate'],
  ['transfer', 'escalated', silence, 'after', 'wait escalated'],
  ['transfer', 'escalated', done, 'after', 'done'],
  ['refund', 'escalated', declined, 'after', 'declined 51 told'],
  ['transfer', 'declined', done, 'after', 'alarm CONTRADICTION'],
  ['refund', 'asking', declined, 'before', 'declined 51 told'],
];

for (const [operation, state, answer, when, expected] of table) {
  test(`${operation} ${state} + ${answer.state}${answer === wrong ? ' (wrong amount)' : ''} ${when} the deadline: ${expected}`, () => {
    const verdict = judgeAnswer(request(operation, state), answer, when === 'before' ? NOW : DEADLINE);
    const words = [
      verdict.act,
      'state' in verdict ? verdict.state : '',
      'code' in verdict ? verdict.code : '',
      'alarm' in verdict ? verdict.alarm : '',
      'tellOwner' in verdict && verdict.tellOwner ? 'told' : '',
    ];
    assert.equal(words.filter(Boolean).join(' '), expected);
  });
}

test('a reference is sent a bounded number of times', () => {
  assert.equal(
    judgeAnswer(request('debit', 'unknown', { attempts: MAX_ATTEMPTS - 1 }), absent, NOW).act,
    'askAgain',
  );
  assert.equal(judgeAnswer(request('debit', 'unknown', { attempts: MAX_ATTEMPTS }), absent, NOW).act, 'wait');
});

test('inquiries come at 0.5, 1, 2, 4, 8, 8 s and never far past the deadline', () => {
  const delays = [0, 1, 2, 3, 4, 5].map((inquiries) =>
    inquiryDelayMs(request('debit', 'unknown', { inquiries }), 'unknown', NOW),
  );
  assert.deepEqual(delays, [500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  assert.equal(
    inquiryDelayMs(request('debit', 'unknown', { inquiries: 9 }), 'unknown', DEADLINE - 3_000),
    3_000,
  );
});

test('every move that a verdict asks for is one that the machine allows', () => {
  for (const operation of ['debit', 'refund', 'transfer'] as const) {
    for (const state of bankRequestMachine.states) {
      for (const answer of [done, wrong, declined, pending, absent, silence]) {
        for (const now of [NOW, DEADLINE]) {
          if (operation !== 'debit' && (state === 'abandoned' || state === 'undoing' || state === 'undone'))
            continue;
          if (operation === 'debit' && state === 'escalated') continue;
          const verdict = judgeAnswer(request(operation, state), answer, now);
          const to = {
            done: 'done',
            declined: 'declined',
            undo: 'undoing',
            askAgain: 'asking',
            abandon: 'abandoned',
            escalate: 'escalated',
          } as const;
          if (verdict.act === 'wait')
            assert.ok(
              bankRequestMachine.may(state, verdict.state),
              `${operation} ${state} -> ${verdict.state}`,
            );
          else if (verdict.act in to) {
            const next = to[verdict.act as keyof typeof to];
            assert.ok(bankRequestMachine.may(state, next), `${operation} ${state} -> ${next}`);
          }
        }
      }
    }
  }
});

test("the bank's words lose everything that looks like an account", () => {
  assert.equal(withoutNumbers('51|NSF|acct 6225..1234'), '51|NSF');
  assert.equal(withoutNumbers('51'), '51');
  assert.equal(withoutNumbers('card 6212345678901232 refused'), 'card … refused');
  assert.equal(withoutNumbers('card 6212 3456 7890 1232 refused'), 'card … refused');
  assert.equal(withoutNumbers('6212-3456-7890-1232'), '…');
  assert.equal(withoutNumbers('call +86 138 0000 0001'), 'call +…');
  assert.equal(withoutNumbers('booked on 2026-01-05 for 12.50'), 'booked on 2026-01-05 for 12.50');
});
