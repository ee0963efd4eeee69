/**
 * The check that every command passes when it is decided, not when it was asked (R9): a session, key, device or staff
 * membership that ended in the meantime stops the command, also within the same batch.
 */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Actor, ActorGuard, Loader, View } from '../journal/index.ts';
import type { OperatorRole, StaffRole } from './caller.ts';
import { apiKeys, operators, sessions, staff, staffKey } from './tables.ts';

export const peopleGuard: ActorGuard = {
  async load(loader, commands) {
    const sessionIds = new Set<string>();
    const keyIds = new Set<string>();
    const staffIds = new Set<string>();
    for (const { actor } of commands) {
      if (actor.session) sessionIds.add(actor.session);
      if (actor.apiKey) keyIds.add(actor.apiKey);
      if (actor.staff) staffIds.add(staffKey(actor.id, actor.staff));
    }
    const loads: Promise<void>[] = [];
    if (sessionIds.size > 0) loads.push(loader.fetch(sessions, [...sessionIds]));
    if (keyIds.size > 0) loads.push(loader.fetch(apiKeys, [...keyIds]));
    if (staffIds.size > 0) loads.push(loader.fetch(staff, [...staffIds]));
    await Promise.all(loads);
  },
  check(view, { actor }, now) {
    if (actor.apiKey) checkKey(view, actor, actor.apiKey, now);
    else if (actor.session) checkSession(view, actor, actor.session, now);
    // People and merchants always come with a session or a key; only the platform, the bank and timers do without.
    else if (/^(person|merchant)_/.test(actor.id)) refuse('UNAUTHENTICATED');
  },
};

function checkSession(view: View, actor: Actor, id: Id<'session'>, now: Instant): void {
  const session = view.get(sessions, id) ?? refuse('UNAUTHENTICATED');
  if (session.person !== (actor.staff ?? actor.id)) refuse('UNAUTHENTICATED');
  if (session.state !== 'active' || now >= session.expiresAt) refuse('UNAUTHENTICATED');
  if (session.device !== actor.device) refuse('FORBIDDEN');
  if (actor.staff && view.get(staff, staffKey(actor.id, actor.staff))?.state !== 'active')
    refuse('FORBIDDEN');
}

function checkKey(view: View, actor: Actor, id: Id<'key'>, now: Instant): void {
  const key = view.get(apiKeys, id) ?? refuse('UNAUTHENTICATED');
  if (key.merchant !== actor.id || key.state !== 'active') refuse('UNAUTHENTICATED');
  if (key.expiresAt !== null && now >= key.expiresAt) refuse('UNAUTHENTICATED');
}

/** What `requireOperator` looks at. */
export const loadOperators = (
  loader: Loader,
  commands: readonly { readonly actor: Actor }[],
): Promise<void> =>
  loader.fetch(
    operators,
    commands.map(({ actor }) => actor.id).filter((id) => id.startsWith('person_')),
  );

/** For decisions of operators: refuses FORBIDDEN unless the person has one of the roles now. */
export function requireOperator(view: View, actor: Actor, roles: readonly OperatorRole[]): void {
  if (actor.id === 'platform') return;
  const held = view.get(operators, actor.id)?.roles ?? [];
  if (!roles.some((role) => held.includes(role))) refuse('FORBIDDEN');
}

/** For decisions of a merchant's staff: refuses FORBIDDEN unless it is the merchant's own key or one of the roles. */
export function requireStaff(view: View, actor: Actor, roles: readonly StaffRole[]): void {
  if (!actor.staff) return;
  const member = view.get(staff, staffKey(actor.id, actor.staff));
  if (member?.state !== 'active' || !roles.includes(member.role)) refuse('FORBIDDEN');
}
