/** R12 as tests ask it: does a secret stand in the database? */
import type { Pool } from 'pg';

/** The names of all tables of which a row, written as text, fits the pattern (of PostgreSQL's `~`). */
export async function tablesThatHold(pool: Pool, pattern: string): Promise<string[]> {
  const tables = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const holding: string[] = [];
  for (const { name } of tables.rows) {
    const found = await pool.query(`select 1 from ${name} t where t::text ~ $1 limit 1`, [pattern]);
    if (found.rows.length > 0) holding.push(name);
  }
  return holding;
}
