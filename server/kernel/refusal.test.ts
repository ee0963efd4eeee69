import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRefusals, commonRefusals, defineRefusals, Refusal, refusalSpec, refuse } from './refusal.ts';

test('a refusal carries its code, its details, and what it may still change', () => {
  assert.throws(
    () => refuse('LOCKED', { retryAfterMs: 5 }, ['a counter']),
    (thrown) => {
      assert.ok(thrown instanceof Refusal && !(thrown instanceof Error));
      assert.deepEqual(
        [thrown.code, thrown.details, thrown.changes],
        ['LOCKED', { retryAfterMs: 5 }, ['a counter']],
      );
      return true;
    },
  );
});

test('a code is declared once, and an undeclared one is a bug', () => {
  assert.throws(() => defineRefusals({ LOCKED: { status: 423, text: 'Again.' } }), /declared twice/);
  assert.throws(() => refusalSpec('NEVER_HEARD_OF'), /not declared/);
});

test('every code is in capitals, has an error status and plain words', () => {
  for (const [code, { status, text }] of allRefusals()) {
    assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.match(text, /^[A-Z].*\.$/s, code);
  }
});

test('what may be tried again says so', () => {
  const retried = Object.entries(commonRefusals).flatMap(([code, spec]) =>
    'retry' in spec && spec.retry ? [code] : [],
  );
  assert.deepEqual(
    retried.filter((code) => refusalSpec(code).status !== 503 && code !== 'RATE_LIMITED'),
    [],
  );
});
