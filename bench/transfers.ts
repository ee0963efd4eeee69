/** Transfers by batches of 1,000 through the journal, against a bare INSERT of the same rows into a table like theirs. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { currency } from '../server/kernel/money.ts';
import { systemClock } from '../server/kernel/time.ts';
import { defineTable, insertRows, migrate, openDatabase } from '../server/mechanisms/database/index.ts';
import { createJournal, defineCommand, journalMigrations } from '../server/mechanisms/journal/index.ts';
import {
  accountRef,
  bankAccount,
  type LedgerAct,
  ledgerMigrations,
  type Transfer,
  transfers,
  walletOf,
} from '../server/mechanisms/ledger/index.ts';
import { median, print, verifyLedger } from './report.ts';

const CNY = currency('CNY');
const BATCH = 1_000;

type Bulk = {
  readonly moves: readonly { readonly from: string; readonly to: string; readonly minor: string }[];
};

/** Many transfers as one command: all apply or none, in one journal entry. */
const bulk = defineCommand<Bulk, { count: number }>({
  kind: 'bench.bulk',
  load: (loader, commands) =>
    loader.accounts(
      commands.flatMap(({ body }) =>
        body.moves.flatMap(({ from, to }) => [walletOf(from, CNY), walletOf(to, CNY)]),
      ),
    ),
  decide(_view, { body, key }) {
    const ledger = body.moves.map(
      ({ from, to, minor }): LedgerAct => ({
        act: 'post',
        debit: walletOf(from, CNY),
        credit: walletOf(to, CNY),
        amount: { minor: BigInt(minor), currency: CNY },
        kind: 'transfer',
        reference: key,
      }),
    );
    return { ledger, reply: { count: ledger.length } };
  },
});

const fund = defineCommand<{ owner: string }, object>({
  kind: 'bench.fund',
  decide: (_view, { body }) => ({
    ledger: [
      {
        act: 'post',
        debit: bankAccount(CNY),
        credit: walletOf(body.owner, CNY),
        amount: { minor: 1_000_000_000n, currency: CNY },
        kind: 'top-up',
        reference: body.owner,
      },
    ],
    reply: {},
  }),
});

const bare = defineTable({ name: 'bare.transfer', key: 'seq', columns: transfers.columns });

/** Works through the list in order, so many at a time. */
async function atOnce<T>(
  count: number,
  all: readonly T[],
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  const rest = all.values();
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (const one of rest) await work(one);
    }),
  );
}

export async function bulkTransfers(
  databaseUrl: string,
  accountCount: number,
  options: { rounds: number; batches: number; inFlight: number; goal?: number },
): Promise<void> {
  const database = openDatabase({ url: databaseUrl, instance: 'bench' });
  await migrate(database.pool, [...ledgerMigrations, ...journalMigrations]);
  await database.pool.query(`create schema if not exists bare;
    drop table if exists bare.transfer;
    create table bare.transfer (like ledger.transfer including all)`);
  const { inFlight, goal } = options;
  const bugs: unknown[] = [];
  const journal = await createJournal({ database, clock: systemClock, onBug: (error) => bugs.push(error) });
  const owners = Array.from({ length: accountCount }, (_, i) => `bulk-${i}`);
  await Promise.all(
    owners.map((owner) => journal.submit(fund, { key: owner, actor: { id: 'platform' }, body: { owner } })),
  );
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ids = owners.map((owner) => accountRef(owner, 'wallet', CNY).id);
  const pick = (n: number) => Math.floor(Math.random() * n);
  const through: number[] = [];
  const plain: number[] = [];
  let bareSeq = 0n;
  for (let round = 0; round < options.rounds; round++) {
    const plans = Array.from({ length: options.batches }, () =>
      Array.from({ length: BATCH }, () => {
        const from = pick(accountCount);
        return { from, to: (from + 1 + pick(accountCount - 1)) % accountCount };
      }),
    );
    const rows = plans.map((moves) => {
      bareSeq += 1n;
      return moves.map(
        ({ from, to }, n): Transfer => ({
          seq: bareSeq,
          n,
          at: Date.now(),
          kind: 'transfer',
          phase: 'posted',
          debit: ids[from] as Transfer['debit'],
          credit: ids[to] as Transfer['credit'],
          amount: 1n,
          hold: null,
          reference: 'bulk transfer number',
          debitBalance: 1_000_000n,
          creditBalance: 1_000_000n,
        }),
      );
    });
    const startedPlain = performance.now();
    await atOnce(inFlight, rows, (batch) => insertRows(client, bare, batch));
    plain.push((options.batches * BATCH) / ((performance.now() - startedPlain) / 1_000));

    const bodies = plans.map((moves) => ({
      moves: moves.map(({ from, to }) => ({
        from: owners[from] as string,
        to: owners[to] as string,
        minor: '1',
      })),
    }));
    const started = performance.now();
    await atOnce(inFlight, bodies, async (body) => {
      const outcome = await journal.submit(bulk, { key: randomUUID(), actor: { id: 'platform' }, body });
      outcome.reply();
    });
    through.push((options.batches * BATCH) / ((performance.now() - started) / 1_000));
  }
  await client.end();
  await journal.stop();
  await database.close();
  if (bugs.length > 0) throw bugs[0];
  const moved = await verifyLedger(databaseUrl);
  if (moved !== accountCount + options.rounds * options.batches * BATCH)
    throw new Error(`${moved} transfers`);
  print({
    name: `bulk, ${accountCount} accounts, ${inFlight} at once`,
    text: `${through.map((value) => value.toFixed(0)).join(', ')}/s against bare INSERT ${plain.map((value) => value.toFixed(0)).join(', ')}/s`,
    ratio: median(through.map((value, i) => value / (plain[i] ?? Number.NaN))),
    ...(goal === undefined ? {} : { goal }),
  });
}
