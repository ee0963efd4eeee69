/** Rules of a person: how they judge together, how they change, and who is entitled by them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newId } from '../../kernel/id.ts';
import { currency, money } from '../../kernel/money.ts';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import type { Table } from '../database/index.ts';
import type { Change, DecisionContext, View } from '../journal/index.ts';
import { type Act, aboutOf, shownOf } from './act.ts';
import { type Need, planTree } from './expression.ts';
import {
  activeRules,
  collectRuleKinds,
  isEntitled,
  judgeAct,
  RULE_KINDS,
  type RuleKind,
  ruleOf,
  setRule,
  tellRules,
} from './policy.ts';
import { type Policy, type PolicyVersion, policies, type Rule } from './storage.ts';

const [ana, bo, cara] = [newId('person', 1), newId('person', 2), newId('person', 3)];
const NOW = 1_000_000;
const MINUTE = 60_000;

const askOf = (id: typeof ana, rule: string): Need => ({
  approver: { who: { person: id }, proof: ['pin'], rule },
});
const change = (id: string): Change => ({ table: policies as unknown as Table<never>, row: { id } });

/** Asks `approver` above a limit; says what happened to it. */
const limit: RuleKind<{ above: string; approver: typeof ana }> = {
  kind: 'limit',
  judge(_view, { params, kind }, { act }) {
    if (act.amount.minor <= BigInt(params.above)) return null;
    return {
      need: askOf(params.approver, kind),
      because: 'ABOVE_LIMIT',
      details: { above: params.above },
      lifeMs: 2 * MINUTE,
      changes: [change('sum')],
    };
  },
  isEntitled: (_view, { params }, { who }) => 'person' in who && who.person === params.approver,
  paid: (_view, _rule, { subject }) => ({ changes: [change(`paid ${subject}`)] }),
  dropped: (_view, _rule, { subject }) => ({ changes: [change(`dropped ${subject}`)] }),
};
/** Waives the proof of small amounts and tells; asks nobody. */
const easy: RuleKind<object> = {
  kind: 'easy',
  judge: (_view, _rule, { act }) =>
    act.amount.minor <= 100n ? { need: null, because: 'SMALL', waivesProof: true } : null,
  isEntitled: () => false,
  paid: () => ({
    events: [{ type: 'easy.notice', object: 'x', audience: [], data: {} }],
    effects: [{ task: 'easy.tell', payload: {} }],
  }),
};
const never: RuleKind<{ approver: typeof ana }> = {
  kind: 'never',
  judge: (_view, { kind, params }, { act }) =>
    act.note === 'bad'
      ? refuse('FORBIDDEN', { rule: 'never' })
      : { need: askOf(params.approver, kind), because: 'ALWAYS' },
  isEntitled: () => true,
};

const given = { [RULE_KINDS]: collectRuleKinds([limit, easy, never]) };
const context = { now: NOW, seq: 1n, given, newId } as unknown as DecisionContext;
const at = (now: number) => ({ ...context, now });

const rule = (kind: string, params: object, until: number | null = null): Rule => ({
  kind,
  version: 3,
  setBy: bo,
  since: 0,
  until,
  params: params as Rule['params'],
});
const policyOf = (...rules: Rule[]): Policy => ({ person: ana, version: 7, rules, changedAt: 0 });
const viewOf = (policy: Policy | undefined): View =>
  ({
    get: (table: unknown, key: string) => (table === policies && key === ana ? policy : undefined),
  }) as unknown as View;

const act = (minor: number, more: Partial<Act> = {}): Act => ({
  kind: 'payment',
  payer: ana,
  payee: { id: 'merchant_1', name: 'Tea House' },
  amount: money(BigInt(minor), currency('CNY')),
  mode: 'balance',
  lines: [{ item: 'tea', quantity: 2, unitPrice: '50' }],
  address: null,
  note: '',
  ...more,
});
const judged = (of: Act) => ({ act: of, device: null, subject: 'order_1' });
const judge = (policy: Policy, of: Act, now = NOW) => judgeAct(viewOf(policy), at(now), policy, judged(of));
const limitOfBo = rule('limit', { above: '1000', approver: bo });
const neverOfCara = rule('never', { approver: cara });

