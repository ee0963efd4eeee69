/** Approval expressions: what they say of every possible set of answers, tried against their meaning in two-valued logic. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { newId } from '../../kernel/id.ts';
import {
  type Approver,
  isMeant,
  type Leaf,
  type LeafState,
  MAX_APPROVERS,
  type Need,
  openLeaves,
  planTree,
  type Tree,
  type Verdict,
  verdictOf,
} from './expression.ts';

const SEED = 20_261_122;
const RUNS = 1_000;
const check = <T>(property: fc.IProperty<T>) => fc.assert(property, { seed: SEED, numRuns: RUNS });

const ask = (name: string): Need => ({
  approver: { who: { machine: name }, proof: ['word'], rule: null } satisfies Approver,
});

/** Trees of up to about a dozen leaves, three levels deep. */
function needs(of: { readonly firstDecides: boolean }): fc.Arbitrary<Need> {
  const leaf = fc.constant(ask('x'));
  const level = (inner: fc.Arbitrary<Need>) => {
    const some = fc.array(inner, { minLength: 1, maxLength: 3 });
    return fc.oneof(
      { weight: 2, arbitrary: leaf },
      some.map((all): Need => ({ all })),
      some.map((any): Need => ({ any })),
      some.chain((list) =>
        fc.integer({ min: 1, max: list.length }).map((atLeast): Need => ({ atLeast, of: list })),
      ),
      ...(of.firstDecides ? [some.map((any): Need => ({ any, firstDecides: true }))] : []),
    );
  };
  return level(level(leaf));
}

const STATES: readonly LeafState[] = ['pending', 'yes', 'no'];
const answersFor = (leaves: readonly Leaf[]) =>
  fc.array(fc.constantFrom(...STATES), { minLength: leaves.length, maxLength: leaves.length });
const withStates = (leaves: readonly Leaf[], states: readonly LeafState[]): Leaf[] =>
  leaves.map((leaf, n) => ({ ...leaf, state: states[n] ?? 'pending' }));
const stateOf = (leaves: readonly Leaf[], n: number) => leaves[n]?.state ?? assert.fail(`no leaf ${n}`);
const set = (leaves: readonly Leaf[], n: number, state: LeafState): Leaf[] =>
  leaves.map((leaf, i) => (i === n ? { ...leaf, state } : leaf));

/** A tree with some of its leaves answered, in any order whatever. */
const answered = (of: { readonly firstDecides: boolean }) =>
  needs(of).chain((need) => {
    const { tree, leaves } = planTree(need);
    return answersFor(leaves).map((states) => ({ tree, leaves: withStates(leaves, states) }));
  });

/** What the expression means when everybody has answered. Nothing of the code under test is used. */
function isMet(tree: Tree, isYes: (leaf: number) => boolean): boolean {
  if ('leaf' in tree) return isYes(tree.leaf);
  if ('all' in tree) return tree.all.every((one) => isMet(one, isYes));
  if ('any' in tree) return tree.any.some((one) => isMet(one, isYes));
  return tree.of.filter((one) => isMet(one, isYes)).length >= tree.atLeast;
}

/** Every way in which the pending leaves may still be answered. */
function* endings(leaves: readonly Leaf[]): Generator<readonly boolean[]> {
  const open = leaves.flatMap(({ state }, n) => (state === 'pending' ? [n] : []));
  for (let bits = 0; bits < 2 ** open.length; bits++) {
    const yes = leaves.map(({ state }) => state === 'yes');
    for (const [i, n] of open.entries()) yes[n] = (bits & (1 << i)) !== 0;
    yield yes;
  }
}

const RANK: Readonly<Record<Verdict, number>> = { no: 0, open: 1, yes: 2 };
const HEIGHT: Readonly<Record<LeafState, number>> = { no: 0, pending: 1, yes: 2 };

