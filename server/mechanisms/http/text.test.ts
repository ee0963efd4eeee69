import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasNul, isStorable } from './text.ts';

describe('text that can be kept', () => {
  const bodies: readonly [string, boolean][] = [
    ['{"name":"Ana"}', true],
    ['{"name":"\\ud83c\\udf75"}', true],
    ['{"name":"\\\\ud800"}', true],
    ['{"name":"a\\u0001"}', true],
    ['{"name":"\\ud800"}', false],
    ['{"name":"\\uDC00 b"}', false],
    ['{"name":"\\udf75\\ud83c"}', false],
    ['{"name":"a\\u0000b"}', false],
    ['{"\\ud800":1}', false],
    ['[[{"a":["b","\\udbff"]}]]', false],
    ['"\\ud800"', false],
  ];
  for (const [body, expected] of bodies)
    test(`${body}: ${expected ? 'yes' : 'no'}`, () =>
      assert.equal(isStorable(body, JSON.parse(body)), expected));

  test('a body that is nested deep is looked through', () => {
    const body = `${'['.repeat(30_000)}"\\ud800"${']'.repeat(30_000)}`;
    assert.equal(isStorable(body, JSON.parse(body)), false);
  });

  test('NUL in an address', () => {
    assert.equal(hasNul('/v1/people?query=%00'), true);
    assert.equal(hasNul('/v1/people?query=%2500'), false);
  });
});
