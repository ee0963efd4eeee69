/** Prometheus metrics of this process. Everything is read when it is asked for; nothing is counted on the path of money. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { refuse } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import { countPending } from '../events/index.ts';
import type { Ground } from '../flow/index.ts';
import type { HttpServer, RouteSpec } from '../http/index.ts';
import type { BooksKeeper } from './books.ts';
import { readGauges } from './gauges.ts';

export function metricsRoute(
  ground: Ground,
  deps: { http: () => HttpServer; books: BooksKeeper },
): RouteSpec {
  let registry: Registry | null = null;
  return {
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    tag: 'operation',
    callers: ['anonymous', 'person', 'merchant', 'staff', 'operator', 'bank'],
    hidden: true,
    async handle({ raw, headers, reply }) {
      admitReader(ground.config.metricsToken ?? null, raw.socket.remoteAddress, headers);
      registry ??= makeRegistry(ground, deps);
      const text = await registry.metrics();
      reply.header('content-type', registry.contentType).header('cache-control', 'no-store').send(text);
      return { hijacked: true };
    },
  };
}

/** They tell how much business is done: with a token for whoever shows it, otherwise for processes of this machine. */
export function admitReader(
  token: Secret | null,
  address: string | undefined,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): void {
  if (token === null) {
    // A proxy on this machine calls from loopback as well, for anybody: what it forwards is not local. Its word about the
    // address is not taken, whatever TRUST_PROXY says.
    const isForwarded = FORWARDED.some((name) => headers[name] !== undefined);
    if (isForwarded || !LOOPBACK.has(address ?? '')) refuse('FORBIDDEN');
    return;
  }
  const shown = /^Bearer (\S+)$/i.exec(String(headers.authorization ?? ''))?.[1] ?? '';
  const hash = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(hash(shown), hash(token.reveal()))) refuse('UNAUTHENTICATED');
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

function makeRegistry(ground: Ground, deps: { http: () => HttpServer; books: BooksKeeper }): Registry {
  const { journal, database } = ground;
  const registers = [new Registry()];
  const registry = registers[0] ?? new Registry();
  collectDefaultMetrics({ register: registry });

  const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });

  gauge('bursar_journal_queue', 'Commands that wait for the committer', () => journal.queued);
  gauge('bursar_journal_queue_max', 'The longest the queue has been', () => journal.stats.maxQueue);
  gauge('bursar_journal_last_batch', 'Commands in the last batch', () => journal.stats.lastBatch);
  counter('bursar_journal_batches_total', 'Batches committed', () => journal.stats.batches);
  counter('bursar_journal_commands_total', 'Commands decided', () => journal.stats.commands);
  counter('bursar_journal_refused_total', 'Commands refused', () => journal.stats.refused);
  counter(
    'bursar_journal_hits_total',
    'Commands that were repeated and got their first answer',
    () => journal.stats.hits,
  );
  gauge('bursar_journal_seq', 'Last entry of the journal', async () => Number((await journal.head()).seq));
  gauge('bursar_journal_halted', '1 when writing is stopped', async () =>
    (await journal.head()).halted === null ? 0 : 1,
  );
  gauge('bursar_feed_seq', 'Last entry this process has told its listeners', () => Number(journal.feed.seq));
  gauge('bursar_books_ok', '1 when every currency sums to zero; -1 before the first check', () =>
    deps.books.ok === null ? -1 : deps.books.ok ? 1 : 0,
  );

  new Gauge({
    name: 'bursar_database_connections',
    help: 'Connections of the pool, and requests that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'open' }, database.pool.totalCount);
      this.set({ state: 'idle' }, database.pool.idleCount);
      this.set({ state: 'waiting' }, database.pool.waitingCount);
    },
  });
  new Counter({
    name: 'bursar_http_answers_total',
    help: 'HTTP answers',
    labelNames: ['method', 'route', 'status'],
    registers,
    collect() {
      this.reset();
      for (const [key, count] of deps.http().stats) {
        const [method = '', route = '', status = ''] = key.split(' ');
        this.inc({ method, route, status }, count);
      }
    },
  });
  new Gauge({
    name: 'bursar_webhook_deliveries',
    help: 'Webhook deliveries that are not finished; failing: those tried at least once',
    labelNames: ['state'],
    registers,
    async collect() {
      const { pending, failing } = await countPending(database.pool);
      this.set({ state: 'pending' }, pending);
      this.set({ state: 'failing' }, failing);
    },
  });
  new Gauge({
    name: 'bursar_reported',
    help: 'Numbers that parts report, by name',
    labelNames: ['name'],
    registers,
    async collect() {
      for (const [name, value] of Object.entries(await readGauges(ground))) this.set({ name }, value);
    },
  });
  return registry;
}
