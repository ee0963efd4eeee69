import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOfForgotPin, wayBack } from './forgotPin.ts';

const ways: readonly [string | null, string][] = [
  ['/wallet/transfer', 'wallet /transfer'],
  ['/wallet', 'wallet /'],
  ['/wallet/', 'wallet /'],
  ['/wallet/cards/add?order=order_1', 'wallet /cards/add?order=order_1'],
  ['/pay/order_01h', 'pay /pay/order_01h'],
  ['/pay/order_01h?mode=x', 'pay /pay/order_01h?mode=x'],
  // Nothing leads elsewhere.
  ['/pay', 'wallet /'],
  ['//evil.example/wallet', 'wallet /settings'],
  ['https://evil.example/pay/x', 'wallet /settings'],
  ['/wallet//evil.example', 'wallet /settings'],
  ['/pay/../console', 'wallet /settings'],
  ['/console', 'wallet /settings'],
  ['javascript:alert(1)', 'wallet /settings'],
  ['', 'wallet /settings'],
  [null, 'wallet /settings'],
];
for (const [back, expected] of ways) {
  test(`back to ${back}: ${expected}`, () => {
    const { page, path } = wayBack(back);
    assert.equal(`${page} ${path}`, expected);
  });
}

test('the way there knows the way back', () => {
  const address = new URL(addressOfForgotPin('/pay/order_1?a=b&c=d'), 'https://wallet.example');
  assert.equal(address.pathname, '/wallet/settings/forgot-pin');
  assert.deepEqual(wayBack(address.searchParams.get('back')), { page: 'pay', path: '/pay/order_1?a=b&c=d' });
});
