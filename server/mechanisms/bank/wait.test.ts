/** Waiting for the bank: until this journey's own end, not another's of the same object, and never longer than asked for. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTestGround, type TestGround } from '../../testing/ground.ts';
import { afterTheBank } from './wait.ts';

const ORDER = 'order_01h455vb4pex5vsknk084sn02q';
let place: TestGround;

before(async () => {
  place = await openTestGround({ parts: () => [] });
});
after(() => place.stop());

function waiting(record: { state: string } | undefined, waitMs: number) {
  return afterTheBank(place.ground.journal.feed, {
    object: ORDER,
    ends: ['refund.done'],
    waitMs,
    find: async () => record && { ...record },
    isOver: ({ state }) => state === 'done',
  });
}
const ends = () => place.happen({ type: 'refund.done', object: ORDER, audience: [], data: {} });

test('it ends with its own end; that of another refund of the order is passed over', async () => {
  const record = { state: 'pending' };
  let answer: { state: string } | null = null;
  const waited = waiting(record, 10_000).then((found) => {
    answer = found;
  });
  await ends();
  await sleep(100);
  assert.equal(answer, null);
  record.state = 'done';
  await ends();
  await waited;
  assert.deepEqual(answer, { state: 'done' });
});

test('an end that came before is seen at once, and what does not end is shown as it stands', async () => {
  assert.deepEqual(await waiting({ state: 'done' }, 10_000), { state: 'done' });
  const started = performance.now();
  assert.deepEqual(await waiting({ state: 'pending' }, 200), { state: 'pending' });
  assert.ok(performance.now() - started < 5_000);
  assert.deepEqual(await waiting({ state: 'pending' }, 0), { state: 'pending' });
  await assert.rejects(waiting(undefined, 10_000), /vanished/);
});
