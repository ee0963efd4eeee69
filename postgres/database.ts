// Databases inside a server, and the URLs by which pg, psql and pgbench all find them.
import pg from 'pg';
import { errorCode } from './common.ts';

/** `socket` is the folder of the Unix socket. The port only names the socket's file. */
export function socketUrl({
  user,
  socket,
  database,
}: {
  user: string;
  socket: string;
  database: string;
}): string {
  const host = socket.split('/').map(encodeURIComponent).join('/');
  return `postgres:///${database}?host=${host}&port=5432&user=${user}`;
}

/** Creates the database unless it exists (several may ask at once) and returns its URL. Works on any server. */
export async function createDatabase(url: string, name: string): Promise<string> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`Not a plain name for a database: ${name}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database "${name}" template template0`);
  } catch (error) {
    // duplicate_database, or unique_violation when two create it in the same moment
    if (errorCode(error) !== '42P04' && errorCode(error) !== '23505') throw error;
  } finally {
    await client.end();
  }
  const database = new URL(url);
  database.pathname = `/${name}`;
  return database.href;
}

/** True when the server accepts a connection; false while there is none, or it is starting up or shutting down. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P03'].includes(code)) return false;
    if (code === '' && error instanceof Error && /terminated|timeout/i.test(error.message)) return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}