describe('an approval expression', () => {
  test('is decided exactly when no answer that is missing could turn it', () => {
    check(
      fc.property(answered({ firstDecides: false }), ({ tree, leaves }) => {
        const seen = new Set<boolean>();
        for (const yes of endings(leaves)) seen.add(isMet(tree, (n) => yes[n] ?? false));
        const expected = seen.size === 2 ? 'open' : seen.has(true) ? 'yes' : 'no';
        assert.equal(verdictOf(tree, leaves), expected);
      }),
    );
  });

  test('asks exactly those who can still change the verdict', () => {
    check(
      fc.property(answered({ firstDecides: false }), ({ tree, leaves }) => {
        const open = new Set(openLeaves(tree, leaves));
        for (const [n, { state }] of leaves.entries()) {
          let matters = false;
          if (state === 'pending') {
            for (const yes of endings(set(leaves, n, 'no'))) {
              const without = isMet(tree, (i) => yes[i] ?? false);
              const withIt = isMet(tree, (i) => i === n || (yes[i] ?? false));
              if (without !== withIt) matters = true;
            }
          }
          assert.equal(open.has(n), matters, `leaf ${n}`);
        }
      }),
    );
  });

  test('is monotone: a better answer never makes a worse verdict', () => {
    check(
      fc.property(answered({ firstDecides: true }), fc.nat(), ({ tree, leaves }, pick) => {
        const n = pick % leaves.length;
        const ladder = (['no', 'pending', 'yes'] as const).map((state) => ({
          height: HEIGHT[state],
          rank: RANK[verdictOf(tree, set(leaves, n, state))],
        }));
        for (const low of ladder)
          for (const high of ladder) if (low.height < high.height) assert.ok(low.rank <= high.rank);
      }),
    );
  });

  test('asked one by one, in any order: never stuck, decided once, and nobody is asked afterwards', () => {
    const walk = fc.array(fc.record({ pick: fc.nat(), isYes: fc.boolean() }), {
      minLength: 12,
      maxLength: 12,
    });
    check(
      fc.property(needs({ firstDecides: true }), walk, (need, steps) => {
        const { tree, leaves: asked } = planTree(need);
        let leaves: Leaf[] = asked;
        for (const { pick, isYes } of steps) {
          const open = openLeaves(tree, leaves);
          if (verdictOf(tree, leaves) !== 'open') {
            assert.deepEqual(open, []);
            return;
          }
          assert.ok(open.length > 0, 'open, and nobody is asked');
          const n = open[pick % open.length] ?? assert.fail();
          assert.equal(stateOf(leaves, n), 'pending');
          leaves = set(leaves, n, isYes ? 'yes' : 'no');
        }
        assert.notEqual(verdictOf(tree, leaves), 'open', 'twelve answers and still open');
      }),
    );
  });

  test('everybody says yes: yes; everybody says no: no', () => {
    check(
      fc.property(needs({ firstDecides: true }), (need) => {
        const { tree, leaves } = planTree(need);
        const of = (state: LeafState) => leaves.map((leaf) => ({ ...leaf, state }));
        assert.equal(verdictOf(tree, leaves), 'open');
        assert.equal(verdictOf(tree, of('yes')), 'yes');
        assert.equal(verdictOf(tree, of('no')), 'no');
      }),
    );
  });

  test('k of n: all of is n of n, any of is 1 of n, and in between it is counted', () => {
    const flat = fc
      .integer({ min: 1, max: 8 })
      .chain((n) => fc.tuple(fc.integer({ min: 1, max: n }), fc.array(fc.constantFrom(...STATES), exact(n))));
    check(
      fc.property(flat, ([atLeast, states]) => {
        const of = states.map(() => ask('x'));
        const verdict = (need: Need) => {
          const { tree, leaves } = planTree(need);
          return verdictOf(tree, withStates(leaves, states));
        };
        const yes = states.filter((state) => state === 'yes').length;
        const no = states.filter((state) => state === 'no').length;
        const expected = yes >= atLeast ? 'yes' : states.length - no < atLeast ? 'no' : 'open';
        assert.equal(verdict({ atLeast, of }), expected);
        assert.equal(verdict({ all: of }), verdict({ atLeast: of.length, of }));
        assert.equal(verdict({ any: of }), verdict({ atLeast: 1, of }));
      }),
    );
  });

  test('the order of its parts does not matter', () => {
    const turned = (need: Need): Need => {
      if ('all' in need) return { all: need.all.map(turned).reverse() };
      if ('atLeast' in need) return { atLeast: need.atLeast, of: need.of.map(turned).reverse() };
      if ('any' in need) return { ...need, any: need.any.map(turned).reverse() };
      return need;
    };
    check(
      fc.property(
        needs({ firstDecides: true }),
        fc.array(fc.constantFrom(...STATES), exact(12)),
        (need, states) => {
          const [one, other] = [planTree(need), planTree(turned(need))];
          const mine = withStates(one.leaves, states);
          const theirs = withStates(other.leaves, states.slice(0, mine.length).reverse());
          assert.equal(verdictOf(one.tree, mine), verdictOf(other.tree, theirs));
        },
      ),
    );
  });
});

