/** Push: notices to the browsers of people who want them (Web Push), sent after the commit of what they are about. */
import { migrationFile } from '../database/index.ts';
import type { FlowParts, Ground } from '../flow/index.ts';
import { createPoster } from '../outside/index.ts';
import { pushRoutes } from './routes.ts';
import { createSend } from './send.ts';
import { vapidOf } from './vapid.ts';

export { type NoticeKey, noticeKeys, pushEffect } from './notices.ts';

export const pushMigrations = [migrationFile('push/001', new URL('./schema.sql', import.meta.url))];

const TIMEOUT_MS = 8_000;

export function createPush(
  ground: Pick<Ground, 'config' | 'database' | 'journal' | 'vault' | 'clock' | 'log'>,
  options: { timeoutMs?: number } = {},
): FlowParts {
  const { config, vault } = ground;
  const rule = { allowPrivate: config.allowPrivateWebhooks };
  const poster = createPoster({ ...rule, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
  const vapid = vapidOf(vault, config);
  return {
    routes: pushRoutes({ ...ground, publicKey: vapid.publicKey, rule }),
    tasks: { 'push.send': createSend({ ...ground, poster, vapid }) },
    stop: poster.close,
  };
}
