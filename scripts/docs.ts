/** Writes docs/reference from the code; with `--api` the list of routes too, which needs a database for a moment. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiPage, referencePages } from './pages.ts';
import { root } from './source.ts';

for (const [path, text] of await referencePages()) writePage(path, text);
if (process.argv.includes('--api')) {
  const { createWorld } = await import('../server/testing/world.ts');
  const world = await createWorld();
  writePage('docs/reference/api.md', apiPage(world.app.http.routes));
  await world.stop();
}
process.exit(0);

function writePage(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log('written:', path);
}
