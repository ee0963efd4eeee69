// Words that every file of this package uses.

export type Log = (message: string) => void;

/** The code of a system or PostgreSQL error (ENOENT, 42P04), or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
