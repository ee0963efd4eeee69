/** Commands about merchants, their secret keys and staff, and about operators' roles. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { isoTime } from '../../kernel/time.ts';
import { type Change, defineCommand, put } from '../journal/index.ts';
import type { KeyScope, OperatorRole, StaffRole } from './caller.ts';
import { loadOperators, requireOperator, requireStaff } from './guard.ts';
import { type ApiKey, apiKeys, merchants, operators, persons, staff, staffKey } from './tables.ts';

export type MerchantView = { readonly id: string; readonly name: string; readonly createdAt: string };

export const createMerchant = defineCommand<{ name: string; owner: Id<'person'> | null }, MerchantView>({
  kind: 'merchant.create',
  async load(loader, commands) {
    await loadOperators(loader, commands);
    await loader.fetch(
      persons,
      commands.flatMap(({ body }) => (body.owner ? [body.owner] : [])),
    );
  },
  decide(view, { actor, body }, { now, newId }) {
    requireOperator(view, actor, ['admin']);
    if (body.owner && !view.get(persons, body.owner)) refuse('NOT_FOUND');
    const merchant = { id: newId('merchant'), name: body.name.trim(), createdAt: now };
    const owner: Change[] = body.owner ? [put(staff, member(merchant.id, body.owner, 'owner', now))] : [];
    return {
      changes: [put(merchants, merchant), ...owner],
      events: [
        {
          type: 'merchant.created',
          object: merchant.id,
          audience: [merchant.id],
          data: { name: merchant.name },
        },
      ],
      reply: { id: merchant.id, name: merchant.name, createdAt: isoTime(now) },
    };
  },
});

export type CreateApiKey = {
  readonly label: string;
  readonly scopes: readonly KeyScope[];
  /** Rotation: this key works on until the overlap ends. */
  readonly replaces: string | null;
  readonly overlapMs: number;
};
export type CreateApiKeyFound = { readonly id: Id<'key'>; readonly hash: string; readonly last4: string };
export type ApiKeyView = {
  readonly id: string;
  readonly label: string;
  readonly last4: string;
  readonly scopes: readonly KeyScope[];
  readonly state: 'active' | 'revoked' | 'expired';
  readonly createdAt: string;
  readonly expiresAt: string | null;
};

export const createApiKey = defineCommand<CreateApiKey & { merchant: Id<'merchant'> }, ApiKeyView>({
  kind: 'api-key.create',
  async load(loader, commands) {
    await loader.fetch(
      merchants,
      commands.map(({ body }) => body.merchant),
    );
    await loader.fetch(
      apiKeys,
      commands.flatMap(({ body }) => (body.replaces ? [body.replaces] : [])),
    );
  },
  decide(view, { actor, body, found }, { now }) {
    requireOwnMerchant(actor.id, body.merchant);
    requireStaff(view, actor, ['owner']);
    if (!view.get(merchants, body.merchant)) refuse('NOT_FOUND');
    const { id, hash, last4 } = found as unknown as CreateApiKeyFound;
    const old = body.replaces ? view.get(apiKeys, body.replaces) : null;
    if (old === undefined || (old && old.merchant !== body.merchant)) refuse('NOT_FOUND');
    if (old && old.state !== 'active') refuse('CONFLICT', { state: old.state });
    // From here the command must succeed.
    const { merchant, label, scopes } = body;
    const key: ApiKey = {
      id,
      merchant,
      label,
      hash,
      last4,
      scopes,
      state: 'active',
      createdAt: now,
      expiresAt: null,
      endedAt: null,
    };
    const until = now + body.overlapMs;
    const ending = old ? [put(apiKeys, { ...old, expiresAt: Math.min(old.expiresAt ?? until, until) })] : [];
    return {
      changes: [put(apiKeys, key), ...ending],
      events: [
        {
          type: 'api-key.created',
          object: id,
          audience: [merchant],
          data: { last4, replaces: body.replaces },
        },
      ],
      reply: apiKeyView(key, now),
    };
  },
});

export const revokeApiKey = defineCommand<{ merchant: Id<'merchant'>; key: string }, ApiKeyView>({
  kind: 'api-key.revoke',
  load: (loader, commands) =>
    loader.fetch(
      apiKeys,
      commands.map(({ body }) => body.key),
    ),
  decide(view, { actor, body }, { now }) {
    requireOwnMerchant(actor.id, body.merchant);
    requireStaff(view, actor, ['owner']);
    const key = view.get(apiKeys, body.key);
    if (!key || key.merchant !== body.merchant) return refuse('NOT_FOUND');
    if (key.state === 'revoked') refuse('CONFLICT', { state: 'revoked' });
    const revoked: ApiKey = { ...key, state: 'revoked', endedAt: now };
    return {
      changes: [put(apiKeys, revoked)],
      events: [
        { type: 'api-key.revoked', object: key.id, audience: [key.merchant], data: { last4: key.last4 } },
      ],
      reply: apiKeyView(revoked, now),
    };
  },
});

