/** Signing in and out: codes by SMS, the sessions of a person, their devices. */
import {
  askedBy,
  bodyOf,
  type HttpRequest,
  hitHeader,
  listAnswer,
  pageOf,
  type RouteSpec,
  schemas,
  signedIn,
} from '../http/index.ts';
import * as contract from './contract.ts';
import { sessionsOf, sessionView } from './reads.ts';
import type { RouteDeps } from './routes.ts';
import { revokeSession } from './session-commands.ts';

const PEOPLE = ['person'] as const;
const tag = 'people';

export function signInRoutes({ people, steps }: RouteDeps): RouteSpec[] {
  return [
    {
      method: 'POST',
      path: '/v1/sign-in/codes',
      summary: 'Send a one-time code to a phone',
      tag,
      callers: ['anonymous', 'person', 'operator', 'staff'],
      limitPerMinute: 30,
      body: contract.SendCodeBody,
      replies: { 202: contract.CodeReply },
      async handle(request) {
        const { phone } = bodyOf<{ phone: string }>(request);
        const outcome = await steps.requestCode(phone, request.idempotencyKey, request.locale);
        return { status: 202, ...hitHeader(outcome), body: { phone, ...outcome.reply() } };
      },
    },
    {
      method: 'POST',
      path: '/v1/sign-in',
      summary: 'Sign in with the code; the first time registers the person',
      tag,
      callers: ['anonymous', 'person', 'operator', 'staff'],
      limitPerMinute: 30,
      body: contract.SignInBody,
      replies: { 201: contract.SignInReply },
      async handle(request) {
        const body = bodyOf<contract.SignIn>(request);
        const outcome = await steps.signIn(body, request.idempotencyKey, request.locale);
        const { person, ...opened } = outcome.reply();
        const token = people.sessionToken(opened.session).reveal();
        return {
          status: 201,
          ...hitHeader(outcome),
          body: { token, person: { ...person, phone: body.phone }, ...opened },
        };
      },
    },
  ];
}

export function sessionRoutes({ database, journal, clock, people }: RouteDeps): RouteSpec[] {
  async function revoke(request: HttpRequest, session: string) {
    const outcome = await journal.submit(revokeSession, { ...askedBy(request), body: { session } });
    people.forgetCallers();
    outcome.reply();
    return { status: 204, ...hitHeader(outcome) };
  }
  return [
    {
      method: 'POST',
      path: '/v1/sign-out',
      summary: 'End this session',
      tag,
      callers: PEOPLE,
      replies: { 204: schemas.NoContent },
      handle: (request) => revoke(request, signedIn(request).session),
    },
    {
      method: 'GET',
      path: '/v1/sessions',
      summary: 'The devices that are signed in',
      tag,
      callers: PEOPLE,
      query: contract.LongPageOnlyQuery,
      replies: { 200: contract.SessionList },
      async handle(request) {
        const caller = signedIn(request);
        const page = pageOf(request, 'session');
        const open = await sessionsOf(database.pool, caller.person, clock.now(), page);
        return listAnswer(page, open, (one) => ({ ...sessionView(one), current: one.id === caller.session }));
      },
    },
    {
      method: 'DELETE',
      path: '/v1/sessions/:id',
      summary: 'Sign a device out',
      tag,
      callers: PEOPLE,
      params: contract.SessionParams,
      replies: { 204: schemas.NoContent },
      handle: (request) => revoke(request, String(request.params.id)),
    },
  ];
}
