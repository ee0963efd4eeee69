/** Answers of lists: `{data, hasMore, next}`, newest first, one row more asked than shown. */

import { cursorOf, type HttpRequest } from '../http/index.ts';
import type { PageWish } from './reads.ts';

/** Where a schema says no other. */
const DEFAULT_LIMIT = 20;

export type Page = PageWish & { readonly shown: number };

/** The cursor is the id of the last row shown. */
export function pageOf(request: HttpRequest, prefix: string): Page {
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
