/** Commands that open and end sessions: sign-in, sign-out, one device at a time. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { DAY_MS, HOUR_MS, type Instant, isoTime, MINUTE_MS } from '../../kernel/time.ts';
import {
  attemptId,
  attempts,
  type Change,
  clearStreak,
  countFailure,
  type DecisionContext,
  defineCommand,
  put,
  refuseWhenLocked,
} from '../journal/index.ts';
import { loadOperators, requireOperator } from './guard.ts';
import { maskPhone } from './masks.ts';
import { devices, type Person, type PersonLocale, persons, type Session, sessions } from './tables.ts';

export const SESSION_LIFE_MS = 30 * DAY_MS;
/** Codes sent to one phone: generous for people, too few for flooding somebody's phone. */
const CODES_RULE = { perAction: 10, perDay: 50, coolDownMs: 10 * MINUTE_MS };
/** Wrong codes of one phone (R13): the library allows three tries per code, this is over all codes. */
const SIGN_IN_RULE = { perAction: 3, perDay: 10, coolDownMs: HOUR_MS };

/** Attempt counters of a phone number, under its keyed mark. */
export const codeAttempts = (phoneMark: string) => attemptId(phoneMark, 'codes');
export const signInAttempts = (phoneMark: string) => attemptId(phoneMark, 'sign-in');

/** The actor of somebody who has not signed in yet. */
export const phoneActor = (phoneMark: string) => ({ id: `phone ${phoneMark}` });

export type RequestCode = { readonly phone: string; readonly phoneMark: string };

export const requestCode = defineCommand<RequestCode, { expiresAt: string }>({
  kind: 'sign-in-code.request',
  async load(loader, commands) {
    const ids = commands.flatMap(({ body }) => [
      codeAttempts(body.phoneMark),
      signInAttempts(body.phoneMark),
    ]);
    await loader.fetch(attempts, ids);
  },
  decide(view, { body, found }, { now }) {
    refuseWhenLocked(view, signInAttempts(body.phoneMark), now);
    refuseWhenLocked(view, codeAttempts(body.phoneMark), now);
    // From here the command must succeed.
    const { change } = countFailure(view, codeAttempts(body.phoneMark), now, CODES_RULE);
    return { changes: [change], reply: { expiresAt: isoTime(now + Number(found?.lifeMs ?? 0)) } };
  },
});

export type OpenSession = {
  readonly phone: string;
  readonly phoneMark: string;
  /** A keyed mark of the code: the same key with another code is another command. */
  readonly codeMark: string;
  readonly deviceName: string;
};
export type OpenSessionFound = {
  readonly phone: string;
  readonly codeIsRight: boolean;
  readonly locale: PersonLocale;
  readonly session: Id<'session'>;
  readonly tokenHash: string;
};
export type SessionOpened = {
  readonly session: string;
  readonly person: { readonly id: string; readonly name: string; readonly isNew: boolean };
  readonly device: { readonly id: string; readonly name: string };
  readonly expiresAt: string;
};

/** Sign-in. The first one registers the person. */
export const openSession = defineCommand<OpenSession, SessionOpened>({
  kind: 'session.open',
  async load(loader, commands) {
    await loader.fetchBy(
      persons,
      'byPhone',
      commands.map((command) => [foundOf(command.found).phone]),
    );
    await loader.fetch(
      attempts,
      commands.flatMap(({ body }) => [signInAttempts(body.phoneMark), codeAttempts(body.phoneMark)]),
    );
  },
  decide(view, { body, found }, context) {
    const { now } = context;
    const { phone, codeIsRight, locale, session: id, tokenHash } = foundOf(found);
    const tries = signInAttempts(body.phoneMark);
    refuseWhenLocked(view, tries, now);
    if (!codeIsRight) {
      const { change, left } = countFailure(view, tries, now, SIGN_IN_RULE);
      refuse('CODE_WRONG', { left }, [change]);
    }
    // From here the command must succeed.
    const known = view.getBy(persons, 'byPhone', [phone]);
    const person = known ?? newPerson(context, { phone, name: maskPhone(phone), locale });
    const cleared = [...clearStreak(view, tries), ...clearStreak(view, codeAttempts(body.phoneMark))];
    const opened = openOn(context, person, { id, tokenHash, deviceName: body.deviceName });
    return {
      changes: [...(known ? [] : [put(persons, person)]), ...cleared, ...opened.changes],
      events: [
        ...(known ? [] : [registeredEvent(person)]),
        { type: 'session.opened', object: id, audience: [person.id], data: { device: opened.reply.device } },
      ],
      reply: { ...opened.reply, person: { id: person.id, name: person.name, isNew: !known } },
    };
  },
});

