import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitingBehind } from './deliveries.ts';

const message = (id: string, endpoint: string, object: string, state = 'pending') => ({
  id,
  endpoint,
  object,
  state,
});

test('only what follows an undelivered message about the same thing, to the same endpoint, waits behind it', () => {
  const newestFirst = [
    message('paid', 'one', 'order'),
    message('paid elsewhere', 'two', 'order'),
    message('paying', 'one', 'order'),
    message('another order', 'one', 'order 2'),
    message('created', 'one', 'order'),
    message('created elsewhere', 'two', 'order', 'delivered'),
  ];
  assert.deepEqual([...waitingBehind(newestFirst)].sort(), ['paid', 'paying']);
  assert.deepEqual([...waitingBehind([])], []);
});
