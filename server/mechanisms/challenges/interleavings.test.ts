/**
 * At least 10,000 interleavings of answers, cancels, expiries, changed orders, removed approvers, retries and crashes, each on
 * one suspended payment: exactly one outcome, the one that a naive model tells from the journal's order. fast-check's
 * scheduler decides which of the acts that happen at once arrives first.
 * INTERLEAVINGS says how many, INTERLEAVINGS_SEED makes the same again.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Act, ENTITLED, type Scenario, type Who } from './acts.fixture.ts';
import { checkEverything } from './invariants.fixture.ts';
import type { Shape } from './model.fixture.ts';
import { type Machine, playRound, type Stage, TICKS } from './play.fixture.ts';
import { openScene, type Scene } from './scene.fixture.ts';

const WANTED = Number(process.env.INTERLEAVINGS ?? 10_000);
const SEED = Number(process.env.INTERLEAVINGS_SEED ?? 20_261_122);
const CASTS = Math.min(400, WANTED);

const whoever = fc.constantFrom<Who>('a', 'b', 'c', 'bank');
const asks: fc.Arbitrary<Shape> = whoever.map((who) => ({ who }));
const group = (part: fc.Arbitrary<Shape>): fc.Arbitrary<Shape> =>
  fc
    .array(part, { minLength: 1, maxLength: 3 })
    .chain((of) =>
      fc
        .oneof(
          fc.constantFrom<'all' | 'any' | 'first'>('all', 'any', 'first'),
          fc.integer({ min: 1, max: of.length }),
        )
        .map((how): Shape => ({ how, of }) as Shape),
    );
const shapes = fc.oneof(
  { weight: 1, arbitrary: asks },
  { weight: 3, arbitrary: group(asks) },
  { weight: 2, arbitrary: group(fc.oneof(asks, group(asks))) },
);

const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);
const mostly = rarely.map((is) => !is);
const namesIn = (shape: Shape): Who[] => ('who' in shape ? [shape.who as Who] : shape.of.flatMap(namesIn));
const constant = <const T>(value: T) => fc.constant(value);

/** Mostly those who are asked answer, and mostly yes: otherwise nothing would ever be approved. */
const deedsAround = (what: Scenario['what'], asked: readonly Who[]) =>
  fc.oneof(
    {
      weight: 14,
      arbitrary: fc.record({
        do: constant('answer'),
        by: fc.oneof(
          { weight: 5, arbitrary: fc.constantFrom(...asked) },
          { weight: 1, arbitrary: fc.constantFrom<Who>('a', 'b', 'c', 'bank', 'payer', 'stranger') },
        ),
        answer: fc.oneof({ weight: 6, arbitrary: constant('yes') }, { weight: 1, arbitrary: constant('no') }),
        isAbout: mostly,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: constant('cancel'), by: fc.constantFrom('payer', 'payer', 'a') }),
    },
    { weight: 2, arbitrary: fc.record({ do: constant('sweep') }) },
    { weight: 2, arbitrary: fc.record({ do: constant('entitle'), who: fc.subarray([...ENTITLED]) }) },
    { weight: 1, arbitrary: fc.record({ do: constant('no more rules') }) },
    { weight: 2, arbitrary: fc.record({ do: constant('spend') }) },
    ...(what === 'payment' || what === 'card payment' ? ORDER_DEEDS : []),
    ...(what === 'withdrawal' || what === 'card payment' ? CARD_DEEDS : []),
    ...(what === 'withdrawal' ? BANK_DEEDS : []),
  );
const ORDER_DEEDS = [
  {
    weight: 3,
    arbitrary: fc.record({ do: constant('pay again'), quantity: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: constant('cancel order') }) },
  { weight: 1, arbitrary: fc.record({ do: constant('sweep order') }) },
];
const CARD_DEEDS = [{ weight: 1, arbitrary: fc.record({ do: constant('revoke card') }) }];
const BANK_DEEDS = [
  { weight: 3, arbitrary: fc.record({ do: constant('bank'), says: fc.constantFrom('done', 'declined') }) },
];
const actsAround = (what: Scenario['what'], asked: readonly Who[]): fc.Arbitrary<Act[]> =>
  fc.array(
    fc
      .tuple(
        deedsAround(what, asked),
        fc.record({
          // Crowded, so that most things happen at once.
          tick: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: TICKS - 1 })),
          isTwice: rarely,
          process: fc.constantFrom<0 | 1>(0, 1),
        }),
      )
      .map(([deed, when]): Act => ({ ...deed, ...when })),
    { minLength: 3, maxLength: 8, size: 'max' },
  );
