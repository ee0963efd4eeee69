import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawModes, knownVersion, lacksDisplay } from './display.ts';

function device(content: string | null = null) {
  let kept = content;
  return {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value;
    },
    removeItem: () => {
      kept = null;
    },
  };
}

const bare = { id: 'balance', kind: 'balance', label: 'Balance', available: true };
const full = { ...bare, display: { icon: 'wallet' } };

test('the second order is drawn from the device', () => {
  const store = device();
  assert.equal(knownVersion(store), undefined);
  assert.deepEqual(drawModes(store, { modes: [full], displayVersion: 'v1' }), [full]);
  assert.equal(knownVersion(store), 'v1');
  assert.deepEqual(drawModes(store, { modes: [bare], displayVersion: 'v1' }), [full]);
});

test('a new version replaces what is drawn, and the old one is still there for the other account', () => {
  const store = device();
  drawModes(store, { modes: [full], displayVersion: 'v1' });
  const changed = { ...bare, display: { icon: 'card' } };
  assert.deepEqual(drawModes(store, { modes: [changed], displayVersion: 'v2' }), [changed]);
  assert.equal(knownVersion(store), 'v2');
  assert.deepEqual(drawModes(store, { modes: [bare], displayVersion: 'v1' }), [full]);
});

test('a device that lost its store asks again', () => {
  assert.equal(knownVersion(device('not json')), undefined);
  assert.ok(lacksDisplay([bare], 'v1'));
  assert.ok(!lacksDisplay([bare], undefined));
  assert.ok(!lacksDisplay([full], 'v1'));
});
