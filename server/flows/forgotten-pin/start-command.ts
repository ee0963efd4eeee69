/** `forgotten-pin.start`: is this a card of his own, known for long enough? Then the bank is asked whose it is. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { type Instant, isoTime } from '../../kernel/time.ts';
import { CODE_LIFE_MS } from '../../mechanisms/card-check/index.ts';
import { cardMarks, cards, isPayable, ownerMark } from '../../mechanisms/instruments/index.ts';
import {
  attempts,
  type Change,
  countFailure,
  defineCommand,
  put,
  refuseWhenLocked,
} from '../../mechanisms/journal/index.ts';
import { pins, realNames, recoveryAttempts, sessions } from '../../mechanisms/people/index.ts';
import { forgetSealed } from '../../mechanisms/vault/index.ts';
import type { RecoveryView } from './contract.ts';
import { RECOVERY_ATTEMPTS, recoveryMachine, settledAt, underWay } from './rules.ts';
import { latestRecoveries, type Recovery, recoveries } from './storage.ts';
import { moved, recoveryEvent, recoveryView } from './views.ts';

export type StartCommand = {
  /** Fingerprints: of the number, and of everything typed, so that the same key with other details is seen (R1). */
  readonly card: string;
  readonly typed: string;
};

export type StartFound = {
  /** The vault's reference of what was typed. */
  readonly details: Id<'vault'>;
  /** Whether the name typed is the person's registered real name. */
  readonly isOwnName: boolean;
  /** Whether any card is bound at all: decides the words of the refusal, never whether the card is the right one. */
  readonly hasCard: boolean;
  readonly waitMs: number;
};

export const startRecovery = defineCommand<StartCommand, RecoveryView>({
  kind: 'forgotten-pin.start',
  async load(loader, commands) {
    const people = commands.map(({ actor }) => actor.id);
    await Promise.all([
      loader.fetch(pins, people),
      loader.fetch(realNames, people),
      loader.fetch(latestRecoveries, people),
      loader.fetch(attempts, people.map(recoveryAttempts)),
      loader.fetch(
        sessions,
        commands.flatMap(({ actor }) => actor.session ?? []),
      ),
      loader.fetch(
        cardMarks,
        commands.map(({ body }) => ownerMark(body.card)),
      ),
    ]);
    await Promise.all([
      loader.fetch(
        cards,
        commands.flatMap(({ body }) => loader.view.get(cardMarks, ownerMark(body.card))?.instrument ?? []),
      ),
      loader.fetch(
        recoveries,
        people.flatMap((person) => loader.view.get(latestRecoveries, person)?.recovery ?? []),
      ),
    ]);
  },
  decide(view, { actor, body, ...command }, context) {
    const { now } = context;
    const found = command.found as StartFound;
    const person = actor.id as Id<'person'>;
    const tries = recoveryAttempts(person);
    refuseWhenLocked(view, tries, now);
    if (!view.get(pins, person)) return refuse('PIN_NOT_SET');
    if (!found.hasCard) return refuse('NO_BOUND_CARD');
    const owner = view.get(cardMarks, ownerMark(body.card));
    const card = owner?.instrument ? view.get(cards, owner.instrument) : undefined;
    const realName = view.get(realNames, person);
    const session = actor.session ? view.get(sessions, actor.session) : undefined;
    // Somebody else's card, one that was removed, an unknown one and another name: all the same, and all counted.
    if (!isPayable(card, person) || !realName || !found.isOwnName || !session) {
      const { change, left } = countFailure(view, tries, now, RECOVERY_ATTEMPTS);
      return refuse('PIN_CARD_WRONG', { left }, [change]);
    }
    const until = settledAt(
      { card: card.createdAt, realName: realName.setAt, signIn: session.openedAt },
      found.waitMs,
    );
    if (now < until) return refuse('PIN_RECOVERY_TOO_SOON', { until: isoTime(until) });
    const last = view.get(latestRecoveries, person);
    const before = last ? view.get(recoveries, last.recovery) : undefined;
    const known = underWay(before, { session: session.id, typed: body.typed, now });
    if (known) return { reply: recoveryView(known) };
    // From here the command must succeed.
    const recovery: Recovery = {
      id: context.newId('pinrecovery'),
      person,
      session: session.id,
      state: 'asking',
      instrument: card.id,
      last4: card.last4,
      typed: body.typed,
      details: found.details,
      verification: null,
      code: null,
      version: 1,
      createdAt: now,
      expiresAt: now + CODE_LIFE_MS,
      endedAt: null,
    };
    const replaced = replace(before, now);
    return {
      changes: [
        ...replaced.map((one): Change => put(recoveries, one)),
        put(recoveries, recovery),
        put(latestRecoveries, { person, recovery: recovery.id }),
      ],
      effects: [
        ...forgetSealed(before?.details),
        { task: 'forgotten-pin.ask', payload: { recovery: recovery.id } },
      ],
      events: [...replaced.map(recoveryEvent), recoveryEvent(recovery)],
      reply: recoveryView(recovery),
    };
  },
});

/** One journey at a time: what was proven for the one before is not good for this one. */
function replace(before: Recovery | undefined, now: Instant): Recovery[] {
  return before && !recoveryMachine.isFinal(before.state)
    ? [moved(before, 'replaced', { endedAt: now })]
    : [];
}
