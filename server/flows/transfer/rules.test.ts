/** Who may send money to whom. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newId } from '../../kernel/id.ts';
import { currency, money } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { walletOf } from '../../mechanisms/ledger/index.ts';
import { holdMoney, refuseUnsendable, sendMoney, transferMachine } from './rules.ts';

const CNY = currency('CNY');
const ana = newId('person', 1);
const bo = newId('person', 2);
const reference = newId('transfer', 3);
const amount = money(1_050n, CNY);

describe('sending money', () => {
  test('ana sends bo 10.50: one posting between their wallets', () => {
    const wallets = {
      debit: walletOf(ana, CNY),
      credit: walletOf(bo, CNY),
      amount,
      kind: 'transfer',
      reference,
    };
    const sending = { payer: ana, payee: bo, amount, reference };
    assert.deepEqual(sendMoney(sending), { act: 'post', ...wallets });
    const hold = newId('hold', 4);
    assert.deepEqual(holdMoney(sending, hold), { act: 'hold', id: hold, ...wallets, expiresAt: null });
  });
  test('a transfer that waits is done or failed, once', () => {
    assert.deepEqual(transferMachine.transitions, { waiting: ['done', 'failed'], done: [], failed: [] });
  });
  const refused: readonly [string, { id: typeof bo } | undefined, string][] = [
    ['to nobody', undefined, 'PAYEE_UNKNOWN'],
    ['to herself', { id: ana }, 'TRANSFER_TO_SELF'],
  ];
  for (const [name, payee, code] of refused)
    test(`${name}: ${code}`, () => {
      assert.throws(
        () => refuseUnsendable({ payer: ana, payee }),
        (thrown) => thrown instanceof Refusal && thrown.code === code,
      );
    });
});
