/**
 * A rule for tests of what stands on challenges: above an amount, somebody must say yes. It is a flow like any other,
 * so nothing of the mechanism is replaced.
 */

import { flows } from '../flows.ts';
import type { Id } from '../kernel/id.ts';
import { type Leaf, type Need, type RuleKind, setRule, type Who } from '../mechanisms/challenges/index.ts';
import { defineFlow } from '../mechanisms/flow/index.ts';
import { defineCommand } from '../mechanisms/journal/index.ts';
import type { OperatorRole } from '../mechanisms/people/index.ts';
import type { World } from './world.ts';

export const ASKING = 'test-asking';

type Params = {
  readonly above: string;
  readonly approvers: readonly Id<'person'>[];
  /** Operators who have one of these roles. */
  readonly roles: readonly OperatorRole[];
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
    const who: Who[] = [
      ...params.approvers.map((person) => ({ person })),
      ...params.roles.map((role) => ({ role })),
    ];
    const asked: Need[] = who.map((one) => ({ approver: { who: one, proof: params.proof, rule: ASKING } }));
    return {
      need: params.how === 'all' ? { all: asked } : { any: asked, firstDecides: true },
      because: 'TEST_ABOVE',
      lifeMs: params.lifeMs,
    };
  },
  isEntitled: (_view, { params }, { who }: Leaf) =>
    'role' in who
      ? params.roles.includes(who.role)
      : 'person' in who && params.approvers.includes(who.person),
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
    roles: [],
    how: 'first' as const,
    lifeMs: 600_000,
    waives: false,
    proof: ['pin'],
    ...of,
  };
  await world.app.ground.journal.submit(setAsking, {
    key: `asking ${++made} ${person}`,
    actor: { id: 'platform' },
    body: { person, params },
  });
}
