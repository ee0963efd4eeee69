/** Push over HTTP: the platform's key, and where this device takes notices. */
import { createECDH } from 'node:crypto';
import type { Id } from '../../kernel/id.ts';
import { refuse } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import type { Ground } from '../flow/index.ts';
import { askedBy, bodyOf, commandAnswer, type RouteSpec, signedIn, wholeList } from '../http/index.ts';
import { judgeTarget, pointsInward, type TargetRule } from '../outside/index.ts';
import { dropSubscription, subscribe, unsubscribe } from './commands.ts';
import * as contract from './contract.ts';
import { PUSH_TARGET, type PushTarget } from './send.ts';
import { signedOut, subscriptionsOf } from './storage.ts';

const PEOPLE = ['person'] as const;
const tag = 'push';

type Deps = Pick<Ground, 'database' | 'journal' | 'vault' | 'clock'> & {
  readonly publicKey: string;
  readonly rule: TargetRule;
};

export function pushRoutes({ database, journal, vault, clock, publicKey, rule }: Deps): RouteSpec[] {
  /** Devices that were signed out make room. */
  async function dropSignedOut(person: string): Promise<void> {
    for (const { id, version } of await signedOut(database.pool, person, clock.now()))
      await journal.submit(dropSubscription, {
        key: `${id} ${version} SIGNED_OUT`,
        actor: { id: 'platform' },
        body: { subscription: id, version, because: 'SIGNED_OUT' },
      });
  }

  return [
    {
      method: 'GET',
      path: '/v1/push/key',
      summary: 'The key by which push services know this platform',
      tag,
      callers: PEOPLE,
      replies: { 200: contract.KeyReply },
      handle: async () => ({ body: { publicKey } }),
    },
    {
      method: 'GET',
      path: '/v1/push/subscriptions',
      summary: 'My devices that take notices',
      tag,
      callers: PEOPLE,
      replies: { 200: contract.SubscriptionList },
      async handle(request) {
        const caller = signedIn(request);
        const found = await subscriptionsOf(database.pool, caller.person);
        const data = found.map((one) => ({ ...one, current: one.device.id === caller.device }));
        return { body: wholeList(data) };
      },
    },
    {
      method: 'POST',
      path: '/v1/push/subscriptions',
      summary: 'Send notices to this device; what it had before is replaced',
      tag,
      callers: PEOPLE,
      limitPerMinute: 20,
      body: contract.Subscribe,
      replies: { 201: contract.SubscriptionReply },
      async handle(request) {
        const caller = signedIn(request);
        const wish = bodyOf<contract.SubscribeBody>(request);
        const target = await checkedTarget(wish, rule);
        await dropSignedOut(caller.person);
        const sealed = await vault.seal(PUSH_TARGET, new Secret(JSON.stringify(target)));
        const outcome = await journal.submit(subscribe, {
          ...askedBy(request),
          body: { mark: vault.fingerprint(PUSH_TARGET, target.endpoint) },
          found: { target: sealed, service: new URL(target.endpoint).host },
        });
        if (outcome.refused || outcome.hit) await vault.forget([sealed]);
        return commandAnswer(outcome, 201);
      },
    },
    {
      method: 'DELETE',
      path: '/v1/push/subscriptions/:id',
      summary: 'No more notices to this device',
      tag,
      callers: PEOPLE,
      params: contract.SubscriptionParams,
      replies: { 200: contract.DroppedReply },
      async handle(request) {
        const outcome = await journal.submit(unsubscribe, {
          ...askedBy(request),
          body: { subscription: request.params.id as Id<'push'> },
        });
        return commandAnswer(outcome);
      },
    },
  ];
}

/** Refuses PUSH_SUBSCRIPTION_INVALID, without saying what of our network it found out. */
async function checkedTarget(
  { endpoint, keys }: contract.SubscribeBody,
  rule: TargetRule,
): Promise<PushTarget> {
  const url = judgeTarget(endpoint, rule);
  if (typeof url === 'string' || (await pointsInward(url, rule))) return refuse('PUSH_SUBSCRIPTION_INVALID');
  const p256dh = keys.p256dh.replace(/=+$/, '');
  try {
    const curve = createECDH('prime256v1');
    curve.generateKeys();
    curve.computeSecret(Buffer.from(p256dh, 'base64url'));
  } catch {
    return refuse('PUSH_SUBSCRIPTION_INVALID');
  }
  return { endpoint: url.href, keys: { p256dh, auth: keys.auth.replace(/=+$/, '') } };
}
