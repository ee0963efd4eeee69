/** Events: what the journal says happened, for those whom it concerns: by pull, as a live stream, and by webhook. */
import type { Id } from '../../kernel/id.ts';
import { migrationFile } from '../database/index.ts';
import type { FlowParts, Ground, Watchable } from '../flow/index.ts';
import { createAudienceIndex } from './audience.ts';
import { cancelDeliveries, replay } from './deliveries.ts';
import { readEvents } from './history.ts';
import { eventRoutes } from './routes.ts';
import { createSender } from './sender.ts';
import { createStreams, type StreamLimits } from './stream.ts';
import { webhookRoutes } from './webhook-routes.ts';
import { createWebhookWorker } from './worker.ts';

export { countPending } from './deliveries.ts';

export const eventsMigrations = [
  migrationFile('events/001', new URL('./schema.sql', import.meta.url)),
  migrationFile('events/audience/001', new URL('./audience.sql', import.meta.url)),
];

const WORKER_EVERY_MS = 250;

export type Events = FlowParts & {
  /** Open event streams of this process. */
  readonly openStreams: number;
  /** Ends the streams, so that the HTTP server can close. */
  closeStreams(): void;
};

export function createEvents(
  ground: Pick<Ground, 'config' | 'database' | 'journal' | 'vault' | 'people' | 'clock' | 'log'>,
  options: { limits?: Partial<StreamLimits>; timeoutMs?: number; watchable?: () => Watchable } = {},
): Events {
  const { config, database, journal, vault, people, clock, log } = ground;
  const allowPrivate = config.allowPrivateWebhooks;
  const streams = createStreams({
    feed: journal.feed,
    read: (viewer, after, limit) => readEvents(database.pool, viewer, after, limit),
    log,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const sender = createSender({
    allowPrivate,
    ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
  });
  const audience = createAudienceIndex({ pool: database.pool, feed: journal.feed });
  const worker = createWebhookWorker({ database, feed: journal.feed, clock, log, vault, sender });
  return {
    routes: [
      ...eventRoutes({ database, people, streams, watchable: options.watchable ?? (() => ({})) }),
      ...webhookRoutes({
        database,
        journal,
        vault,
        allowPrivate,
        endpointsChanged: worker.endpointsChanged,
      }),
    ],
    tasks: {
      'events.cancel': async ({ endpoint }: { endpoint: Id<'endpoint'> }) =>
        cancelDeliveries(database.pool, endpoint, clock.now()),
      'events.replay': async ({ delivery }: { delivery: Id<'delivery'> }) => {
        await replay(database.pool, delivery, clock.now());
        worker.endpointsChanged();
      },
    },
    timers: [{ name: 'events.webhooks', everyMs: WORKER_EVERY_MS, run: worker.run }, audience.timer],
    get openStreams() {
      return streams.open;
    },
    closeStreams: streams.stop,
    async stop() {
      audience.stop();
      streams.stop();
      await worker.stop();
    },
  };
}
