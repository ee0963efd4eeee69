/** The commands of binding: begin, what the bank said, try a code, what the bank said to it, remove. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { CODE_LIFE_MS, type CodeSent, refuseCode } from '../../mechanisms/card-check/index.ts';
import {
  attemptMark,
  type Card,
  cardMachine,
  cardMarks,
  cards,
  displayOfCard,
  ownerMark,
} from '../../mechanisms/instruments/index.ts';
import {
  attemptId,
  attempts,
  type Change,
  clearStreak,
  countFailure,
  defineCommand,
  type JournalEvent,
  put,
  refuseWhenLocked,
} from '../../mechanisms/journal/index.ts';
import { pushEffect } from '../../mechanisms/push/index.ts';
import { forgetSealed } from '../../mechanisms/vault/index.ts';
import type { InstrumentView } from './contract.ts';
import { BIND_ATTEMPTS, knownBinding, refuseUntriable } from './rules.ts';

type InstrumentId = Id<'instrument'>;
const bindAttempts = (person: string) => attemptId(person, 'bind-card');
const codeAttempts = (instrument: string) => attemptId(instrument, 'code');

export type StartCommand = {
  readonly person: Id<'person'>;
  /** Fingerprints: of the number, and of everything typed, so that the same key with other details is seen (R1). */
  readonly card: string;
  readonly details: string;
  readonly last4: string;
  readonly brand: string;
  readonly holder: string;
};

/** `found.details`: the vault's reference of what was typed. */
export const startBinding = defineCommand<StartCommand, InstrumentView>({
  kind: 'bind-card.start',
  async load(loader, commands) {
    await Promise.all([
      loader.fetch(
        attempts,
        commands.map(({ body }) => bindAttempts(body.person)),
      ),
      loader.fetch(
        cardMarks,
        commands.flatMap(({ body }) => [ownerMark(body.card), attemptMark(body.person, body.card)]),
      ),
    ]);
    const latest = commands.flatMap(
      ({ body }) => loader.view.get(cardMarks, attemptMark(body.person, body.card))?.instrument ?? [],
    );
    await loader.fetch(cards, latest);
  },
  decide(view, command, context) {
    const { body } = command;
    const { now } = context;
    refuseWhenLocked(view, bindAttempts(body.person), now);
    const mark = view.get(cardMarks, attemptMark(body.person, body.card));
    const known = knownBinding({
      person: body.person,
      now,
      owner: view.get(cardMarks, ownerMark(body.card)),
      latest: mark?.instrument ? view.get(cards, mark.instrument) : undefined,
    });
    if (known === 'somebody-else') {
      return refuse('CARD_REFUSED', {}, [
        countFailure(view, bindAttempts(body.person), now, BIND_ATTEMPTS).change,
      ]);
    }
    if (known) return { reply: instrumentView(known) };
    // From here the command must succeed.
    const card: Card = {
      id: context.newId('instrument'),
      person: body.person,
      state: 'asking',
      last4: body.last4,
      brand: body.brand,
      cardKind: 'card',
      bankName: '',
      holder: body.holder,
      fingerprint: body.card,
      details: command.found?.details as Id<'vault'>,
      token: null,
      verification: null,
      code: null,
      version: 1,
      createdAt: now,
      expiresAt: now + CODE_LIFE_MS,
      endedAt: null,
    };
    return {
      changes: [
        put(cards, card),
        put(cardMarks, {
          mark: attemptMark(card.person, card.fingerprint),
          instrument: card.id,
          person: card.person,
        }),
      ],
      effects: [{ task: 'bind-card.ask', payload: { instrument: card.id } }],
      events: [cardEvent('instrument.asking', card)],
      reply: instrumentView(card),
    };
  },
});

export type AnsweredCommand = {
  readonly instrument: InstrumentId;
  readonly answer: CodeSent;
};

