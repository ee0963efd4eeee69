// The bank's PostgreSQL: pool, schema at start, and short transactions that are run again when two collide.

import { readFile } from 'node:fs/promises';
import pg from 'pg';

export type Tx = pg.PoolClient;
export type Database = pg.Pool;

const MAX_CONNECTIONS = 12;
const MAX_RUNS = 6;
const COLLISIONS = new Set(['40001', '40P01']);

export async function openDatabase(url: string, onError: (error: Error) => void): Promise<Database> {
  const db = new pg.Pool({ connectionString: url, max: MAX_CONNECTIONS });
  db.on('error', onError);
  try {
    await db.query(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
  } catch (error) {
    await db.end();
    throw error;
  }
  return db;
}

/** Runs the work in one transaction; a collision is retried inside, and never reaches the caller. */
export async function transaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let run = 1; ; run += 1) {
    const tx = await db.connect();
    try {
      await tx.query('begin');
      const result = await work(tx);
      await tx.query('commit');
      tx.release();
      return result;
    } catch (error) {
      const isRolledBack = await tx.query('rollback').then(
        () => true,
        () => false,
      );
      tx.release(!isRolledBack);
      if (run >= MAX_RUNS || !isCollision(error)) throw error;
    }
  }
}

const isCollision = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && COLLISIONS.has(error.code ?? '');
