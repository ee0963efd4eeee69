/** What an error of the database means: above all, when it may be said that nothing was done. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFull, isStorageTrouble } from './trouble.ts';

const said = (code: string, severity = 'ERROR') =>
  Object.assign(new Error('of PostgreSQL'), { code, severity });

test('a full disk is certain only while PostgreSQL lives to roll back', () => {
  assert.equal(isFull(said('53100')), true);
  assert.equal(isFull(said('53100', 'PANIC')), false);
  assert.equal(isFull(said('53100', 'FATAL')), false);
  assert.equal(isFull(said('53200')), false);
  assert.equal(isStorageTrouble(said('53100', 'PANIC')), true);
});

test('a database that is away is trouble, with a code or in the words of the driver; a bug is none', () => {
  for (const code of ['57P03', '57P01', '08006', '53300', 'ECONNREFUSED', 'ENOENT'])
    assert.equal(isStorageTrouble(said(code)), true, code);
  for (const words of [
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'timeout exceeded when trying to connect',
  ])
    assert.equal(isStorageTrouble(new Error(words)), true, words);
  assert.equal(isStorageTrouble(said('42P01')), false);
  assert.equal(isStorageTrouble(said('23505')), false);
  assert.equal(isStorageTrouble(new TypeError('undefined is not a function')), false);
});