describe('judging', () => {
  test('at the limit: nobody is asked; above it: the approver, because of this rule in this version', () => {
    assert.deepEqual(judge(policyOf(limitOfBo), act(1_000)), {
      need: null,
      reasons: [],
      waivesProof: false,
      lifeMs: 10 * MINUTE,
      changes: [],
    });
    assert.deepEqual(judge(policyOf(limitOfBo), act(1_001)), {
      need: askOf(bo, 'limit'),
      reasons: [{ rule: 'limit', version: 3, because: 'ABOVE_LIMIT', details: { above: '1000' } }],
      waivesProof: false,
      lifeMs: 2 * MINUTE,
      changes: [change('sum')],
    });
  });

  test('two rules: both are needed, at the same time, for as long as the slower one allows', () => {
    const verdict = judge(policyOf(limitOfBo, neverOfCara), act(1_001));
    assert.deepEqual(verdict.need, { all: [askOf(bo, 'limit'), askOf(cara, 'never')] });
    assert.deepEqual(
      verdict.reasons.map(({ because }) => because),
      ['ABOVE_LIMIT', 'ALWAYS'],
    );
    assert.equal(verdict.lifeMs, 10 * MINUTE);
  });

  test('a rule may waive the proof and ask nobody; it says why all the same', () => {
    const verdict = judge(policyOf(rule('easy', {})), act(100));
    assert.deepEqual([verdict.need, verdict.waivesProof], [null, true]);
    assert.deepEqual(
      verdict.reasons.map(({ because }) => because),
      ['SMALL'],
    );
    assert.equal(judge(policyOf(rule('easy', {})), act(101)).waivesProof, false);
  });

  test('a rule may refuse', () => {
    assert.throws(
      () => judge(policyOf(neverOfCara), act(1, { note: 'bad' })),
      (thrown) => thrown instanceof Refusal && thrown.code === 'FORBIDDEN',
    );
  });

  test('until its time a rule judges, from then on no more', () => {
    const policy = policyOf({ ...limitOfBo, until: NOW });
    assert.notEqual(judge(policy, act(1_001), NOW - 1).need, null);
    assert.equal(judge(policy, act(1_001), NOW).need, null);
    assert.deepEqual([activeRules(policy, NOW - 1).length, activeRules(policy, NOW).length], [1, 0]);
    assert.equal(ruleOf(viewOf(policy), ana, 'limit', NOW - 1)?.version, 3);
    assert.equal(ruleOf(viewOf(policy), ana, 'limit', NOW), undefined);
  });

  test('a rule that no flow knows lets nothing through', () => {
    assert.throws(() => judge(policyOf(rule('forgotten', {})), act(1)), /forgotten/);
  });

  test('two kinds of one name are a mistake of the composition', () => {
    assert.throws(() => collectRuleKinds([limit, { ...easy, kind: 'limit' }]), /one name/);
  });
});

describe('a rule is set', () => {
  const rows = (changes: readonly Change[]) => changes.map(({ row }) => row) as [Policy, PolicyVersion];
  const set = (policy: Policy | undefined, of: Omit<Parameters<typeof setRule>[2], 'person' | 'setBy'>) =>
    rows(setRule(viewOf(policy), context, { person: ana, setBy: cara, ...of }));

  test('the first one: version 1 of the person and of the rule; the version is kept', () => {
    const [policy, kept] = set(undefined, { kind: 'limit', params: { above: '5' } });
    const rules = [
      { kind: 'limit', version: 1, setBy: cara, since: NOW, until: null, params: { above: '5' } },
    ];
    assert.deepEqual(policy, { person: ana, version: 1, rules, changedAt: NOW });
    assert.deepEqual(kept, { id: `${ana} 1`, person: ana, version: 1, rules, setBy: cara, at: NOW });
  });

  test('again: one of each kind, its version and that of the person go up, the others stay as they are', () => {
    const [policy] = set(policyOf(limitOfBo, neverOfCara), {
      kind: 'limit',
      params: { above: '6' },
      until: 9,
    });
    assert.deepEqual(
      policy.rules.map(({ kind, version, setBy, until }) => [kind, version, setBy, until]),
      [
        ['limit', 4, cara, 9],
        ['never', 3, bo, null],
      ],
    );
    assert.equal(policy.version, 8);
  });

  test('taken away: gone from the rules, and the version says since when', () => {
    const [policy, kept] = set(policyOf(limitOfBo, neverOfCara), { kind: 'limit', params: null });
    assert.deepEqual(policy.rules, [neverOfCara]);
    assert.deepEqual([kept.id, kept.rules, kept.at], [`${ana} 8`, [neverOfCara], NOW]);
  });
});

