import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceName, readPhone, showPhone } from './phone.ts';

test('phone numbers as typed', () => {
  const cases: [string, string | undefined][] = [
    ['138 0000 0001', '+8613800000001'],
    ['+86 138-0000-0001', '+8613800000001'],
    ['008613800000001', '+8613800000001'],
    ['１３８０００００００１', '+8613800000001'],
    ['+49 30 1234567', '+49301234567'],
    ['1380000000', undefined],
    ['138000000011', undefined],
    ['abc', undefined],
    ['', undefined],
  ];
  for (const [typed, expected] of cases) assert.equal(readPhone(typed), expected, typed);
  assert.equal(showPhone('+8613800000001'), '+86 138 0000 0001');
});

test('devices have names', () => {
  assert.equal(deviceName('Mozilla/5.0 (iPhone; CPU) AppleWebKit Version/17 Safari/604'), 'iPhone · Safari');
  assert.equal(deviceName('Mozilla/5.0 (Windows NT 10) Chrome/143 Safari/537 Edg/143'), 'Windows · Chrome');
  assert.equal(deviceName(''), 'Browser');
});
