/** The audience index: what is found through it is what is there, in the same order, wherever one resumes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { callers, openTestGround, type TestGround } from '../../testing/ground.ts';
import { BUCKET } from './audience.ts';
import { BEGINNING, type Cursor, cursorText, type PublicEvent, readEvents, type Viewer } from './history.ts';
import { createEvents, eventsMigrations } from './index.ts';

const ana = callers.person().person;
const bo = callers.person().person;
const crowd = Array.from({ length: 20 }, () => callers.person().person);
const ENTRIES = Number(BUCKET) * 6 + 300;
let world: TestGround;
let written = 0;

const open = (beside?: TestGround) =>
  openTestGround({
    migrations: eventsMigrations,
    parts: (ground) => [createEvents(ground)],
    ...(beside ? { beside } : {}),
  });

before(async () => {
  world = await open();
});
after(() => world.stop());

/** Ana now and then, in two events of an entry at times; Bo in one stretch only; a crowd everywhere. */
async function happen(count: number): Promise<void> {
  const entries = Array.from({ length: count }, () => {
    const n = written++;
    const of = (type: string, ...audience: string[]) => ({ type, object: `o${n}`, audience, data: { n } });
    return [
      of('crowd', crowd[n % crowd.length] ?? ''),
      ...(n % 611 === 7 ? [of('ana.first', ana, bo), of('platform', 'platform'), of('ana.second', ana)] : []),
      ...(n > 2_100 && n < 2_140 ? [of('bo', bo)] : []),
    ];
  });
  await Promise.all(entries.map((events) => world.happen(...events)));
}

async function indexed(ground: TestGround): Promise<bigint> {
  const { rows } = await ground.ground.database.pool.query('select buckets from events.bucket_relay');
  return BigInt(rows[0].buckets);
}

async function untilIndexed(buckets: bigint): Promise<void> {
  for (const end = Date.now() + 20_000; (await indexed(world)) < buckets; await sleep(50))
    assert.ok(Date.now() < end, 'the index does not follow');
}

const one = (id: string): Viewer => ({ all: false, id });

/** All events of a viewer, page by page. */
async function pages(viewer: Viewer, limit: number, from: Cursor = BEGINNING): Promise<PublicEvent[]> {
  const events: PublicEvent[] = [];
  let cursor = from;
  for (;;) {
    const page = await readEvents(world.ground.database.pool, viewer, cursor, limit);
    assert.ok(page.events.length <= limit);
    events.push(...page.events);
    cursor = page.next;
    if (!page.hasMore) return events;
  }
}

/** The same by looking at every entry. */
async function truth(name: string): Promise<PublicEvent[]> {
  const entries = [];
  for (let seq = 0n; ; ) {
    const page = await world.ground.journal.entries(seq, 1_000);
    const last = page.at(-1);
    if (!last) break;
    entries.push(...page);
    seq = BigInt(last.seq);
  }
  return entries.flatMap((entry) =>
    entry.events.flatMap(({ type, object, audience, data }, n) =>
      audience.includes(name)
        ? [{ seq: entry.seq, id: `event_${entry.seq}_${n}`, type, at: entry.at, object, data }]
        : [],
    ),
  );
}

async function assertAllSee(): Promise<void> {
  for (const name of [ana, bo, crowd[3] ?? '', 'platform']) {
    const all = await truth(name);
    assert.ok(all.length > 5);
    for (const limit of [1, 3, 100]) assert.deepEqual(await pages(one(name), limit), all, `${limit}`);
  }
}

test('two audiences and a tail: the same events in the same order, and more as they come', async () => {
  await happen(ENTRIES);
  await untilIndexed(6n);
  await assertAllSee();
  // The tail is not indexed yet, and there at once.
  await happen(650);
  const last = (await pages(one(ana), 100)).at(-1);
  assert.equal(last?.type, 'ana.second');
  assert.ok(BigInt(last.seq) >= (await indexed(world)) * BUCKET);
  await assertAllSee();
});

test('resumed after any event, also between two of one entry, the rest follows and nothing twice', async () => {
  const all = await truth(ana);
  for (const [at, event] of all.entries()) {
    const [, seq, n] = event.id.split('_');
    const cursor = { seq: BigInt(seq ?? 0), n: Number(n) };
    assert.deepEqual(await pages(one(ana), 2, cursor), all.slice(at + 1), cursorText(cursor));
  }
});

test('a name that is rare is found in one page, however much lies between', async () => {
  const page = await readEvents(world.ground.database.pool, one(ana), BEGINNING, 5);
  assert.equal(page.events.length, 5);
  const { rows } = await world.ground.database.pool.query(
    'select count(*)::int buckets, max(cardinality(names))::int most from events.bucket',
  );
  assert.ok(rows[0].buckets >= 6);
  assert.ok(rows[0].most <= 22, 'each name stands once, however many entries name it');
});

test('the table alone gives the same index, by another process', async () => {
  const read = async () =>
    (
      await world.ground.database.pool.query(
        'select bucket, array(select unnest(names) order by 1) names from events.bucket where bucket < 6 order by 1',
      )
    ).rows;
  const before = await read();
  const other = await open(world);
  try {
    await world.ground.database.pool.query('delete from events.bucket');
    await world.ground.database.pool.query('update events.bucket_relay set buckets = 0');
    await untilIndexed(6n);
    assert.deepEqual(await read(), before);
    await assertAllSee();
  } finally {
    await other.stop();
  }
});
