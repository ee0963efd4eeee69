/** Lists as pages: `{data, hasMore, next}`. One row more is asked for than shown: it tells that there are more. */
import type { Id } from '../../kernel/id.ts';
import { cursorOf, type HttpRequest } from './route.ts';

/** Where a schema says no other. */
const DEFAULT_LIMIT = 20;

/** What a query is to find: rows before `after`, `limit` of them. */
export type PageWish<After extends string = string> = {
  readonly after: After | null;
  readonly limit: number;
};
export type Page<After extends string = string> = PageWish<After> & { readonly shown: number };
export type ListBody<T> = {
  readonly data: readonly T[];
  readonly hasMore: boolean;
  readonly next: string | null;
};

/** Of rows that carry their time in their ids, newest first: the cursor is the id of the last row shown. Refuses QUERY_INVALID. */
export function pageOf<P extends string>(request: HttpRequest, prefix: P): Page<Id<P>> {
  const after = cursorOf(prefix, request.query.after);
  const shown = Number(request.query.limit ?? DEFAULT_LIMIT);
  return { after, shown, limit: shown + 1 };
}

export function listAnswer<R extends { readonly id: string }, T>(
  page: Page,
  rows: readonly R[],
  show: (row: R) => T,
): { body: ListBody<T> } {
  return { body: listBody(page, rows, { show, cursor: ({ id }) => id }) };
}

/** The same for rows that have another cursor than an id. */
export function listBody<R, T>(
  { shown }: Pick<Page, 'shown'>,
  rows: readonly R[],
  row: { readonly show: (row: R) => T; readonly cursor: (row: R) => string },
): ListBody<T> {
  const data = rows.slice(0, shown);
  const last = data.at(-1);
  const hasMore = rows.length > shown;
  return { data: data.map(row.show), hasMore, next: hasMore && last !== undefined ? row.cursor(last) : null };
}

/** A list that is short by its nature, in the shape of the others. */
export const wholeList = <T>(data: readonly T[]): ListBody<T> => ({ data, hasMore: false, next: null });
