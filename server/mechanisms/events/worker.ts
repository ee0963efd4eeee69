/**
 * Sends what is due. Several processes share the work: a delivery is claimed for a minute, and a claim whose process
 * died is simply taken over. While nobody has an endpoint this costs one small query a second.
 */
import type { Logger } from 'pino';
import type { Clock } from '../../kernel/time.ts';
import { type Database, rawTypes } from '../database/index.ts';
import { type Feed, parseEntry } from '../journal/index.ts';
import { claimDue, type Delivery, forgetOld, nextAttempt, saveAttempt, wakeEndpoint } from './deliveries.ts';
import { activeEndpoints, type Endpoint, signingSecrets } from './endpoints.ts';
import { publicEvent } from './history.ts';
import { relayOnce } from './relay.ts';
import type { Sender } from './sender.ts';

const SENT_AT_ONCE = 32;
const SENT_AT_ONCE_PER_ENDPOINT = 4;
const LOOK_FOR_ENDPOINTS_MS = 1_000;
const FORGET_EVERY_MS = 3_600_000;
const KICK_AFTER_MS = 20;
const MAX_RELAY_STEPS = 20;

export type WebhookWorker = {
  /** Relays, claims and starts sending. */
  run(): Promise<void>;
  /** Resolves when everything that was being sent has ended. */
  settled(): Promise<void>;
  /** The endpoints have changed: look again at once. */
  endpointsChanged(): void;
  stop(): Promise<void>;
};

export function createWebhookWorker(deps: {
  database: Database;
  feed: Feed;
  clock: Clock;
  log: Logger;
  vault: { derive(purpose: string, name: string): Buffer };
  sender: Sender;
}): WebhookWorker {
  const { database, feed, clock, log, vault, sender } = deps;
  const pool = database.pool;
  const sending = new Map<string, number>();
  const unreachable = new Set<string>();
  const started = new Set<Promise<void>>();
  let active: Endpoint[] = [];
  let lookedAt = 0;
  let forgotAt = Date.now();
  let stopped = false;
  let kicked: NodeJS.Timeout | null = null;
  let stopListening: (() => void) | null = null;

  async function look(): Promise<void> {
    if (Date.now() - lookedAt < LOOK_FOR_ENDPOINTS_MS) return;
    lookedAt = Date.now();
    active = await activeEndpoints(pool);
    if (active.length > 0 && !stopListening) stopListening = feed.listen(onEntries);
    if (active.length === 0 && stopListening) {
      stopListening();
      stopListening = null;
    }
  }

  /** New events: do not wait for the next turn of the timer. */
  function onEntries(entries: readonly { entry: { events: readonly unknown[] } }[]): void {
    if (!kicked && entries.some(({ entry }) => entry.events.length > 0)) kickSoon();
  }

  function kickSoon(): void {
    if (stopped || kicked) return;
    kicked = setTimeout(() => {
      kicked = null;
      turn().catch((err: unknown) => log.warn({ err }, 'webhooks: turn failed'));
    }, KICK_AFTER_MS);
  }

  let turning: Promise<void> | null = null;
  function turn(): Promise<void> {
    turning ??= relayAndClaim().finally(() => {
      turning = null;
    });
    return turning;
  }

  async function relayAndClaim(): Promise<void> {
    if (stopped) return;
    await look();
    if (active.length === 0) return;
    for (let step = 0; step < MAX_RELAY_STEPS && (await relayOnce(pool, clock.now())); step++);
    await claimAndSend();
    if (Date.now() - forgotAt > FORGET_EVERY_MS) {
      forgotAt = Date.now();
      await forgetOld(pool, clock.now());
    }
  }

  async function claimAndSend(): Promise<void> {
    const free = SENT_AT_ONCE - [...sending.values()].reduce((a, b) => a + b, 0);
    const slots: { id: Endpoint['id']; slots: number }[] = [];
    for (const { id } of active) {
      const mine = Math.min(free, SENT_AT_ONCE_PER_ENDPOINT - (sending.get(id) ?? 0));
      if (mine > 0) slots.push({ id, slots: mine });
    }
    if (free <= 0 || slots.length === 0) return;
    // Each turn starts with another endpoint, so that the first ones do not take every place.
    active.push(...active.splice(0, 1));
    const claimed = await claimDue(pool, { endpoints: slots, most: free, now: clock.now() });
    const bodies = await bodiesOf(claimed);
    for (const delivery of claimed) {
      const endpoint = active.find(({ id }) => id === delivery.endpoint);
      const body = bodies.get(delivery.id);
      if (!endpoint || body === undefined) continue;
      const one = sendOne(endpoint, delivery, body);
      started.add(one);
      void one.finally(() => started.delete(one));
    }
  }

  async function sendOne(
    endpoint: Endpoint,
    delivery: Delivery,
    body: { id: string; text: string },
  ): Promise<void> {
    sending.set(endpoint.id, (sending.get(endpoint.id) ?? 0) + 1);
    try {
      const at = clock.now();
      const secrets = signingSecrets(vault, endpoint, at);
      const attempt = await sender.send({ url: endpoint.url, id: body.id, body: body.text, secrets, at });
      const now = clock.now();
      const nextAt = attempt.ok
        ? null
        : nextAttempt({ attempts: delivery.attempts + 1, triedFrom: delivery.triedFrom, now });
      await saveAttempt(pool, { delivery, now, status: attempt.status, error: attempt.error, nextAt });
      if (attempt.status === null) unreachable.add(endpoint.id);
      else if (unreachable.delete(endpoint.id)) await wakeEndpoint(pool, endpoint.id, now);
    } catch (err) {
      // The claim runs out and the delivery is sent again: at least once.
      log.warn({ err, delivery: delivery.id }, 'webhooks: the result of an attempt was not saved');
    } finally {
      const left = (sending.get(endpoint.id) ?? 1) - 1;
      if (left > 0) sending.set(endpoint.id, left);
      else sending.delete(endpoint.id);
      kickSoon();
    }
  }

  async function bodiesOf(claimed: readonly Delivery[]): Promise<Map<string, { id: string; text: string }>> {
    const bodies = new Map<string, { id: string; text: string }>();
    if (claimed.length === 0) return bodies;
    const result = await pool.query({
      text: 'select content from journal.entry where seq = any($1::bigint[])',
      values: [[...new Set(claimed.map((delivery) => delivery.seq.toString()))]],
      rowMode: 'array',
      types: rawTypes,
    });
    const entries = new Map(
      (result.rows as unknown as string[][]).map((row) => {
        const entry = parseEntry(String(row[0]));
        return [entry.seq, entry] as const;
      }),
    );
    for (const delivery of claimed) {
      const entry = entries.get(delivery.seq.toString());
      if (!entry) continue;
      const event = publicEvent(entry, delivery.n);
      // `timestamp` is what Standard Webhooks calls the time of the event.
      bodies.set(delivery.id, { id: event.id, text: JSON.stringify({ ...event, timestamp: event.at }) });
    }
    return bodies;
  }

  return {
    run: turn,
    async settled() {
      await Promise.all(started);
    },
    endpointsChanged() {
      lookedAt = 0;
      kickSoon();
    },
    async stop() {
      stopped = true;
      stopListening?.();
      if (kicked) clearTimeout(kicked);
      await turning?.catch(() => {});
      await Promise.all(started);
      await sender.close();
    },
  };
}
