/** Events over pull and SSE, against a real database and a real socket. */
import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import pino from 'pino';
import { newId } from '../../kernel/id.ts';
import { callers, openTestGround, type TestGround } from '../../testing/ground.ts';
import type { HttpRequest } from '../http/index.ts';
import type { JournalEvent } from '../journal/index.ts';
import type { Caller } from '../people/index.ts';
import { cursorText, parseCursor } from './history.ts';
import { createEvents, eventsMigrations } from './index.ts';
import { createStreams } from './stream.ts';

const ana = callers.person();
const bo = callers.person();
const shop = callers.merchant();
const operator = callers.operator();
/** Orders that nobody may see any more. */
const hidden = new Set<string>();
let world: TestGround;

before(async () => {
  world = await openTestGround({
    migrations: eventsMigrations,
    parts: (ground) => [
      createEvents(ground, {
        limits: { perCaller: 3, heartbeatMs: 100, backlogBytes: 64 * 1024 },
        watchable: () => ({ order: async (id) => !hidden.has(id) }),
      }),
    ],
  });
});
after(() => world.stop());

const event = (type: string, object: string, audience: string[], data = {}): JournalEvent => ({
  type,
  object,
  audience,
  data,
});
const types = (body: Record<string, unknown>) => (body.data as { type: string }[]).map((one) => one.type);

test('cursors are read back as they were written, and nothing else is', () => {
  for (const text of ['event_12_0', '12', '0'])
    assert.equal(cursorText(parseCursor(text) ?? assert.fail()), text);
  assert.equal(cursorText(parseCursor('12_3') ?? assert.fail()), 'event_12_3');
  for (const text of ['', 'x', '-1', '1_', '1_2_3', 'event_', '9'.repeat(30)])
    assert.equal(parseCursor(text), null);
});

test('pull: each sees what names him, the operator everything, in order and across pages', async () => {
  await world.happen(event('a.one', 'o1', [ana.person, shop.merchant]), event('a.two', 'o1', [ana.person]));
  await world.happen();
  await world.happen(event('b.one', 'o2', [bo.person]));
  await world.happen(event('a.three', 'o3', [ana.person]));
  const pages: string[] = [];
  let cursor = '';
  for (let page = 0; page < 10; page++) {
    const answer = await world.call(ana, 'GET', `/v1/events?limit=1${cursor && `&after=${cursor}`}`);
    assert.equal(answer.status, 200);
    pages.push(...types(answer.body));
    cursor = String(answer.body.next);
    if (!answer.body.hasMore) break;
  }
  assert.deepEqual(pages, ['a.one', 'a.two', 'a.three']);
  assert.deepEqual(types((await world.call(bo, 'GET', '/v1/events')).body), ['b.one']);
  assert.deepEqual(types((await world.call(shop, 'GET', '/v1/events')).body), ['a.one']);
  assert.deepEqual(types((await world.call(operator, 'GET', '/v1/events')).body), [
    'a.one',
    'a.two',
    'b.one',
    'a.three',
  ]);
  assert.deepEqual(types((await world.call(operator, 'GET', '/v1/events?own=true')).body), []);
  const end = await world.call(ana, 'GET', `/v1/events?after=${cursor}`);
  assert.deepEqual([types(end.body), end.body.hasMore], [[], false]);
  assert.ok(!JSON.stringify(end.body).includes('audience'));
});

test('pull: a cursor that is none is refused', async () => {
  const answer = await world.call(ana, 'GET', '/v1/events?after=nonsense');
  assert.equal(answer.body.code, 'QUERY_INVALID');
  assert.equal((await world.call({ kind: 'anonymous' }, 'GET', '/v1/events')).status, 401);
});

test('a cursor behind the end is of another history and refused, by pull and before a stream opens; the end itself is not', async () => {
  const { seq } = await world.ground.journal.head();
  for (const [after, code] of [
    [`${seq}`, undefined],
    [`event_${seq}_0`, undefined],
    [`${seq + 1n}`, 'CURSOR_AHEAD'],
    [`event_${seq + 9n}_0`, 'CURSOR_AHEAD'],
  ] as const) {
    const pulled = await world.call(ana, 'GET', `/v1/events?after=${after}`);
    assert.deepEqual([pulled.body.code, pulled.body.details], [code, code && { head: `${seq}` }], after);
    if (code === undefined) continue;
    const headers = {
      'x-caller': JSON.stringify(ana),
      accept: 'text/event-stream',
      'last-event-id': after,
    };
    const stream = await fetch(`${world.url}/v1/events`, { headers });
    assert.deepEqual([stream.status, ((await stream.json()) as { code: string }).code], [409, code]);
  }
});