export type GrantSession = { readonly person: Id<'person'>; readonly deviceName: string };

/** A session that the platform itself opens (demo and tests); never reachable by HTTP. */
export const grantSession = defineCommand<GrantSession, SessionOpened>({
  kind: 'session.grant',
  load: (loader, commands) =>
    loader.fetch(
      persons,
      commands.map(({ body }) => body.person),
    ),
  decide(view, { actor, body, found }, context) {
    if (actor.id !== 'platform') refuse('FORBIDDEN');
    const person = view.get(persons, body.person) ?? refuse('NOT_FOUND');
    const { session: id, tokenHash } = foundOf(found);
    const opened = openOn(context, person, { id, tokenHash, deviceName: body.deviceName });
    return {
      ...opened,
      reply: { ...opened.reply, person: { id: person.id, name: person.name, isNew: false } },
    };
  },
});

/** Ends one session of the same person: this one (sign-out) or another device's. */
export const revokeSession = defineCommand<{ session: string }, { id: string; state: 'revoked' }>({
  kind: 'session.revoke',
  load: (loader, commands) =>
    loader.fetch(
      sessions,
      commands.map(({ body }) => body.session),
    ),
  decide(view, { actor, body }, { now }) {
    const session = view.get(sessions, body.session);
    if (!session || session.person !== actor.id) return refuse('NOT_FOUND');
    if (session.state === 'revoked') refuse('CONFLICT', { state: 'revoked' });
    return {
      changes: [put(sessions, revokedAt(session, now))],
      events: [revokedEvent(session)],
      reply: { id: session.id, state: 'revoked' as const },
    };
  },
});

/** The sessions that were open when support asked. */
type SignOutFound = { readonly sessions: readonly string[] };

/** Support ends a person's sessions, for a phone that was lost or stolen. What has ended already is left alone. */
export const signOutPerson = defineCommand<{ person: Id<'person'> }, { id: string; sessions: number }>({
  kind: 'person.sign-out',
  async load(loader, commands) {
    await Promise.all([
      loadOperators(loader, commands),
      loader.fetch(
        persons,
        commands.map(({ body }) => body.person),
      ),
      loader.fetch(
        sessions,
        commands.flatMap(({ found }) => (found as SignOutFound).sessions),
      ),
    ]);
  },
  decide(view, { actor, body, found }, { now }) {
    requireOperator(view, actor, ['support', 'admin']);
    const person = view.get(persons, body.person) ?? refuse('NOT_FOUND');
    const open = (found as SignOutFound).sessions.flatMap((id) => view.get(sessions, id) ?? []);
    const ended = open.filter(
      ({ person: owner, state, expiresAt }) => owner === person.id && state === 'active' && expiresAt > now,
    );
    return {
      changes: ended.map((session) => put(sessions, revokedAt(session, now))),
      events: ended.map(revokedEvent),
      reply: { id: person.id, sessions: ended.length },
    };
  },
});

const revokedAt = (session: Session, now: Instant): Session => ({
  ...session,
  state: 'revoked',
  endedAt: now,
});

const revokedEvent = (session: Session) => ({
  type: 'session.revoked',
  object: session.id,
  audience: [session.person],
  data: { device: session.device },
});

export function newPerson(context: DecisionContext, of: Pick<Person, 'phone' | 'name' | 'locale'>): Person {
  return { id: context.newId('person'), ...of, createdAt: context.now };
}

export const registeredEvent = (person: Person) => ({
  type: 'person.registered',
  object: person.id,
  audience: [person.id],
  data: { phone: maskPhone(person.phone) },
});

function openOn(
  context: DecisionContext,
  person: Person,
  of: { id: Id<'session'>; tokenHash: string; deviceName: string },
): { changes: Change[]; reply: Omit<SessionOpened, 'person'> } {
  const { now } = context;
  const device = { id: context.newId('device'), person: person.id, name: of.deviceName, addedAt: now };
  const session = {
    id: of.id,
    person: person.id,
    device: device.id,
    tokenHash: of.tokenHash,
    state: 'active' as const,
    openedAt: now,
    expiresAt: now + SESSION_LIFE_MS,
    endedAt: null,
  };
  return {
    changes: [put(devices, device), put(sessions, session)],
    reply: {
      session: of.id,
      device: { id: device.id, name: device.name },
      expiresAt: isoTime(session.expiresAt),
    },
  };
}

const foundOf = (found: unknown) => found as OpenSessionFound;
