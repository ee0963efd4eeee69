/**
 * Who is whose guardian: a guardian asks, the ward says yes; when there are guardians already, one of them does instead.
 * The ward's rule is the truth about his guardians; a link says who asked whom, and how that ended.
 */
import type { Id } from '../../kernel/id.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import {
  askChallenge,
  type Challenge,
  endCode,
  loadPolicies,
  ruleOf,
  type SubjectDecision,
  type SubjectHandler,
  setRule,
} from '../../mechanisms/challenges/index.ts';
import {
  type Change,
  type DecisionContext,
  defineCommand,
  type JournalEvent,
  put,
  sha256Hex,
  type View,
} from '../../mechanisms/journal/index.ts';
import { guardProof, loadProof, persons } from '../../mechanisms/people/index.ts';
import { GUARDIAN, GUARDIANSHIP, type GuardianshipView } from './contract.ts';
import {
  ASK_LIFE_MS,
  type Guarding,
  isAbove,
  type Limits,
  linkMachine,
  MAX_GUARDIANS,
  needOfGuardians,
  type Relation,
  refuseUnaskable,
} from './rules.ts';
import { burdens, type Link, links } from './storage.ts';

export type AskGuardianshipCommand = {
  readonly guardian: Id<'person'>;
  readonly ward: Id<'person'> | null;
  readonly relation: Relation;
  readonly limits: Limits;
  /** ISO 8601; null: without an end. */
  readonly until: string | null;
};
export type Brief = (id: string) => { readonly id: string; readonly name: string };

export const askGuardianship = defineCommand<AskGuardianshipCommand, GuardianshipView>({
  kind: 'guardianship.ask',
  async load(loader, commands) {
    const people = commands.flatMap(({ body }) => [body.guardian, ...(body.ward ? [body.ward] : [])]);
    await Promise.all([
      loadProof(loader, commands),
      loadPolicies(loader, people),
      loader.fetch(persons, people),
      loader.fetch(
        burdens,
        commands.map(({ body }) => body.guardian),
      ),
    ]);
  },
  decide(view, command, context) {
    const { guardian, relation, limits } = command.body;
    const until = command.body.until === null ? null : Date.parse(command.body.until);
    const known = command.body.ward === null ? undefined : view.get(persons, command.body.ward);
    const before = known && view.getBy(links, 'byPair', [known.id, guardian]);
    const ward = refuseUnaskable({
      guardian,
      ward: known?.id,
      guardiansOf: (person) => guardingOf(view, person, context.now)?.guardians ?? [],
      link: before?.state ?? null,
      wards: view.get(burdens, guardian)?.wards ?? 0,
      until,
      now: context.now,
    });
    const proven = guardProof(view, command, context, null);
    // From here the command must succeed.
    const id = before?.id ?? context.newId('guardianship');
    const present = guardingOf(view, ward, context.now)?.guardians ?? [];
    const name = (person: string) => view.get(persons, person)?.name ?? '';
    const asked = askChallenge(view, context, {
      kind: GUARDIANSHIP,
      subject: id,
      about: sha256Hex(
        JSON.stringify([GUARDIANSHIP, id, ward, guardian, relation, limits, until, context.now]),
      ),
      shown: { text: `${name(guardian)} asks to be a guardian of ${name(ward)}` },
      asker: guardian,
      device: command.actor.device ?? null,
      // By the question itself, not by a rule of the asker: who may say yes is looked at again when it counts.
      need: needOfGuardians(present.length > 0 ? present : [ward], null),
      reasons: [
        {
          rule: GUARDIAN,
          version: 0,
          because: present.length > 0 ? 'GUARDIANSHIP_OF_GUARDIANS' : 'GUARDIANSHIP_OF_WARD',
          details: { ward: name(ward), relation, ...(present.length > 0 ? {} : { limits }) },
        },
      ],
      expiresAt: context.now + ASK_LIFE_MS,
    });
    const link: Link = {
      id,
      ward,
      guardian,
      relation,
      state: before ? linkMachine.move(before.state, 'asked') : 'asked',
      limits,
      until,
      challenge: asked.challenge.id,
      code: null,
      askedAt: context.now,
      since: null,
      endedAt: null,
    };
    return {
      changes: [...proven, put(links, link), burden(view, guardian, 1), ...asked.changes],
      events: [linkEvent(link, [ward, guardian]), ...asked.events],
      effects: asked.effects,
      reply: askedView(link, (person) => ({ id: person, name: name(person) })),
    };
  },
});

