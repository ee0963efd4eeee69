import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSseParser } from './sse.ts';

test('messages arrive whole, however the bytes are cut', () => {
  const stream =
    ': hello\n\nid: 7\nevent: order.paid\ndata: {"a":1}\n\ndata: one\ndata: two\n\nid: 8\ndata: un';
  const parse = createSseParser();
  const messages = [...stream].flatMap((letter) => parse.feed(letter));
  assert.deepEqual(messages, [
    { id: '7', event: 'order.paid', data: '{"a":1}' },
    { id: '7', event: 'message', data: 'one\ntwo' },
  ]);
  assert.deepEqual(parse.feed('finished\n\n'), [{ id: '8', event: 'message', data: 'unfinished' }]);
});

test('carriage returns and comments', () => {
  const parse = createSseParser();
  assert.deepEqual(parse.feed('data: a\r\n\r\n:ping\r\n\r\n'), [
    { id: undefined, event: 'message', data: 'a' },
  ]);
});

test('an id without a message says where to resume', () => {
  const parse = createSseParser();
  assert.deepEqual(parse.feed('retry: 1000\nid: event_7_0\n: open\n\n'), []);
  assert.equal(parse.lastId(), 'event_7_0');
});
