/**
 * `push.send`: tells people, after the commit, on each device that wants it. A device whose push service knows it no more
 * is dropped; trouble is tried again a few times, for a notice that comes late helps nobody.
 */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import webPush from 'web-push';
import { type Clock, MINUTE_MS } from '../../kernel/time.ts';
import { type Database, selectRows } from '../database/index.ts';
import type { JobContext } from '../jobs/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Poster } from '../outside/index.ts';
import { persons } from '../people/index.ts';
import type { Vault } from '../vault/index.ts';
import { dropSubscription } from './commands.ts';
import { type Notice, noticeText } from './notices.ts';
import { reachable, type Subscription } from './storage.ts';
import type { Vapid } from './vapid.ts';

/** What push addresses are sealed for in the vault. */
export const PUSH_TARGET = 'push-target';
export type PushTarget = {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
};

/** Graphile's pauses between these: 3, 7 and 20 seconds. */
export const MAX_ATTEMPTS = 4;
const DEFAULT_LIFE_MS = 10 * MINUTE_MS;

type Deps = {
  readonly database: Database;
  readonly journal: Journal;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Logger;
  readonly poster: Poster;
  readonly vapid: Vapid;
};
type Ending = 'told' | 'gone' | 'given-up' | 'again';

export function createSend({ database, journal, vault, clock, log, poster, vapid }: Deps) {
  /** Who was told by which job: a job that comes back for one device leaves the others in peace. */
  const told = new LRUCache<string, true>({ max: 10_000, ttl: 10 * MINUTE_MS });

  return async (notice: Notice, { attempt, jobId }: JobContext): Promise<void> => {
    const now = clock.now();
    const until = notice.until === null ? now + DEFAULT_LIFE_MS : Date.parse(notice.until);
    if (notice.people.length === 0 || now >= until) return;
    const [found, people] = await Promise.all([
      reachable(database.pool, notice.people, now),
      selectRows(database.pool, persons, notice.people),
    ]);
    const locales = new Map(people.map(({ id, locale }) => [id, locale]));
    const open = found.filter(({ id }) => !told.has(`${jobId} ${id}`));
    const endings = await Promise.all(
      open.map(async (subscription) => {
        const text = payloadOf(notice, locales.get(subscription.person) ?? 'en');
        const ending = await tell(subscription, text, {
          ttl: Math.ceil((until - now) / 1000),
          topic: notice.challenge?.slice(-26),
        });
        if (ending !== 'again') told.set(`${jobId} ${subscription.id}`, true);
        return ending;
      }),
    );
    const failed = endings.filter((ending) => ending === 'again').length;
    if (failed === 0) return;
    if (attempt < MAX_ATTEMPTS) throw new Error(`${failed} push services did not take a notice`);
    log.warn({ notice: notice.notice, devices: failed }, 'a notice was given up');
  };

  async function tell(
    subscription: Subscription,
    text: string,
    about: { ttl: number; topic: string | undefined },
  ): Promise<Ending> {
    const target = await targetOf(subscription);
    // Dropped or renewed while the job was waiting: whoever is told then is not told twice.
    if (target === null) return 'given-up';
    const { headers, body } = webPush.generateRequestDetails(target, text, {
      vapidDetails: {
        subject: vapid.subject,
        publicKey: vapid.publicKey,
        privateKey: vapid.privateKey.reveal(),
      },
      TTL: about.ttl,
      urgency: 'high',
      ...(about.topic === undefined ? {} : { topic: about.topic }),
    });
    const { ok, status, error } = await poster.post({ url: target.endpoint, headers: plain(headers), body });
    if (ok) return 'told';
    if (status === 404 || status === 410) return drop(subscription, 'GONE');
    if (error === 'private address' || error === 'target not allowed')
      return drop(subscription, 'NOT_ALLOWED');
    log.info({ service: subscription.service, error }, 'a push service did not take a notice');
    return status === null || status === 429 || status >= 500 ? 'again' : 'given-up';
  }

  async function targetOf({ target }: Subscription): Promise<PushTarget | null> {
    if (target === null) return null;
    const secret = await vault.reveal(PUSH_TARGET, target).catch(() => null);
    return secret && (JSON.parse(secret.reveal()) as PushTarget);
  }

  async function drop({ id, version }: Subscription, because: string): Promise<Ending> {
    await journal.submit(dropSubscription, {
      key: `${id} ${version} ${because}`,
      actor: { id: 'platform' },
      body: { subscription: id, version, because },
    });
    return 'gone';
  }
}

/** What the service worker in the wallet reads. */
function payloadOf({ notice, challenge }: Notice, locale: 'en' | 'zh'): string {
  return JSON.stringify({ v: 1, lang: locale, ...noticeText(notice, locale), challenge });
}

function plain(headers: Readonly<Record<string, string | number>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length');
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
