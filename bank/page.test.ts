// The page's files: served with a strict policy that they keep, and both languages say everything.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import Fastify from 'fastify';
import { servePage } from './page.ts';

const read = (name: string) => readFile(new URL(`./page/${name}`, import.meta.url), 'utf8');

test('every file that the page names is served, under a policy without inline code', async () => {
  const app = Fastify();
  await servePage(app, () => 'https://pay.example/base');
  const { headers, body } = await app.inject('/');
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors .*https:\/\/pay\.example$/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.doesNotMatch(body, /<style|<script(?![^>]*src=)|\sstyle=|\son\w+=/);
  for (const [, file] of body.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
    assert.equal((await app.inject(file ?? '')).statusCode, 200, file);
  }
  await app.close();
});

test('English and Chinese have the same texts, and the page asks for no others', async () => {
  const words = await read('words.js');
  const [, english = '', chinese = ''] = words.split(/const (?:en|zh) = \{/);
  const keys = (text: string) =>
    [...(text.split('\n};')[0]?.matchAll(/^ {2}(?:'([^']+)'|(\w+)):/gm) ?? [])].map(
      ([, a, b]) => a ?? b ?? '',
    );
  // Three notes of seeded cards are English in the bank itself.
  const notes = ['almost empty', 'expired', 'reserved phone is not the owner’s'];
  const known = keys(english);
  assert.ok(known.length > 80);
  assert.deepEqual(keys(chinese).sort(), [...known, ...notes].sort());
  for (const [, key = ''] of (await read('index.html')).matchAll(/data-t="(\w+)"/g)) {
    assert.ok(known.includes(key), key);
  }
  for (const [, key = ''] of (await read('app.js')).matchAll(/\bt\('(\w+)'/g)) {
    assert.ok(known.includes(key), key);
  }
});