const long = TICKS + 2;
const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    what: fc.constantFrom<Scenario['what']>('transfer', 'withdrawal', 'payment', 'payment', 'card payment'),
    shape: shapes,
    isProven: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    lifeTicks: fc.oneof(fc.constant(long), fc.integer({ min: 1, max: long })),
    orderTicks: fc.oneof(fc.constant(long), fc.constant(long), fc.integer({ min: 1, max: TICKS })),
    quantity: fc.integer({ min: 1, max: 5 }),
  })
  .chain((about) => {
    const asked = [...namesIn(about.shape), ...(about.isProven ? [] : ['payer' as const])];
    return actsAround(about.what, asked).map((acts): Scenario => ({ ...about, acts }));
  });
const machines: fc.Arbitrary<Machine> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Machine>({ is: 'one' }) },
  { weight: 3, arbitrary: fc.constant<Machine>({ is: 'two' }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('crash' as const),
      crashAt: fc.integer({ min: 0, max: 2 }),
      turns: fc.integer({ min: 0, max: 12 }),
    }),
  },
);

describe('interleavings', { timeout: 400_000 }, () => {
  let scene: Scene;
  let stage: Stage;
  before(async () => {
    scene = await openScene();
    const processes: Stage['processes'] = [await scene.process(), await scene.process()];
    const casts = await scene.casts(processes[0], CASTS);
    stage = { scene, casts, purses: casts.map(() => ({ available: 0, received: 0 })), processes };
  });
  after(async () => scene.stop());

  test(`${WANTED} of them, seed ${SEED}: exactly one outcome, that of the model`, async (t) => {
    let played = 0;
    let commands = 0;
    const told = new Set<string>();
    const ends = new Map<string, number>();
    const answers = new Map<string, number>();
    const machinesSeen = new Map<string, number>();
    const rounds = Math.ceil(WANTED / CASTS);
    const round = fc.array(scenarios, { minLength: CASTS, maxLength: CASTS });
    const result = await fc.check(
      fc.asyncProperty(round, fc.scheduler(), machines, async (list, scheduler, machine) => {
        const plays = await playRound(stage, list, scheduler, machine);
        played += plays.length;
        count(machinesSeen, machine.is, plays.length);
        for (const { story, sent } of plays) {
          commands += sent.length;
          for (const { state } of story.challenges.values()) count(ends, state);
          const words = sent
            .filter(({ outcome }) => outcome !== null)
            .sort((x, y) => Number((x.outcome?.seq ?? 0n) - (y.outcome?.seq ?? 0n)))
            .map(({ label, outcome }) => `${label} ${outcome?.refused?.code ?? 'ok'}`);
          told.add(words.join('; '));
          for (const { outcome } of sent) count(answers, outcome?.refused?.code ?? 'done');
        }
      }),
      { numRuns: rounds, seed: SEED, endOnFailure: true },
    );
    // The failure tells the story of one; fast-check would print hundreds of them.
    if (result.failed) throw result.errorInstance;
    const spread = (map: ReadonlyMap<string, number>) => [...map].map(([key, n]) => `${key} ${n}`).join(', ');
    t.diagnostic(`${played} interleavings, ${told.size} of them different; ${commands} commands`);
    t.diagnostic(`processes: ${spread(machinesSeen)}; ends: ${spread(ends)}`);
    t.diagnostic(`answers: ${spread(answers)}`);
    assert.ok(played >= WANTED);
    if (WANTED >= 1_000)
      for (const end of ['approved', 'refused', 'cancelled', 'expired'])
        assert.ok((ends.get(end) ?? 0) > played / 50, end);
    assert.deepEqual(scene.bugs, []);
  });

  test('the database as a whole: one end each, books that balance, nothing captured without its whole expression', async (t) => {
    const { captured, ended, entries } = await checkEverything(scene.database.pool);
    t.diagnostic(`${entries} entries, ${ended} challenges, ${captured} captured`);
    assert.ok(captured > 0 && ended > captured);
  });
});

const count = (map: Map<string, number>, key: string, by = 1) => map.set(key, (map.get(key) ?? 0) + by);
