// Stored work: what must still happen is a row, so that killing the process loses nothing. A worker takes rows that are
// due, and each leaves only when its handler says that nothing is left to do. Handlers may run twice and must not mind.

import type { Database, Tx } from './database.ts';

export type TodoKind = 'ask' | 'finish' | 'callback';

export interface Todo {
  id: string;
  kind: TodoKind;
  subject: string;
  tries: number;
}

/** Returns when to run again, or null when the work is done. */
export type TodoHandler = (todo: Todo) => Promise<Date | null>;

export interface Worker {
  /** Looks for due work now: called after a commit that stored some. */
  wake(): void;
  stop(): Promise<void>;
}

export interface WorkerDeps {
  db: Database;
  now: () => Date;
  handlers: Record<TodoKind, TodoHandler>;
  isPaused: () => boolean;
  onError: (error: unknown) => void;
}

const MAX_RUNNING = 64;
const LONGEST_SLEEP_MS = 500;
const PAUSE_MS = 250;
const AFTER_ERROR_MS = 1_000;
const MAX_ERROR_PAUSES = 30;

export async function addTodo(tx: Tx, todo: { kind: TodoKind; subject: string; runAt: Date }): Promise<void> {
  await tx.query('insert into todo (kind, subject, run_at) values ($1, $2, $3)', [
    todo.kind,
    todo.subject,
    todo.runAt,
  ]);
}

/** Starts the worker; work that a killed process had taken is due at once. */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const { db, now } = deps;
  await db.query('update todo set taken = false, run_at = $1 where taken', [now()]);
  const running = new Set<Promise<void>>();
  let isStopping = false;
  let isLooking = false;
  let lookAgain = false;
  let timer: NodeJS.Timeout | undefined;

  async function run(todo: Todo): Promise<void> {
    let again: Date | null;
    try {
      again = await deps.handlers[todo.kind](todo);
    } catch (error) {
      deps.onError(error);
      again = new Date(now().getTime() + AFTER_ERROR_MS * Math.min(todo.tries, MAX_ERROR_PAUSES));
    }
    await (again
      ? db.query('update todo set taken = false, run_at = $2 where id = $1', [todo.id, again])
      : db.query('delete from todo where id = $1', [todo.id]));
  }

  async function look(): Promise<number> {
    if (deps.isPaused()) return PAUSE_MS;
    const room = MAX_RUNNING - running.size;
    if (room <= 0) return LONGEST_SLEEP_MS;
    const { rows } = await db.query<Todo>(
      `update todo set taken = true, tries = tries + 1 where id in (
         select id from todo where not taken and run_at <= $1 order by run_at limit $2 for update skip locked)
       returning id, kind, subject, tries`,
      [now(), room],
    );
    for (const todo of rows) {
      const work = run(todo)
        .catch(deps.onError)
        .finally(() => {
          running.delete(work);
          if (running.size >= MAX_RUNNING - 1) wake();
        });
      running.add(work);
    }
    if (rows.length === room) return LONGEST_SLEEP_MS;
    const next = await db.query<{ at: Date | null }>('select min(run_at) as at from todo where not taken');
    const at = next.rows[0]?.at;
    return at ? Math.min(Math.max(at.getTime() - now().getTime(), 1), LONGEST_SLEEP_MS) : LONGEST_SLEEP_MS;
  }

  function wake(): void {
    if (isStopping) return;
    if (isLooking) {
      lookAgain = true;
      return;
    }
    isLooking = true;
    lookAgain = false;
    clearTimeout(timer);
    const looked = look()
      .catch((error: unknown) => {
        deps.onError(error);
        return AFTER_ERROR_MS;
      })
      .then((sleepMs) => {
        isLooking = false;
        running.delete(looked);
        if (lookAgain) wake();
        else if (!isStopping) timer = setTimeout(wake, sleepMs);
      });
    running.add(looked);
  }

  wake();
  return {
    wake,
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      while (running.size > 0) await Promise.all(running);
    },
  };
}
