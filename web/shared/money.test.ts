import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exceeds, formatMoney, parseMoney, sum, times, toDecimal } from './money.ts';

const cny = (minor: string) => ({ minor, currency: 'CNY' });

test('amounts are shown exactly, whatever their size', () => {
  assert.equal(formatMoney(cny('1050'), 'en'), '¥10.50');
  assert.equal(formatMoney(cny('5'), 'zh'), '¥0.05');
  assert.equal(formatMoney(cny('-1234567'), 'en'), '\u2212¥12,345.67');
  assert.equal(formatMoney(cny('900719925474099301'), 'en'), '¥9,007,199,254,740,993.01');
  assert.equal(formatMoney({ minor: '500', currency: 'JPY' }, 'en'), 'JP¥500');
  assert.equal(formatMoney({ minor: '500', currency: 'JPY' }, 'zh'), 'JP¥500');
  assert.equal(formatMoney({ minor: '500', currency: 'USD' }, 'zh'), 'US$5.00');
  assert.equal(formatMoney({ minor: '500', currency: 'EUR' }, 'en'), '€5.00');
  assert.equal(formatMoney(cny('1050'), 'en', { sign: 'always' }), '+¥10.50');
  assert.equal(formatMoney(cny('123456'), 'en', { symbol: 'none' }), '1,234.56');
});

test('typed amounts', () => {
  const cases: [string, string | undefined][] = [
    ['10', '1000'],
    ['10.5', '1050'],
    ['1,000.55', '100055'],
    ['1,234,567', '123456700'],
    ["12'000 ", '1200000'],
    ['1 000', '100000'],
    ['12,50', undefined],
    ['1,5', undefined],
    ['0,500', undefined],
    ['1000,000', undefined],
    ['1,000,00', undefined],
    ['.5', '50'],
    ['007', '700'],
    ['１２.３', '1230'],
    ['¥ 3', '300'],
    ['0', '0'],
    ['', undefined],
    ['.', undefined],
    ['1.234', undefined],
    ['-5', undefined],
    ['1e9', undefined],
    ['99999999999999', undefined],
  ];
  for (const [typed, minor] of cases)
    assert.deepEqual(parseMoney(typed, 'CNY'), minor === undefined ? undefined : cny(minor), typed);
  assert.equal(parseMoney('5.0', 'JPY'), undefined);
});

test('a decimal for an input', () => {
  assert.equal(toDecimal(cny('5')), '0.05');
  assert.equal(toDecimal(cny('-105')), '-1.05');
});

test('previews stay exact and in one currency', () => {
  assert.deepEqual(times(cny('3000'), 3), cny('9000'));
  assert.deepEqual(sum([cny('1'), cny('2')]), cny('3'));
  assert.equal(sum([cny('1'), { minor: '1', currency: 'EUR' }]), undefined);
  assert.equal(sum([]), undefined);
});

test('more than there is', () => {
  assert.equal(exceeds(cny('101'), cny('100')), true);
  assert.equal(exceeds(cny('100'), cny('100')), false);
  assert.equal(exceeds(undefined, cny('100')), false);
  assert.equal(exceeds(cny('101'), undefined), false);
  assert.equal(exceeds({ minor: '101', currency: 'EUR' }, cny('100')), false);
});