/** Before the yes nothing is told of the ward: not who else guards him, nor what he spends. */
export function askedView(link: Link, brief: Brief): GuardianshipView {
  return {
    ward: brief(link.ward),
    guardians: [brief(link.guardian)],
    relation: link.relation,
    limits: link.limits,
    spentToday: { minor: '0', currency: link.limits.small.currency },
    state: 'asked',
    ...(link.until === null ? {} : { until: isoTime(link.until) }),
    challenge: link.challenge,
  };
}

export const guardingOf = (view: View, ward: string, now: Instant): Guarding | undefined =>
  ruleOf<Guarding>(view, ward, GUARDIAN, now)?.params;

export function burden(view: View, guardian: Id<'person'>, more: 1 | -1): Change {
  const { wards } = view.get(burdens, guardian) ?? { wards: 0 };
  return put(burdens, { guardian, wards: wards + more });
}

export function linkEvent(link: Link, audience: readonly string[]): JournalEvent {
  return {
    type: `guardianship.${link.state}`,
    object: link.id,
    audience: [...new Set(audience)],
    data: {
      ward: link.ward,
      guardian: link.guardian,
      state: link.state,
      relation: link.relation,
      ...(link.until === null ? {} : { until: isoTime(link.until) }),
      ...(link.code === null ? {} : { code: link.code }),
    },
  };
}

export const guardianshipAnswers: SubjectHandler = {
  async load(loader, asked) {
    await loader.fetch(
      links,
      asked.map(({ subject }) => subject),
    );
    const known = asked.flatMap(({ subject }) => loader.view.get(links, subject) ?? []);
    await loadPolicies(
      loader,
      known.flatMap(({ ward, guardian }) => [ward, guardian]),
    );
  },
  approved(view, challenge, context) {
    const link = askedLink(view, challenge);
    return isOvertaken(view, challenge, link, context.now)
      ? endAsked(view, context, link, 'GUARDIANSHIP_OVERTAKEN')
      : activate(view, context, link);
  },
  ended: (view, challenge, how, context) => endAsked(view, context, askedLink(view, challenge), endCode(how)),
};

function askedLink(view: View, challenge: Challenge): Link {
  const link = view.get(links, challenge.subject);
  if (link?.state !== 'asked' || link.challenge !== challenge.id)
    throw new Error('a challenge of a guardianship that is not asked');
  return link;
}

/** What was true when it was asked may have changed since (R9): above all, whose yes it needs. */
function isOvertaken(view: View, challenge: Challenge, link: Link, now: Instant): boolean {
  const guardiansOf = (person: Id<'person'>) => guardingOf(view, person, now)?.guardians ?? [];
  const present = guardiansOf(link.ward);
  const saidYes = challenge.leaves.find(({ state }) => state === 'yes')?.by;
  const entitled: readonly string[] = present.length > 0 ? present : [link.ward];
  return (
    !entitled.some((person) => person === saidYes) ||
    present.length >= MAX_GUARDIANS ||
    (link.until !== null && link.until <= now) ||
    isAbove(link.ward, link.guardian, guardiansOf)
  );
}

/** The first guardian's limits and end hold for all that come after him. */
function activate(view: View, context: DecisionContext, link: Link): SubjectDecision {
  const rule = ruleOf<Guarding>(view, link.ward, GUARDIAN, context.now);
  const until = rule ? rule.until : link.until;
  const guarding: Guarding = rule
    ? { ...rule.params, guardians: [...rule.params.guardians, link.guardian] }
    : { guardians: [link.guardian], relation: link.relation, limits: link.limits, guardedSince: context.now };
  const active: Link = {
    ...link,
    state: linkMachine.move(link.state, 'active'),
    relation: guarding.relation,
    until,
    since: context.now,
  };
  return {
    changes: [
      put(links, active),
      ...setRule(view, context, {
        person: link.ward,
        kind: GUARDIAN,
        setBy: link.guardian,
        params: guarding,
        until,
      }),
    ],
    events: [linkEvent(active, [link.ward, ...guarding.guardians])],
  };
}

function endAsked(view: View, { now }: DecisionContext, link: Link, code: string): SubjectDecision {
  const ended: Link = { ...link, state: linkMachine.move(link.state, 'ended'), code, endedAt: now };
  return {
    changes: [put(links, ended), burden(view, link.guardian, -1)],
    events: [linkEvent(ended, [link.ward, link.guardian])],
  };
}
