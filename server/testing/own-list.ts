/** What every list of one's own records promises: newest first, page by page, each as it is shown by its id. */
import assert from 'node:assert/strict';
import type { Answer, Api } from './world.ts';

type Row = { readonly id: string; readonly state: string };

/** All rows of the list, after it was read in pages of two. `path` may have a query. */
export async function readOwnList(api: Api, path: string): Promise<Row[]> {
  const [base] = path.split('?');
  const rows: Row[] = [];
  let query: Record<string, string> = { limit: '2' };
  for (;;) {
    const address = new URL(path, 'http://list');
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const answer: Answer = await api.get(address.pathname + address.search);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { data, hasMore, next } = answer.body as { data: Row[]; hasMore: boolean; next: string | null };
    assert.ok(data.length <= 2);
    assert.equal(next !== null, hasMore);
    rows.push(...data);
    if (next === null) break;
    query = { limit: '2', after: next };
  }
  const ids = rows.map(({ id }) => id);
  assert.deepEqual(ids, [...new Set(ids)].sort().reverse());
  for (const row of rows) assert.deepEqual((await api.get(`${base}/${row.id}`)).body, row);
  return rows;
}
