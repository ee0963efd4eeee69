import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Submission } from './decide.ts';
import { createQueue, MAX_BATCH, MAX_WEIGHT } from './queue.ts';

const one = (keyHash: string, kilobytes = 0) =>
  ({ keyHash, bodyJson: 'x'.repeat(kilobytes * 1_024) }) as unknown as Submission;
const keysOf = (taken: readonly Submission[]) => taken.map(({ keyHash }) => keyHash);

test('a batch takes what waits, in order, up to its limit', () => {
  const queue = createQueue();
  for (let i = 0; i < MAX_BATCH + 3; i++) queue.add(one(`k${i}`));
  assert.equal(queue.weight, MAX_BATCH + 3);
  const first = keysOf(queue.take());
  assert.deepEqual([first.length, first[0], first.at(-1)], [MAX_BATCH, 'k0', `k${MAX_BATCH - 1}`]);
  assert.deepEqual([queue.length, queue.weight], [3, 3]);
  assert.deepEqual(keysOf(queue.take()), ['k1000', 'k1001', 'k1002']);
  assert.deepEqual([queue.length, queue.weight, queue.take()], [0, 0, []]);
});

test('a key that waits twice goes into two batches, before whatever came later', () => {
  const queue = createQueue();
  for (const key of ['a', 'b', 'a', 'c', 'a']) queue.add(one(key));
  assert.deepEqual(keysOf(queue.take()), ['a', 'b', 'c']);
  assert.deepEqual([queue.length, queue.weight], [2, 2]);
  queue.add(one('d'));
  assert.deepEqual(keysOf(queue.take()), ['a', 'd']);
  assert.deepEqual(keysOf(queue.take()), ['a']);
  assert.deepEqual([queue.length, queue.weight], [0, 0]);
});

test('a long command weighs more, and takes the place of many; one that is longer than any batch goes alone', () => {
  const queue = createQueue();
  queue.add(one('light'));
  queue.add(one('heavy', MAX_WEIGHT + 5));
  queue.add(one('half', MAX_WEIGHT / 2));
  queue.add(one('other half', MAX_WEIGHT / 2 - 2));
  queue.add(one('too much'));
  assert.deepEqual(keysOf(queue.take()), ['light']);
  assert.deepEqual(keysOf(queue.take()), ['heavy']);
  assert.deepEqual(keysOf(queue.take()), ['half', 'other half']);
  assert.deepEqual(keysOf(queue.take()), ['too much']);
  assert.equal(queue.weight, 0);
});