test('SSE: who has left before his stream opens is not counted for ever', () => {
  const streams = createStreams({
    feed: { listen: () => () => {}, committed: () => {}, seq: 0n, stop: () => {} },
    read: () => Promise.reject(new Error('nobody reads')),
    log: pino({ level: 'silent' }),
  });
  const hijack = mock.fn();
  const reply = { raw: { destroyed: true }, hijack };
  const answer = streams.answer({ reply } as unknown as HttpRequest, {
    caller: 'ana',
    viewer: { all: true },
    after: null,
    mayStay: async () => true,
    watch: null,
  });
  assert.deepEqual([streams.open, hijack.mock.callCount(), answer], [0, 1, { hijacked: true }]);
  streams.stop();
});

test('HEAD opens no stream', async () => {
  const answer = await fetch(`${world.url}/v1/events`, {
    method: 'HEAD',
    headers: { accept: 'text/event-stream', 'x-caller': JSON.stringify(ana) },
    signal: AbortSignal.timeout(5_000),
  });
  assert.match(answer.headers.get('content-type') ?? '', /json/);
});

type Message = { id: string; type: string; n: number; text: string };

/** Reads a stream until `count` events have come. */
async function follow(
  caller: Caller,
  count: number,
  options: { after?: string; lastId?: string; order?: string; run?: () => Promise<unknown> },
) {
  const stop = new AbortController();
  const response = await fetch(
    `${world.url}/v1/events?${new URLSearchParams({
      ...(options.after ? { after: options.after } : {}),
      ...(options.order ? { order: options.order } : {}),
    })}`,
    {
      headers: {
        accept: 'text/event-stream',
        'x-caller': JSON.stringify(caller),
        ...(options.lastId ? { 'last-event-id': options.lastId } : {}),
      },
      signal: stop.signal,
    },
  );
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /event-stream/);
  const seen: Message[] = [];
  let beats = 0;
  let rest = '';
  let ran = false;
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      rest += decoder.decode(chunk, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) beats += 1;
        else {
          const body = JSON.parse(data);
          seen.push({
            id: /^id: (.*)$/m.exec(block)?.[1] ?? '',
            type: body.type,
            n: body.data.n,
            text: data,
          });
        }
      }
      if (!ran) {
        ran = true;
        void options.run?.();
      }
      if (seen.length >= count && (count > 0 || beats > 2)) break;
    }
  } finally {
    stop.abort();
  }
  return { seen, beats };
}

test('SSE: from now on, live; resumes by Last-Event-ID and by after without a gap or a repetition', async () => {
  const carl = callers.person();
  const say = (n: number) => world.happen(event('c', `c${n}`, [carl.person], { n }));
  const first = await follow(carl, 3, {
    run: async () => {
      for (let n = 0; n < 3; n++) await say(n);
    },
  });
  assert.deepEqual(
    first.seen.map(({ n }) => n),
    [0, 1, 2],
  );
  await say(3);
  await say(4);
  const last = first.seen[2]?.id ?? '';
  const resumed = await follow(carl, 3, { lastId: last, run: () => say(5) });
  assert.deepEqual(
    resumed.seen.map(({ n }) => n),
    [3, 4, 5],
  );
  const fromStart = await follow(carl, 6, { after: '0' });
  assert.deepEqual(
    fromStart.seen.map(({ n }) => n),
    [0, 1, 2, 3, 4, 5],
  );
});

