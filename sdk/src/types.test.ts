/** The client's types are those of the server's contracts, and no operation is left out. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { makeTypes, type OpenApi, operationsOf, readDocument, TYPES_FILE } from '../../scripts/sdk-types.ts';

let document: OpenApi;
before(async () => {
  document = await readDocument();
});

test('types.gen.ts is not stale', async () => {
  const kept = readFileSync(TYPES_FILE, 'utf8');
  assert.ok(kept === (await makeTypes(document)), 'a contract has changed: run `npm run docs`');
});

test('every operation says what it answers', () => {
  const silent = operationsOf(document).filter((name) => {
    const [method = '', path = ''] = name.split(' ');
    const responses = document.paths[path]?.[method.toLowerCase()]?.responses ?? {};
    return !Object.entries(responses).some(
      ([status, response]) =>
        /^2/.test(status) && (status === '204' || response.content?.['application/json']?.schema),
    );
  });
  assert.deepEqual(silent, []);
});

test('the client has a method for every operation', () => {
  const folder = new URL('./', import.meta.url);
  const code = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !/\.(test|gen)\.ts$/.test(name))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');
  assert.deepEqual(
    operationsOf(document).filter(
      (name) => !code.includes(`t.call('${name}'`) && !code.includes(`t.call(\n        '${name}'`),
    ),
    [],
  );
});