export function apiKeyView(key: ApiKey, now: number): ApiKeyView {
  const { id, label, last4, scopes } = key;
  const ended = key.expiresAt !== null && now >= key.expiresAt;
  const state = key.state === 'active' && ended ? 'expired' : key.state;
  const expiresAt = key.expiresAt === null ? null : isoTime(key.expiresAt);
  return { id, label, last4, scopes, state, createdAt: isoTime(key.createdAt), expiresAt };
}

export type StaffBody = {
  readonly merchant: Id<'merchant'>;
  readonly person: Id<'person'> | null;
  readonly role: StaffRole;
};
export type StaffView = {
  readonly person: string;
  readonly role: StaffRole;
  readonly state: 'active' | 'removed';
};

/** Adds a person, or changes his role. */
export const addStaff = defineCommand<StaffBody, StaffView>({
  kind: 'staff.add',
  async load(loader, commands) {
    await loader.fetch(
      merchants,
      commands.map(({ body }) => body.merchant),
    );
    await loader.fetch(
      persons,
      commands.flatMap(({ body }) => (body.person ? [body.person] : [])),
    );
    await loader.fetch(
      staff,
      commands.flatMap(({ body }) => (body.person ? [staffKey(body.merchant, body.person)] : [])),
    );
  },
  decide(view, { actor, body }, { now }) {
    const { merchant, person, role } = body;
    requireOwnMerchant(actor.id, merchant);
    requireStaff(view, actor, ['owner', 'manager']);
    // A manager hires clerks; only an owner (or the merchant's own key) makes managers and owners.
    if (role !== 'clerk') requireStaff(view, actor, ['owner']);
    if (!view.get(merchants, merchant) || person === null || !view.get(persons, person))
      return refuse('NOT_FOUND');
    const before = view.get(staff, staffKey(merchant, person));
    if (before?.state === 'active' && before.role !== 'clerk') requireStaff(view, actor, ['owner']);
    // The last owner cannot demote himself: add another owner first, then be removed by him.
    if (before?.state === 'active' && before.role === 'owner' && role !== 'owner' && actor.staff === person)
      refuse('LAST_OWNER');
    return {
      changes: [put(staff, member(merchant, person, role, now))],
      events: [
        { type: 'staff.added', object: merchant, audience: [merchant, person], data: { person, role } },
      ],
      reply: { person, role, state: 'active' as const },
    };
  },
});

export const removeStaff = defineCommand<{ merchant: Id<'merchant'>; person: string }, StaffView>({
  kind: 'staff.remove',
  load: (loader, commands) =>
    loader.fetch(
      staff,
      commands.map(({ body }) => staffKey(body.merchant, body.person)),
    ),
  decide(view, { actor, body }, { now }) {
    requireOwnMerchant(actor.id, body.merchant);
    requireStaff(view, actor, ['owner', 'manager']);
    const before = view.get(staff, staffKey(body.merchant, body.person));
    if (before?.state !== 'active') return refuse('NOT_FOUND');
    if (before.role !== 'clerk') requireStaff(view, actor, ['owner']);
    if (before.role === 'owner' && actor.staff === before.person) refuse('LAST_OWNER');
    return {
      changes: [put(staff, { ...before, state: 'removed' as const, since: now })],
      events: [
        {
          type: 'staff.removed',
          object: body.merchant,
          audience: [body.merchant, before.person],
          data: { person: before.person },
        },
      ],
      reply: { person: before.person, role: before.role, state: 'removed' as const },
    };
  },
});

export type GrantOperator = { readonly person: Id<'person'>; readonly roles: readonly OperatorRole[] };

/** Sets a person's operator roles; none takes them away. */
export const grantOperator = defineCommand<GrantOperator, { person: string; roles: readonly OperatorRole[] }>(
  {
    kind: 'operator.grant',
    async load(loader, commands) {
      const ids = commands.flatMap(({ actor, body }) => [
        body.person,
        ...(actor.id.startsWith('person_') ? [actor.id] : []),
      ]);
      await Promise.all([
        loader.fetch(operators, ids),
        loader.fetch(
          persons,
          commands.map(({ body }) => body.person),
        ),
      ]);
    },
    decide(view, { actor, body }, { now }) {
      requireOperator(view, actor, ['admin']);
      // Nobody raises himself.
      if (actor.id === body.person) refuse('FORBIDDEN');
      if (!view.get(persons, body.person)) refuse('NOT_FOUND');
      return {
        changes: [put(operators, { person: body.person, roles: body.roles, since: now })],
        events: [
          {
            type: 'operator.granted',
            object: body.person,
            audience: [body.person],
            data: { roles: body.roles },
          },
        ],
        reply: { person: body.person, roles: body.roles },
      };
    },
  },
);

const member = (merchant: Id<'merchant'>, person: Id<'person'>, role: StaffRole, now: number) => ({
  id: staffKey(merchant, person),
  merchant,
  person,
  role,
  state: 'active' as const,
  since: now,
});

/** The platform itself may act for any merchant (demo, imports). */
function requireOwnMerchant(actor: string, merchant: string): void {
  if (actor !== merchant && actor !== 'platform') refuse('FORBIDDEN');
}