test('SSE: who watches an order hears that it changed and nothing more, until he may not see it', async () => {
  const gina = callers.person();
  const [mine, other] = [newId('order', Date.now()), newId('order', Date.now())];
  const secret = { payment: 'secret', n: 1 };
  const { seen } = await follow(gina, 3, {
    order: mine,
    run: async () => {
      await world.happen(event('order.cancelled', other, [shop.merchant], secret));
      await world.happen(event('order.amended', mine, [shop.merchant], secret));
      hidden.add(mine);
      await world.happen(event('order.paying', mine, [shop.merchant, bo.person], secret));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await world.happen(event('order.paid', mine, [shop.merchant, bo.person], secret));
      await world.happen(event('own', 'x', [gina.person], { n: 2 }));
    },
  });
  const changed = JSON.stringify({ type: 'order.changed', object: mine, data: {} });
  assert.deepEqual(
    seen.slice(0, 2).map(({ text }) => text),
    [changed, changed],
  );
  assert.ok(seen.every(({ id }, place) => (id === '') === place < 2));
  assert.deepEqual([seen[2]?.type, seen[2]?.n], ['own', 2]);
});

test('SSE: an order that may not be seen is not watched, and one that names the viewer comes once', async () => {
  const hugo = callers.person();
  const order = newId('order', Date.now());
  hidden.add(order);
  const unseen = await follow(hugo, 1, {
    order,
    run: async () => {
      await world.happen(event('order.cancelled', order, [shop.merchant]));
      await world.happen(event('own', 'x', [hugo.person]));
    },
  });
  assert.deepEqual(
    unseen.seen.map(({ type }) => type),
    ['own'],
  );
  hidden.delete(order);
  const named = await follow(hugo, 2, {
    order,
    run: async () => {
      await world.happen(event('order.paid', order, [shop.merchant, hugo.person]));
      await world.happen(event('own', 'x', [hugo.person]));
    },
  });
  assert.deepEqual(
    named.seen.map(({ type }) => type),
    ['order.paid', 'own'],
  );
  for (const wrong of ['order_1', 'payment_01hzzzzzzzzzzzzzzzzzzzzzza'])
    assert.equal((await world.call(hugo, 'GET', `/v1/events?order=${wrong}`)).status, 400);
});

test('SSE: joining while a thousand events come in loses none', async () => {
  const dora = callers.person();
  const all = Promise.all(
    Array.from({ length: 1_000 }, (_, n) => world.happen(event('d', `d${n}`, [dora.person], { n }))),
  );
  const { seen } = await follow(dora, 1_000, { after: '0' });
  await all;
  assert.equal(new Set(seen.map(({ id }) => id)).size, 1_000);
  const seqs = seen.map(({ id }) => Number(id.split('_')[1]));
  assert.deepEqual(
    seqs,
    [...seqs].sort((a, b) => a - b),
  );
});

test('SSE: a slow reader gets everything once it reads again, from the journal', async () => {
  const eve = callers.person();
  const big = 'x'.repeat(20_000);
  let sent: Promise<unknown> = Promise.resolve();
  const stop = new AbortController();
  const response = await fetch(`${world.url}/v1/events`, {
    headers: { accept: 'text/event-stream', 'x-caller': JSON.stringify(eve) },
    signal: stop.signal,
  });
  const reader = (response.body ?? assert.fail()).getReader();
  await reader.read();
  sent = Promise.all(
    Array.from({ length: 400 }, (_, n) => world.happen(event('e', 'e', [eve.person], { n, big }))),
  );
  await sent;
  await new Promise((resolve) => setTimeout(resolve, 300));
  let text = '';
  const decoder = new TextDecoder();
  while ((text.match(/^data:/gm) ?? []).length < 400 || !text.endsWith('\n\n')) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  stop.abort();
  const ns = [...text.matchAll(/"n":(\d+)/g)].map((match) => Number(match[1]));
  assert.equal(ns.length, 400);
  assert.equal(new Set(ns).size, 400);
});

test('SSE: heartbeats come, and more streams than allowed are refused', async () => {
  const fred = callers.person();
  const { beats } = await follow(fred, 0, {});
  assert.ok(beats > 2);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const stops = Array.from({ length: 3 }, () => new AbortController());
  for (const stop of stops) {
    await fetch(`${world.url}/v1/events`, {
      headers: { accept: 'text/event-stream', 'x-caller': JSON.stringify(fred) },
      signal: stop.signal,
    });
  }
  const refused = await world.call(fred, 'GET', '/v1/events', undefined, { accept: 'text/event-stream' });
  assert.equal(refused.body.code, 'STREAMS_FULL');
  assert.equal(refused.status, 429);
  for (const stop of stops) stop.abort();
});
