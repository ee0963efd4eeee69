/** The commands of `forgotten-pin` after its start: what the bank said, a code, what the bank said to it, the new PIN. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { CODE_LIFE_MS, type CodeSent, refuseCode } from '../../mechanisms/card-check/index.ts';
import { loadPolicies, tellOfRecoveredPin } from '../../mechanisms/challenges/index.ts';
import { type Card, cards, payableCard } from '../../mechanisms/instruments/index.ts';
import {
  attempts,
  clearStreak,
  countFailure,
  defineCommand,
  type Loader,
  put,
  refuseWhenLocked,
  type View,
} from '../../mechanisms/journal/index.ts';
import {
  loadPinRecovery,
  recoverPin,
  recoveryAttempts,
  recoveryCodeAttempts,
} from '../../mechanisms/people/index.ts';
import { pushEffect } from '../../mechanisms/push/index.ts';
import { forgetSealed } from '../../mechanisms/vault/index.ts';
import type { RecoveryView } from './contract.ts';
import { NEW_PIN_LIFE_MS, RECOVERY_ATTEMPTS, refuseUnsettable, refuseUntriable } from './rules.ts';
import { type Recovery, recoveries } from './storage.ts';
import { moved, recoveryEvent, recoveryView } from './views.ts';

type RecoveryId = Id<'pinrecovery'>;

/** The recoveries, their cards, and the counters of their people. */
async function loadRecoveries(loader: Loader, ids: readonly RecoveryId[]): Promise<Recovery[]> {
  await loader.fetch(recoveries, ids);
  const known = ids.flatMap((id) => loader.view.get(recoveries, id) ?? []);
  await Promise.all([
    loader.fetch(
      cards,
      known.map(({ instrument }) => instrument),
    ),
    loader.fetch(
      attempts,
      known.flatMap(({ person }) => [recoveryAttempts(person), recoveryCodeAttempts(person)]),
    ),
  ]);
  return known;
}

/** The card is looked at again at each step: one that was removed meanwhile proves nothing (R9). */
function refuseWithoutCard(view: View, { instrument, person }: Recovery): void {
  payableCard(view.get<Card>(cards, instrument), person);
}

/** The bank has looked at the details: it sent its code, or it declined. */
export const answerRecovery = defineCommand<{ recovery: RecoveryId; answer: CodeSent }, RecoveryView>({
  kind: 'forgotten-pin.answered',
  async load(loader, commands) {
    await loadRecoveries(
      loader,
      commands.map(({ body }) => body.recovery),
    );
  },
  decide(view, { body }, { now }) {
    const recovery = view.get(recoveries, body.recovery);
    if (!recovery) return refuse('NOT_FOUND');
    if (recovery.state !== 'asking') return { reply: recoveryView(recovery) };
    const { answer } = body;
    const next =
      answer.state === 'code-sent'
        ? moved(recovery, 'unverified', {
            verification: answer.verification,
            expiresAt: now + CODE_LIFE_MS,
          })
        : moved(recovery, 'declined', { code: answer.code, endedAt: now });
    const { person } = recovery;
    // A code that was sent counts as well: nobody's telephone is made to ring all day.
    const counted =
      next.code === 'NO_ANSWER'
        ? []
        : [countFailure(view, recoveryAttempts(person), now, RECOVERY_ATTEMPTS).change];
    const told =
      next.state === 'unverified' ? [pushEffect({ people: [person], notice: 'pin-recovery.begun' })] : [];
    return {
      changes: [put(recoveries, next), ...counted],
      effects: [...forgetSealed(recovery.details), ...told],
      events: [recoveryEvent(next)],
      reply: recoveryView(next),
    };
  },
});

export type TryCommand = {
  readonly recovery: RecoveryId;
  /** The mark of the code: never the code (R12). */
  readonly mark: string;
};

/** Before the bank is asked about a code: may it be tried at all? */
export const tryCode = defineCommand<TryCommand, { readonly verification: string }>({
  kind: 'forgotten-pin.try',
  async load(loader, commands) {
    await loadRecoveries(
      loader,
      commands.map(({ body }) => body.recovery),
    );
  },
  decide(view, { actor, body }, { now }) {
    const asker = { person: actor.id, session: actor.session };
    const recovery = refuseUntriable(view.get(recoveries, body.recovery), asker, now);
    refuseWhenLocked(view, recoveryCodeAttempts(recovery.person), now);
    refuseWithoutCard(view, recovery);
    return { reply: { verification: recovery.verification ?? '' } };
  },
});

export type JudgedCommand = TryCommand & {
  readonly answer: { readonly state: 'verified' } | { readonly state: 'declined'; readonly code: string };
};

/** The bank has judged a code. */
export const judgeCode = defineCommand<JudgedCommand, RecoveryView>({
  kind: 'forgotten-pin.judged',
  async load(loader, commands) {
    await loadRecoveries(
      loader,
      commands.map(({ body }) => body.recovery),
    );
  },
  decide(view, { body }, { now }) {
    const found = view.get(recoveries, body.recovery) ?? refuse('NOT_FOUND');
    const recovery = refuseUntriable(found, found, now);
    const counter = recoveryCodeAttempts(recovery.person);
    refuseWhenLocked(view, counter, now);
    if (body.answer.state === 'declined')
      return refuseCode(view, { counter, bankCode: body.answer.code, now });
    refuseWithoutCard(view, recovery);
    // From here the command must succeed.
    const next = moved(recovery, 'verified', { expiresAt: now + NEW_PIN_LIFE_MS });
    return {
      changes: [put(recoveries, next), ...clearStreak(view, counter)],
      events: [recoveryEvent(next)],
      reply: recoveryView(next),
    };
  },
});

export type SetForgottenPin = { readonly recovery: RecoveryId; readonly mark: string };

/** The new PIN. `found.hash`: its hash; `mark`: so that the same key with another PIN is seen (R1). */
export const setForgottenPin = defineCommand<SetForgottenPin, RecoveryView>({
  kind: 'forgotten-pin.set',
  async load(loader, commands) {
    const known = await loadRecoveries(
      loader,
      commands.map(({ body }) => body.recovery),
    );
    const people = known.map(({ person }) => person);
    await Promise.all([loadPinRecovery(loader, people), loadPolicies(loader, people)]);
  },
  decide(view, { actor, body, found }, context) {
    const { now } = context;
    const asker = { person: actor.id, session: actor.session };
    const recovery = refuseUnsettable(view.get(recoveries, body.recovery), asker, now);
    refuseWithoutCard(view, recovery);
    const { person } = recovery;
    const told = tellOfRecoveredPin(view, context, person);
    const renewed = recoverPin(view, context, { person, hash: String(found?.hash) });
    // From here the command must succeed.
    const next = moved(recovery, 'done', { endedAt: now });
    return {
      changes: [
        put(recoveries, next),
        ...renewed.changes,
        ...clearStreak(view, recoveryAttempts(person)),
        ...clearStreak(view, recoveryCodeAttempts(person)),
        ...told.changes,
      ],
      effects: [pushEffect({ people: [person], notice: 'pin-recovery.done' }), ...told.effects],
      events: [...renewed.events, recoveryEvent(next), ...told.events],
      reply: recoveryView(next),
    };
  },
});
