/**
 * Calls of better-auth. It keeps their context in AsyncLocalStorage, and from its first use on Node marks every promise of the
 * process for it (up to Node 22), those of payments too: a thirtieth of their time. So it is switched off whenever none is
 * under way; `run` switches it on again.
 */
import {
  getCurrentAuthContextAsyncLocalStorage,
  getCurrentDBAdapterAsyncLocalStorage,
  getRequestStateAsyncLocalStorage,
} from '@better-auth/core/context';

export function createLibraryCalls(): <T>(call: () => Promise<T>) => Promise<T> {
  const stores = Promise.all([
    getCurrentAuthContextAsyncLocalStorage(),
    getCurrentDBAdapterAsyncLocalStorage(),
    getRequestStateAsyncLocalStorage(),
  ]);
  let underWay = 0;
  return async (call) => {
    const used = await stores;
    underWay += 1;
    try {
      return await call();
    } finally {
      underWay -= 1;
      if (underWay === 0) for (const store of used) store.disable();
    }
  };
}
