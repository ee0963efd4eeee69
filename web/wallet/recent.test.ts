import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recentPeople } from './recent.ts';

const move = (kind: string, id?: string, name?: string) => ({
  kind,
  counterparty: { ...(id ? { id } : {}), ...(name ? { name } : {}) },
});

test('recent people: each once, newest first, no shops, no platform, five at most', () => {
  const found = recentPeople([
    move('transfer', 'person_bo', 'Bo'),
    move('payment', 'merchant_tea', 'Tea House'),
    move('transfer', 'person_ana', 'Ana'),
    move('transfer', 'person_bo', 'Bo'),
    move('top-up'),
    move('transfer', 'person_nameless'),
  ]);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['Bo', 'Ana'],
  );
  const many = Array.from({ length: 9 }, (_, n) => move('transfer', `person_${n}`, `P${n}`));
  assert.equal(recentPeople(many).length, 5);
});
