/** How one answer changes a challenge: each guard, both sides of the limit of time, and who may answer which leaf. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { newId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { type Leaf, type Need, planTree } from './expression.ts';
import { challengeVerdict, positionOf, refuseWhenOver, withAnswer, withoutRevoked } from './rules.ts';
import { type Challenge, type ChallengeState, challengeMachine } from './storage.ts';

const EXPIRES = 1_000_000;
const [ana, bo, cara] = [newId('person', 1), newId('person', 2), newId('person', 3)];
const [phone, tablet, watch] = [newId('device', 1), newId('device', 2), newId('device', 3)];

const refused = (act: () => unknown): string => {
  try {
    act();
    return 'ok';
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return [thrown.code, ...Object.values(thrown.details)].join(' ');
  }
};

describe('what is over stays over (R3, R8)', () => {
  const table: readonly [ChallengeState, number, string][] = [
    ['pending', EXPIRES - 1, 'ok'],
    ['pending', EXPIRES, 'EXPIRED'],
    ['pending', EXPIRES + 1, 'EXPIRED'],
    ['approved', EXPIRES - 1, 'CHALLENGE_OVER approved'],
    ['approved', EXPIRES, 'CHALLENGE_OVER approved'],
    ['refused', EXPIRES - 1, 'CHALLENGE_OVER refused'],
    ['cancelled', EXPIRES - 1, 'CHALLENGE_OVER cancelled'],
    ['expired', EXPIRES - 1, 'EXPIRED'],
    ['expired', EXPIRES, 'EXPIRED'],
  ];
  for (const [state, now, expected] of table)
    test(`${state}, ${now - EXPIRES} ms: ${expected}`, () => {
      const challenge = { state, expiresAt: EXPIRES } as Challenge;
      assert.equal(
        refused(() => refuseWhenOver(challenge, now)),
        expected,
      );
    });

  test('a challenge ends once, in any of four ways', () => {
    const ends: readonly ChallengeState[] = ['approved', 'refused', 'cancelled', 'expired'];
    assert.deepEqual(challengeMachine.transitions, {
      pending: ends,
      approved: [],
      refused: [],
      cancelled: [],
      expired: [],
    });
    for (const end of ends) {
      assert.equal(challengeMachine.move('pending', end), end);
      for (const other of ends) assert.throws(() => challengeMachine.move(end, other));
    }
  });
});

const person = (id: typeof ana, proof = ['pin'], rule: string | null = null): Need => ({
  approver: { who: { person: id }, proof, rule },
});
const device = (id: typeof ana, ...among: (typeof phone)[]): Need => ({
  approver: { who: { device: { person: id, among } }, proof: ['pin'], rule: null },
});
const everybody = { isEntitled: () => true };
const said = (
  leaves: readonly Leaf[],
  n: number,
  state: 'yes' | 'no',
  by: string,
  on: typeof phone | null = null,
) => leaves.map((leaf, i) => (i === n ? { ...leaf, state, by, device: on, at: 1, proved: 'pin' } : leaf));

describe('who may answer what', () => {
  test('the leaves that mean this actor, on this device', () => {
    const { tree, leaves } = planTree({ all: [person(ana), device(ana, tablet), person(bo)] });
    const position = (id: string, on?: typeof phone) => {
      const { open, isMeant, hasAnswered } = positionOf(
        { tree },
        leaves,
        { id, ...(on ? { device: on } : {}) },
        everybody,
      );
      return [open, isMeant, hasAnswered];
    };
    assert.deepEqual(position(ana, phone), [[0], true, false]);
    assert.deepEqual(position(ana, tablet), [[0, 1], true, false]);
    assert.deepEqual(position(bo, phone), [[2], true, false]);
    assert.deepEqual(position(cara, phone), [[], false, false]);
  });

  test('meant but not entitled any more (R9): nothing is open for him, and he is no stranger', () => {
    const { tree, leaves } = planTree({ any: [person(ana, ['pin'], 'guard'), person(bo, ['pin'], 'guard')] });
    const may = { isEntitled: ({ who }: Leaf) => 'person' in who && who.person === bo };
    assert.deepEqual(positionOf({ tree }, leaves, { id: ana }, may), {
      open: [],
      hasAnswered: false,
      isMeant: true,
    });
    assert.deepEqual(positionOf({ tree }, leaves, { id: bo }, may).open, [1]);
  });

  test('a role is answered by who has it', () => {
    const { tree, leaves } = planTree({ approver: { who: { role: 'support' }, proof: ['pin'], rule: null } });
    const has = (...ids: string[]) => ({
      ...everybody,
      hasRole: ({ who }: Leaf) => 'role' in who && ids.includes(ana),
    });
    assert.deepEqual(positionOf({ tree }, leaves, { id: ana }, has(ana)).open, [0]);
    assert.deepEqual(positionOf({ tree }, leaves, { id: ana }, has()).isMeant, false);
    assert.deepEqual(positionOf({ tree }, leaves, { id: ana }, everybody).isMeant, false);
  });

  const again: readonly [
    string,
    Need,
    readonly [string, typeof phone],
    readonly [string, typeof phone],
    boolean,
  ][] = [
    ['he himself, same device', { all: [person(ana), person(bo)] }, [ana, phone], [ana, phone], true],
    ['he himself, another device', { all: [person(ana), person(bo)] }, [ana, phone], [ana, tablet], true],
    [
      'his other confirming device',
      { all: [device(ana, tablet, watch), person(bo)] },
      [ana, tablet],
      [ana, watch],
      true,
    ],
    [
      'his device that does not confirm',
      { all: [device(ana, tablet), person(bo)] },
      [ana, tablet],
      [ana, phone],
      false,
    ],
    ['somebody else', { all: [person(ana), person(bo)] }, [ana, phone], [bo, phone], false],
  ];
  for (const [name, need, first, second, expected] of again)
    test(`has answered already: ${name}: ${expected}`, () => {
      const { tree, leaves } = planTree(need);
      const position = positionOf(
        { tree },
        said(leaves, 0, 'yes', first[0], first[1]),
        { id: second[0], device: second[1] },
        everybody,
      );
      assert.equal(position.hasAnswered, expected);
    });
});

describe('an answer', () => {
  const answer = (
    need: Need,
    of: { answer: 'yes' | 'no'; proof: string | null; by: typeof ana; on: typeof phone },
  ) => {
    const { tree, leaves } = planTree(need);
    const actor = { id: of.by, device: of.on };
    const { open } = positionOf({ tree }, leaves, actor, everybody);
    const next = withAnswer(leaves, { open, answer: of.answer, proof: of.proof, actor, now: 7 });
    return { states: next.map(({ state }) => state), next, verdict: challengeVerdict({ tree }, next) };
  };

  test('is marked with who, where, when and with what', () => {
    const { next } = answer(person(ana), { answer: 'yes', proof: 'pin', by: ana, on: phone });
    assert.deepEqual(next, [
      {
        who: { person: ana },
        proof: ['pin'],
        rule: null,
        state: 'yes',
        by: ana,
        device: phone,
        at: 7,
        proved: 'pin',
      },
    ]);
  });

  test('counts on every leaf that it is good for: nobody is asked twice', () => {
    const need: Need = { all: [person(ana, ['pin'], 'a'), person(ana, ['pin', 'code'], 'b'), person(bo)] };
    const yes = answer(need, { answer: 'yes', proof: 'pin', by: ana, on: phone });
    assert.deepEqual([yes.states, yes.verdict], [['yes', 'yes', 'pending'], 'open']);
  });

  test('does not count where another proof is wanted', () => {
    const need: Need = { all: [person(ana, ['pin']), person(ana, ['passkey'])] };
    const yes = answer(need, { answer: 'yes', proof: 'pin', by: ana, on: phone });
    assert.deepEqual([yes.states, yes.verdict], [['yes', 'pending'], 'open']);
  });

  test('without a proof is no yes', () => {
    const none = answer(person(ana), { answer: 'yes', proof: null, by: ana, on: phone });
    assert.deepEqual([none.states, none.verdict], [['pending'], 'open']);
  });

  test('a no needs no proof and counts everywhere', () => {
    const need: Need = { all: [person(ana, ['pin']), person(ana, ['passkey']), person(bo)] };
    const no = answer(need, { answer: 'no', proof: null, by: ana, on: phone });
    assert.deepEqual([no.states, no.verdict], [['no', 'no', 'pending'], 'no']);
  });

  test('a yes on the device where the payment was asked is not one of the second device', () => {
    const need: Need = { all: [person(ana), device(ana, tablet)] };
    const here = answer(need, { answer: 'yes', proof: 'pin', by: ana, on: phone });
    assert.deepEqual([here.states, here.verdict], [['yes', 'pending'], 'open']);
    const there = answer(need, { answer: 'yes', proof: 'pin', by: ana, on: tablet });
    assert.deepEqual([there.states, there.verdict], [['yes', 'yes'], 'yes']);
  });
});

describe('a yes of somebody who may not say it any more (R9)', () => {
  const rule = 'guard';
  const { tree, leaves } = planTree({
    atLeast: 2,
    of: [person(ana, ['pin'], rule), person(bo, ['pin'], rule), person(cara, ['pin'], rule)],
  });
  const without =
    (...gone: string[]) =>
    ({ who }: Leaf) =>
      !('person' in who && gone.includes(who.person));

  test('nobody is gone: the same leaves', () => {
    const yes = said(leaves, 0, 'yes', ana);
    assert.equal(withoutRevoked(yes, without()), yes);
  });
  test('counts no longer: the leaf is as if it had never been answered', () => {
    assert.deepEqual(withoutRevoked(said(leaves, 0, 'yes', ana), without(ana)), leaves);
  });
  test('of two who said yes one is gone: a third one makes it two, not three', () => {
    const both = said(said(leaves, 0, 'yes', ana), 1, 'yes', bo);
    assert.equal(challengeVerdict({ tree }, both), 'yes');
    const left = withoutRevoked(both, without(ana));
    assert.equal(challengeVerdict({ tree }, left), 'open');
    assert.equal(challengeVerdict({ tree }, said(left, 2, 'yes', cara)), 'yes');
    assert.equal(
      challengeVerdict({ tree }, withoutRevoked(said(left, 2, 'yes', cara), without(ana, bo))),
      'open',
    );
  });
  test('his no stays: to undo it would approve what he refused', () => {
    const no = said(leaves, 0, 'no', ana);
    assert.deepEqual(withoutRevoked(no, without(ana)), no);
  });
});
