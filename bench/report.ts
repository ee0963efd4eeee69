/** What the benchmarks print: every figure beside its baseline of the same run, and whether the books were right. */
import pg from 'pg';
import { checkBooks, recountBooks } from '../server/mechanisms/ledger/index.ts';

export type Line = {
  readonly name: string;
  readonly text: string;
  readonly ratio?: number;
  readonly goal?: number;
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function print(line: Line): void {
  const verdict =
    line.ratio === undefined || line.goal === undefined
      ? ''
      : line.ratio >= line.goal
        ? '  reached'
        : '  NOT REACHED';
  const ratio = line.ratio === undefined ? '' : `  ratio ${line.ratio.toFixed(2)}`;
  const goal = line.goal === undefined ? '' : ` (goal ${line.goal})`;
  console.log(`${line.name.padEnd(34)}${line.text}${ratio}${goal}${verdict}`);
}

/** Throws unless the books of a database balance and every counter equals the sum of its transfers: how many there are. */
export const verifyLedger = (databaseUrl: string): Promise<number> => connected(databaseUrl, countLedger);

async function countLedger(db: pg.Client): Promise<number> {
  const books = await checkBooks(db);
  if (!books.ok) throw new Error('the books do not balance');
  const wrong = await recountBooks(db);
  if (wrong.length > 0) throw new Error(`${wrong.length} accounts differ from the sum of their transfers`);
  return Number((await db.query('select count(*) from ledger.transfer')).rows[0].count);
}

/** One connection, gone when this is over: a pool is not, and breaks when the database ends first. */
async function connected<T>(databaseUrl: string, work: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    return await work(db);
  } finally {
    await db.end();
  }
}

/** The same, and that every order that is paid was paid once. */
export const verifyBooks = (databaseUrl: string): Promise<string> =>
  connected(databaseUrl, async (db) => {
    const transfers = await countLedger(db);
    const counts = await db.query(
      `select (select count(*) from journal.entry)::int entries,
              (select seq from journal.head)::int seq, (select count(*) from checkout.orders where state = 'paid')::int paid,
              (select count(*) from ledger.transfer where kind = 'payment')::int payments`,
    );
    const { entries, seq, paid, payments } = counts.rows[0];
    if (entries !== seq) throw new Error('the journal has gaps');
    if (paid !== payments) throw new Error('paid orders and payments differ');
    return `books verified: ${transfers} transfers, ${entries} entries, ${paid} orders paid once`;
  });