/** The bank has looked at the details: it sent its code, or it declined. */
export const answerBinding = defineCommand<AnsweredCommand, InstrumentView>({
  kind: 'bind-card.answered',
  async load(loader, commands) {
    await loader.fetch(
      cards,
      commands.map(({ body }) => body.instrument),
    );
    await loader.fetch(
      attempts,
      commands.flatMap(({ body }) => {
        const card = loader.view.get(cards, body.instrument);
        return card ? [bindAttempts(card.person)] : [];
      }),
    );
  },
  decide(view, { body }, { now }) {
    const card = view.get(cards, body.instrument);
    if (!card) return refuse('NOT_FOUND');
    if (card.state !== 'asking') return { reply: instrumentView(card) };
    if (body.answer.state === 'code-sent') {
      const next: Card = {
        ...changed(card, 'unverified'),
        verification: body.answer.verification,
        expiresAt: now + CODE_LIFE_MS,
      };
      return {
        changes: [put(cards, next)],
        events: [cardEvent('instrument.unverified', next)],
        reply: instrumentView(next),
      };
    }
    const next: Card = { ...changed(card, 'declined'), details: null, code: body.answer.code, endedAt: now };
    const counted: Change[] =
      body.answer.code === 'NO_ANSWER'
        ? []
        : [countFailure(view, bindAttempts(card.person), now, BIND_ATTEMPTS).change];
    return {
      changes: [put(cards, next), ...counted],
      effects: forgetSealed(card.details),
      events: [cardEvent('instrument.declined', next)],
      reply: instrumentView(next),
    };
  },
});

export type TryCommand = {
  readonly instrument: InstrumentId;
  readonly person: Id<'person'>;
  /** A fingerprint of the code and the card: never the code (R12). */
  readonly attempt: string;
};

/** Before the bank is asked about a code: may it be tried at all? */
export const tryCode = defineCommand<TryCommand, { readonly verification: string }>({
  kind: 'bind-card.try',
  async load(loader, commands) {
    const ids = commands.map(({ body }) => body.instrument);
    await Promise.all([loader.fetch(cards, ids), loader.fetch(attempts, ids.map(codeAttempts))]);
  },
  decide(view, { body }, { now }) {
    const card = refuseUntriable(view.get(cards, body.instrument), body.person, now);
    refuseWhenLocked(view, codeAttempts(card.id), now);
    return { reply: { verification: card.verification ?? '' } };
  },
});

export type JudgedCommand = {
  readonly instrument: InstrumentId;
  readonly attempt: string;
  readonly answer:
    | {
        readonly state: 'verified';
        readonly last4: string;
        readonly brand: string;
        readonly kind: 'debit' | 'credit';
        readonly bankName: string;
      }
    | { readonly state: 'declined'; readonly code: string };
};

/** The bank has judged a code. `found.token`: the vault's reference of the card's token. */
export const judgeCode = defineCommand<JudgedCommand, InstrumentView>({
  kind: 'bind-card.judged',
  async load(loader, commands) {
    const ids = commands.map(({ body }) => body.instrument);
    await Promise.all([loader.fetch(cards, ids), loader.fetch(attempts, ids.map(codeAttempts))]);
    const known = ids.flatMap((id) => loader.view.get(cards, id) ?? []);
    await Promise.all([
      loader.fetch(
        cardMarks,
        known.map((card) => ownerMark(card.fingerprint)),
      ),
      loader.fetch(
        attempts,
        known.map((card) => bindAttempts(card.person)),
      ),
    ]);
  },
  decide(view, command, context) {
    const { body } = command;
    const { now } = context;
    const found = view.get(cards, body.instrument);
    const card = refuseUntriable(found, found?.person ?? '', now);
    refuseWhenLocked(view, codeAttempts(card.id), now);
    if (body.answer.state === 'declined') {
      return refuseCode(view, { counter: codeAttempts(card.id), bankCode: body.answer.code, now });
    }
    const owner = view.get(cardMarks, ownerMark(card.fingerprint));
    if (owner?.instrument && owner.person !== card.person) return refuse('CARD_REFUSED');
    // From here the command must succeed.
    const next: Card = {
      ...changed(card, 'bound'),
      last4: body.answer.last4,
      brand: body.answer.brand,
      cardKind: body.answer.kind,
      bankName: body.answer.bankName,
      details: null,
      token: command.found?.token as Id<'vault'>,
    };
    return {
      changes: [
        put(cards, next),
        put(cardMarks, { mark: ownerMark(card.fingerprint), instrument: card.id, person: card.person }),
        ...clearStreak(view, codeAttempts(card.id)),
        ...clearStreak(view, bindAttempts(card.person)),
      ],
      effects: [
        ...forgetSealed(card.details),
        pushEffect({ people: [card.person], notice: 'instrument.bound' }),
      ],
      events: [cardEvent('instrument.bound', next)],
      reply: instrumentView(next),
    };
  },
});

