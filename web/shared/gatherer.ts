// Makes the queries that events concern ask again: at once for a burst, and never with an answer from before the event.
import { hashKey, type Query, type QueryClient } from '@tanstack/react-query';

type Keys = readonly (readonly unknown[])[];

const burstMs = 150;
/** First loads that will be asked again, by whichever gatherer: one ends when its page is hidden, and another begins. */
const late = new WeakSet<Query>();

/** What is added is asked again after 150 ms, together with what came meanwhile. */
export function createGatherer(queries: QueryClient) {
  const keys = new Map<string, readonly unknown[]>();
  let everything = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (everything) askAgain(queries);
    else for (const key of keys.values()) askAgain(queries, key);
    keys.clear();
    everything = false;
  };
  return {
    add(concerned: Keys | 'all') {
      if (concerned === 'all') everything = true;
      else for (const key of concerned) keys.set(hashKey(key), key);
      timer ??= setTimeout(flush, burstMs);
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * A query's first load goes on when the query is invalidated, and then counts as fresh (query-core, Query.fetch). It may
 * have been read before the event, so it is asked once more when it has ended, however many events have come.
 */
function askAgain(queries: QueryClient, queryKey?: readonly unknown[]): void {
  const concerned = queryKey ? { queryKey } : {};
  const firstLoads = queries
    .getQueryCache()
    .findAll({ ...concerned, fetchStatus: 'fetching', predicate: ({ state }) => state.data === undefined });
  void queries.invalidateQueries(concerned);
  for (const load of firstLoads) {
    if (late.has(load) || !load.promise) continue;
    late.add(load);
    const again = () => {
      late.delete(load);
      void queries.invalidateQueries({ queryKey: load.queryKey, exact: true });
    };
    void load.promise.then(again, again);
  }
}
