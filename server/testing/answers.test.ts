/** The check that every test of a route makes can fail; and what it compares with says what clients need. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type AnswerCheck, createAnswerCheck, type GivenAnswer, type OpenApiDocument } from './answers.ts';
import { createWorld, type World } from './world.ts';

type Parameter = { readonly $ref?: string; readonly in?: string };
type Operation = { readonly operationId: string; readonly parameters?: readonly Parameter[] };

let world: World;
let document: OpenApiDocument;
let check: AnswerCheck;
before(async () => {
  world = await createWorld();
  const response = await fetch(`${world.app.url}/openapi.json`);
  document = (await response.json()) as OpenApiDocument;
  check = createAnswerCheck(document);
});
after(() => world.stop());

const account = {
  id: 'account_30b0ec25yeh609516sretym7ss',
  kind: 'merchant',
  currency: 'CNY',
  balance: { minor: '1', currency: 'CNY' },
  held: { minor: '0', currency: 'CNY' },
  available: { minor: '1', currency: 'CNY' },
};
const answer = (data: object, more: Partial<GivenAnswer> = {}): GivenAnswer => ({
  method: 'GET',
  path: '/v1/accounts?x=y',
  status: 200,
  type: 'application/json; charset=utf-8',
  text: JSON.stringify({ data: [data], hasMore: false, next: null }),
  ...more,
});

test('an answer that differs from the document is found', () => {
  check(answer(account));
  const { held: _, ...without } = account;
  const wrong: readonly [string, GivenAnswer, RegExp][] = [
    ['a field too few', answer(without), /must have required property 'held'/],
    ['a field too many', answer({ ...account, secret: 'x' }), /must NOT have additional properties/],
    ['a field too many, deep inside', answer({ ...account, held: { ...account.held, x: 1 } }), /additional/],
    ['a number for a text', answer({ ...account, balance: { ...account.balance, minor: 1 } }), /string/],
    ['a status', answer(account, { status: 202 }), /not in the OpenAPI document/],
    ['a content type', answer(account, { type: 'text/html' }), /as text\/html/],
    ['no body', answer(account, { text: '' }), /must/],
    ['a refusal as plain JSON', answer(account, { status: 404 }), /as application\/json/],
    ['a route that is none', answer(account, { path: '/v1/nothing' }), /not in the OpenAPI document/],
  ];
  for (const [what, given, message] of wrong)
    assert.throws(() => check(given), what === 'no body' ? /JSON/ : message, what);
});

test('every operation has a name of its own, and each command takes its key', () => {
  const names = new Set<string>();
  let operations = 0;
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods) as unknown as [string, Operation][]) {
      operations += 1;
      names.add(operation.operationId);
      const takesKey = operation.parameters?.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey')) ?? false;
      const route = world.app.http.routes.find(
        (one) => one.path.replace(/:(\w+)/g, '{$1}') === path && one.method.toLowerCase() === method,
      );
      assert.equal(takesKey, route?.idempotent ?? method !== 'get', `${method} ${path}`);
    }
  assert.ok(operations > 100);
  assert.equal(names.size, operations);
});

test('every reference in the document leads somewhere', () => {
  const places = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, place]) => place ?? '',
  );
  assert.ok(places.length > 100);
  for (const place of new Set(places)) {
    const found = place
      .split('/')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document);
    assert.ok(found, place);
  }
});
