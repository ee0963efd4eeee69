/** What is shown of names, numbers and phones, and which PINs are too easy. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskIdNumber, maskName, maskPhone, normalIdNumber, normalName } from './masks.ts';
import { isWeakPin } from './weak-pins.ts';

test('masks show the first sign or the last four, never the length', () => {
  const rows: [string, string][] = [
    [maskName('Ana Lin'), 'A** L**'],
    [maskName('  Jo  '), 'J**'],
    [maskName('\u738b\u5c0f\u660e'), '\u738b**'],
    [maskName('\u{20bb7}\u91ce'), '\u{20bb7}**'],
    [maskIdNumber('110101199003077315'), '****7315'],
    [maskPhone('+8613800000001'), '+86******01'],
    [normalName(' Ana \u3000 Lin '), 'Ana Lin'],
    [normalIdNumber('11010119900307001x'), '11010119900307001X'],
    [normalIdNumber('\uff11\uff12\uff13'), '123'],
  ];
  for (const [is, should] of rows) assert.equal(is, should);
});

test('weak PINs: one digit repeated, or a row up or down', () => {
  for (const pin of ['000000', '999999', '123456', '654321', '456789'])
    assert.equal(isWeakPin(pin), true, pin);
  for (const pin of ['246801', '112233', '135790', '123457', '890123'])
    assert.equal(isWeakPin(pin), false, pin);
});
