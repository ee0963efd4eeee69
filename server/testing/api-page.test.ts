/** docs/reference/api.md is what the server serves. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { apiPage } from '../../scripts/pages.ts';
import { read } from '../../scripts/source.ts';
import { createWorld, type World } from './world.ts';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.stop());

test('the list of routes is fresh: else run `npm run docs`', () => {
  assert.equal(read('docs/reference/api.md'), apiPage(world.app.http.routes));
});

test('the OpenAPI document has every route that is not hidden', async () => {
  const { body } = await world.api(null).get('/openapi.json');
  const document = body as unknown as { openapi: string; paths: Record<string, Record<string, unknown>> };
  assert.match(document.openapi, /^3\.1/);
  const missing = world.app.http.routes
    .filter(({ hidden }) => !hidden)
    .filter(({ method, path }) => !document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()])
    .map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(missing, []);
});
