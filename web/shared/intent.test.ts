import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIntent, newKey } from './intent.ts';

function counting() {
  let count = 0;
  return createIntent(() => `key-${++count}`);
}

test('the same wish keeps its key until the outcome is certain', () => {
  const intent = counting();
  assert.equal(intent.keyFor({ amount: '100' }), 'key-1');
  assert.equal(intent.keyFor({ amount: '100' }), 'key-1');
  intent.settle();
  assert.equal(intent.keyFor({ amount: '100' }), 'key-2');
});

test('another body is another intent', () => {
  const intent = counting();
  assert.equal(intent.keyFor({ pin: '111111' }), 'key-1');
  assert.equal(intent.keyFor({ pin: '222222' }), 'key-2');
});

test('keys are random UUIDs', () => {
  const keys = Array.from({ length: 50 }, newKey);
  for (const key of keys)
    assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(keys).size, keys.length);
});
