// The sandbox bank: `startBank` runs it in this process, with its own database, API, telephone network and page.

import Fastify, { type FastifyInstance } from 'fastify';
import { answerRefusal, apiRoutes } from './api-routes.ts';
import type { Bank, Log, Settings } from './bank.ts';
import { sendCallbacks } from './callbacks.ts';
import { createChanges } from './changes.ts';
import { controlRoutes } from './control-routes.ts';
import { type Database, openDatabase } from './database.ts';
import { loadLies } from './lies.ts';
import { servePage } from './page.ts';
import { askPlatform, finishPending } from './pending.ts';
import { createPlatform } from './platform.ts';
import { seed } from './seed.ts';
import { SIGNATURE_TOLERANCE_MS } from './signing.ts';
import type { Stream } from './streams.ts';
import { startWorker } from './todo.ts';

export { type SignedHeaders, signRequest, type Verification, verifyRequest } from './signing.ts';

export interface BankOptions extends Partial<Settings> {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  databaseUrl: string;
  /** Where callbacks and questions go; a function when it is known only later. */
  platformUrl: string | (() => string);
  /** Signs what the platform sends to the bank. */
  bankSecret: string;
  /** Signs what the bank sends to the platform. */
  platformSecret: string;
  clock?: () => Date;
  log?: Log;
}

export interface RunningBank {
  url: string;
  port: number;
  /** Ends quickly; what is under way is stored and goes on at the next start. */
  stop(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024;
const FORGET_SEEN_EVERY_MS = 60_000;

export async function startBank(options: BankOptions): Promise<RunningBank> {
  const {
    port,
    host = '127.0.0.1',
    databaseUrl,
    bankSecret,
    platformSecret,
    clock: now = () => new Date(),
  } = options;
  const log: Log = options.log ?? (() => undefined);
  const platformUrl =
    typeof options.platformUrl === 'string' ? () => String(options.platformUrl) : options.platformUrl;
  const onError = (error: unknown) => log('error', 'bank trouble', describe(error));
  const stop = new AbortController();
  const db = await openDatabase(databaseUrl, onError);
  await seed(db, now());
  const changes = createChanges();
  const bank: Bank = {
    db,
    now,
    changes,
    lies: await loadLies(db, () => changes.tell('lies')),
    platform: createPlatform({ platformUrl, secret: platformSecret, now, stopping: stop.signal }),
    settings: {
      pendingWindowMs: options.pendingWindowMs ?? 30_000,
      askAgainMs: options.askAgainMs ?? 500,
      codeLifeMs: options.codeLifeMs ?? 300_000,
    },
    wake: () => worker.wake(),
    log,
  };
  const streams = new Set<Stream>();
  const app = createApp(onError);
  apiRoutes(app, { bank, bankSecret, stopping: stop.signal });
  controlRoutes(app, bank, streams, { platform: platformUrl });
  await servePage(app, platformUrl);
  app.get('/health', async () => ({ ok: (await db.query('select 1')).rowCount === 1 }));

  const worker = await startWorker({
    db,
    now,
    handlers: { ask: askPlatform(bank), finish: finishPending(bank), callback: sendCallbacks(bank) },
    isPaused: bank.lies.isDown,
    onError,
  });
  const forgetting = setInterval(() => forgetSeen(db, now()).catch(onError), FORGET_SEEN_EVERY_MS);
  const url = await app.listen({ port, host });
  return {
    url,
    port: Number(new URL(url).port),
    async stop() {
      stop.abort();
      clearInterval(forgetting);
      for (const stream of streams) stream.close();
      await app.close();
      await worker.stop();
      await db.end();
    },
  };
}

function createApp(onError: (error: unknown) => void): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  app.decorateRequest('rawBody', '');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    request.rawBody = String(body);
    try {
      done(null, request.rawBody === '' ? undefined : JSON.parse(request.rawBody));
    } catch {
      done(Object.assign(new Error('not JSON'), { statusCode: 400 }));
    }
  });
  app.setNotFoundHandler((_request, reply) => answerRefusal(reply, 'NOT_FOUND'));
  app.setErrorHandler<
    { statusCode?: number; validation?: { instancePath: string; message?: string }[] } & Error
  >((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) onError(error);
    const [fault] = error.validation ?? [];
    const detail = fault ? `${fault.instancePath || 'body'} ${fault.message ?? ''}` : undefined;
    if (status >= 500) return answerRefusal(reply, 'BUG');
    return reply
      .code(status)
      .send({ code: 'BODY_REFUSED', message: detail ?? 'The body does not fit the API' });
  });
  return app;
}

async function forgetSeen(db: Database, now: Date): Promise<void> {
  await db.query('delete from seen_requests where at < $1', [
    new Date(now.getTime() - 3 * SIGNATURE_TOLERANCE_MS),
  ]);
}

/** Names and places of an error, never its values: those might hold a card number. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const code = 'code' in error ? { code: String(error.code) } : {};
  const at = error.stack
    ?.split('\n')
    .find((line) => line.includes('/bank/'))
    ?.trim();
  return { error: error.name, ...code, ...(at !== undefined && { at }) };
}

declare module 'fastify' {
  interface FastifyRequest {
    rawBody: string;
  }
}
