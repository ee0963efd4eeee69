/** The baseline: TPC-B as pgbench runs it, with 32 clients; where there is no pgbench, the same script by `pg`. */
import { execFileSync } from 'node:child_process';
import { findBinary } from '@bursar/postgres';
import pg from 'pg';

const SCALE = 32;
const CLIENTS = 32;
const ACCOUNTS_PER_BRANCH = 100_000;

export type Baseline = { readonly name: string; run(seconds: number): Promise<number> };

export async function createBaseline(databaseUrl: string): Promise<Baseline> {
  const pgbench = await findBinary('pgbench');
  if (!pgbench) return byDriver(databaseUrl);
  execFileSync(pgbench, ['-i', '-q', '-s', String(SCALE), databaseUrl], { stdio: 'ignore' });
  return {
    name: `pgbench TPC-B, ${CLIENTS} clients, scale ${SCALE}`,
    async run(seconds) {
      const args = ['-n', '-c', String(CLIENTS), '-j', '2', '-T', String(seconds), databaseUrl];
      const out = execFileSync(pgbench, args, { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
      return Number(/tps = ([\d.]+)/.exec(out)?.[1]);
    },
  };
}

async function byDriver(databaseUrl: string): Promise<Baseline> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CLIENTS });
  await pool.query(`
    create table if not exists pgbench_branches(bid int primary key, bbalance int, filler char(88)) with (fillfactor=100);
    create table if not exists pgbench_tellers(tid int primary key, bid int, tbalance int, filler char(84)) with (fillfactor=100);
    create table if not exists pgbench_accounts(aid int primary key, bid int, abalance int, filler char(84)) with (fillfactor=100);
    create table if not exists pgbench_history(tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
    truncate pgbench_branches, pgbench_tellers, pgbench_accounts, pgbench_history;
    insert into pgbench_branches select i, 0, '' from generate_series(1, ${SCALE}) i;
    insert into pgbench_tellers select i, (i - 1) / 10 + 1, 0, '' from generate_series(1, ${SCALE * 10}) i;
    insert into pgbench_accounts select i, (i - 1) / ${ACCOUNTS_PER_BRANCH} + 1, 0, '' from generate_series(1, ${SCALE * ACCOUNTS_PER_BRANCH}) i;
  `);
  await pool.query('vacuum analyze');
  const random = (max: number) => 1 + Math.floor(Math.random() * max);
  return {
    name: `TPC-B by pg, ${CLIENTS} clients, scale ${SCALE}`,
    async run(seconds) {
      const deadline = performance.now() + seconds * 1_000;
      let done = 0;
      const client = async () => {
        const connection = await pool.connect();
        while (performance.now() < deadline) {
          const [aid, bid, tid, delta] = [
            random(SCALE * ACCOUNTS_PER_BRANCH),
            random(SCALE),
            random(SCALE * 10),
            random(10_001) - 5_001,
          ];
          await connection.query('begin');
          await connection.query(
            `update pgbench_accounts set abalance = abalance + ${delta} where aid = ${aid}`,
          );
          await connection.query(`select abalance from pgbench_accounts where aid = ${aid}`);
          await connection.query(
            `update pgbench_tellers set tbalance = tbalance + ${delta} where tid = ${tid}`,
          );
          await connection.query(
            `update pgbench_branches set bbalance = bbalance + ${delta} where bid = ${bid}`,
          );
          await connection.query(
            `insert into pgbench_history (tid, bid, aid, delta, mtime) values (${tid}, ${bid}, ${aid}, ${delta}, current_timestamp)`,
          );
          await connection.query('end');
          done += 1;
        }
        connection.release();
      };
      const started = performance.now();
      await Promise.all(Array.from({ length: CLIENTS }, client));
      return done / ((performance.now() - started) / 1_000);
    },
  };
}
