/**
 * `npm run bench`: every claim about speed as a ratio against a baseline of the same run, on the same PostgreSQL.
 * `npm run bench -- payments` runs one part. Nothing here is a test: it asserts only that the books are right at the end.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, startPostgres } from '@bursar/postgres';
import {
  latencyAtHalfRate,
  oneMerchantAgainstMany,
  paymentsAgainstTpcb,
  policyOnAgainstOff,
  treeOnAgainstOff,
} from './payments.ts';
import { pendingDebits } from './pending-debit.ts';
import { print, verifyBooks } from './report.ts';
import { type BenchServer, buildTown, startServer, type Town } from './town.ts';
import { createBaseline } from './tpcb.ts';
import { bulkTransfers } from './transfers.ts';

const PAYERS = Number(process.env.BENCH_CONNECTIONS ?? 512);
const MERCHANTS = 10_000;
const BULK_BATCHES = 96;
/** Whoever has millions of transfers does not wait for each thousand; one at a time is shown beside it. */
const BULK: readonly { accounts: number; inFlight: number; goal?: number }[] = [
  { accounts: 10_000, inFlight: 32, goal: 0.5 },
  { accounts: 100, inFlight: 32, goal: 0.5 },
  { accounts: 10_000, inFlight: 1 },
];
const wanted = process.argv[2] ?? 'all';
const wants = (part: string) => wanted === 'all' || wanted === part;
const seconds = Number(process.env.BENCH_SECONDS ?? 5);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

const dataDir = await mkdtemp(join(tmpdir(), 'bursar-bench-'));
const postgres = await startPostgres({ dataDir });
let failed = false;
try {
  console.log(
    `Node ${process.version}, ${cpus().length} processors, ${PAYERS} connections, ${rounds} rounds of ${seconds} s\n`,
  );
  if (wants('payments') || wants('merchants') || wants('tree') || wants('policy') || wants('latency'))
    await overHttp();
  if (wants('transfers')) {
    for (const { accounts, inFlight, goal } of BULK)
      await bulkTransfers(await createDatabase(postgres.url, `bulk_${accounts}_${inFlight}`), accounts, {
        rounds,
        batches: BULK_BATCHES,
        inFlight,
        ...(goal === undefined ? {} : { goal }),
      });
  }
  if (wants('pending-debit')) pendingDebits();
} catch (error) {
  failed = true;
  console.error(error);
} finally {
  await postgres.stop({ evenIfShared: true });
  await rm(dataDir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function overHttp(): Promise<void> {
  if (wants('payments') || wants('latency') || wants('merchants')) {
    const side = await openSide('bursar', 4801);
    const { server, town } = side;
    let maximum = 0;
    if (wants('payments') || wants('latency')) {
      const baseline = await createBaseline(await createDatabase(postgres.url, 'tpcb'));
      maximum = await paymentsAgainstTpcb(server, town, baseline, { rounds, seconds });
    }
    if (wants('latency')) await latencyAtHalfRate(server, town, maximum, seconds * 2);
    if (wants('merchants')) await oneMerchantAgainstMany(server, town, { rounds, seconds });
    await close(side);
  }
  if (wants('tree')) await compare('tree', treeOnAgainstOff);
  if (wants('policy')) await compare('policy', policyOnAgainstOff);
}

type Side = { readonly url: string; readonly town: Town; readonly server: BenchServer };

async function openSide(name: string, port: number, env: Record<string, string> = {}): Promise<Side> {
  const url = await createDatabase(postgres.url, name);
  const town = await buildTown(url, port, { payers: PAYERS, merchants: MERCHANTS });
  await town.app.stop();
  return { url, town, server: await startServer(url, port + 1, env) };
}

async function close({ url, server }: Side): Promise<void> {
  await server.stop();
  print({ name: 'books', text: await verifyBooks(url) });
}

/** Both are new: a server that has served for long has a larger database than one that has just begun. */
async function compare(
  what: 'tree' | 'policy',
  measure: (on: Side, off: Side, options: { rounds: number; seconds: number }) => Promise<void>,
): Promise<void> {
  const on = await openSide(`${what}_on`, 4803);
  const off = await openSide(`${what}_off`, 4805, { [`BENCH_${what.toUpperCase()}`]: 'off' });
  await measure(on, off, { rounds, seconds });
  await close(on);
  await close(off);
}
