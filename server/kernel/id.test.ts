/** Our ids against the library whose format they follow. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TypeID } from 'typeid-js';
import { idFromUuid, idPattern, isId, newId, uuidOfId, writeIdBytes } from './id.ts';

const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
});

describe('ids', () => {
  test('any uuid: the same text as typeid-js, and back', () => {
    fc.assert(
      fc.property(uuid, (of) => {
        const ours = idFromUuid('order', of);
        assert.equal(ours, TypeID.fromUUID('order', of).toString());
        assert.equal(uuidOfId(ours), of);
        assert.ok(isId('order', ours));
        const bytes = Buffer.alloc(18);
        writeIdBytes(ours, bytes, 1);
        assert.equal(bytes.subarray(1, 17).toString('hex'), of.replaceAll('-', ''));
      }),
    );
  });

  test('a new id is a version 7 uuid of its time that typeid-js reads', () => {
    const at = Date.parse('2026-01-05T09:00:00.123Z');
    const id = newId('payment', at);
    const read = TypeID.fromString(id).toUUID();
    assert.equal(uuidOfId(id), read);
    assert.equal(Number.parseInt(read.replaceAll('-', '').slice(0, 12), 16), at);
    assert.equal(read[14], '7');
    assert.match(read[19] ?? '', /[89ab]/);
  });

  test('100,000 ids of one millisecond are all different, and later ones sort later', () => {
    const ids = new Set(Array.from({ length: 100_000 }, () => newId('x', 1)));
    assert.equal(ids.size, 100_000);
    assert.ok([...ids].every((id) => id < newId('x', 2)));
  });

  const wrong = [
    '',
    'order_',
    'order_01jfzxm5t2e6gvkt8d4vw0qj5',
    'order_01jfzxm5t2e6gvkt8d4vw0qj5aa',
    'order_81jfzxm5t2e6gvkt8d4vw0qj5a',
    'order_01JFZXM5T2E6GVKT8D4VW0QJ5A',
    'order_01jfzxm5t2e6gvkt8d4vw0qjia',
    'payment_01jfzxm5t2e6gvkt8d4vw0qj5a',
    'order-01jfzxm5t2e6gvkt8d4vw0qj5a',
    'order_01jfzxm5t2e6gvkt8d4vw0qj5a\n',
  ];
  for (const text of wrong)
    test(`${JSON.stringify(text)} is no order`, () => {
      assert.equal(isId('order', text), false);
      assert.equal(new RegExp(idPattern('order')).test(text), false);
    });

  test('bytes of a malformed id are never written', () => {
    assert.throws(() => writeIdBytes('order_01jfzxm5t2e6gvkt8d4vw0qjiu', Buffer.alloc(16), 0), /malformed/);
  });
});
