/** Who may send money to whom. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newId } from '../../kernel/id.ts';
import { currency, money } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { walletOf } from '../../mechanisms/ledger/index.ts';
import { sendMoney } from './rules.ts';

const CNY = currency('CNY');
const ana = newId('person', 1);
const bo = newId('person', 2);
const reference = newId('transfer', 3);
const amount = money(1_050n, CNY);

describe('sending money', () => {
  test('ana sends bo 10.50: one posting between their wallets', () => {
    assert.deepEqual(sendMoney({ payer: ana, payee: { id: bo }, amount, reference }), [
      {
        act: 'post',
        debit: walletOf(ana, CNY),
        credit: walletOf(bo, CNY),
        amount,
        kind: 'transfer',
        reference,
      },
    ]);
  });
  const refused: readonly [string, { id: typeof bo } | undefined, string][] = [
    ['to nobody', undefined, 'PAYEE_UNKNOWN'],
    ['to herself', { id: ana }, 'TRANSFER_TO_SELF'],
  ];
  for (const [name, payee, code] of refused)
    test(`${name}: ${code}`, () => {
      assert.throws(
        () => sendMoney({ payer: ana, payee, amount, reference }),
        (thrown) => thrown instanceof Refusal && thrown.code === code,
      );
    });
});
