/** Lists whose rows carry their time in their ids: `{data, hasMore, next}`, newest first, one row more asked than shown. */
import type { Id } from '../../kernel/id.ts';
import { cursorOf, type HttpRequest } from './route.ts';

/** Where a schema says no other. */
const DEFAULT_LIMIT = 20;

/** What a query is to find: rows before `after`, `limit` of them. */
export type PageWish = { readonly after: string | null; readonly limit: number };
export type Page<P extends string = string> = PageWish & {
  readonly after: Id<P> | null;
  readonly shown: number;
};

/** The cursor is the id of the last row shown. Refuses QUERY_INVALID. */
export function pageOf<P extends string>(request: HttpRequest, prefix: P): Page<P> {
  const after = cursorOf(prefix, request.query.after);
  const shown = Number(request.query.limit ?? DEFAULT_LIMIT);
  return { after, shown, limit: shown + 1 };
}

export function listAnswer<R extends { readonly id: string }>(
  page: Page,
  rows: readonly R[],
  show: (row: R) => unknown,
) {
  const data = rows.slice(0, page.shown);
  const hasMore = rows.length > page.shown;
  return { body: { data: data.map(show), hasMore, next: hasMore ? (data.at(-1)?.id ?? null) : null } };
}
