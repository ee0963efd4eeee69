/** Remembered answers: asked for together, and never kept past what `forget` was called for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecall, type Known } from './recall.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const known = (value: string): Known<string> => ({ value, until: FOREVER });

test('what is missed in one turn is asked for once, and then remembered; unknown keys are nobody', async () => {
  const asked: (readonly string[])[] = [];
  const recall = createRecall<string>(async (keys) => {
    asked.push(keys);
    return new Map(keys.filter((key) => key !== 'stranger').map((key) => [key, known(`${key}!`)]));
  });
  const answers = await Promise.all(['ana', 'bo', 'ana', 'stranger'].map((key) => recall.get(key)));
  assert.deepEqual(
    answers.map(({ value }) => value),
    ['ana!', 'bo!', 'ana!', null],
  );
  assert.deepEqual(asked, [['ana', 'bo', 'stranger']]);
  assert.deepEqual(recall.get('bo'), known('bo!'));
  assert.deepEqual(recall.get('stranger'), { value: null, until: FOREVER });
  assert.equal(asked.length, 1);
});

test('an answer that was asked for before `forget` is not kept', async () => {
  let role = 'owner';
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const recall = createRecall<string>(async (keys) => {
    const seen = role;
    await held;
    return new Map(keys.map((key) => [key, known(seen)]));
  });
  const before = recall.get('ana');
  await new Promise((resolve) => setImmediate(resolve));
  role = 'cashier';
  recall.forget();
  const after = recall.get('ana');
  release();
  assert.equal((await before).value, 'owner');
  assert.equal((await after).value, 'cashier');
  assert.deepEqual(recall.get('ana'), known('cashier'));
});

test('callers in use are asked for again by themselves', async () => {
  let role = 'owner';
  const recall = createRecall<string>(async (keys) => new Map(keys.map((key) => [key, known(role)])));
  await recall.get('ana');
  assert.deepEqual(recall.get('ana'), known('owner'));
  role = 'cashier';
  let lookedAt = performance.now();
  for (let tries = 0; tries < 100; tries++) {
    const hasStalled = performance.now() - lookedAt > 900;
    lookedAt = performance.now();
    const now = recall.get('ana');
    // Never a wait while he calls: what is remembered is replaced behind his back. (A machine that stands still may be late.)
    assert.ok(hasStalled || !(now instanceof Promise));
    if ((await now).value === 'cashier') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('not asked for again within five seconds');
});

test('a question that fails is told to whoever asked, and asked anew', async () => {
  let isDown = true;
  const recall = createRecall<string>(async (keys) => {
    if (isDown) throw new Error('away');
    return new Map(keys.map((key) => [key, known('here')]));
  });
  await assert.rejects(Promise.resolve(recall.get('ana')), /away/);
  isDown = false;
  assert.equal((await recall.get('ana')).value, 'here');
});
