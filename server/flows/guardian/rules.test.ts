/** The guardian's rule as tables: every cell of the decision table, both sides of each limit, every refusal. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Id } from '../../kernel/id.ts';
import { currency, money } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { DAY_MS } from '../../kernel/time.ts';
import {
  type AddressFact,
  type AskFacts,
  dayOf,
  defaultLimits,
  type Guarding,
  guardingBy,
  isAbove,
  judgeAmount,
  limitsOf,
  linkMachine,
  MAX_GUARDIANS,
  MAX_WARDS,
  needOfGuardians,
  noticeMachine,
  refuseUnaskable,
} from './rules.ts';

const CNY = currency('CNY');
const cents = (text: string) => BigInt(Math.round(Number(text) * 100));
const cny = (text: string) => ({ minor: String(cents(text)), currency: 'CNY' });
const person = (name: string) => `person_${name}` as Id<'person'>;
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'ok';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
};

//  S = 20.00, L = 200.00, daily small 60.00, daily normal 600.00
const limits = limitsOf({ small: cny('20'), large: cny('200') }, 'CNY');

function judge(row: string): string {
  const [spent = '', amount = '', address = ''] = row.trim().split(/\s+/);
  const judged = judgeAmount({
    amount: money(cents(amount), CNY),
    address: address as AddressFact,
    limits,
    spentToday: cents(spent),
  });
  const counts = judged.counts === 0n ? 'counts nothing' : 'counts';
  return `${judged.band} -> ${judged.treatedAs}: ${judged.verdict} ${judged.because}, ${counts}`;
}

describe('the decision table', () => {
  //  spent today, amount, address                          verdict
  const table: readonly (readonly [string, string])[] = [
    // Small: both sides of S, and of the address.
    ['   0.00   0.01 approved', 'small -> small: free GUARDIAN_SMALL, counts'],
    ['   0.00  19.99 approved', 'small -> small: free GUARDIAN_SMALL, counts'],
    ['   0.00  20.00 approved', 'small -> small: free GUARDIAN_SMALL, counts'],
    ['   0.00  20.00 none    ', 'small -> small: free GUARDIAN_SMALL, counts'],
    ['   0.00  20.00 new     ', 'small -> small: guardian GUARDIAN_NEW_ADDRESS, counts nothing'],
    // Normal: from S + 0.01 to exactly L.
    ['   0.00  20.01 approved', 'normal -> normal: own-proof GUARDIAN_NORMAL, counts'],
    ['   0.00 199.99 none    ', 'normal -> normal: own-proof GUARDIAN_NORMAL, counts'],
    ['   0.00 200.00 approved', 'normal -> normal: own-proof GUARDIAN_NORMAL, counts'],
    ['   0.00  20.01 new     ', 'normal -> normal: guardian GUARDIAN_NEW_ADDRESS, counts nothing'],
    ['   0.00 200.00 new     ', 'normal -> normal: guardian GUARDIAN_NEW_ADDRESS, counts nothing'],
    // Large: a guardian, and no new address.
    ['   0.00 200.01 approved', 'large -> large: guardian GUARDIAN_LARGE, counts nothing'],
    ['   0.00 200.01 none    ', 'large -> large: guardian GUARDIAN_LARGE, counts nothing'],
    ['   0.00 200.01 new     ', 'large -> large: refused GUARDIAN_LARGE, counts nothing'],
    // The day's sum: exactly 60.00 is still small, a cent more is treated as normal.
    ['  40.00  20.00 approved', 'small -> small: free GUARDIAN_SMALL, counts'],
    ['  40.01  20.00 approved', 'small -> normal: own-proof GUARDIAN_DAY_NORMAL, counts'],
    ['  57.00  19.00 approved', 'small -> normal: own-proof GUARDIAN_DAY_NORMAL, counts'],
    ['  60.00   0.01 none    ', 'small -> normal: own-proof GUARDIAN_DAY_NORMAL, counts'],
    ['  57.00  19.00 new     ', 'small -> normal: guardian GUARDIAN_NEW_ADDRESS, counts nothing'],
    // Exactly 600.00 is still normal, a cent more is treated as large, small amounts too.
    [' 400.00 200.00 approved', 'normal -> normal: own-proof GUARDIAN_NORMAL, counts'],
    [' 400.01 200.00 approved', 'normal -> large: guardian GUARDIAN_DAY_LARGE, counts nothing'],
    [' 580.00  20.00 approved', 'small -> normal: own-proof GUARDIAN_DAY_NORMAL, counts'],
    [' 580.01  20.00 approved', 'small -> large: guardian GUARDIAN_DAY_LARGE, counts nothing'],
    [' 580.01  20.00 new     ', 'small -> large: refused GUARDIAN_DAY_LARGE, counts nothing'],
  ];
  for (const [row, verdict] of table) test(row, () => assert.equal(judge(row), verdict));

  test('another currency than that of the limits cannot be compared: large', () => {
    const judged = judgeAmount({
      amount: money(1n, currency('EUR')),
      address: 'approved',
      limits,
      spentToday: 0n,
    });
    assert.deepEqual(
      [judged.treatedAs, judged.verdict, judged.because],
      ['large', 'guardian', 'GUARDIAN_OTHER_CURRENCY'],
    );
  });

  test('limits of nothing: every cent needs a guardian', () => {
    const none = limitsOf({ small: cny('0'), large: cny('0') }, 'CNY');
    const judged = judgeAmount({ amount: money(1n, CNY), address: 'approved', limits: none, spentToday: 0n });
    assert.equal(judged.verdict, 'guardian');
  });
});

test('a day is a calendar day in UTC', () => {
  const midnight = Date.parse('2026-03-01T00:00:00Z');
  assert.equal(dayOf(midnight - 1) + 1, dayOf(midnight));
  assert.equal(dayOf(midnight + DAY_MS - 1), dayOf(midnight));
});

test('limits: small <= large, daily small <= daily normal, one currency; sums are three times the amounts', () => {
  assert.deepEqual(defaultLimits('CNY'), limits);
  assert.deepEqual([limits.dailySmall, limits.dailyNormal], [cny('60'), cny('600')]);
  const of = (small: string, large: string, dailySmall?: string, dailyNormal?: string) =>
    codeOf(() =>
      limitsOf(
        {
          small: cny(small),
          large: cny(large),
          ...(dailySmall === undefined ? {} : { dailySmall: cny(dailySmall) }),
          ...(dailyNormal === undefined ? {} : { dailyNormal: cny(dailyNormal) }),
        },
        'CNY',
      ),
    );
  assert.equal(of('20', '20'), 'ok');
  assert.equal(of('20.01', '20'), 'GUARDIAN_LIMITS_INVALID');
  assert.equal(of('20', '200', '600', '600'), 'ok');
  assert.equal(of('20', '200', '600.01', '600'), 'GUARDIAN_LIMITS_INVALID');
  assert.equal(
    codeOf(() => limitsOf({ small: cny('1'), large: { minor: '5', currency: 'EUR' } }, 'CNY')),
    'CURRENCY_MISMATCH',
  );
});

describe('who may ask to be a guardian', () => {
  const none: readonly Id<'person'>[] = [];
  const facts: AskFacts = {
    guardian: person('g'),
    ward: person('w'),
    guardiansOf: () => none,
    link: null,
    wards: 0,
    until: null,
    now: 1_000,
  };
  const many = Array.from({ length: MAX_GUARDIANS }, (_, i) => person(`g${i}`));
  const table: readonly (readonly [string, Partial<AskFacts>, string])[] = [
    ['a stranger with no guardian', {}, 'ok'],
    ['asked again after the end', { link: 'ended' }, 'ok'],
    ['nobody', { ward: undefined } as unknown as Partial<AskFacts>, 'NOT_FOUND'],
    ['oneself', { ward: person('g') }, 'GUARDIAN_OF_SELF'],
    ['until now', { until: 1_000 }, 'GUARDIAN_UNTIL_PAST'],
    ['until a moment later', { until: 1_001 }, 'ok'],
    ['while it is asked', { link: 'asked' }, 'GUARDIAN_EXISTS'],
    ['while it holds', { link: 'active' }, 'GUARDIAN_EXISTS'],
    ['with room for one ward', { wards: MAX_WARDS - 1 }, 'ok'],
    ['with all wards', { wards: MAX_WARDS }, 'GUARDIAN_COUNT_LIMIT'],
    ['the ward has room for one', { guardiansOf: (p) => (p === person('w') ? many.slice(1) : none) }, 'ok'],
    [
      'the ward has all guardians',
      { guardiansOf: (p) => (p === person('w') ? many : none) },
      'GUARDIAN_COUNT_LIMIT',
    ],
    [
      'my own guardian',
      { guardiansOf: (p) => (p === person('g') ? [person('w')] : none) },
      'GUARDIAN_CIRCLE',
    ],
    [
      "my guardian's guardian",
      {
        guardiansOf: (p) => (p === person('g') ? [person('x')] : p === person('x') ? [person('w')] : none),
      },
      'GUARDIAN_CIRCLE',
    ],
  ];
  for (const [name, change, code] of table)
    test(`${name}: ${code}`, () =>
      assert.equal(
        codeOf(() => refuseUnaskable({ ...facts, ...change })),
        code,
      ));

  test('a circle that is there already does not hang, a chain too long counts as one', () => {
    assert.equal(
      isAbove(person('z'), person('a'), () => [person('a'), person('b')]),
      false,
    );
    assert.equal(
      isAbove(person('z'), person('0'), (p) => [person(String(Number(p.slice(7)) + 1))]),
      true,
    );
  });
});

test('only a guardian acts for a ward: the ward is told so, others find nothing (R4)', () => {
  const guarding: Guarding = { guardians: [person('g')], relation: 'minor', limits, guardedSince: 0 };
  const by = (actor: string, of: Guarding | undefined = guarding) =>
    codeOf(() => guardingBy(of, { ward: person('w'), actor: person(actor) }));
  assert.deepEqual([by('g'), by('w'), by('x')], ['ok', 'FORBIDDEN', 'NOT_FOUND']);
  assert.equal(
    codeOf(() => guardingBy(undefined, { ward: person('w'), actor: person('g') })),
    'NOT_FOUND',
  );
});

test('one guardian is asked as he is; of several the first who answers decides', () => {
  const leaf = (name: string) => ({
    approver: { who: { person: person(name) }, proof: ['pin', 'passkey'], rule: 'guardian' },
  });
  assert.deepEqual(needOfGuardians([person('a')]), leaf('a'));
  assert.deepEqual(needOfGuardians([person('a'), person('b')]), {
    any: [leaf('a'), leaf('b')],
    firstDecides: true,
  });
});

test('every move of the machines', () => {
  const moves = (of: { states: readonly string[]; transitions: Record<string, readonly string[]> }) =>
    of.states.flatMap((from) => (of.transitions[from] ?? []).map((to) => `${from} ${to}`)).join(', ');
  assert.equal(moves(linkMachine), 'asked active, asked ended, active ended, ended asked');
  assert.equal(moves(noticeMachine), 'asked paid, asked failed');
  assert.ok(noticeMachine.isFinal('paid') && noticeMachine.isFinal('failed'));
});
