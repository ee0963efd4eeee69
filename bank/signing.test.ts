// Signatures: what one side signs the other accepts, and nothing else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { signRequest, verifyRequest } from './signing.ts';

const now = new Date('2026-01-02T03:04:05Z');
const request = { method: 'POST', path: '/api/debits', body: '{"reference":"r"}' };
const secret = 'a plain secret of ours';
const headers: Record<string, string> = { ...signRequest({ secret, ...request, id: 'msg_1', now }) };
const verify = (changes: object) =>
  verifyRequest({ secrets: [secret], ...request, headers, now, ...changes });
const later = (ms: number) => new Date(now.getTime() + ms);

for (const [name, changes, expected] of [
  ['as sent', {}, 'ok'],
  ['299 s later', { now: later(299_000) }, 'ok'],
  ['at exactly 300 s', { now: later(300_000) }, 'ok'],
  ['301 s later', { now: later(301_000) }, 'time-out-of-range'],
  ['301 s earlier', { now: later(-301_000) }, 'time-out-of-range'],
  ['while the secret is rotated', { secrets: ['the new secret', secret] }, 'ok'],
  ['another secret', { secrets: ['the new secret'] }, 'signature-wrong'],
  ['another body', { body: '{}' }, 'signature-wrong'],
  ['another path', { path: '/api/refunds' }, 'signature-wrong'],
  ['another method', { method: 'PUT' }, 'signature-wrong'],
  ['another id', { headers: { ...headers, 'webhook-id': 'msg_2' } }, 'signature-wrong'],
  ['another time', { headers: { ...headers, 'webhook-timestamp': '1767323046' } }, 'signature-wrong'],
  ['a time that is none', { headers: { ...headers, 'webhook-timestamp': 'x' } }, 'time-out-of-range'],
  ['no headers', { headers: {} }, 'headers-missing'],
] as const) {
  test(`${name}: ${expected}`, () => {
    const checked = verify(changes);
    assert.equal(checked.ok ? 'ok' : checked.problem, expected);
  });
}

test('any Standard Webhooks library accepts it', () => {
  const whsec = `whsec_${Buffer.from('twenty-four random bytes').toString('base64')}`;
  const signed = signRequest({ secret: whsec, ...request, id: 'msg_3', now: new Date() });
  const payload = `POST /api/debits\n${request.body}`;
  new Webhook(whsec).verify(payload, { ...signed }, { jsonParse: false });
});
