import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIntent } from './intent.ts';

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
