/**
 * Every pair of what may happen to a suspended payment (answer, no, cancel, expiry, change of order, removal of the approver,
 * second answer, crash), in both orders: one after the other, at the same moment, and on two server processes. The table
 * says which end it must be; the model and the database as a whole are asked too.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Act, Deed, Play, Scenario } from './acts.fixture.ts';
import { checkEverything } from './invariants.fixture.ts';
import { type Machine, playRound, type Stage, TICKS } from './play.fixture.ts';
import { openScene, type Scene } from './scene.fixture.ts';

/** Ana has said yes already; Bo's yes is the last that is missing. */
const SHAPE = { how: 'all', of: [{ who: 'a' }, { who: 'b' }] } as const;
const answer = (by: 'a' | 'b', said: 'yes' | 'no'): Deed => ({
  do: 'answer',
  by,
  answer: said,
  isAbout: true,
});

type Name =
  | 'answer'
  | 'no'
  | 'cancel'
  | 'expiry'
  | 'change'
  | 'removal'
  | 'removal of Ana'
  | 'second answer'
  | 'crash';
type Thing = {
  readonly deed: Deed | null;
  /** How it ends what waits when it is the first; null: it does not. */
  readonly ends: 'approved' | 'refused' | 'cancelled' | 'expired' | null;
};
const THINGS: Readonly<Record<Name, Thing>> = {
  answer: { deed: answer('b', 'yes'), ends: 'approved' },
  no: { deed: answer('b', 'no'), ends: 'refused' },
  cancel: { deed: { do: 'cancel', by: 'payer' }, ends: 'cancelled' },
  expiry: { deed: { do: 'sweep' }, ends: 'expired' },
  // Other lines: the old challenge is withdrawn, a new one asks again.
  change: { deed: { do: 'pay again', quantity: 5 }, ends: 'cancelled' },
  removal: { deed: { do: 'entitle', who: ['a'] }, ends: null },
  'removal of Ana': { deed: { do: 'entitle', who: ['b'] }, ends: null },
  'second answer': { deed: answer('a', 'yes'), ends: null },
  crash: { deed: null, ends: null },
};
const NAMES = Object.keys(THINGS) as Name[];

/** The end of the challenge when `first` comes before `second`. Nothing ended it: its time does. */
function endOf(first: Name, second: Name): string {
  if (first === 'removal' && second === 'answer') return 'expired';
  // Bo's yes is not enough: Ana's counts no longer.
  if (first === 'removal of Ana' && second === 'answer') return 'expired';
  // A removed one's no counts as little as his yes.
  if (first === 'removal' && second === 'no') return 'expired';
  return THINGS[first].ends ?? THINGS[second].ends ?? 'expired';
}

type Case = { readonly first: Name; readonly second: Name; readonly what: Scenario['what'] };
const cases: Case[] = NAMES.flatMap((first) =>
  NAMES.filter((second) => second !== first).flatMap((second) =>
    (['transfer', 'withdrawal', 'payment', 'card payment'] as const)
      // Only orders have lines that can change.
      .filter((what) => what.endsWith('payment') || (first !== 'change' && second !== 'change'))
      .map((what) => ({ first, second, what })),
  ),
);

const FIRST_TICK = 2;
/** `apart`: how many ticks lie between the two. */
function scenarioOf({ first, second, what }: Case, apart: 0 | 1): Scenario {
  const at = (name: Name, tick: number, process: 0 | 1): Act[] => {
    const { deed } = THINGS[name];
    return deed ? [{ ...deed, tick, isTwice: false, process }] : [];
  };
  const secondTick = FIRST_TICK + apart;
  const expires = first === 'expiry' ? FIRST_TICK : second === 'expiry' ? secondTick : TICKS + 2;
  return {
    what,
    shape: SHAPE,
    isProven: true,
    lifeTicks: expires,
    orderTicks: TICKS + 4,
    quantity: 2,
    acts: [
      { ...answer('a', 'yes'), tick: 0, isTwice: false, process: 0 },
      ...at(first, FIRST_TICK, 0),
      ...at(second, secondTick, 1),
    ],
  };
}

