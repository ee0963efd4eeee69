/**
 * Answers about callers, remembered for two seconds from when they were asked for. Those that are in use are asked for
 * again every second, all in one query: a busy caller neither waits nor costs a query of his own.
 */
import { LRUCache } from 'lru-cache';
import type { Instant } from '../../kernel/time.ts';

/** `until`: when the session or key ends; a caller is never used past it. */
export type Known<T> = { readonly value: T | null; readonly until: Instant };
/** Asks for many at once. A key without an answer is nobody. */
export type Ask<T> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Known<T>>>;

export type Recall<T> = {
  get(key: string): Known<T> | Promise<Known<T>>;
  /** What is being asked for now is not kept either. */
  forget(): void;
};

/** `askedAt`: milliseconds of this process' clock. */
type Entry<T> = { readonly known: Known<T>; readonly askedAt: number; isUsed: boolean };

const REMEMBERED_MS = 2_000;
const REFRESH_MS = 1_000;
const MAX_REMEMBERED = 50_000;
const ASKED_AT_ONCE = 1_000;
const NOBODY = { value: null, until: Number.POSITIVE_INFINITY } as const;

export function createRecall<T>(ask: Ask<T>): Recall<T> {
  const entries = new LRUCache<string, Entry<T>>({ max: MAX_REMEMBERED });
  /** Keys that were looked up since they were asked for. */
  let used: string[] = [];
  /** Those that wait for the same query, and the query that is coming. */
  let asking = new Map<string, Promise<Known<T>>>();
  let nextKeys: string[] = [];
  let next: Promise<ReadonlyMap<string, Known<T>>> | null = null;

  async function askFor(keys: readonly string[]): Promise<ReadonlyMap<string, Known<T>>> {
    const [askedAt, epoch] = [performance.now(), asking];
    const answers = await ask(keys);
    // An answer that was asked for before `forget` is not kept.
    if (epoch === asking)
      for (const key of keys) entries.set(key, { known: answers.get(key) ?? NOBODY, askedAt, isUsed: false });
    return answers;
  }

  /** All that are missed in one turn of the event loop are asked for together. */
  function askSoon(key: string): Promise<Known<T>> {
    nextKeys.push(key);
    next ??= new Promise((resolve) => setImmediate(resolve)).then(() => {
      const keys = nextKeys;
      nextKeys = [];
      next = null;
      return askFor(keys);
    });
    const epoch = asking;
    const answer = next.then((answers) => answers.get(key) ?? NOBODY).finally(() => epoch.delete(key));
    asking.set(key, answer);
    return answer;
  }

  async function refresh(): Promise<void> {
    const keys = used;
    used = [];
    for (let at = 0; at < keys.length; at += ASKED_AT_ONCE) await askFor(keys.slice(at, at + ASKED_AT_ONCE));
  }

  // When that fails they are forgotten in time, and whoever comes next hears of it.
  setInterval(() => void refresh().catch(() => {}), REFRESH_MS).unref();

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry || performance.now() - entry.askedAt > REMEMBERED_MS) return asking.get(key) ?? askSoon(key);
      if (!entry.isUsed) {
        entry.isUsed = true;
        used.push(key);
      }
      return entry.known;
    },
    forget() {
      entries.clear();
      asking = new Map();
      used = [];
    },
  };
}
