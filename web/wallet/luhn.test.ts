import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardDigits, groupDigits, groupExpiry, isoMonth, passesLuhn, readExpiry } from './luhn.ts';

test('the check digit', () => {
  for (const good of ['6212345678901232', '4242424242420018', '4111111111111111'])
    assert.ok(passesLuhn(good), good);
  for (const bad of [
    '6212345678901233',
    '6212345678901322',
    '411111111111',
    '41111111111111111111',
    '',
    'abcd',
  ])
    assert.ok(!passesLuhn(bad), bad);
});

test('typing a card', () => {
  assert.equal(cardDigits('6212 3456-７８90 1232x'), '6212345678901232');
  assert.equal(groupDigits('62123456789012'), '6212 3456 7890 12');
  assert.equal(groupExpiry('1231'), '12/31');
  assert.equal(groupExpiry('12'), '12');
  assert.equal(groupExpiry('12/'), '12/');
  assert.equal(groupExpiry('5'), '05');
  assert.equal(groupExpiry('12/3'), '12/3');
});

test('a card is valid until 12/2031, typed or pasted, with spaces or without', () => {
  for (const text of ['12/2031', ' 12 / 2031 ', '12 / 31', '12-2031', '122031', '12\uFF0F2031', '12/315'])
    assert.equal(groupExpiry(text), '12/31', text);
  for (const text of ['1/31', '1/2031', '01/2031', '1 / 31']) assert.equal(groupExpiry(text), '01/31', text);
  let typed = '';
  const seen = [...'12/2031'].map((key) => {
    typed = groupExpiry(typed + key);
    return typed;
  });
  assert.deepEqual(seen, ['1', '12', '12/', '12/2', '12/20', '12/203', '12/31']);
  assert.equal(groupExpiry('1/'), '01/');
});

test('a card is good until the end of its month', () => {
  const now = new Date(2026, 10, 30);
  assert.equal(readExpiry('11/26', now), 'good');
  assert.equal(readExpiry('10/26', now), 'past');
  assert.equal(readExpiry('13/26', now), 'incomplete');
  assert.equal(readExpiry('1', now), 'incomplete');
  assert.equal(isoMonth('05/31'), '2031-05');
});
