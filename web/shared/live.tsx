// Keeps the screens in step with the server: every event of the stream makes the queries it concerns ask again.
import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Api } from './api.ts';
import { createGatherer } from './gatherer.ts';
import type { LiveEvent } from './types.ts';
import { useOnline } from './useOnline.ts';

type Listener = (event: LiveEvent) => void;
type Live = { state: 'live' | 'waiting' | 'off'; listen(listener: Listener): () => void };

const LiveContext = createContext<Live>({ state: 'off', listen: () => () => {} });

/**
 * Follows the caller's events from now on. `concerns` says which query keys an event makes stale; by default all, because
 * the screens of one person are few and their queries cheap. Bursts are gathered for 150 ms.
 */
export function LiveProvider(props: {
  api: Api;
  token: string | undefined;
  path?: string;
  concerns?: (event: LiveEvent) => readonly (readonly unknown[])[] | 'all';
  children: ReactNode;
}) {
  const { api, token, path, concerns } = props;
  const queries = useQueryClient();
  const [state, setState] = useState<Live['state']>('off');
  const [listeners] = useState(() => new Set<Listener>());
  const inView = useInView();
  const online = useOnline();

  useEffect(() => {
    if (!token || !inView) return setState('off');
    // The browser would notice a dead stream only after minutes.
    if (!online) return setState('waiting');
    const stop = new AbortController();
    const gather = createGatherer(queries);
    void api.follow({
      ...(path === undefined ? {} : { path }),
      signal: stop.signal,
      onState: (next) => {
        setState(next);
        // Whatever happened while nobody listened.
        if (next === 'live') gather.add('all');
      },
      onEvent: (event) => {
        gather.add(concerns?.(event) ?? 'all');
        for (const listener of listeners) listener(event);
      },
    });
    return () => {
      stop.abort();
      gather.stop();
    };
  }, [api, token, path, concerns, queries, listeners, inView, online]);

  const live = useMemo<Live>(
    () => ({
      state,
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
    [state, listeners],
  );
  return <LiveContext value={live}>{props.children}</LiveContext>;
}

/**
 * False while the page is in a tab that nobody sees. Browsers open at most six connections to a server of HTTP/1.1, so a
 * stream is given back until somebody looks again.
 */
export function useInView(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener);
      return () => document.removeEventListener('visibilitychange', listener);
    },
    () => document.visibilityState === 'visible',
  );
}

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Calls back for each event; the callback may change between renders. */
export function useLiveEvent(onEvent: Listener): void {
  const { listen } = useLive();
  useEffect(() => listen(onEvent), [listen, onEvent]);
}
