/** When the supervisor is asked, who may be one, and what he may change: both sides of each limit. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Id, newId } from '../../kernel/id.ts';
import { currency, money } from '../../kernel/money.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { DAY_MS } from '../../kernel/time.ts';
import type { Judged, Leaf, Need, Rule } from '../../mechanisms/challenges/index.ts';
import {
  ASK_LIFE_MS,
  LEAVE_DELAY_MS,
  LIFE_MS,
  MAX_DEPUTIES,
  refuseUnfit,
  type Supervised,
  supervisionMachine,
  supervisorRule,
  withDeputy,
  withoutDeputy,
} from './rules.ts';

const [pia, quin, dora, emil, fay] = [1, 2, 3, 4, 5].map((n) => newId('person', n)) as [
  Id<'person'>,
  Id<'person'>,
  Id<'person'>,
  Id<'person'>,
  Id<'person'>,
];
const cny = (minor: number) => ({ minor: String(minor), currency: 'CNY' });
const supervised = (freeLimit: number, ...deputies: Id<'person'>[]): Supervised => ({
  supervisor: quin,
  deputies,
  freeLimit: cny(freeLimit),
});
const ruleOf = (params: Supervised): Rule<Supervised> => ({
  kind: 'supervisor',
  version: 1,
  setBy: quin,
  since: 0,
  until: null,
  params,
});
const view = { get: () => undefined, getBy: () => undefined, available: () => 0n };

function judged(minor: number, code = 'CNY'): Judged {
  const payee = { id: 'merchant_1', name: 'Shop' };
  const act = { payee, mode: 'balance', lines: [], address: null, note: '' };
  return {
    act: { ...act, kind: 'payment', payer: pia, amount: money(BigInt(minor), currency(code)) },
    device: null,
    subject: 'payment_1',
  };
}

const refuses = (code: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === code;

describe('which acts ask the supervisor', () => {
  const peopleOf = (need: Need | null | undefined): readonly string[] => {
    if (!need) return [];
    if ('any' in need) return need.any.flatMap(peopleOf);
    return 'approver' in need && 'person' in need.approver.who ? [need.approver.who.person] : [];
  };
  const asked = (params: Supervised, minor: number, code?: string) =>
    peopleOf(supervisorRule.judge(view, ruleOf(params), judged(minor, code), 0)?.need);
  //  supervisor quin
  const table: readonly [string, Supervised, number, string, readonly string[]][] = [
    ['free limit 500.00, pays 499.99', supervised(50_000), 49_999, 'CNY', []],
    ['free limit 500.00, pays 500.00', supervised(50_000), 50_000, 'CNY', []],
    ['free limit 500.00, pays 500.01', supervised(50_000), 50_001, 'CNY', [quin]],
    ['free limit 0.00, pays 0.01', supervised(0), 1, 'CNY', [quin]],
    ['another currency', supervised(50_000), 1, 'EUR', [quin]],
    ['with two deputies', supervised(0, dora, emil), 1, 'CNY', [quin, dora, emil]],
  ];
  for (const [name, params, minor, code, expected] of table)
    test(name, () => assert.deepEqual(asked(params, minor, code), expected));

  test('of supervisor and deputies the first one decides, with PIN or passkey, within ten minutes', () => {
    const judgement = supervisorRule.judge(view, ruleOf(supervised(0, dora)), judged(1), 0);
    const approver = (person: Id<'person'>) => ({
      approver: { who: { person }, proof: ['pin', 'passkey'], rule: 'supervisor' },
    });
    assert.deepEqual(judgement?.need, { any: [approver(quin), approver(dora)], firstDecides: true });
    assert.deepEqual([judgement?.because, judgement?.lifeMs], ['ABOVE_FREE_LIMIT', 600_000]);
    assert.equal(LIFE_MS, 600_000);
  });
});

describe('who may still answer', () => {
  const leaf = (who: Leaf['who']): Leaf => ({
    who,
    proof: ['pin'],
    rule: 'supervisor',
    state: 'pending',
    by: null,
    device: null,
    at: null,
    proved: null,
  });
  const may = (who: Leaf['who']) =>
    supervisorRule.isEntitled(view, ruleOf(supervised(0, dora)), leaf(who), 0);
  const table: readonly [string, Leaf['who'], boolean][] = [
    ['the supervisor', { person: quin }, true],
    ['a deputy', { person: dora }, true],
    ['somebody who is a deputy no more', { person: emil }, false],
    ['the payer', { person: pia }, false],
    ['the bank', { bank: true }, false],
  ];
  for (const [name, who, expected] of table) test(name, () => assert.equal(may(who), expected));
});

describe('who may supervise pia', () => {
  const naming = (kind: string, person: string) => [{ kind, params: { supervisor: person, small: '1' } }];
  const table: readonly [string, Id<'person'> | null, readonly Pick<Rule, 'params'>[], string][] = [
    ['quin', quin, [], 'ok'],
    ['quin, whom dora supervises', quin, naming('supervisor', dora), 'ok'],
    ['nobody', null, [], 'SUPERVISOR_UNKNOWN'],
    ['pia herself', pia, [], 'SUPERVISOR_IS_PAYER'],
    ['quin, whom pia supervises', quin, naming('supervisor', pia), 'SUPERVISOR_DEPENDS'],
    ['quin, ward of pia', quin, [{ params: { guardians: [dora, pia] } }], 'SUPERVISOR_DEPENDS'],
  ];
  for (const [name, person, rules, code] of table)
    test(`${name}: ${code}`, () => {
      const act = () => refuseUnfit({ payer: pia, person, rules });
      if (code === 'ok') assert.equal(act(), person);
      else assert.throws(act, refuses(code));
    });
});

describe('deputies', () => {
  const add = (now: Supervised, person: Id<'person'> | null) =>
    withDeputy(now, { payer: pia, person, rules: [] }).deputies;
  test('a first, a second, not a third', () => {
    assert.equal(MAX_DEPUTIES, 2);
    assert.deepEqual(add(supervised(0), dora), [dora]);
    assert.deepEqual(add(supervised(0, dora), emil), [dora, emil]);
    assert.throws(() => add(supervised(0, dora, emil), fay), refuses('DEPUTIES_FULL'));
  });
  const refused: readonly [string, Id<'person'> | null, string][] = [
    ['nobody', null, 'SUPERVISOR_UNKNOWN'],
    ['the payer', pia, 'SUPERVISOR_IS_PAYER'],
    ['the supervisor', quin, 'CONFLICT'],
    ['a deputy again', dora, 'CONFLICT'],
  ];
  for (const [name, person, code] of refused)
    test(`${name}: ${code}`, () => void assert.throws(() => add(supervised(0, dora), person), refuses(code)));
  test('one goes, another is not to be found; the free limit and leaving stay as they are', () => {
    const now = { ...supervised(700, dora, emil), leaving: true };
    assert.deepEqual(withoutDeputy(now, dora), { ...now, deputies: [emil] });
    assert.throws(() => withoutDeputy(now, fay), refuses('NOT_FOUND'));
  });
});

test('asked, active, leaving, ended; back from leaving, never back from the end', () => {
  assert.deepEqual(supervisionMachine.transitions, {
    asked: ['active', 'ended'],
    active: ['leaving', 'ended'],
    leaving: ['active', 'ended'],
    ended: [],
  });
  assert.deepEqual([ASK_LIFE_MS, LEAVE_DELAY_MS], [DAY_MS, DAY_MS]);
});
