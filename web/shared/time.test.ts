import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockTime, dayHeading, remaining, shortTime } from './time.ts';

const now = new Date(2026, 2, 10, 15, 0);
const at = (day: number, hour: number) => new Date(2026, 2, day, hour, 5).toISOString();

test('what is left', () => {
  const until = new Date(1_000_000).toISOString();
  assert.equal(remaining(until, 1_000_000 - 61_000), '1:01');
  assert.equal(remaining(until, 1_000_000 - 3_723_000), '1:02:03');
  assert.equal(remaining(until, 1_000_001), '0:00');
});

test('days have names while they are near', () => {
  assert.equal(dayHeading(at(10, 1), 'en', now), 'Today');
  assert.equal(dayHeading(at(9, 23), 'zh', now), '昨天');
  assert.equal(dayHeading(at(3, 1), 'en', now), '3 March');
  assert.equal(shortTime(at(10, 9), 'en', now), '09:05');
  assert.equal(shortTime(at(9, 9), 'en', now), 'yesterday 09:05');
  assert.equal(shortTime(at(11, 0), 'en', now), 'tomorrow 00:05');
  assert.equal(shortTime(at(11, 0), 'zh', now), '明天 00:05');
  assert.match(shortTime(at(12, 0), 'en', now), /^12 Mar/);
});

test('after midnight the clock says 00, in both languages', () => {
  for (const language of ['en', 'zh']) {
    assert.equal(clockTime(at(10, 0), language), '00:05');
    assert.equal(clockTime(at(10, 0), language, 'medium'), '00:05:00');
    assert.match(shortTime(at(3, 0), language, now), /00:05$/);
  }
});
