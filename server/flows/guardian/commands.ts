/** What a guardian does for his ward: limits, addresses, and the end. The ward can do none of it (R4). */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import { addresses } from '../../mechanisms/addresses/index.ts';
import { loadPolicies, policies, ruleOf, setRule } from '../../mechanisms/challenges/index.ts';
import {
  type Change,
  type Command,
  type DecisionContext,
  defineCommand,
  type Loader,
  put,
  type View,
} from '../../mechanisms/journal/index.ts';
import { guardProof, loadProof } from '../../mechanisms/people/index.ts';
import { type EndedView, GUARDIAN, type LimitsSetView, type MarkedAddressView } from './contract.ts';
import { burden, guardingOf, linkEvent } from './link.ts';
import { type Guarding, guardingBy, type Limits, linkMachine } from './rules.ts';
import { type Link, links, marks } from './storage.ts';

type OfWard = { readonly ward: Id<'person'> };

async function loadWard(loader: Loader, commands: readonly Command<OfWard>[]): Promise<void> {
  await Promise.all([
    loadProof(loader, commands),
    loadPolicies(
      loader,
      commands.map(({ body }) => body.ward),
    ),
  ]);
}

/** The guards of everything that a guardian does: he is one (R4, R9), and it is he (his PIN). */
function guardGuardian(view: View, command: Command<OfWard>, context: DecisionContext) {
  const { ward } = command.body;
  const guarding = guardingBy(guardingOf(view, ward, context.now), { ward, actor: command.actor.id });
  return { guarding, proven: guardProof(view, command, context, null) };
}

export type SetLimitsCommand = OfWard & { readonly limits: Limits };

export const setLimits = defineCommand<SetLimitsCommand, LimitsSetView>({
  kind: 'guardianship.set-limits',
  load: loadWard,
  decide(view, command, context) {
    const { guarding, proven } = guardGuardian(view, command, context);
    const { ward, limits } = command.body;
    // From here the command must succeed.
    const rule = ruleOf<Guarding>(view, ward, GUARDIAN, context.now);
    const reply = { ward, limits };
    return {
      changes: [
        ...proven,
        ...setRule(view, context, {
          person: ward,
          kind: GUARDIAN,
          setBy: command.actor.id,
          params: { ...guarding, limits },
          until: rule?.until ?? null,
        }),
      ],
      events: [
        { type: 'guardian.limits-set', object: ward, audience: [ward, ...guarding.guardians], data: reply },
      ],
      reply,
    };
  },
});

export type MarkAddressCommand = OfWard & { readonly address: Id<'address'>; readonly approved: boolean };

export const markAddress = defineCommand<MarkAddressCommand, MarkedAddressView>({
  kind: 'guardianship.mark-address',
  async load(loader, commands) {
    const named = commands.map(({ body }) => body.address);
    await Promise.all([
      loadWard(loader, commands),
      loader.fetch(addresses, named),
      loader.fetch(marks, named),
    ]);
  },
  decide(view, command, context) {
    const { guarding, proven } = guardGuardian(view, command, context);
    const { ward, address, approved } = command.body;
    const found = view.get(addresses, address);
    if (!found || found.person !== ward || found.state !== 'active') return refuse('NOT_FOUND');
    // From here the command must succeed.
    const before = view.get(marks, address) ?? { address, ward };
    const reply = { ward, address, approved };
    return {
      changes: [
        ...proven,
        put(marks, { ...before, approved, by: command.actor.id as Id<'person'>, at: context.now }),
      ],
      events: [
        {
          type: 'guardian.address-marked',
          object: ward,
          audience: [ward, ...guarding.guardians],
          data: reply,
        },
      ],
      reply,
    };
  },
});

/** A guardian gives up his own guardianship. The last one's end is the end of the rule. */
export const endGuardianship = defineCommand<OfWard, EndedView>({
  kind: 'guardianship.end',
  load: loadWard,
  decide(view, command, context) {
    const { guarding, proven } = guardGuardian(view, command, context);
    const { ward } = command.body;
    const link = view.getBy(links, 'byPair', [ward, command.actor.id]);
    if (link?.state !== 'active') throw new Error('a guardian without an active link');
    // From here the command must succeed.
    const ended = endActive(view, context, link);
    return {
      changes: [...proven, ...ended],
      events: [linkEvent({ ...link, state: 'ended' }, [ward, ...guarding.guardians])],
      reply: { ward, state: 'ended' },
    };
  },
});

/** By the timer: the rule has stopped judging at its very time; this clears the records away. */
export const expireGuardianship = defineCommand<{ readonly link: Id<'guardianship'> }, EndedView>({
  kind: 'guardianship.expire',
  async load(loader, commands) {
    await loader.fetch(
      links,
      commands.map(({ body }) => body.link),
    );
  },
  decide(view, { actor, body }, context) {
    if (actor.id !== 'platform') refuse('FORBIDDEN');
    const link = view.get(links, body.link);
    if (link?.state !== 'active' || link.until === null || context.now < link.until)
      return refuse('CONFLICT', { state: link?.state ?? 'unknown' });
    return {
      changes: endActive(view, context, link),
      events: [linkEvent({ ...link, state: 'ended' }, [link.ward, link.guardian])],
      reply: { ward: link.ward, state: 'ended' },
    };
  },
});

function endActive(view: View, context: DecisionContext, link: Link): Change[] {
  const { now } = context;
  const ended: Link = { ...link, state: linkMachine.move(link.state, 'ended'), endedAt: now };
  return [put(links, ended), burden(view, link.guardian, -1), ...withoutGuardian(view, context, link)];
}

function withoutGuardian(view: View, context: DecisionContext, { ward, guardian }: Link): Change[] {
  const set = (params: Guarding | null, until: Instant | null) =>
    setRule(view, context, { person: ward, kind: GUARDIAN, setBy: guardian, params, until });
  const rule = ruleOf<Guarding>(view, ward, GUARDIAN, context.now);
  if (rule) {
    const left = rule.params.guardians.filter((one) => one !== guardian);
    if (left.length === rule.params.guardians.length) return [];
    return set(left.length > 0 ? { ...rule.params, guardians: left } : null, rule.until);
  }
  // Past its time it judges nothing any more; now it goes from the list, too.
  const isListed = view.get(policies, ward)?.rules.some(({ kind }) => kind === GUARDIAN);
  return isListed ? set(null, null) : [];
}
