/** A person's delivery addresses, against a real server and database. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { quietEnv } from '../../testing/bank-controls.ts';
import { type Answer, createWorld, type TestPerson, type World } from '../../testing/world.ts';
import type { AddressView } from './index.ts';

const HOME = {
  label: 'Home',
  recipient: 'Ana Lin',
  phone: '+8613900000001',
  region: 'Zhejiang',
  city: 'Hangzhou',
  line: '8 Lakeside Road, room 402',
  postcode: '310000',
};

const refusal = ({ status, body }: Answer) => [status, body.code, body.effect];

describe('delivery addresses', () => {
  let world: World;
  let phones = 0;
  const newPerson = () => world.person(`Person ${++phones}`);
  before(async () => {
    world = await createWorld({ env: quietEnv() });
  });
  after(async () => world.stop());

  async function add({ api }: TestPerson, more: object = {}): Promise<AddressView> {
    const made = await api.post('/v1/addresses', { ...HOME, ...more });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body as unknown as AddressView;
  }
  const listOf = async ({ api }: TestPerson) =>
    (await api.get('/v1/addresses')).body.data as readonly AddressView[];
  const shortOf = async (person: TestPerson) =>
    (await listOf(person)).map(({ label, isDefault }) => `${label}${isDefault ? ' (default)' : ''}`);

  test('the first becomes the default, and another only when it is told to', async () => {
    const ana = await newPerson();
    assert.deepEqual(await listOf(ana), []);
    const home = await add(ana);
    const { id, createdAt: _, ...said } = home;
    assert.match(id, /^address_/);
    assert.deepEqual(said, { ...HOME, isDefault: true });
    const work = await add(ana, { label: 'Work' });
    assert.equal(work.isDefault, false);
    assert.deepEqual(await shortOf(ana), ['Work', 'Home (default)']);
    const chosen = await ana.api.post(`/v1/addresses/${work.id}/default`);
    assert.deepEqual([chosen.status, chosen.body.isDefault], [200, true]);
    assert.deepEqual(await shortOf(ana), ['Work (default)', 'Home']);
    assert.equal((await ana.api.post(`/v1/addresses/${work.id}/default`)).status, 200);
  });

  test('spaces at the ends go, label and postcode may be left out', async () => {
    const ana = await newPerson();
    const { label: _, postcode: __, ...least } = HOME;
    const made = await ana.api.post('/v1/addresses', { ...least, city: '  Hangzhou ' });
    assert.deepEqual([made.body.city, made.body.label, made.body.postcode], ['Hangzhou', '', '']);
  });

  test('no other takes the place of a default that is removed, but the next one added does', async () => {
    const ana = await newPerson();
    const home = await add(ana);
    await add(ana, { label: 'Work' });
    const gone = await ana.api.del(`/v1/addresses/${home.id}`);
    assert.deepEqual([gone.status, gone.body.id, gone.body.isDefault], [200, home.id, false]);
    assert.deepEqual(await shortOf(ana), ['Work']);
    await add(ana, { label: 'Mum' });
    assert.deepEqual(await shortOf(ana), ['Mum (default)', 'Work']);
    // What is removed is gone for its owner too.
    assert.deepEqual(refusal(await ana.api.del(`/v1/addresses/${home.id}`)), [404, 'NOT_FOUND', 'none']);
    assert.deepEqual(refusal(await ana.api.post(`/v1/addresses/${home.id}/default`)), [
      404,
      'NOT_FOUND',
      'none',
    ]);
  });

  test("another's address does not exist", async () => {
    const [ana, bo] = [await newPerson(), await newPerson()];
    const home = await add(ana);
    assert.deepEqual(await listOf(bo), []);
    assert.deepEqual(refusal(await bo.api.del(`/v1/addresses/${home.id}`)), [404, 'NOT_FOUND', 'none']);
    assert.deepEqual(refusal(await bo.api.post(`/v1/addresses/${home.id}/default`)), [
      404,
      'NOT_FOUND',
      'none',
    ]);
    assert.deepEqual(await shortOf(ana), ['Home (default)']);
  });

  test('the same key adds one address; with another body it is refused', async () => {
    const ana = await newPerson();
    const once = await ana.api.post('/v1/addresses', HOME, { key: 'one' });
    const again = await ana.api.post('/v1/addresses', HOME, { key: 'one' });
    assert.deepEqual(again.body, once.body);
    assert.equal(again.headers.get('idempotency-hit'), 'true');
    const other = await ana.api.post('/v1/addresses', { ...HOME, city: 'Ningbo' }, { key: 'one' });
    assert.deepEqual(refusal(other), [409, 'IDEMPOTENCY_KEY_REUSED', 'none']);
    assert.equal((await listOf(ana)).length, 1);
  });

  test('20 addresses, asked for all at once, are kept, and the 21st is not; one removed makes room', async () => {
    const ana = await newPerson();
    const answers = await Promise.all(
      Array.from({ length: 21 }, (_, i) => ana.api.post('/v1/addresses', { ...HOME, label: `no ${i}` })),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    assert.deepEqual(refused.map(refusal), [[422, 'ADDRESS_LIMIT', 'none']]);
    assert.deepEqual(refused[0]?.body.details, { most: 20 });
    const kept = await listOf(ana);
    assert.equal(kept.length, 20);
    assert.equal(kept.filter(({ isDefault }) => isDefault).length, 1);
    assert.equal((await ana.api.del(`/v1/addresses/${kept[0]?.id}`)).status, 200);
    await add(ana);
    assert.equal((await listOf(ana)).length, 20);
  });

  test('texts have both ends, and nothing invisible in them', async () => {
    const ana = await newPerson();
    const fits = {
      label: 'x'.repeat(30),
      recipient: '赵'.repeat(60),
      region: 'x'.repeat(60),
      city: 'x'.repeat(60),
      line: 'x'.repeat(200),
      postcode: '12345678-901',
    };
    await add(ana, fits);
    const wrong: readonly object[] = [
      ...Object.entries(fits).map(([name, text]) => ({ [name]: `${text}x` })),
      ...['recipient', 'region', 'city', 'line'].flatMap((name) => [{ [name]: '' }, { [name]: ' \u3000 ' }]),
      { line: 'one\ntwo' },
      { line: '8 Road\u202e20' },
      { recipient: 'Ana\u200bLin' },
      { label: 'Ho\u2066me' },
      { phone: '139' },
      { postcode: '-1' },
      { isDefault: true },
    ];
    for (const more of wrong) {
      const answer = await ana.api.post('/v1/addresses', { ...HOME, ...more });
      assert.deepEqual(refusal(answer), [400, 'BODY_INVALID', 'none'], JSON.stringify(more));
    }
    assert.equal((await listOf(ana)).length, 1);
  });

  test('its owner is told of every change, and nobody else', async () => {
    const [ana, bo] = [await newPerson(), await newPerson()];
    const home = await add(ana);
    await add(ana, { label: 'Work' });
    await ana.api.del(`/v1/addresses/${home.id}`);
    const typesOf = async ({ api }: TestPerson) =>
      ((await api.get('/v1/events?limit=100')).body.data as { type: string; object: string }[])
        .filter(({ object }) => object === home.id)
        .map(({ type }) => type)
        .sort();
    assert.deepEqual(await typesOf(ana), ['address.added', 'address.removed']);
    assert.deepEqual(await typesOf(bo), []);
  });
});
