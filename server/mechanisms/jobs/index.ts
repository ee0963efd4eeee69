/**
 * Jobs: effects of decisions, done after the commit, and timers. They are rows written in the journal's transaction, so
 * none is lost; the queue is graphile-worker. A job may run twice: its result comes back as a command with a fixed key.
 */
import { EventEmitter } from 'node:events';
import {
  type JobHelpers,
  type Runner,
  run,
  runMigrations,
  type WorkerEvents,
  Logger as WorkerLogger,
} from 'graphile-worker';
import type { Logger } from 'pino';
import { isoTime } from '../../kernel/time.ts';
import { type Database, migrationFile } from '../database/index.ts';
import type { EffectWriter } from '../journal/index.ts';

export type JobContext = { readonly attempt: number; readonly jobId: string };
/** Throw to be tried again later (exponential back-off, at most 25 tries over about three days). */
export type Task = (payload: never, context: JobContext) => Promise<void>;
export type Timer = { readonly name: string; readonly everyMs: number; run(): Promise<void> };

/** Most of a job's time is waiting for the bank or a receiver. */
const CONCURRENT_JOBS = 24;
/** New jobs announce themselves; this is for those whose time has come. */
const POLL_MS = 1_000;
const DEAD_PROCESS_CHECK_MS = 5_000;

export const jobsMigrations = [migrationFile('jobs/001', new URL('./schema.sql', import.meta.url))];

export async function migrateJobs(database: Database): Promise<void> {
  await runMigrations({ pgPool: database.pool });
}

/** Not async: what cannot be written down must throw before the transaction's COMMIT is sent behind it. */
export const writeEffects: EffectWriter = (client, effects) => {
  const specs = effects.map((effect) => ({
    identifier: effect.task,
    payload: effect.payload,
    run_at: effect.runAt === undefined ? null : isoTime(effect.runAt),
    max_attempts: 25,
  }));
  const values = [JSON.stringify(specs)];
  return client.query({ name: 'add jobs', text: ADD_JOBS, values }).then(() => {});
};

const ADD_JOBS = `select count(*) from graphile_worker.add_jobs(
  array(select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))`;

export type Jobs = { stop(): Promise<void> };

export async function startJobs(options: {
  database: Database;
  instance: string;
  tasks: Readonly<Record<string, Task>>;
  timers: readonly Timer[];
  log: Logger;
}): Promise<Jobs> {
  const { database, instance, log } = options;
  // Jobs are locked in the name of the pool, not of the worker that does them.
  const poolIds: string[] = [];
  const events = new EventEmitter() as WorkerEvents;
  events.on('pool:create', ({ workerPool }) => void poolIds.push(workerPool.id));
  await releaseJobsOfTheDead(database);
  const runner = await run({
    pgPool: database.pool,
    preset: {
      worker: {
        concurrentJobs: CONCURRENT_JOBS,
        pollInterval: POLL_MS,
        // One look into the table for all workers, not one for each.
        localQueue: { size: CONCURRENT_JOBS },
      },
    },
    noHandleSignals: true,
    logger: quietLogger(log),
    events,
    taskList: Object.fromEntries(
      Object.entries(options.tasks).map(([name, task]) => [
        name,
        async (payload: unknown, helpers: JobHelpers) => {
          await task(payload as never, { attempt: helpers.job.attempts, jobId: String(helpers.job.id) });
        },
      ]),
    ),
  });
  await database.pool.query(
    'insert into jobs.worker (id, instance) select unnest($1::text[]), $2 on conflict (id) do nothing',
    [poolIds, instance],
  );
  const stops = options.timers.map((timer) => startTimer(timer, log));
  const dead = setInterval(() => void releaseJobsOfTheDead(database).catch(() => {}), DEAD_PROCESS_CHECK_MS);
  dead.unref();
  return {
    async stop() {
      clearInterval(dead);
      await Promise.all(stops.map((stop) => stop()));
      await stopRunner(runner);
      await database.pool.query('delete from jobs.worker where instance = $1', [instance]).catch(() => {});
    },
  };
}

/**
 * Unlocks the jobs of processes that no longer have a connection: after kill -9 nothing waits for graphile-worker's own
 * four hours. A pool that is not registered yet has five seconds of grace; at worst a job runs twice, which it may.
 */
export async function releaseJobsOfTheDead(database: Database): Promise<void> {
  await database.pool.query(`
    with living as (
      select w.id from jobs.worker w
       where exists (select from pg_stat_activity a where a.application_name = w.instance)),
    gone as (
      select distinct locked_by from graphile_worker._private_jobs
       where locked_by is not null and locked_at < now() - interval '5 seconds'
         and locked_by not in (select id from living))
    select graphile_worker.force_unlock_workers(array(select locked_by from gone)) where exists (select from gone)`);
  await database.pool.query(`
    delete from jobs.worker w where at < now() - interval '1 minute'
       and not exists (select from pg_stat_activity a where a.application_name = w.instance)`);
}

async function stopRunner(runner: Runner): Promise<void> {
  await runner.stop().catch(() => {});
}

/** Runs once per period and never twice at a time; a failure is logged and the next period tries again. */
function startTimer(timer: Timer, log: Logger): () => Promise<void> {
  let running: Promise<void> | null = null;
  const handle = setInterval(() => {
    if (running) return;
    running = timer
      .run()
      .catch((err: unknown) => log.warn({ err, timer: timer.name }, 'timer failed'))
      .finally(() => {
        running = null;
      });
  }, timer.everyMs);
  return async () => {
    clearInterval(handle);
    if (running) await running;
  };
}

function quietLogger(log: Logger): WorkerLogger {
  return new WorkerLogger(() => (level, message) => {
    if (level === 'error') log.warn({ from: 'jobs' }, message.slice(0, 500));
  });
}