const exact = (n: number) => ({ minLength: n, maxLength: n });

/** Leaves in the order in which they stand; `yes 0` means that leaf 0 says yes. */
const stories: readonly {
  readonly name: string;
  readonly need: Need;
  readonly story: readonly (readonly [said: string, verdict: Verdict, open: readonly number[]])[];
}[] = [
  {
    name: 'guardian and second device: both, in any order',
    need: { all: [{ any: [ask('mother'), ask('father')] }, ask('tablet')] },
    story: [
      ['yes 2', 'open', [0, 1]],
      ['yes 1', 'yes', []],
    ],
  },
  {
    name: 'any of two: one no is not the end',
    need: { any: [ask('a'), ask('b')] },
    story: [
      ['no 0', 'open', [1]],
      ['yes 1', 'yes', []],
    ],
  },
  {
    name: 'the first of them decides: a no is the end for all',
    need: { any: [ask('supervisor'), ask('deputy')], firstDecides: true },
    story: [['no 1', 'no', []]],
  },
  {
    name: 'the first of them decides: a yes is',
    need: { any: [ask('supervisor'), ask('deputy')], firstDecides: true },
    story: [['yes 1', 'yes', []]],
  },
  {
    name: 'the first decides inside of all: his no ends all of it',
    need: { all: [ask('payer'), { any: [ask('supervisor'), ask('deputy')], firstDecides: true }] },
    story: [
      ['yes 0', 'open', [1, 2]],
      ['no 2', 'no', []],
    ],
  },
  {
    name: 'the first decides inside of any: his no ends his part only',
    need: { any: [{ any: [ask('a'), ask('b')], firstDecides: true }, ask('c')] },
    story: [
      ['no 0', 'open', [2]],
      ['yes 2', 'yes', []],
    ],
  },
  {
    name: 'the first decides over groups: half a group has not answered yet',
    need: { any: [{ all: [ask('a'), ask('b')] }, ask('c')], firstDecides: true },
    story: [
      ['yes 0', 'open', [1, 2]],
      ['no 2', 'no', []],
    ],
  },
  {
    name: 'two of three: the third is not asked any more',
    need: { atLeast: 2, of: [ask('a'), ask('b'), ask('c')] },
    story: [
      ['yes 0', 'open', [1, 2]],
      ['no 1', 'open', [2]],
      ['yes 2', 'yes', []],
    ],
  },
  {
    name: 'two of three: two noes are enough',
    need: { atLeast: 2, of: [ask('a'), ask('b'), ask('c')] },
    story: [
      ['no 0', 'open', [1, 2]],
      ['no 2', 'no', []],
    ],
  },
  {
    name: 'nested: two of (a; all of b, c; any of d, e)',
    need: {
      atLeast: 2,
      of: [ask('a'), { all: [ask('b'), ask('c')] }, { any: [ask('d'), ask('e')] }],
    },
    story: [
      ['no 0', 'open', [1, 2, 3, 4]],
      ['yes 1', 'open', [2, 3, 4]],
      ['yes 4', 'open', [2]],
      ['yes 2', 'yes', []],
    ],
  },
];

