/** Every 30 seconds: do the books balance? When they do not, all writing stops, in every process, until someone has looked. */
import type { Logger } from 'pino';
import { type Clock, type Instant, isoTime } from '../../kernel/time.ts';
import type { Database } from '../database/index.ts';
import type { Timer } from '../jobs/index.ts';
import type { Journal } from '../journal/index.ts';
import { type BooksCheck, checkBooks } from '../ledger/index.ts';

export const CHECK_EVERY_MS = 30_000;

export type BooksKeeper = {
  /** The last check, at most about 30 s old; the first caller waits for the first one. */
  latest(): Promise<{ check: BooksCheck; at: Instant }>;
  /** For metrics: null before the first check. */
  readonly ok: boolean | null;
  checkNow(): Promise<{ check: BooksCheck; at: Instant }>;
  readonly timer: Timer;
};

export function createBooksKeeper(deps: {
  database: Database;
  journal: Journal;
  clock: Clock;
  log: Logger;
}): BooksKeeper {
  const { database, journal, clock, log } = deps;
  let last: { check: BooksCheck; at: Instant } | null = null;

  async function checkNow(): Promise<{ check: BooksCheck; at: Instant }> {
    const check = await checkBooks(database.pool);
    last = { check, at: clock.now() };
    if (!check.ok) {
      await journal.halt(`the books do not balance: found at ${isoTime(last.at)}`);
      log.fatal({ sums: booksView(check).sums }, 'the books do not balance: all writing is stopped');
    }
    return last;
  }

  return {
    latest: async () => last ?? checkNow(),
    get ok() {
      return last === null ? null : last.check.ok;
    },
    checkNow,
    timer: { name: 'operation.books', everyMs: CHECK_EVERY_MS, run: async () => void (await checkNow()) },
  };
}

export function booksView(check: BooksCheck) {
  return {
    ok: check.ok,
    sums: check.sums.map((sum) => ({ ...sum, posted: sum.posted.toString(), held: sum.held.toString() })),
    clearing: check.clearing.map((one) => ({ ...one, balance: one.balance.toString() })),
  };
}
