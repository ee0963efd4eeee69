/** `supervision.ask`, `.leave`, `.end`: how supervision begins and ends. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import {
  activeRules,
  askChallenge,
  policies,
  type Question,
  ruleOf,
  setRule,
  withdrawChallenge,
} from '../../mechanisms/challenges/index.ts';
import {
  type Command,
  type DecisionContext,
  defineCommand,
  type JournalEvent,
  type Loader,
  put,
  sha256Hex,
  type View,
} from '../../mechanisms/journal/index.ts';
import { guardProof, loadProof, persons } from '../../mechanisms/people/index.ts';
import { SUPERVISION, SUPERVISION_END, SUPERVISOR } from './contract.ts';
import {
  ASK_LIFE_MS,
  approverOf,
  LEAVE_DELAY_MS,
  refuseUnfit,
  type Supervised,
  type SupervisionState,
  supervisionMachine,
} from './rules.ts';
import { type Supervision, supervisions } from './storage.ts';

export type Reply = { readonly id: string; readonly state: SupervisionState };
export const replyOf = ({ id, state }: Supervision): Reply => ({ id, state });

export type AskSupervision = {
  readonly payer: Id<'person'>;
  /** null: nobody has this number. */
  readonly supervisor: Id<'person'> | null;
};

/** A wish that has not been answered yet gives way to the next. */
export const askSupervision = defineCommand<AskSupervision, Reply>({
  kind: 'supervision.ask',
  load: (loader, commands) => loadFacts(loader, commands, ({ supervisor }) => supervisor),
  decide(view, command, context) {
    const { payer, supervisor: wished } = command.body;
    const before = presentOf(view, payer, context);
    if (before && before.state !== 'asked') refuse('SUPERVISED_ALREADY');
    const supervisor = refuseUnfit(candidateOf(view, payer, wished, context));
    const proven = guardProof(view, command, context, null);
    // From here the command must succeed.
    const id = context.newId('supervision');
    // Whatever question is still open about the last supervision is about nothing any more.
    const last = view.get(supervisions, payer)?.challenge;
    const replaced = last ? withdrawChallenge(view, context, last) : { changes: [], events: [] };
    const asked = askChallenge(view, context, {
      ...questionOf(command, { kind: SUPERVISION, id, payer, supervisor }),
      reasons: [{ rule: SUPERVISOR, version: 0, because: 'ASKED_TO_SUPERVISE', details: {} }],
      need: { approver: approverOf(supervisor, null) },
      expiresAt: context.now + ASK_LIFE_MS,
    });
    const record: Supervision = {
      payer,
      id,
      supervisor,
      state: 'asked',
      challenge: asked.challenge.id,
      askedAt: context.now,
      endsAt: null,
      refused: null,
      resignedAt: null,
    };
    return {
      changes: [...proven, ...replaced.changes, ...asked.changes, put(supervisions, record)],
      events: [...replaced.events, ...asked.events, supervisionEvent(record)],
      effects: asked.effects,
      reply: replyOf(record),
    };
  },
});

/** Asked again it changes nothing: neither the 24 hours nor the question to the supervisor begin anew. */
export const leaveSupervision = defineCommand<{ readonly payer: Id<'person'> }, Reply>({
  kind: 'supervision.leave',
  load: (loader, commands) => loadFacts(loader, commands, () => null),
  decide(view, command, context) {
    const { payer } = command.body;
    const before = presentOf(view, payer, context);
    const rule = ruleOf<Supervised>(view, payer, SUPERVISOR, context.now);
    if (!before || !rule) return refuse('NOT_FOUND');
    const proven = guardProof(view, command, context, null);
    // From here the command must succeed.
    if (before.state === 'leaving') return { changes: proven, reply: replyOf(before) };
    const { supervisor } = before;
    const endsAt = context.now + LEAVE_DELAY_MS;
    const asked = askChallenge(view, context, {
      ...questionOf(command, { kind: SUPERVISION_END, id: before.id, payer, supervisor }),
      reasons: [
        {
          rule: SUPERVISOR,
          version: rule.version,
          because: 'ASKED_TO_LET_GO',
          details: { endsAt: isoTime(endsAt) },
        },
      ],
      need: { approver: approverOf(supervisor) },
      expiresAt: endsAt,
    });
    const record: Supervision = {
      ...before,
      state: supervisionMachine.move(before.state, 'leaving'),
      challenge: asked.challenge.id,
      endsAt,
    };
    const params: Supervised = { ...rule.params, leaving: true };
    return {
      changes: [
        ...proven,
        ...asked.changes,
        ...setRule(view, context, { person: payer, kind: SUPERVISOR, setBy: payer, params, until: endsAt }),
        put(supervisions, record),
      ],
      events: [...asked.events, supervisionEvent(record)],
      effects: asked.effects,
      reply: replyOf(record),
    };
  },
});

