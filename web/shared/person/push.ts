// Notices of this browser: whether it can show them, and switching them on and off. Server and browser must both agree, so
// both are asked each time; nothing is remembered here.
import type { Api } from '../api.ts';
import type { Page } from '../types.ts';
import { fromBase64url, toBase64url } from './passkey.ts';

const WORKER = '/wallet/service-worker.js';
const SCOPE = '/wallet/';

export type PushState =
  | 'on'
  | 'off'
  /** The person has said no to the browser. */
  | 'blocked'
  | 'unsupported'
  /** Only https and localhost may. */
  | 'insecure';

type Subscription = { readonly id: string; readonly current: boolean };
type Server = Pick<Api, 'get' | 'post' | 'del'>;

export async function pushState(api: Server): Promise<PushState> {
  if (!window.isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window))
    return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  const [here, there, key] = await Promise.all([browserSubscription(), ownSubscription(api), keyOf(api)]);
  return here && there && keyIs(here, key) ? 'on' : 'off';
}

/** Asks the browser for leave, subscribes and tells the server. Answers the state then; throws when it cannot be done. */
export async function switchPushOn(api: Server): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState(api);
  const [key, registration] = await Promise.all([keyOf(api), readyWorker()]);
  const before = await registration.pushManager.getSubscription();
  // One that was made for another key of the server is of no use any more.
  if (before && !keyIs(before, key)) await before.unsubscribe();
  const options = { userVisibleOnly: true, applicationServerKey: fromBase64url(key) };
  const { endpoint, keys } = (await registration.pushManager.subscribe(options)).toJSON();
  const wish = { endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth } };
  await api.post('/v1/push/subscriptions', wish);
  return 'on';
}

export async function switchPushOff(api: Server): Promise<PushState> {
  const there = await ownSubscription(api);
  if (there) await api.del(`/v1/push/subscriptions/${there.id}`);
  await (await browserSubscription())?.unsubscribe();
  return 'off';
}

async function readyWorker(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (worker && worker.state !== 'activated')
    await new Promise<void>((resolve) =>
      worker.addEventListener('statechange', () => worker.state === 'activated' && resolve()),
    );
  return registration;
}

async function browserSubscription(): Promise<PushSubscription | null | undefined> {
  return (await navigator.serviceWorker.getRegistration(SCOPE))?.pushManager.getSubscription();
}

async function ownSubscription(api: Server): Promise<Subscription | undefined> {
  const { data } = await api.get<Page<Subscription>>('/v1/push/subscriptions');
  return data.find(({ current }) => current);
}

async function keyOf(api: Server): Promise<string> {
  return (await api.get<{ publicKey: string }>('/v1/push/key')).publicKey;
}

function keyIs({ options }: PushSubscription, key: string): boolean {
  const own = options.applicationServerKey;
  return own !== null && toBase64url(own) === key;
}