/** Removing a card: its token is destroyed, so nothing under way can use it any more (R9). */
export const removeCard = defineCommand<
  { readonly instrument: InstrumentId; readonly person: Id<'person'> },
  InstrumentView
>({
  kind: 'bind-card.remove',
  async load(loader, commands) {
    await loader.fetch(
      cards,
      commands.map(({ body }) => body.instrument),
    );
    const known = commands.flatMap(({ body }) => loader.view.get(cards, body.instrument) ?? []);
    await loader.fetch(
      cardMarks,
      known.map((card) => ownerMark(card.fingerprint)),
    );
  },
  decide(view, { body }, { now }) {
    const card = view.get(cards, body.instrument);
    if (!card || card.person !== body.person) return refuse('NOT_FOUND');
    const next: Card = { ...changed(card, 'revoked'), details: null, token: null, endedAt: now };
    const mark = view.get(cardMarks, ownerMark(card.fingerprint));
    return {
      changes: [
        put(cards, next),
        ...(mark?.instrument === card.id
          ? [put(cardMarks, { ...mark, instrument: null, person: null })]
          : []),
      ],
      effects: forgetSealed(card.details, card.token),
      events: [cardEvent('instrument.revoked', next)],
      reply: instrumentView(next),
    };
  },
});

/** By the sweeper: a code that came too late is refused by the time itself (R3); this clears what was typed from the vault. */
export const expireBinding = defineCommand<{ readonly instrument: InstrumentId }, InstrumentView>({
  kind: 'bind-card.expire',
  load: (loader, commands) =>
    loader.fetch(
      cards,
      commands.map(({ body }) => body.instrument),
    ),
  decide(view, { body }, { now }) {
    const card = view.get(cards, body.instrument);
    if (!card) return refuse('NOT_FOUND');
    if (card.state !== 'unverified' || now < card.expiresAt) return refuse('CONFLICT', { state: card.state });
    const next: Card = { ...changed(card, 'expired'), details: null, endedAt: now };
    return {
      changes: [put(cards, next)],
      effects: forgetSealed(card.details),
      events: [cardEvent('instrument.expired', next)],
      reply: instrumentView(next),
    };
  },
});

function changed(card: Card, to: Card['state']): Card {
  return { ...card, state: cardMachine.move(card.state, to), version: card.version + 1 };
}

function cardEvent(type: string, card: Card): JournalEvent {
  return { type, object: card.id, audience: [card.person], data: instrumentView(card) };
}

export function instrumentView(card: Card): InstrumentView {
  return {
    id: card.id,
    kind: 'card',
    state: card.state,
    last4: card.last4,
    brand: card.brand,
    cardKind: card.cardKind,
    bankName: card.bankName,
    holder: card.holder,
    version: card.version,
    ...(card.state === 'asking' || card.state === 'unverified' ? { expiresAt: isoTime(card.expiresAt) } : {}),
    createdAt: isoTime(card.createdAt),
    display: displayOfCard(card),
  };
}