/** After the 24 hours, by the platform. The rule has judged nothing since `endsAt`; this clears it away. */
export const endSupervision = defineCommand<{ readonly payer: Id<'person'> }, Reply>({
  kind: 'supervision.end',
  load: (loader, commands) => loadFacts(loader, commands, () => null),
  decide(view, { actor, body }, context) {
    if (actor.id !== 'platform') refuse('FORBIDDEN');
    const before = view.get(supervisions, body.payer);
    if (before?.state !== 'leaving' || before.endsAt === null || context.now < before.endsAt) {
      return refuse('CONFLICT', { state: before?.state ?? 'unknown' });
    }
    const { record, changes, events } = endedSupervision(view, context, before);
    return { changes, events, reply: replyOf(record) };
  },
});

/** `deputies`: who stood in for the supervisor and hears of it as well. */
export function endedSupervision(
  view: View,
  context: DecisionContext,
  before: Supervision,
  resigned?: { readonly deputies: readonly string[] },
) {
  const { payer } = before;
  const record: Supervision = {
    ...before,
    state: supervisionMachine.move(before.state, 'ended'),
    challenge: null,
    endsAt: null,
    resignedAt: resigned ? context.now : null,
  };
  const off =
    before.state === 'asked'
      ? []
      : setRule(view, context, { person: payer, kind: SUPERVISOR, setBy: before.supervisor, params: null });
  return {
    record,
    changes: [...off, put(supervisions, record)],
    events: [supervisionEvent(record, resigned?.deputies)],
  };
}

async function loadFacts<B extends { readonly payer: string }>(
  loader: Loader,
  commands: readonly Command<B>[],
  otherOf: (body: B) => string | null,
): Promise<void> {
  const people = commands.flatMap(({ body }) => [body.payer, otherOf(body) ?? body.payer]);
  await Promise.all([
    loadProof(
      loader,
      commands.filter(({ found }) => found !== undefined),
    ),
    loader.fetch(policies, people),
    loader.fetch(persons, people),
    loader.fetch(
      supervisions,
      commands.map(({ body }) => body.payer),
    ),
  ]);
}

/** Undefined when there is none, or the last one has ended (swept or not). */
export function presentOf(
  view: View,
  payer: string,
  { now }: Pick<DecisionContext, 'now'>,
): Supervision | undefined {
  const record = view.get(supervisions, payer);
  if (!record || record.state === 'ended') return undefined;
  return record.endsAt !== null && now >= record.endsAt ? undefined : record;
}

export function candidateOf(
  view: View,
  payer: Id<'person'>,
  person: Id<'person'> | null,
  { now }: DecisionContext,
) {
  const known = person !== null && view.get(persons, person) !== undefined ? person : null;
  return { payer, person: known, rules: known ? activeRules(view.get(policies, known), now) : [] };
}

function questionOf(
  { actor }: Pick<Command<unknown>, 'actor'>,
  of: {
    readonly kind: string;
    readonly id: string;
    readonly payer: Id<'person'>;
    readonly supervisor: Id<'person'>;
  },
): Pick<Question, 'kind' | 'subject' | 'about' | 'shown' | 'asker' | 'device'> {
  return {
    kind: of.kind,
    subject: of.id,
    about: sha256Hex(JSON.stringify([of.kind, of.id, of.payer, of.supervisor])),
    // Kind, asker and reason say it all, in the reader's own language.
    shown: {},
    asker: of.payer,
    device: actor.device ?? null,
  };
}

export function supervisionEvent(
  record: Supervision,
  deputies: readonly string[] = [],
  type: string = record.state,
): JournalEvent {
  return {
    type: `supervision.${type}`,
    object: record.id,
    audience: [record.payer, record.supervisor, ...deputies],
    data: {
      id: record.id,
      payer: record.payer,
      supervisor: record.supervisor,
      state: record.state,
      ...(record.endsAt === null ? {} : { endsAt: isoTime(record.endsAt) }),
      ...(record.resignedAt === null ? {} : { resignedAt: isoTime(record.resignedAt) }),
    },
  };
}
