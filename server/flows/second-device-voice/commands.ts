/** `second-device.set`: a person sets, tightens or loosens his own rule; and how a loosening ends. */
import type { Id } from '../../kernel/id.ts';
import type { MoneyJson } from '../../kernel/money.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import {
  askChallenge,
  type Challenge,
  loadPolicies,
  ruleOf,
  type SubjectDecision,
  type SubjectHandler,
  setRule,
  withdrawChallenge,
} from '../../mechanisms/challenges/index.ts';
import {
  type Change,
  type Command,
  type DecisionContext,
  defineCommand,
  type JournalEvent,
  type Json,
  put,
  sha256Hex,
  type View,
} from '../../mechanisms/journal/index.ts';
import { devices, guardProof, loadProof, persons } from '../../mechanisms/people/index.ts';
import { SECOND_DEVICE } from './contract.ts';
import {
  judgeWish,
  type Level,
  LIFE_MS,
  type Loosening,
  looseningsOf,
  needOf,
  OFF_DELAY_MS,
  wishMachine,
} from './rules.ts';
import { type Wish, wishes } from './storage.ts';

export type SetLevel = {
  readonly person: Id<'person'>;
  /** null: no second device any more. */
  readonly level: { readonly above: MoneyJson; readonly devices: readonly Id<'device'>[] } | null;
};
export type SetLevelReply = { readonly state: 'set' | 'asked' | 'later' };

export const setLevel = defineCommand<SetLevel, SetLevelReply>({
  kind: 'second-device.set',
  async load(loader, commands) {
    const people = commands.map(({ body }) => body.person);
    await Promise.all([
      loadProof(loader, commands),
      loadPolicies(loader, people),
      loader.fetch(wishes, people),
      loader.fetch(persons, people),
      loader.fetch(
        devices,
        commands.flatMap(({ body }) => body.level?.devices ?? []),
      ),
    ]);
  },
  decide(view, command, context) {
    const { person, level: after } = command.body;
    const asking = command.actor.device ?? null;
    const rule = ruleOf<Level>(view, person, SECOND_DEVICE, context.now);
    // Which devices are signed in was looked up when it was asked; it decides only whom to ask, never whether.
    const signedIn = command.found?.signedIn as readonly string[] | undefined;
    const verdict = judgeWish({
      before: rule?.params ?? null,
      after,
      asking,
      isOwn: (device) => view.get(devices, device)?.person === person,
      isSignedIn: (device) => signedIn?.includes(device) ?? false,
    });
    const proven = guardProof(view, command, context, null);
    // From here the command must succeed.
    const replaced = dropWaiting(view, context, person);
    if (typeof verdict === 'object') {
      const asked = askLoosening(view, command, context, verdict.ask);
      return {
        changes: [...proven, ...replaced.changes, ...asked.changes],
        events: [...replaced.events, ...asked.events],
        reply: { state: 'asked' },
      };
    }
    const made =
      verdict === 'now' || !rule
        ? applyLevel(view, context, person, after)
        : applyLevel(view, context, person, rule.params, context.now + OFF_DELAY_MS);
    return {
      changes: [...proven, ...replaced.changes, ...made.changes],
      events: [...replaced.events, ...made.events],
      reply: { state: verdict === 'now' ? 'set' : 'later' },
    };
  },
});

function askLoosening(
  view: View,
  { actor, body }: Command<SetLevel>,
  context: DecisionContext,
  among: readonly Id<'device'>[],
) {
  const id = context.newId('wish');
  const { person, level } = body;
  const before = ruleOf<Level>(view, person, SECOND_DEVICE, context.now);
  const { challenge, changes, events, effects } = askChallenge(view, context, {
    kind: SECOND_DEVICE,
    subject: id,
    about: sha256Hex(JSON.stringify([SECOND_DEVICE, id, person, level])),
    // What it is about stands in the reasons: both sides read them in their own language.
    shown: {},
    asker: person,
    device: actor.device ?? null,
    need: needOf(person, among),
    reasons: looseningsOf(before?.params ?? null, level).map((one) => ({
      rule: SECOND_DEVICE,
      version: before?.version ?? 0,
      because: one.because,
      details: detailsOf(view, one),
    })),
    expiresAt: context.now + LIFE_MS,
  });
  const wish: Wish = {
    person,
    id,
    state: 'waiting',
    level: { set: level },
    challenge: challenge.id,
    askedAt: context.now,
  };
  return { changes: [...changes, put(wishes, wish)], events, effects };
}

function detailsOf(view: View, one: Loosening): Readonly<Record<string, Json>> {
  if (one.because === 'LEVEL_RAISED') return { above: one.above };
  return one.because === 'DEVICE_ADDED' ? { device: view.get(devices, one.device)?.name ?? '' } : {};
}

/** A wish that waits gives way to whatever its person wants next. */
function dropWaiting(view: View, context: DecisionContext, person: Id<'person'>) {
  const wish = view.get(wishes, person);
  if (wish?.state !== 'waiting') return { changes: [], events: [] };
  const { changes, events } = withdrawChallenge(view, context, wish.challenge);
  return { changes: [...changes, put(wishes, endedWish(wish, 'dropped'))], events };
}

const endedWish = (wish: Wish, state: 'made' | 'dropped'): Wish => ({
  ...wish,
  state: wishMachine.move(wish.state, state),
});

function applyLevel(
  view: View,
  context: DecisionContext,
  person: Id<'person'>,
  level: Level | null,
  until: Instant | null = null,
): { changes: Change[]; events: JournalEvent[] } {
  const ends = until === null ? {} : { endsAt: isoTime(until) };
  return {
    changes: setRule(view, context, { person, kind: SECOND_DEVICE, setBy: person, params: level, until }),
    events: [
      {
        type: 'second-device.changed',
        object: person,
        audience: [person],
        data: level === null ? { above: null } : { above: level.above, devices: level.devices, ...ends },
      },
    ],
  };
}

export const looseningApproval: SubjectHandler = {
  load: (loader, asked) =>
    loader.fetch(
      wishes,
      asked.map(({ asker }) => asker),
    ),
  approved(view, challenge, context): SubjectDecision {
    const wish = waitingFor(view, challenge);
    const made = applyLevel(view, context, wish.person, wish.level.set);
    return { changes: [put(wishes, endedWish(wish, 'made')), ...made.changes], events: made.events };
  },
  ended: (view, challenge) => ({
    changes: [put(wishes, endedWish(waitingFor(view, challenge), 'dropped'))],
  }),
};

function waitingFor(view: View, challenge: Challenge): Wish {
  const wish = view.get(wishes, challenge.asker);
  if (!wish || wish.id !== challenge.subject) throw new Error('a challenge of a wish that was replaced');
  return wish;
}
