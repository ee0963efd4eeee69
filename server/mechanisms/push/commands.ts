/** Commands about where notices go: a device takes them, gives them up, or is dropped because its push service says so. */
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Instant } from '../../kernel/time.ts';
import { type Change, defineCommand, type Loader, put, type View } from '../journal/index.ts';
import { forgetSealed } from '../vault/index.ts';
import { MAX_SUBSCRIPTIONS, type SubscriptionView } from './contract.ts';
import { type Subscription, subscriptionCounts, subscriptions, subscriptionView } from './storage.ts';

/** What the journal must not keep: the reference into the vault, and whose push service it is. */
export type SubscribeFound = { readonly target: Id<'vault'>; readonly service: string };

/** `mark`: keyed, equal for equal addresses. */
export const subscribe = defineCommand<{ readonly mark: string }, SubscriptionView>({
  kind: 'push.subscribe',
  async load(loader, commands) {
    await Promise.all([
      loader.fetchBy(
        subscriptions,
        'byDevice',
        commands.map(({ actor }) => [actor.device]),
      ),
      loader.fetchBy(
        subscriptions,
        'byMark',
        commands.map(({ body }) => [body.mark]),
      ),
    ]);
    const before = commands.flatMap(
      ({ body }) => loader.view.getBy(subscriptions, 'byMark', [body.mark])?.person ?? [],
    );
    await loader.fetch(subscriptionCounts, [...commands.map(({ actor }) => actor.id), ...before]);
  },
  decide(view, { actor, body, found }, { now, newId }) {
    const { device } = actor;
    if (!device || actor.staff) return refuse('FORBIDDEN');
    const person = actor.id as Id<'person'>;
    const { target, service } = found as SubscribeFound;
    const own = view.getBy(subscriptions, 'byDevice', [device]);
    const same = view.getBy(subscriptions, 'byMark', [body.mark]);
    // The browser has changed hands: it is told the notices of whoever uses it now. (Dropped in this very batch, its row
    // is still found by its old mark.)
    const former = same?.state === 'active' && same.device !== device ? same : undefined;
    const counts = countsOf(view);
    if (own?.state !== 'active') counts.add(person, 1);
    if (former) counts.add(former.person, -1);
    if (counts.of(person) > MAX_SUBSCRIPTIONS)
      refuse('PUSH_SUBSCRIPTIONS_FULL', { limit: MAX_SUBSCRIPTIONS });
    // From here the command must succeed.
    const subscription: Subscription = {
      id: own?.id ?? newId('push'),
      person,
      device,
      target,
      mark: body.mark,
      service,
      state: 'active',
      version: (own?.version ?? 0) + 1,
      since: now,
      endedAt: null,
    };
    return {
      changes: [
        put(subscriptions, subscription),
        ...(former ? [put(subscriptions, droppedRow(former, now))] : []),
        ...counts.changes(),
      ],
      events: [event('push.subscribed', subscription)],
      effects: forgetSealed(own?.target, former?.target),
      reply: subscriptionView(subscription),
    };
  },
});

type OfSubscription = { readonly subscription: Id<'push'> };

export const unsubscribe = defineCommand<OfSubscription, { id: string }>({
  kind: 'push.unsubscribe',
  load: (loader, commands) => loadSubscriptions(loader, commands),
  decide(view, { actor, body }, { now }) {
    const subscription = view.get(subscriptions, body.subscription);
    if (subscription?.person !== actor.id || subscription.state !== 'active') return refuse('NOT_FOUND');
    // From here the command must succeed.
    return drop(view, subscription, now);
  },
});

/** The push service knows it no more, or its device is signed out. `version`: it may have been renewed in the meantime. */
export const dropSubscription = defineCommand<
  OfSubscription & { readonly version: number; readonly because: string },
  { id: string }
>({
  kind: 'push.drop',
  load: (loader, commands) => loadSubscriptions(loader, commands),
  decide(view, { actor, body }, { now }) {
    if (actor.id !== 'platform') refuse('FORBIDDEN');
    const subscription = view.get(subscriptions, body.subscription) ?? refuse('NOT_FOUND');
    if (subscription.state !== 'active' || subscription.version !== body.version) refuse('CONFLICT');
    // From here the command must succeed.
    return drop(view, subscription, now);
  },
});

async function loadSubscriptions(
  loader: Loader,
  commands: readonly { body: OfSubscription }[],
): Promise<void> {
  const ids = commands.map(({ body }) => body.subscription);
  await loader.fetch(subscriptions, ids);
  const people = ids.flatMap((id) => loader.view.get(subscriptions, id)?.person ?? []);
  await loader.fetch(subscriptionCounts, people);
}

function drop(view: View, subscription: Subscription, now: Instant) {
  const counts = countsOf(view);
  counts.add(subscription.person, -1);
  return {
    changes: [put(subscriptions, droppedRow(subscription, now)), ...counts.changes()],
    events: [event('push.dropped', subscription)],
    effects: forgetSealed(subscription.target),
    reply: { id: subscription.id },
  };
}

function droppedRow(subscription: Subscription, now: Instant): Subscription {
  // Its mark is free for whoever has that browser next.
  const mark = `dropped ${subscription.id}`;
  return { ...subscription, state: 'dropped', target: null, mark, endedAt: now };
}

/** Two changes of one person's count in a decision add up. */
function countsOf(view: View) {
  const counts = new Map<Id<'person'>, number>();
  const of = (person: Id<'person'>) =>
    counts.get(person) ?? view.get(subscriptionCounts, person)?.subscriptions ?? 0;
  return {
    of,
    add: (person: Id<'person'>, more: number) => void counts.set(person, of(person) + more),
    changes: (): Change[] =>
      [...counts].map(([person, count]) => put(subscriptionCounts, { person, subscriptions: count })),
  };
}

function event(type: string, { id, person, device }: Subscription) {
  return { type, object: id, audience: [person], data: { id, device } };
}
