import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  addMoney,
  currency,
  formatMoney,
  formatToldMoney,
  MAX_MINOR,
  money,
  moneyJson,
  parseMoney,
  splitMoney,
} from './money.ts';
import { Refusal } from './refusal.ts';

const CNY = currency('CNY');
const refuses = (code: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === code;

describe('money', () => {
  const wire: readonly [string, string, string][] = [
    ['1', 'CNY', 'ok'],
    ['9223372036854775807', 'CNY', 'ok'],
    ['9223372036854775808', 'CNY', 'AMOUNT_INVALID'],
    ['0', 'CNY', 'AMOUNT_INVALID'],
    ['00', 'CNY', 'AMOUNT_INVALID'],
    ['-1', 'CNY', 'AMOUNT_INVALID'],
    ['1.5', 'CNY', 'AMOUNT_INVALID'],
    ['1e3', 'CNY', 'AMOUNT_INVALID'],
    ['', 'CNY', 'AMOUNT_INVALID'],
    [' 1', 'CNY', 'AMOUNT_INVALID'],
    ['１', 'CNY', 'AMOUNT_INVALID'],
    ['10000000000000000000', 'CNY', 'AMOUNT_INVALID'],
    ['1', 'JPY', 'ok'],
    ['1', 'QQQ', 'CURRENCY_UNKNOWN'],
    ['1', 'cny', 'CURRENCY_UNKNOWN'],
  ];
  for (const [minor, code, expected] of wire)
    test(`"${minor}" ${code}: ${expected}`, () => {
      if (expected === 'ok') assert.equal(parseMoney({ minor, currency: code }).minor, BigInt(minor));
      else assert.throws(() => parseMoney({ minor, currency: code }), refuses(expected));
    });

  test('what is written is read again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: MAX_MINOR }), (minor) => {
        assert.deepEqual(parseMoney(moneyJson(money(minor, CNY))), money(minor, CNY));
      }),
    );
  });

  test('two currencies are never added', () => {
    assert.deepEqual(addMoney(money(1n, CNY), money(2n, CNY)), money(3n, CNY));
    assert.throws(() => addMoney(money(1n, CNY), money(1n, currency('EUR'))), refuses('CURRENCY_MISMATCH'));
  });

  const people: readonly [bigint, string, string][] = [
    [10_500n, 'CNY', '105.00 CNY'],
    [5n, 'CNY', '0.05 CNY'],
    [5n, 'JPY', '5 JPY'],
    [1_234n, 'BHD', '1.234 BHD'],
  ];
  for (const [minor, code, expected] of people)
    test(`${minor} ${code} reads ${expected}`, () => {
      assert.equal(formatMoney(money(minor, currency(code))), expected);
    });

  const told: readonly [string, string, string][] = [
    ['180', 'CNY', '1.80 CNY'],
    ['180', 'JPY', '180 JPY'],
    ['-180', 'CNY', '"-180" minor units of "CNY"'],
    ['1.80', 'CNY', '"1.80" minor units of "CNY"'],
    ['180', 'QQQ', '"180" minor units of "QQQ"'],
    ['', '', '"" minor units of ""'],
  ];
  for (const [minor, code, expected] of told)
    test(`"${minor}" ${code} that somebody has told reads ${expected}`, () =>
      assert.equal(formatToldMoney({ minor, currency: code }), expected));
});

describe('splitting', () => {
  const cases: readonly [bigint, bigint[], bigint[]][] = [
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [1n, [1n, 1n], [1n, 0n]],
    [10_000n, [50n, 30n, 20n], [5_000n, 3_000n, 2_000n]],
    [5n, [0n, 1n, 1n], [0n, 3n, 2n]],
    [7n, [1n], [7n]],
  ];
  for (const [total, weights, parts] of cases)
    test(`${total} over ${weights.join(':')} is ${parts.join(' + ')}`, () => {
      assert.deepEqual(
        splitMoney(money(total, CNY), weights).map(({ minor }) => minor),
        parts,
      );
    });

  test('the parts always sum to the total, none is negative or off by more than a cent, weight 0 gets nothing', () => {
    const weights = fc
      .array(fc.bigInt({ min: 0n, max: 1_000_000n }), { minLength: 1, maxLength: 30 })
      .filter((list) => list.some((weight) => weight > 0n));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_MINOR }), weights, (total, list) => {
        const parts = splitMoney(money(total, CNY), list).map(({ minor }) => minor);
        const sum = list.reduce((a, b) => a + b, 0n);
        assert.equal(
          parts.reduce((a, b) => a + b, 0n),
          total,
        );
        parts.forEach((part, i) => {
          const exact = total * (list[i] ?? 0n);
          assert.ok(part * sum >= exact - sum && part * sum <= exact + sum);
          assert.ok(part >= 0n);
          if (list[i] === 0n) assert.equal(part, 0n);
        });
      }),
    );
  });

  test('no weight at all is a bug, not a refusal', () => {
    assert.throws(() => splitMoney(money(1n, CNY), [0n]), Error);
    assert.throws(() => splitMoney(money(1n, CNY), []), Error);
  });
});
