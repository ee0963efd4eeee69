/** Names of people and merchants behind ids, remembered for a minute. */
import { LRUCache } from 'lru-cache';

export type Names = { of(id: string): Promise<string | null> };

const REMEMBERED = 5_000;
const REMEMBERED_MS = 60_000;

export function createNames(read: (id: string) => Promise<string | null>): Names {
  const known = new LRUCache<string, { name: string | null }>({ max: REMEMBERED, ttl: REMEMBERED_MS });
  return {
    async of(id) {
      if (!/^(person|merchant)_/.test(id)) return null;
      const seen = known.get(id);
      if (seen) return seen.name;
      const name = await read(id);
      known.set(id, { name });
      return name;
    },
  };
}
