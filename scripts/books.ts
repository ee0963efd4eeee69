/** Is a database whole? The books balance, counters equal their transfers, the journal has no gap and its tree its root. */
import pg from 'pg';
import { appendLeaves, leafHash, treeRoot } from '../server/mechanisms/journal/index.ts';
import { checkBooks, recountBooks } from '../server/mechanisms/ledger/index.ts';

const PAGE = 5_000;

/** Throws, naming what is wrong. Resolves to the number of entries and the root. Reads every entry: minutes when there are millions. */
export async function verifyDatabase(url: string): Promise<{ entries: bigint; root: string }> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    const sums = await checkBooks(db);
    if (!sums.ok) throw new Error('the books do not sum to zero');
    const differing = await recountBooks(db);
    if (differing.length > 0) throw new Error(`${differing.length} accounts differ from their transfers`);
    const head = (await db.query(`select seq::text, encode(root, 'hex') as root from journal.head`)).rows[0];
    let edge: Parameters<typeof appendLeaves>[0] = { size: 0n, subtrees: [] };
    for (;;) {
      const text =
        'select seq::text as number, leaf, content from journal.entry where seq > $1 order by seq limit $2';
      const { rows } = await db.query(text, [edge.size.toString(), PAGE]);
      if (rows.length === 0) break;
      for (const row of rows) {
        if (BigInt(row.number) !== edge.size + 1n) throw new Error(`entry ${edge.size + 1n} is missing`);
        const leaf = leafHash(String(row.content));
        if (!leaf.equals(row.leaf)) throw new Error(`entry ${row.number} is not what its leaf was made from`);
        edge = appendLeaves(edge, [leaf]);
      }
    }
    if (edge.size.toString() !== head.seq)
      throw new Error(`the journal ends at ${edge.size}, its head says ${head.seq}`);
    const root = treeRoot(edge).toString('hex');
    if (root !== head.root) throw new Error('the tree has another root than the head says');
    return { entries: edge.size, root };
  } finally {
    // Waits until the server has let go of it, unlike the end of a pool: the database may be dropped right behind.
    await db.end();
  }
}
