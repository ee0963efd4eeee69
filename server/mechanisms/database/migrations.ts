/** Forward-only migrations. Each runs once, in its own transaction, under a table lock, and its text may never change. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';

export type Migration = { readonly id: string; readonly sql: string };

/** A migration from a .sql file beside the caller. */
export function migrationFile(id: string, url: URL): Migration {
  return { id, sql: readFileSync(url, 'utf8') };
}

/** Applies what is missing. Throws when an applied migration's text has changed. Safe with several processes at once. */
export async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<string[]> {
  const applied: string[] = [];
  const client = await pool.connect();
  try {
    await createRegister(client);
    for (const migration of migrations) {
      const hash = createHash('sha256').update(migration.sql).digest('hex');
      await client.query('begin');
      try {
        await client.query('lock table database.migration in exclusive mode');
        const known = await client.query('select hash from database.migration where id = $1', [migration.id]);
        if (known.rows.length === 0) {
          await client.query(migration.sql);
          await client.query('insert into database.migration (id, hash) values ($1, $2)', [
            migration.id,
            hash,
          ]);
          applied.push(migration.id);
        } else if (known.rows[0].hash !== hash) {
          throw new Error(
            `migration ${migration.id} was changed after it had been applied: add a new one instead`,
          );
        }
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    }
  } finally {
    client.release();
  }
  return applied;
}

async function createRegister(client: { query(text: string): Promise<unknown> }): Promise<void> {
  // Two processes may create the schema at the same moment: the loser sees it there on its second try.
  for (let attempt = 0; ; attempt++) {
    try {
      await client.query(`create schema if not exists database;
        create table if not exists database.migration (
          id text primary key, hash text not null, at timestamptz not null default now())`);
      return;
    } catch (error) {
      if (attempt >= 5) throw error;
    }
  }
}
