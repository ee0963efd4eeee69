/** How a test starts one of our programs as a process of its own: compiled when the whole run is, from the source otherwise. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The arguments for `process.execPath`. */
export function programOf(main: 'server/main.ts' | 'bank/main.ts'): string[] {
  const compiled = process.env.TEST_COMPILED;
  if (compiled === undefined) return ['--import', 'tsx', join(ROOT, main)];
  return ['--enable-source-maps', join(compiled, main.replace(/\.ts$/, '.mjs'))];
}