/** As it was sent, so it arrives. */
const inTurn = { schedule: <T>(task: Promise<T>) => task, waitAll: async () => {} };

describe('pairs', { timeout: 120_000 }, () => {
  let scene: Scene;
  let stage: Stage;
  before(async () => {
    scene = await openScene();
    const processes: Stage['processes'] = [await scene.process(), await scene.process()];
    const casts = await scene.casts(processes[0], cases.length);
    stage = { scene, casts, purses: casts.map(() => ({ available: 0, received: 0 })), processes };
  });
  after(async () => {
    const { captured } = await checkEverything(scene.database.pool);
    assert.ok(captured > 0);
    assert.deepEqual(scene.bugs, []);
    await scene.stop();
  });

  /** The first challenge of the play: a changed order asks a second one. */
  function firstEnd({ story }: Play): string {
    const [challenge] = story.challenges.values();
    return challenge?.state ?? 'none';
  }
  async function playAll(list: readonly Case[], apart: 0 | 1, machine: Machine): Promise<readonly Play[]> {
    return playRound(
      stage,
      list.map((one) => scenarioOf(one, apart)),
      inTurn,
      machine,
    );
  }
  const named = ({ first, second, what }: Case) => `${what}: ${first}, then ${second}`;
  const isCrash = ({ first, second }: Case) => first === 'crash' || second === 'crash';
  const isExpired = ({ first, second }: Case) => first === 'expiry' || second === 'expiry';

  test(`${cases.length} pairs, one after the other`, async () => {
    const list = cases.filter((one) => !isCrash(one));
    const plays = await playAll(list, 1, { is: 'one' });
    for (const [n, play] of plays.entries()) {
      const one = list[n] ?? assert.fail();
      assert.equal(firstEnd(play), endOf(one.first, one.second), named(one));
    }
  });

  test('the same pairs at the same moment: the first in the journal decides', async () => {
    const list = cases.filter((one) => !isCrash(one));
    const plays = await playAll(list, 0, { is: 'one' });
    for (const [n, play] of plays.entries()) {
      const one = list[n] ?? assert.fail();
      // Its time is over for both, swept or not; only a changed order is a new question.
      const late = one.first === 'change' ? 'cancelled' : 'expired';
      const expected = isExpired(one) ? late : endOf(one.first, one.second);
      assert.equal(firstEnd(play), expected, named(one));
    }
  });

  test('the same pairs on two server processes: one of the two ends, as the journal says', async () => {
    const list = cases.filter((one) => !isCrash(one));
    const plays = await playAll(list, 0, { is: 'two' });
    for (const [n, play] of plays.entries()) {
      const one = list[n] ?? assert.fail();
      const may = [endOf(one.first, one.second), endOf(one.second, one.first)];
      if (isExpired(one)) may.push('expired');
      assert.ok(may.includes(firstEnd(play)), `${named(one)}: ${firstEnd(play)}`);
    }
  });

  for (const turns of [0, 1, 2, 4, 8]) {
    test(`each of them and a crash, ${turns} turns of the loop after it was sent: as if there had been none`, async () => {
      const list = cases.filter((one) => isCrash(one));
      // Before it: the process dies in the tick before. After it: while it is in the air.
      for (const crashAt of [FIRST_TICK - 1, FIRST_TICK, FIRST_TICK + 1]) {
        const plays = await playAll(list, 0, { is: 'crash', crashAt, turns });
        for (const [n, play] of plays.entries()) {
          const one = list[n] ?? assert.fail();
          assert.equal(firstEnd(play), endOf(one.first, one.second), `${named(one)}, crash at ${crashAt}`);
        }
      }
    });
  }
});