describe('stories of answers', () => {
  for (const { name, need, story } of stories)
    test(name, () => {
      const { tree, leaves: asked } = planTree(need);
      let leaves: Leaf[] = asked;
      for (const [said, verdict, open] of story) {
        const [answer, n] = said.split(' ');
        leaves = set(leaves, Number(n), answer === 'yes' ? 'yes' : 'no');
        assert.equal(verdictOf(tree, leaves), verdict, said);
        assert.deepEqual(openLeaves(tree, leaves), open, said);
      }
    });
});

describe('planning', () => {
  const many = (n: number): Need => ({ all: Array.from({ length: n }, () => ask('x')) });
  test('leaves are numbered in the order in which they stand, all pending', () => {
    const { tree, leaves } = planTree({ all: [ask('a'), { atLeast: 1, of: [ask('b'), ask('c')] }] });
    assert.deepEqual(tree, { all: [{ leaf: 0 }, { atLeast: 1, of: [{ leaf: 1 }, { leaf: 2 }] }] });
    assert.deepEqual(
      leaves.map(({ who, state }) => ['machine' in who && who.machine, state]),
      ['a', 'b', 'c'].map((name) => [name, 'pending']),
    );
  });
  test('`firstDecides` is kept', () => {
    const { tree } = planTree({ any: [ask('a'), ask('b')], firstDecides: true });
    assert.deepEqual(tree, { any: [{ leaf: 0 }, { leaf: 1 }], firstDecides: true });
  });
  test(`at most ${MAX_APPROVERS} approvers`, () => {
    assert.equal(planTree(many(MAX_APPROVERS)).leaves.length, MAX_APPROVERS);
    assert.throws(() => planTree(many(MAX_APPROVERS + 1)), /too many/);
  });
  const bugs: readonly [string, Need][] = [
    ['of nobody', { all: [] }],
    ['of nobody, nested', { all: [{ any: [] }] }],
    ['more than there are', { atLeast: 3, of: [ask('a'), ask('b')] }],
    ['none of them', { atLeast: 0, of: [ask('a')] }],
    ['any of nobody and one', { all: [{ any: [] }, ask('a')] }],
  ];
  for (const [name, need] of bugs)
    test(`a need ${name} is decided before anybody answers: a bug of its rule`, () => {
      assert.throws(() => planTree(need), /need/);
    });
});

describe('who is meant', () => {
  const ana = newId('person', 1);
  const bo = newId('person', 2);
  const [phone, tablet] = [newId('device', 1), newId('device', 2)];
  const device = { device: { person: ana, among: [tablet] } };
  const table: readonly [string, Parameters<typeof isMeant>, boolean][] = [
    ['a person', [{ person: ana }, { id: ana }], true],
    ['another person', [{ person: ana }, { id: bo }], false],
    ['a person on his device', [device, { id: ana, device: tablet }], true],
    ['the person on another device', [device, { id: ana, device: phone }], false],
    ['the person on no device', [device, { id: ana }], false],
    ['somebody else on that device', [device, { id: bo, device: tablet }], false],
    ['the bank', [{ bank: true }, { id: 'bank' }], true],
    ['a person as the bank', [{ bank: true }, { id: ana }], false],
    ['a machine', [{ machine: 'gate' }, { id: 'machine gate' }], true],
    ['another machine', [{ machine: 'gate' }, { id: 'machine door' }], false],
    ['a role, which facts alone can tell', [{ role: 'support' }, { id: ana }], false],
  ];
  for (const [name, args, expected] of table)
    test(`${name}: ${expected}`, () => assert.equal(isMeant(...args), expected));
});
