import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { createGatherer } from './gatherer.ts';

/** A query on a screen whose answers come when the test says so. */
function screen(context: { mock: { timers: { enable(options: { apis: ['setTimeout'] }): void } } }) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 5_000 } } });
  const asked: { answer(value: string): void; fail(): void }[] = [];
  const observer = new QueryObserver<string>(queries, {
    queryKey: ['balance'],
    queryFn: () =>
      new Promise((answer, reject) => {
        asked.push({ answer, fail: () => reject(new Error('lost')) });
      }),
  });
  observer.subscribe(() => {});
  return { gatherer: createGatherer(queries), asked, observer };
}

test('a first load that began before the event is asked once more', async (context) => {
  const { gatherer, asked, observer } = screen(context);
  gatherer.add('all');
  context.mock.timers.tick(150);
  assert.equal(asked.length, 1);
  asked[0]?.answer('before');
  await turn();
  assert.equal(asked.length, 2);
  asked[1]?.answer('after');
  await turn();
  assert.deepEqual([observer.getCurrentResult().data, asked.length], ['after', 2]);
});

test('a slow first load is asked once more, however many bursts it has missed', async (context) => {
  const { gatherer, asked } = screen(context);
  for (let burst = 0; burst < 4; burst++) {
    gatherer.add(burst % 2 ? 'all' : [['balance']]);
    context.mock.timers.tick(150);
    await turn();
  }
  asked[0]?.answer('before');
  await turn();
  assert.equal(asked.length, 2);
});

test('a first load that fails after the event is asked once more', async (context) => {
  const { gatherer, asked, observer } = screen(context);
  gatherer.add([['balance']]);
  context.mock.timers.tick(150);
  asked[0]?.fail();
  await turn();
  assert.equal(asked.length, 2);
  asked[1]?.answer('after');
  await turn();
  assert.equal(observer.getCurrentResult().data, 'after');
});

test('a burst of events asks once, and only what they concern', async (context) => {
  const { gatherer, asked } = screen(context);
  asked[0]?.answer('first');
  await turn();
  for (let n = 0; n < 5; n++) gatherer.add([['balance']]);
  gatherer.add([['orders']]);
  context.mock.timers.tick(150);
  await turn();
  assert.equal(asked.length, 2);
  gatherer.add([['orders']]);
  context.mock.timers.tick(150);
  await turn();
  assert.equal(asked.length, 2);
});

test('after the end nothing is asked', async (context) => {
  const { gatherer, asked } = screen(context);
  asked[0]?.answer('first');
  await turn();
  gatherer.add('all');
  gatherer.stop();
  context.mock.timers.tick(1_000);
  await turn();
  assert.equal(asked.length, 1);
});
