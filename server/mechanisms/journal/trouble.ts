/** What an error of the database means for a batch: not now, no room, overtaken by another process, or a bug. */

/** PostgreSQL's classes for "not now": connection, resources (disk full), operator intervention, system error, head row lock. */
export function isStorageTrouble(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string') return false;
  return (
    /^(08|53|57|58|25006|40001|40P01)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'].includes(code)
  );
}

export const isFull = (error: unknown) => (error as { code?: unknown }).code === '53100';

/** The quick way lost: the head had moved (division by zero on purpose) or a key was used before. */
export const isOvertaken = (error: unknown) =>
  ['22012', '23505'].includes(String((error as { code?: unknown }).code));
