// The only reader of the bank's environment.

export interface Config {
  port: number;
  host: string;
  /** Absent: the bank runs a PostgreSQL of its own in `dataDir`. */
  databaseUrl?: string;
  dataDir: string;
  platformUrl: string;
  bankSecret: string;
  platformSecret: string;
  pendingWindowMs: number;
}

const MIN_SECRET_LENGTH = 16;

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return {
    port: number(env, 'BANK_PORT', 4100),
    host: env.BANK_HOST ?? '127.0.0.1',
    ...(env.BANK_DATABASE_URL && { databaseUrl: env.BANK_DATABASE_URL }),
    dataDir: env.BANK_DATA_DIR ?? 'data/bank',
    platformUrl: env.PLATFORM_URL ?? 'http://127.0.0.1:4000',
    bankSecret: secret(env, 'BANK_SECRET'),
    platformSecret: secret(env, 'PLATFORM_SECRET'),
    pendingWindowMs: number(env, 'BANK_PENDING_WINDOW_MS', 30_000),
  };
}

function number(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = env[name] === undefined ? fallback : Number(env[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number`);
  return value;
}

function secret(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name] ?? '';
  if (value.length < MIN_SECRET_LENGTH)
    throw new Error(`${name} must have at least ${MIN_SECRET_LENGTH} characters`);
  return value;
}
