/** Commands of a person about himself: name, real name, PIN, payment sessions; and the operators' unlock. */
import type { Id } from '../../kernel/id.ts';
import { type MoneyJson, parseMoney } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime, MINUTE_MS } from '../../kernel/time.ts';
import { type Actor, attempts, clearCount, defineCommand, put } from '../journal/index.ts';
import { loadOperators, requireOperator } from './guard.ts';
import { pinAttempts, recoveryAttempts, recoveryCodeAttempts } from './pin-recovery.ts';
import { guardPayerPin, loadProof } from './proof.ts';
import { newPerson, registeredEvent, signInAttempts } from './session-commands.ts';
import {
  type PersonLocale,
  paymentSessions,
  paymentSessionsSpent,
  persons,
  pins,
  realNames,
} from './tables.ts';

export const PAYMENT_SESSION_MS = 5 * MINUTE_MS;

export type PersonView = {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly locale: string;
};

/** The platform registers a person without a sign-in (demo, imports). Answers the person that has the phone already. */
export const registerPerson = defineCommand<
  { phone: string; name: string; locale: PersonLocale },
  PersonView
>({
  kind: 'person.register',
  load: (loader, commands) =>
    loader.fetchBy(
      persons,
      'byPhone',
      commands.map(({ body }) => [body.phone]),
    ),
  decide(view, { actor, body }, context) {
    if (actor.id !== 'platform') refuse('FORBIDDEN');
    const known = view.getBy(persons, 'byPhone', [body.phone]);
    const person = known ?? newPerson(context, body);
    return {
      changes: known ? [] : [put(persons, person)],
      events: known ? [] : [registeredEvent(person)],
      reply: { id: person.id, name: person.name, phone: person.phone, locale: person.locale },
    };
  },
});

/** The name or the language of messages, or both. Its kind says less than it does: what is in the journal keeps its name. */
export const changePerson = defineCommand<{ name?: string; locale?: PersonLocale }, PersonView>({
  kind: 'person.rename',
  load: (loader, commands) =>
    loader.fetch(
      persons,
      commands.map(({ actor }) => actor.id),
    ),
  decide(view, { actor, body }) {
    const before = view.get(persons, actor.id) ?? refuse('NOT_FOUND');
    const person = {
      ...before,
      ...(body.name ? { name: body.name.trim() } : {}),
      ...(body.locale ? { locale: body.locale } : {}),
    };
    return {
      changes: [put(persons, person)],
      events:
        person.name === before.name
          ? []
          : [
              {
                type: 'person.renamed',
                object: person.id,
                audience: [person.id],
                data: { name: person.name },
              },
            ],
      reply: { id: person.id, name: person.name, phone: person.phone, locale: person.locale },
    };
  },
});

type SetPinCommand = {
  readonly change: boolean;
  /** Of the new PIN (`hashNewPin`); the platform's own commands have none. */
  readonly mark?: string;
  readonly person?: Id<'person'>;
};

/**
 * Sets or changes the PIN. `found.hash` is the new one's hash; changing needs the check of the current one in
 * `found.proof`, counted like any PIN check (R13).
 */
export const setPin = defineCommand<SetPinCommand, { hasPin: true }>({
  kind: 'pin.set',
  async load(loader, commands) {
    await loader.fetch(pins, commands.map(subjectOf));
    await loadProof(
      loader,
      commands.filter(({ found }) => found?.proof),
    );
  },
  decide(view, command, context) {
    const person = subjectOf(command);
    const before = view.get(pins, person);
    if (before && !command.found?.proof && command.actor.id !== 'platform') refuse('CURRENT_PIN_NEEDED');
    const proven = command.found?.proof ? guardPayerPin(view, command, context) : [];
    // From here the command must succeed.
    const hash = String(command.found?.hash);
    return {
      changes: [
        ...proven,
        put(pins, {
          person,
          hash,
          version: (before?.version ?? 0) + 1,
          setAt: context.now,
          // Another PIN does not end what holds for one that was set anew with a card.
          recoveredAt: before?.recoveredAt ?? null,
        }),
      ],
      events: [
        { type: 'pin.set', object: person, audience: [person], data: { changed: before !== undefined } },
      ],
      reply: { hasPin: true as const },
    };
  },
});

/** Whether this is the PIN, counted like any PIN check (R13). It opens nothing: the act that follows asks for the PIN again. */
export const checkPin = defineCommand<Record<string, never>, { hasPin: true }>({
  kind: 'pin.check',
  load: (loader, commands) => loadProof(loader, commands),
  decide: (view, command, context) => ({
    changes: guardPayerPin(view, command, context),
    reply: { hasPin: true as const },
  }),
});

