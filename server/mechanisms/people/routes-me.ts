/** Routes of a person about himself, and the look-up of a payee. */
import { type Currency, minorDigits, money, moneyJson } from '../../kernel/money.ts';
import { refuse } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import { isoTime } from '../../kernel/time.ts';
import { selectRows } from '../database/index.ts';
import { actorOf, askedBy, bodyOf, commandAnswer, type RouteSpec, signedIn } from '../http/index.ts';
import * as contract from './contract.ts';
import { shownName } from './masks.ts';
import { hashNewPin } from './new-pin.ts';
import { changePerson, checkPin, openPaymentSession, setPin, setRealName } from './person-commands.ts';
import { membershipsOf, summariesOf } from './reads.ts';
import { sealRealName } from './real-name.ts';
import type { RouteDeps } from './routes.ts';
import { persons } from './tables.ts';
import { isWeakPin } from './weak-pins.ts';

const PEOPLE = ['person'] as const;
/** What one payment session may spend, in whole units of the currency. */
const PAYMENT_SESSION_LIMIT = 2_000n;
const tag = 'people';

export function meRoutes({ config, database, journal, vault, clock, people }: RouteDeps): RouteSpec[] {
  const limit = moneyJson(
    money(
      PAYMENT_SESSION_LIMIT * 10n ** BigInt(minorDigits(config.currency as Currency)),
      config.currency as Currency,
    ),
  );
  return [
    {
      method: 'GET',
      path: '/v1/me',
      summary: 'Who is signed in',
      tag,
      callers: PEOPLE,
      replies: { 200: contract.MeReply },
      async handle(request) {
        const caller = signedIn(request);
        const [[person], summaries, memberships] = await Promise.all([
          selectRows(database.pool, persons, [caller.person]),
          summariesOf(database.pool, [caller.person]),
          membershipsOf(database.pool, caller.person),
        ]);
        const summary = summaries.get(caller.person);
        if (!person || !summary) return refuse('UNAUTHENTICATED');
        const { id, name, phone, locale } = person;
        const { realName, hasPin, pinLockedUntil } = summary;
        const operatorRoles = caller.kind === 'operator' ? caller.roles : [];
        const locked =
          pinLockedUntil === null || pinLockedUntil <= clock.now() ? null : isoTime(pinLockedUntil);
        return {
          body: {
            id,
            name,
            phone,
            locale,
            realName,
            hasPin,
            pinLockedUntil: locked,
            memberships,
            operatorRoles,
          },
        };
      },
    },
    {
      method: 'PATCH',
      path: '/v1/me',
      summary: 'Change name or language',
      tag,
      callers: PEOPLE,
      body: contract.ChangeMeBody,
      replies: { 200: contract.PersonReply },
      async handle(request) {
        const outcome = await journal.submit(changePerson, {
          ...askedBy(request),
          body: bodyOf<{ name?: string; locale?: 'en' | 'zh' }>(request),
        });
        return commandAnswer(outcome);
      },
    },
    {
      method: 'PUT',
      path: '/v1/me/pin',
      summary: 'Set the payment PIN, or change it with the current one',
      tag,
      callers: PEOPLE,
      limitPerMinute: 20,
      body: contract.SetPinBody,
      replies: { 200: contract.PinSetReply },
      async handle(request) {
        const caller = signedIn(request);
        const { pin, currentPin } = bodyOf<contract.SetPin>(request);
        if (isWeakPin(pin)) refuse('PIN_WEAK');
        const proof =
          currentPin === undefined ? undefined : await people.checkProof(caller, { pin: currentPin });
        const key = request.idempotencyKey;
        const made = await hashNewPin(vault, { person: caller.person, key, pin: new Secret(pin) });
        const outcome = await journal.submit(setPin, {
          key,
          actor: actorOf(caller),
          body: { change: currentPin !== undefined, mark: made.mark },
          found: { hash: made.hash, ...(proof ? { proof } : {}) },
        });
        return commandAnswer(outcome);
      },
    },
    {
      method: 'POST',
      path: '/v1/me/pin/checks',
      summary: 'Whether this is my payment PIN, before a new one is typed; counts like any other try',
      tag,
      callers: PEOPLE,
      limitPerMinute: 20,
      body: contract.CheckPinBody,
      replies: { 200: contract.PinSetReply },
      async handle(request) {
        const caller = signedIn(request);
        const { pin } = bodyOf<{ pin: string }>(request);
        const outcome = await journal.submit(checkPin, {
          ...askedBy(request),
          body: {},
          found: { proof: await people.checkProof(caller, { pin }) },
        });
        return commandAnswer(outcome);
      },
    },
    {
      method: 'PUT',
      path: '/v1/me/real-name',
      summary: 'Register the real name; kept sealed, shown masked',
      tag,
      callers: PEOPLE,
      limitPerMinute: 10,
      body: contract.SetRealNameBody,
      replies: { 200: contract.RealNameSetReply },
      async handle(request) {
        const body = bodyOf<contract.SetRealNameWish>(request);
        const { found, mark, forget } = await sealRealName(vault, body);
        const outcome = await journal.submit(setRealName, { ...askedBy(request), body: { mark }, found });
        if (outcome.refused || outcome.hit) await forget();
        return commandAnswer(outcome);
      },
    },
    {
      method: 'POST',
      path: '/v1/payment-sessions',
      summary: 'Give the PIN once for small payments of the next five minutes on this device',
      tag,
      callers: PEOPLE,
      limitPerMinute: 30,
      body: contract.OpenPaymentSessionBody,
      replies: { 201: contract.PaymentSessionReply },
      async handle(request) {
        const caller = signedIn(request);
        const { pin } = bodyOf<{ pin: string }>(request);
        const outcome = await journal.submit(openPaymentSession, {
          ...askedBy(request),
          body: { limit },
          found: { proof: await people.checkProof(caller, { pin }) },
        });
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'GET',
      path: '/v1/people/lookup',
      summary: 'The person behind a phone number, to send money to',
      tag,
      callers: PEOPLE,
      query: contract.LookupQuery,
      replies: { 200: contract.LookupReply },
      async handle(request) {
        const id = await people.findByPhone(signedIn(request).person, String(request.query.phone));
        if (!id) return refuse('NOT_FOUND');
        const [[person], summaries] = await Promise.all([
          selectRows(database.pool, persons, [id]),
          summariesOf(database.pool, [id]),
        ]);
        const name = shownName(summaries.get(id)?.realName?.name, person?.name);
        return { body: { id, name } };
      },
    },
  ];
}
