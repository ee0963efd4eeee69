/** Routes of a merchant about itself: secret keys and staff. */
import { type Id, newId } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { HOUR_MS, isoTime } from '../../kernel/time.ts';
import { selectRows } from '../database/index.ts';
import {
  askedBy,
  bodyOf,
  commandAnswer,
  type HttpRequest,
  hitHeader,
  listAnswer,
  pageOf,
  type RouteSpec,
} from '../http/index.ts';
import type { KeyScope, MerchantCaller, StaffCaller } from './caller.ts';
import * as contract from './contract.ts';
import { addStaff, apiKeyView, createApiKey, removeStaff, revokeApiKey } from './merchant-commands.ts';
import { keysOf, personIdByPhone, staffOf } from './reads.ts';
import type { RouteDeps } from './routes.ts';
import { merchants } from './tables.ts';
import { tokenHash } from './tokens.ts';

const DEFAULT_OVERLAP_MS = 24 * HOUR_MS;
const tag = 'merchant';
const callers = ['merchant', 'staff'] as const;

/** The merchant that acts, by key or by staff; a key must have the scope. Refuses FORBIDDEN. */
export function merchantOf(request: HttpRequest, scope: KeyScope = 'read'): MerchantCaller | StaffCaller {
  const { caller } = request;
  if (caller.kind === 'staff') return caller;
  if (caller.kind !== 'merchant') return refuse('FORBIDDEN');
  const may = scope === 'read' || caller.scopes.includes('full') || caller.scopes.includes(scope);
  return may ? caller : refuse('FORBIDDEN', { scope });
}

export function merchantRoutes(deps: RouteDeps): RouteSpec[] {
  const { database } = deps;
  return [
    {
      method: 'GET',
      path: '/v1/merchant',
      summary: 'The merchant of this key or staff member',
      tag,
      callers,
      replies: { 200: contract.MerchantReply },
      async handle(request) {
        const [row] = await selectRows(database.pool, merchants, [merchantOf(request).merchant]);
        if (!row) return refuse('NOT_FOUND');
        return { body: { id: row.id, name: row.name, createdAt: isoTime(row.createdAt) } };
      },
    },
    ...keyRoutes(deps),
    ...staffRoutes(deps),
  ];
}

function keyRoutes({ database, journal, clock, people }: RouteDeps): RouteSpec[] {
  const staffRoles = ['owner'];
  return [
    {
      method: 'GET',
      path: '/v1/merchant/keys',
      summary: 'Secret keys, without their secrets',
      tag,
      callers,
      staffRoles,
      query: contract.LongPageOnlyQuery,
      replies: { 200: contract.KeyList },
      async handle(request) {
        const page = pageOf(request, 'key');
        const keys = await keysOf(database.pool, merchantOf(request).merchant, page);
        return listAnswer(page, keys, (key) => apiKeyView(key, clock.now()));
      },
    },
    {
      method: 'POST',
      path: '/v1/merchant/keys',
      summary: 'Make a secret key; `replaces` rotates an old one out',
      tag,
      callers,
      staffRoles,
      body: contract.CreateKeyBody,
      replies: { 201: contract.NewKeyReply },
      async handle(request) {
        const caller = merchantOf(request, 'full');
        const body = bodyOf<contract.CreateKey>(request);
        const id = newId('key', clock.now());
        const secret = people.apiKeyToken(id).reveal();
        const outcome = await journal.submit(createApiKey, {
          ...askedBy(request),
          body: {
            merchant: caller.merchant,
            label: body.label ?? 'Secret key',
            scopes: body.scopes ?? ['full'],
            replaces: body.replaces ?? null,
            overlapMs: body.overlapMs ?? DEFAULT_OVERLAP_MS,
          },
          found: { id, hash: tokenHash(secret), last4: secret.slice(-4) },
        });
        people.forgetCallers();
        const view = outcome.reply();
        // A retry is answered with the key that the first one made.
        const secretKey = people.apiKeyToken(view.id).reveal();
        return { status: 201, ...hitHeader(outcome), body: { ...view, secretKey } };
      },
    },
    {
      method: 'DELETE',
      path: '/v1/merchant/keys/:id',
      summary: 'Revoke a secret key at once',
      tag,
      callers,
      staffRoles,
      params: contract.KeyParams,
      replies: { 200: contract.KeyReply },
      async handle(request) {
        const caller = merchantOf(request, 'full');
        const outcome = await journal.submit(revokeApiKey, {
          ...askedBy(request),
          body: { merchant: caller.merchant, key: String(request.params.id) },
        });
        people.forgetCallers();
        return commandAnswer(outcome);
      },
    },
  ];
}

function staffRoutes({ database, journal, people }: RouteDeps): RouteSpec[] {
  const staffRoles = ['owner', 'manager'];
  return [
    {
      method: 'GET',
      path: '/v1/merchant/staff',
      summary: 'Who may act for the merchant',
      tag,
      callers,
      staffRoles,
      query: contract.LongPageOnlyQuery,
      replies: { 200: contract.StaffList },
      async handle(request) {
        const page = pageOf(request, 'person');
        const members = await staffOf(database.pool, merchantOf(request).merchant, page);
        return listAnswer(page, members, ({ id: _, ...member }) => ({
          ...member,
          since: isoTime(member.since),
        }));
      },
    },
    {
      method: 'POST',
      path: '/v1/merchant/staff',
      summary: 'Add a person to the staff, or change a role',
      tag,
      callers,
      staffRoles,
      limitPerMinute: 60,
      body: contract.AddStaffBody,
      replies: { 201: contract.StaffReply },
      async handle(request) {
        const caller = merchantOf(request, 'full');
        const { phone, role } = bodyOf<contract.AddStaff>(request);
        const person = await personIdByPhone(database.pool, phone);
        const outcome = await journal.submit(addStaff, {
          ...askedBy(request),
          body: { merchant: caller.merchant, person, role },
        });
        people.forgetCallers();
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'DELETE',
      path: '/v1/merchant/staff/:person',
      summary: 'Remove a person from the staff at once',
      tag,
      callers,
      staffRoles,
      params: contract.StaffParams,
      replies: { 200: contract.StaffReply },
      async handle(request) {
        const caller = merchantOf(request, 'full');
        const outcome = await journal.submit(removeStaff, {
          ...askedBy(request),
          body: {
            merchant: caller.merchant,
            person: String(request.params.person) as Id<'person'>,
          },
        });
        people.forgetCallers();
        return commandAnswer(outcome);
      },
    },
  ];
}