describe('who is entitled (R9)', () => {
  const leaf = (id: typeof ana, by: string | null) => {
    const [only] = planTree({ approver: { who: { person: id }, proof: ['pin'], rule: by } }).leaves;
    return only ?? assert.fail();
  };
  const entitled = (policy: Policy | undefined, of: ReturnType<typeof leaf>, now = NOW) =>
    isEntitled(viewOf(policy), at(now), ana, of);

  const table: readonly [string, boolean, boolean][] = [
    ['by the challenge alone', true, entitled(undefined, leaf(bo, null))],
    ['by the rule that holds', true, entitled(policyOf(limitOfBo), leaf(bo, 'limit'))],
    ['the rule names somebody else now', false, entitled(policyOf(limitOfBo), leaf(cara, 'limit'))],
    ['the rule was taken away', false, entitled(policyOf(neverOfCara), leaf(bo, 'limit'))],
    ['the person has no rules any more', false, entitled(undefined, leaf(bo, 'limit'))],
    [
      'a moment before the rule ends',
      true,
      entitled(policyOf({ ...limitOfBo, until: NOW }), leaf(bo, 'limit'), NOW - 1),
    ],
    ['the rule has ended', false, entitled(policyOf({ ...limitOfBo, until: NOW }), leaf(bo, 'limit'))],
    ['a rule that no flow knows', false, entitled(policyOf(rule('forgotten', {})), leaf(bo, 'forgotten'))],
  ];
  for (const [name, expected, found] of table)
    test(`${name}: ${expected}`, () => assert.equal(found, expected));
});

describe('rules hear how it ended', () => {
  const told = (what: 'paid' | 'dropped', policy: Policy | undefined) =>
    tellRules(viewOf(policy), context, what, ana, () => judged(act(1)));
  test('each in its way; what they say is put together', () => {
    const paid = told('paid', policyOf(limitOfBo, rule('easy', {})));
    assert.deepEqual(paid.changes, [change('paid order_1')]);
    assert.deepEqual(
      paid.events.map(({ type }) => type),
      ['easy.notice'],
    );
    assert.deepEqual(paid.effects, [{ task: 'easy.tell', payload: {} }]);
    const dropped = told('dropped', policyOf(limitOfBo, rule('easy', {})));
    assert.deepEqual([dropped.changes, dropped.events], [[change('dropped order_1')], []]);
  });
  test('nobody without rules, and no rule that has ended; the act is not even made', () => {
    const nothing = { changes: [], events: [], effects: [] };
    const make = () => assert.fail('was made');
    assert.deepEqual(tellRules(viewOf(undefined), context, 'paid', ana, make), nothing);
    const over = policyOf({ ...limitOfBo, until: NOW });
    assert.deepEqual(tellRules(viewOf(over), context, 'paid', ana, make), nothing);
  });
});

describe('what a yes is about (R2)', () => {
  const address = {
    id: 'address_1',
    recipient: 'Ana',
    phone: '+86139',
    region: 'SH',
    city: 'Shanghai',
    line: 'Lane 1',
    postcode: '200000',
  };
  const base = act(1_000, { address });
  const [line] = base.lines;
  const other: readonly [string, Act][] = [
    ['kind', { ...base, kind: 'transfer' }],
    ['payer', { ...base, payer: bo }],
    ['payee', { ...base, payee: { id: 'merchant_2', name: 'Tea House' } }],
    ['amount', { ...base, amount: money(1_001n, currency('CNY')) }],
    ['currency', { ...base, amount: money(1_000n, currency('EUR')) }],
    ['mode', { ...base, mode: 'instrument_1' }],
    ['item', { ...base, lines: [{ ...(line ?? assert.fail()), item: 'gold' }] }],
    ['quantity', { ...base, lines: [{ ...(line ?? assert.fail()), quantity: 3 }] }],
    ['unit price', { ...base, lines: [{ ...(line ?? assert.fail()), unitPrice: '51' }] }],
    ['number of lines', { ...base, lines: [...base.lines, ...base.lines] }],
    ['no address', { ...base, address: null }],
    ...Object.keys(address).map((field): [string, Act] => [
      `address: ${field}`,
      { ...base, address: { ...address, [field]: 'else' } },
    ]),
    ['note', { ...base, note: 'hurry' }],
  ];
  for (const [name, changed] of other)
    test(`another ${name} needs a new one`, () => assert.notEqual(aboutOf(changed), aboutOf(base)));
  test('the name of the payee is shown and not part of it: it is the same act in another locale', () => {
    assert.equal(aboutOf({ ...base, payee: { ...base.payee, name: '茶馆' } }), aboutOf(base));
    assert.match(aboutOf(base), /^[0-9a-f]{64}$/);
  });
  test('a line cannot be moved into the next one unseen', () => {
    const lines = (...items: string[]) =>
      aboutOf({ ...base, lines: items.map((item) => ({ item, quantity: 1, unitPrice: '1' })) });
    assert.notEqual(lines('a', 'b'), lines('a,b'));
    assert.notEqual(lines('a', 'b'), lines('b', 'a'));
  });
  test('of many lines the first twenty are shown, and all are part of it', () => {
    const lines = Array.from({ length: 30 }, (_, n) => ({ item: `${n}`, quantity: 1, unitPrice: '1' }));
    assert.equal(shownOf({ ...base, lines }).lines?.length, 20);
    assert.notEqual(aboutOf({ ...base, lines }), aboutOf({ ...base, lines: lines.slice(0, 29) }));
  });
});
