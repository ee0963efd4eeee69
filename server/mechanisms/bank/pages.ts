/** Keyset paging of the gateway's lists, newest first. */
import { uuidOrNull } from '../../kernel/id.ts';
import { cursorOf } from '../http/index.ts';

/** The uuid to go on after; null at the beginning. Refuses what is no id of this kind. */
export function cursor(prefix: string, after: unknown): string | null {
  const id = cursorOf(prefix, after);
  return uuidOrNull(id);
}

/** `rows` has one more than `limit` when there is a next page. */
export function page<T extends { readonly id?: unknown }>(rows: readonly T[], limit: number) {
  const data = rows.slice(0, limit);
  return {
    data,
    hasMore: rows.length > limit,
    next: rows.length > limit ? (data[data.length - 1]?.id ?? null) : null,
  };
}
