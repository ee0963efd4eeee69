/** What an error of the database means for a batch: not now, no room, overtaken by another process, or a bug. */

/** PostgreSQL's classes for "not now": connection, resources (disk full), operator intervention, system error, head row lock. */
export function isStorageTrouble(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return CONNECTION_GONE.test(String(message));
  return (
    /^(08|53|57|58|25006|40001|40P01)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code)
  );
}

/** What the driver says without a code. */
const CONNECTION_GONE =
  /^Connection terminated|is not queryable$|^timeout exceeded when trying to connect|^timeout expired$/;

/**
 * No room, and the transaction is rolled back for certain. A PANIC with the same code (the log's disk is full) is none:
 * what was written of the log before it counts when PostgreSQL comes back, and that may be our COMMIT. (A server that
 * says ERROR in another language loses only the better code.)
 */
export function isFull(error: unknown): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return code === '53100' && severity === 'ERROR';
}

/** The quick way lost: the head had moved (division by zero on purpose) or a key was used before. */
export const isOvertaken = (error: unknown) =>
  ['22012', '23505'].includes(String((error as { code?: unknown }).code));
