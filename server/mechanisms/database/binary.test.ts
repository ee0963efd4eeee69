/** Arrays as PostgreSQL reads them: what goes in comes out, and what cannot be written down is refused at once. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { type Id, idFromBytes } from '../../kernel/id.ts';
import { createTestDatabase } from '../../testing/world.ts';
import { binaryArray, type Column, column } from './binary.ts';

const raw = { getTypeParser: () => (text: string) => text };
const id = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => idFromBytes('order', Buffer.from(bytes)));
/** PostgreSQL knows no zero character, and half a surrogate pair is no text. */
const text = fc.string({ unit: 'grapheme', maxLength: 120 }).map((value) => value.replaceAll('\0', ''));

describe('binary arrays', () => {
  let place: { url: string; drop(): Promise<void> };
  let client: pg.Client;
  before(async () => {
    place = await createTestDatabase();
    client = new pg.Client({ connectionString: place.url, options: '-c timezone=UTC' });
    await client.connect();
  });
  after(async () => {
    await client.end();
    await place.drop();
  });

  async function through<T>(of: Column<T>, values: readonly (T | null)[]): Promise<(T | null)[]> {
    const { rows } = await client.query({
      text: `select value from unnest($1::${of.pgType}[]) with ordinality t(value, n) order by n`,
      values: [binaryArray(of, values)],
      rowMode: 'array',
      types: raw,
    });
    return (rows as (string | null)[][]).map(([value]) => (value == null ? null : of.read(value)));
  }

  const cases: [string, Column<never>, fc.Arbitrary<unknown>][] = [
    ['id', column.id('order') as Column<never>, id],
    ['int8', column.int8() as Column<never>, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    ['int4', column.int4() as Column<never>, fc.integer()],
    ['bool', column.bool() as Column<never>, fc.boolean()],
    ['time', column.time() as Column<never>, fc.integer({ min: -2_000_000_000_000, max: 9_000_000_000_000 })],
    ['text', column.text() as Column<never>, text],
    [
      'json',
      column.json() as Column<never>,
      fc.record({ a: text, b: fc.array(fc.integer()) }, { noNullPrototype: true }),
    ],
    ['bytes', column.bytes() as Column<never>, fc.uint8Array().map((bytes) => Buffer.from(bytes))],
    ['hash', column.hash16() as Column<never>, fc.stringMatching(/^[0-9a-f]{32}$/)],
  ];
  for (const [name, of, values] of cases) {
    test(`${name}: any list, with gaps`, async () => {
      const list = fc.array(fc.option(values, { nil: null }), { maxLength: 50 });
      await fc.assert(
        fc.asyncProperty(list, async (wanted) => {
          assert.deepEqual(await through(of, wanted as never[]), wanted);
        }),
        { numRuns: 40 },
      );
    });
  }

  test('a text of several megabytes between short ones', async () => {
    const values = ['a', '茶'.repeat(2_000_000), 'b'];
    assert.deepEqual(await through(column.text(), values), values);
    assert.deepEqual(await through(column.text(), ['c']), ['c']);
  });

  const refused: [string, () => Buffer][] = [
    ['an int8 that is too large', () => binaryArray(column.int8(), [2n ** 63n])],
    ['a number for an int8', () => binaryArray(column.int8(), [1 as unknown as bigint])],
    ['an int4 that is too large', () => binaryArray(column.int4(), [2 ** 31])],
    ['half an int4', () => binaryArray(column.int4(), [0.5])],
    ['no time', () => binaryArray(column.time(), [Number.NaN])],
    ['undefined for a text', () => binaryArray(column.text(), [undefined as unknown as string])],
    ['a number for a text', () => binaryArray(column.text(), [5 as unknown as string])],
    ['a bigint in json', () => binaryArray(column.json(), [{ huge: 1n }])],
    ['undefined for json', () => binaryArray(column.json(), [undefined])],
    ['a malformed id', () => binaryArray(column.id('order'), ['order_1' as Id<'order'>])],
    ['undefined for an id', () => binaryArray(column.id('order'), [undefined as unknown as Id<'order'>])],
    ['a short hash', () => binaryArray(column.hash16(), ['abcd'])],
    ['a hash that is not hex', () => binaryArray(column.hash16(), ['x'.repeat(32)])],
  ];
  for (const [name, write] of refused) test(`refused: ${name}`, () => void assert.throws(write));
});