export type SetRealNameFound = {
  readonly name: Id<'vault'>;
  readonly idNumber: Id<'vault'>;
  readonly nameMask: string;
  readonly idNumberMask: string;
  /** Keyed, equal for equal ID numbers. */
  readonly idNumberMark: string;
};
export type RealNameView = { readonly name: string; readonly idNumber: string };

/** Keeps vault references and masks. `body.mark` is a keyed mark of name and number together (R1). */
export const setRealName = defineCommand<{ mark: string; person?: Id<'person'> }, { realName: RealNameView }>(
  {
    kind: 'real-name.set',
    async load(loader, commands) {
      await loader.fetch(realNames, commands.map(subjectOf));
      await loader.fetchBy(
        realNames,
        'byIdNumber',
        commands.map(({ found }) => [(found as SetRealNameFound).idNumberMark]),
      );
    },
    decide(view, command, { now }) {
      const person = subjectOf(command);
      const { name, idNumber, nameMask, idNumberMask, idNumberMark } = command.found as SetRealNameFound;
      // A real name, once set, is changed by support and not by whoever holds the phone.
      if (view.get(realNames, person)) refuse('CONFLICT', { state: 'set' });
      if (view.getBy(realNames, 'byIdNumber', [idNumberMark])) refuse('REAL_NAME_TAKEN');
      return {
        changes: [
          put(realNames, { person, name, idNumber, nameMask, idNumberMask, idNumberMark, setAt: now }),
        ],
        events: [
          {
            type: 'real-name.set',
            object: person,
            audience: [person],
            data: { name: nameMask, idNumber: idNumberMask },
          },
        ],
        reply: { realName: { name: nameMask, idNumber: idNumberMask } },
      };
    },
  },
);

export type PaymentSessionView = {
  readonly id: string;
  readonly expiresAt: string;
  readonly limit: MoneyJson;
};

/** One PIN check for several small payments of this session and device. */
export const openPaymentSession = defineCommand<{ limit: MoneyJson }, PaymentSessionView>({
  kind: 'payment-session.open',
  load: (loader, commands) => loadProof(loader, commands),
  decide(view, command, context) {
    const { actor, body } = command;
    const limit = parseMoney(body.limit);
    if (!actor.session || !actor.device || actor.staff) return refuse('FORBIDDEN');
    const proven = guardPayerPin(view, command, context);
    // From here the command must succeed.
    const id = context.newId('paysession');
    const expiresAt = context.now + PAYMENT_SESSION_MS;
    const row = {
      id,
      session: actor.session,
      person: actor.id as Id<'person'>,
      device: actor.device,
      currency: limit.currency,
      spendingLimit: limit.minor,
      pinVersion: view.get(pins, actor.id)?.version ?? 0,
      openedAt: context.now,
      expiresAt,
    };
    return {
      changes: [...proven, put(paymentSessions, row), put(paymentSessionsSpent, { id, minor: 0n })],
      reply: { id, expiresAt: isoTime(expiresAt), limit: body.limit },
    };
  },
});

export type UnlockPerson = { readonly person: Id<'person'>; readonly phoneMark: string };

const lockedAttempts = ({ person, phoneMark }: UnlockPerson) => [
  pinAttempts(person),
  signInAttempts(phoneMark),
  recoveryAttempts(person),
  recoveryCodeAttempts(person),
];

/** Support ends the locks of a person's PIN, of setting it anew, and of sign-in. The counts of the day start again, on the record. */
export const unlockPerson = defineCommand<UnlockPerson, { id: string; unlocked: true }>({
  kind: 'person.unlock',
  async load(loader, commands) {
    await Promise.all([
      loadOperators(loader, commands),
      loader.fetch(
        persons,
        commands.map(({ body }) => body.person),
      ),
      loader.fetch(
        attempts,
        commands.flatMap(({ body }) => lockedAttempts(body)),
      ),
    ]);
  },
  decide(view, { actor, body }) {
    requireOperator(view, actor, ['support', 'admin']);
    const person = view.get(persons, body.person) ?? refuse('NOT_FOUND');
    const counters = lockedAttempts(body).flatMap((id) => clearCount(view, id));
    return {
      changes: counters,
      events: [{ type: 'person.unlocked', object: person.id, audience: [person.id], data: {} }],
      reply: { id: person.id, unlocked: true as const },
    };
  },
});

/** Whom a command is about: the caller himself, or whom the platform names. */
function subjectOf({ actor, body }: { actor: Actor; body: { person?: Id<'person'> } }): Id<'person'> {
  return actor.id === 'platform' && body.person ? body.person : (actor.id as Id<'person'>);
}
