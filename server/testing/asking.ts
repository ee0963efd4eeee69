/**
 * A rule for tests of what stands on challenges: above an amount, somebody must say yes. It is a flow like any other,
 * so nothing of the mechanism is replaced.
 */

import { flows } from '../flows.ts';
import type { Id } from '../kernel/id.ts';
import { type Leaf, type Need, type RuleKind, setRule } from '../mechanisms/challenges/index.ts';
import { defineFlow } from '../mechanisms/flow/index.ts';
import { defineCommand } from '../mechanisms/journal/index.ts';
import type { World } from './world.ts';

export const ASKING = 'test-asking';

type Params = {
  readonly above: string;
  readonly approvers: readonly Id<'person'>[];
  /** 'all', or any of whom the first decides. */
  readonly how: 'all' | 'first';
  readonly lifeMs: number;
  readonly waives: boolean;
  /** Kinds of proof that approvers may show. */
  readonly proof: readonly string[];
};

const askingRule: RuleKind<Params> = {
  kind: ASKING,
  judge(_view, { params }, { act }) {
    if (act.amount.minor <= BigInt(params.above))
      return { need: null, because: 'TEST_BELOW', waivesProof: params.waives };
    const asked: Need[] = params.approvers.map((person) => ({
      approver: { who: { person }, proof: params.proof, rule: ASKING },
    }));
    return {
      need: params.how === 'all' ? { all: asked } : { any: asked, firstDecides: true },
      because: 'TEST_ABOVE',
      lifeMs: params.lifeMs,
    };
  },
  isEntitled: (_view, { params }, leaf: Leaf) =>
    'person' in leaf.who && params.approvers.includes(leaf.who.person),
};

const setAsking = defineCommand<{ readonly person: Id<'person'>; readonly params: Params | null }, object>({
  kind: 'test.asking',
  decide: (view, { body }, context) => ({
    changes: setRule(view, context, {
      person: body.person,
      kind: ASKING,
      setBy: 'platform',
      params: body.params,
    }),
    reply: {},
  }),
});

export const askingFlow = defineFlow({
  slug: ASKING,
  migrations: [],
  rules: [askingRule],
  build: () => ({}),
});

/** All flows, and the one that asks. */
export const askingFlows = [...flows, askingFlow];

let made = 0;

/** From now on this person's payments above the amount wait; null: they do not any more. */
export async function ask(
  world: World,
  person: Id<'person'>,
  of: (Partial<Params> & Pick<Params, 'approvers'>) | null,
): Promise<void> {
  const params = of && {
    above: '0',
    how: 'first' as const,
    lifeMs: 600_000,
    waives: false,
    proof: ['pin'],
    ...of,
  };
  await world.app.ground.journal.submit(setAsking, {
    kind: setAsking.kind,
    key: `asking ${++made} ${person}`,
    actor: { id: 'platform' },
    body: { person, params },
  });
}
