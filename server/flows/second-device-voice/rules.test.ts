/** When a second device is asked, and what may be changed by PIN alone: both sides of each limit. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Id, newId } from '../../kernel/id.ts';
import { currency, money } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Judged, Leaf, Rule } from '../../mechanisms/challenges/index.ts';
import {
  judgeWish,
  type Level,
  LIFE_MS,
  looseningsOf,
  OFF_DELAY_MS,
  secondDeviceRule,
  wishMachine,
} from './rules.ts';

const ana = newId('person', 1);
const [one, two, three] = [newId('device', 2), newId('device', 3), newId('device', 4)];
const cny = (minor: number) => ({ minor: String(minor), currency: 'CNY' });
const level = (above: number, devices: readonly Id<'device'>[] = [one, two]): Level => ({
  above: cny(above),
  devices,
});
const ruleOf = (params: Level): Rule<Level> => ({
  kind: 'second-device',
  version: 1,
  setBy: ana,
  since: 0,
  until: null,
  params,
});
const view = { get: () => undefined, getBy: () => undefined, available: () => 0n };

function judged(minor: number, device: Id<'device'> | null, code = 'CNY'): Judged {
  const payee = { id: 'merchant_1', name: 'Shop' };
  const act = { payee, mode: 'balance', lines: [], address: null, note: '' };
  return {
    act: { ...act, kind: 'payment', payer: ana, amount: money(BigInt(minor), currency(code)) },
    device,
    subject: 'payment_1',
  };
}

const refuses = (code: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === code;

describe('which acts ask a second device', () => {
  const rule = ruleOf(level(20_000));
  const asked = (minor: number, device: Id<'device'> | null, code?: string) => {
    const need = secondDeviceRule.judge(view, rule, judged(minor, device, code), 0)?.need;
    return need && 'approver' in need && 'device' in need.approver.who
      ? need.approver.who.device.among
      : null;
  };
  //  level 200.00 CNY, confirming devices one and two
  const table: readonly [string, number, Id<'device'> | null, string, readonly string[] | null][] = [
    ['0.01 below the level', 19_999, one, 'CNY', null],
    ['exactly on the level', 20_000, one, 'CNY', null],
    ['0.01 above, from one', 20_001, one, 'CNY', [two]],
    ['above, from two', 20_001, two, 'CNY', [one]],
    ['above, from a device that does not confirm', 20_001, three, 'CNY', [one, two]],
    ['above, asked by the platform', 20_001, null, 'CNY', [one, two]],
    ['little, in a currency that cannot be compared', 1, one, 'EUR', [two]],
  ];
  for (const [name, minor, device, code, expected] of table)
    test(name, () => assert.deepEqual(asked(minor, device, code), expected));

  test('level zero: everything asks', () => {
    const zero = ruleOf(level(0));
    assert.equal(secondDeviceRule.judge(view, zero, judged(1, one), 0)?.because, 'ABOVE_SECURITY_LEVEL');
  });
  test('the second device has 120 seconds', () => {
    assert.equal(secondDeviceRule.judge(view, rule, judged(20_001, one), 0)?.lifeMs, 120_000);
    assert.equal(LIFE_MS, 120_000);
  });
  test('no other device: SECOND_DEVICE_MISSING above the level, nothing below', () => {
    const alone = ruleOf(level(20_000, [one]));
    assert.equal(secondDeviceRule.judge(view, alone, judged(20_000, one), 0), null);
    assert.throws(
      () => secondDeviceRule.judge(view, alone, judged(20_001, one), 0),
      refuses('SECOND_DEVICE_MISSING'),
    );
  });
});

describe('which device may still answer', () => {
  const leaf = (device: Id<'device'> | null): Leaf => ({
    who: { device: { person: ana, among: [two, three] } },
    proof: ['pin'],
    rule: 'second-device',
    state: 'pending',
    by: null,
    device,
    at: null,
    proved: null,
  });
  const may = (listed: readonly Id<'device'>[], device: Id<'device'> | null) =>
    secondDeviceRule.isEntitled(view, ruleOf(level(1, listed)), leaf(device), 0);
  const table: readonly [string, readonly Id<'device'>[], Id<'device'> | null, boolean][] = [
    ['asked and still listed', [one, two, three], two, true],
    ['asked, then taken off the list', [one, three], two, false],
    ['nobody has answered, one of those asked is left', [one, three], null, true],
    ['nobody has answered, none of those asked is left', [one], null, false],
  ];
  for (const [name, listed, device, expected] of table)
    test(name, () => assert.equal(may(listed, device), expected));
  test('a leaf that names no device is not of this rule', () => {
    const person = { ...leaf(two), who: { person: ana } };
    assert.equal(secondDeviceRule.isEntitled(view, ruleOf(level(1)), person, 0), false);
  });
});

describe('changing the rule', () => {
  const before = level(20_000);
  const loosening: readonly [string, Level | null, Level | null, readonly string[]][] = [
    ['first time', null, before, []],
    ['the same again', before, before, []],
    ['lower by 0.01', before, level(19_999), []],
    ['higher by 0.01', before, level(20_001), ['LEVEL_RAISED']],
    ['another currency', before, { ...before, above: { minor: '1', currency: 'EUR' } }, ['LEVEL_RAISED']],
    ['a device less', before, level(20_000, [two]), []],
    ['a device more', before, level(20_000, [one, two, three]), ['DEVICE_ADDED']],
    ['lower, and a device more', before, level(1, [one, two, three]), ['DEVICE_ADDED']],
    ['higher, one device for another', before, level(30_000, [one, three]), ['LEVEL_RAISED', 'DEVICE_ADDED']],
    ['away with it', before, null, ['SWITCHED_OFF']],
  ];
  for (const [name, old, next, expected] of loosening)
    test(`${name}: ${expected.length > 0 ? 'asks another device' : 'by PIN'}`, () => {
      const found = looseningsOf(old, next).map(({ because }) => because);
      assert.deepEqual(found, expected);
    });

  const wish = (
    old: Level | null,
    next: Level | null,
    asking: Id<'device'> = one,
    signedIn: readonly Id<'device'>[] = [one, two, three],
  ) =>
    judgeWish({
      before: old,
      after: next,
      asking,
      isOwn: (device) => device !== three,
      isSignedIn: (device) => signedIn.includes(device),
    });
  test('whom a loosening asks: the other devices that confirm now', () => {
    assert.deepEqual(wish(before, null), { ask: [two] });
    assert.deepEqual(wish(before, level(30_000), two), { ask: [one] });
    assert.equal(wish(before, level(10_000)), 'now');
    assert.equal(wish(null, before), 'now');
  });
  test('no other one is signed in: it may be switched off, a day later, and tightened, but not loosened', () => {
    assert.equal(wish(before, null, one, [one]), 'later');
    assert.equal(wish(before, null, three, [three]), 'later');
    assert.deepEqual(wish(before, null, three, [three, two]), { ask: [one, two] });
    assert.equal(wish(level(1, [one]), null), 'later');
    assert.equal(wish(before, level(10_000), one, [one]), 'now');
    assert.throws(() => wish(before, level(20_001), one, [one]), refuses('SECOND_DEVICE_MISSING'));
    assert.equal(OFF_DELAY_MS, 86_400_000);
  });
  const refused: readonly [string, () => unknown, string][] = [
    ['nothing to switch off', () => wish(null, null), 'NOT_FOUND'],
    ["somebody else's device", () => wish(null, level(1, [two, three])), 'NOT_FOUND'],
    ['only this device, at first', () => wish(null, level(1, [one])), 'SECOND_DEVICE_MISSING'],
    ['the last other device goes', () => wish(before, level(20_000, [one])), 'SECOND_DEVICE_MISSING'],
  ];
  for (const [name, act, code] of refused)
    test(`${name}: ${code}`, () => void assert.throws(act, refuses(code)));
  test('a wish waits, then it is made or dropped, once', () => {
    assert.deepEqual(wishMachine.transitions, { waiting: ['made', 'dropped'], made: [], dropped: [] });
  });
});
