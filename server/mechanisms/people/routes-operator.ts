/** Routes of operators about people and merchants. Viewers see phones masked. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { selectRows } from '../database/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  listAnswer,
  pageOf,
  type RouteSpec,
  signedIn,
} from '../http/index.ts';
import type { OperatorCaller, OperatorRole, PersonCaller } from './caller.ts';
import * as contract from './contract.ts';
import { maskPhone } from './masks.ts';
import { createMerchant, grantOperator } from './merchant-commands.ts';
import { unlockPerson } from './person-commands.ts';
import {
  listMerchants,
  membershipsOf,
  openSessionsOf,
  personIdByPhone,
  searchPeople,
  sessionsOf,
  sessionView,
  summariesOf,
} from './reads.ts';
import type { RouteDeps } from './routes.ts';
import { signOutPerson } from './session-commands.ts';
import { type Person, persons } from './tables.ts';

const tag = 'operator';
const callers = ['operator'] as const;

export function operatorRoutes({ database, journal, vault, clock, people }: RouteDeps): RouteSpec[] {
  async function find(id: string | undefined): Promise<Person> {
    const [person] = await selectRows(database.pool, persons, [String(id)]);
    return person ?? refuse('NOT_FOUND');
  }

  /** What this operator may read of these people. */
  async function viewsFor(caller: PersonCaller | OperatorCaller, rows: readonly Person[]) {
    const seesPhones = caller.kind === 'operator' && caller.roles.some((role) => role !== 'viewer');
    const summaries = await summariesOf(
      database.pool,
      rows.map((row) => row.id),
    );
    return (row: Person) => {
      const summary = summaries.get(row.id);
      const { realName = null, hasPin = false, pinLockedUntil = null, operatorRoles = [] } = summary ?? {};
      const locked = pinLockedUntil !== null && clock.now() < pinLockedUntil;
      return {
        id: row.id,
        name: row.name,
        phone: seesPhones ? row.phone : maskPhone(row.phone),
        realName,
        hasPin,
        pinLockedUntil: locked ? isoTime(pinLockedUntil) : null,
        operatorRoles,
        createdAt: isoTime(row.createdAt),
      };
    };
  }

  return [
    {
      method: 'GET',
      path: '/v1/operator/people',
      summary: 'Find people by name, phone or id; `operators` keeps those who have a role',
      tag,
      callers,
      query: contract.PeopleQuery,
      replies: { 200: contract.PeopleList },
      async handle(request) {
        const caller = signedIn(request);
        const page = pageOf(request, 'person');
        const query = request.query as contract.PeopleWish;
        const wish = { query: (query.query ?? '').trim(), operatorsOnly: query.operators === true };
        const rows = await searchPeople(database.pool, wish, page);
        return listAnswer(page, rows, await viewsFor(caller, rows));
      },
    },
    {
      method: 'GET',
      path: '/v1/operator/people/:id',
      summary: 'One person: who it is, where signed in, whose staff',
      tag,
      callers,
      params: contract.PersonParams,
      replies: { 200: contract.PersonDetail },
      async handle(request) {
        const person = await find(request.params.id);
        const first = { after: null, limit: 100 };
        const [viewOf, sessions, memberships] = await Promise.all([
          viewsFor(signedIn(request), [person]),
          sessionsOf(database.pool, person.id, clock.now(), first),
          membershipsOf(database.pool, person.id),
        ]);
        return { body: { ...viewOf(person), sessions: sessions.map(sessionView), memberships } };
      },
    },
    {
      method: 'POST',
      path: '/v1/operator/people/:id/sign-out',
      summary: 'End all sessions of a person, whose phone was lost or stolen',
      tag,
      callers,
      operatorRoles: ['support', 'admin'],
      params: contract.PersonParams,
      replies: { 200: contract.SignedOutReply },
      async handle(request) {
        const { id } = await find(request.params.id);
        const outcome = await journal.submit(signOutPerson, {
          ...askedBy(request),
          body: { person: id },
          found: { sessions: await openSessionsOf(database.pool, id) },
        });
        people.forgetCallers();
        return commandAnswer(outcome);
      },
    },
    {
      method: 'POST',
      path: '/v1/operator/people/:id/unlock',
      summary: "End the locks of a person's PIN and sign-in",
      tag,
      callers,
      operatorRoles: ['support', 'admin'],
      params: contract.PersonParams,
      replies: { 200: contract.UnlockedReply },
      async handle(request) {
        const person = await find(request.params.id);
        const outcome = await journal.submit(unlockPerson, {
          ...askedBy(request),
          body: { person: person.id, phoneMark: vault.fingerprint('phone', person.phone) },
        });
        return commandAnswer(outcome);
      },
    },
    {
      method: 'PUT',
      path: '/v1/operator/people/:id/roles',
      summary: "Set a person's operator roles; an empty list takes them away",
      tag,
      callers,
      operatorRoles: ['admin'],
      params: contract.PersonParams,
      body: contract.SetRolesBody,
      replies: { 200: contract.RolesReply },
      async handle(request) {
        const { roles } = bodyOf<{ roles: OperatorRole[] }>(request);
        const outcome = await journal.submit(grantOperator, {
          ...askedBy(request),
          body: { person: String(request.params.id) as Id<'person'>, roles },
        });
        people.forgetCallers();
        return commandAnswer(outcome);
      },
    },
    {
      method: 'GET',
      path: '/v1/operator/merchants',
      summary: 'All merchants, newest first',
      tag,
      callers,
      query: contract.PageOnlyQuery,
      replies: { 200: contract.MerchantList },
      async handle(request) {
        const page = pageOf(request, 'merchant');
        const rows = await listMerchants(database.pool, page);
        return listAnswer(page, rows, ({ id, name, createdAt }) => ({
          id,
          name,
          createdAt: isoTime(createdAt),
        }));
      },
    },
    {
      method: 'POST',
      path: '/v1/operator/merchants',
      summary: 'Register a merchant, with its first owner',
      tag,
      callers,
      operatorRoles: ['admin'],
      body: contract.CreateMerchantBody,
      replies: { 201: contract.MerchantReply },
      async handle(request) {
        const body = bodyOf<contract.CreateMerchant>(request);
        const owner = body.owner === undefined ? null : await personIdByPhone(database.pool, body.owner);
        if (body.owner !== undefined && owner === null) refuse('NOT_FOUND');
        const outcome = await journal.submit(createMerchant, {
          ...askedBy(request),
          body: { name: body.name, owner },
        });
        people.forgetCallers();
        return commandAnswer(outcome, 201);
      },
    },
  ];
}
