// Browsers without the JSON helpers of WebAuthn Level 3 get the same bytes, and give the same answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialJson, fromBase64url, parseOptions, toBase64url } from './passkey.ts';

const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
const text = Buffer.from(bytes).toString('base64url');

test('bytes and base64url, both ways, whatever their length', () => {
  for (const length of [0, 1, 2, 3, 54, 255, 256]) {
    const some = bytes.slice(0, length);
    assert.equal(toBase64url(some.buffer), Buffer.from(some).toString('base64url'));
    assert.deepEqual(fromBase64url(Buffer.from(some).toString('base64url')), some);
  }
});

test('options: the fields that are bytes become bytes, the others stay', () => {
  const created = parseOptions({
    challenge: text,
    rp: { id: 'localhost', name: 'Bursar' },
    user: { id: text, name: 'a', displayName: 'b' },
    excludeCredentials: [{ id: text, type: 'public-key', transports: ['internal'] }],
    timeout: 5,
  });
  assert.deepEqual(created, {
    challenge: bytes,
    rp: { id: 'localhost', name: 'Bursar' },
    user: { id: bytes, name: 'a', displayName: 'b' },
    excludeCredentials: [{ id: bytes, type: 'public-key', transports: ['internal'] }],
    timeout: 5,
  });
  const asked = parseOptions({
    challenge: text,
    rpId: 'x',
    allowCredentials: [{ id: text, type: 'public-key' }],
  });
  assert.deepEqual(asked, {
    challenge: bytes,
    rpId: 'x',
    allowCredentials: [{ id: bytes, type: 'public-key' }],
  });
});

test('answers: what the server reads, and no more', () => {
  const { buffer } = bytes;
  const signed = credentialJson({
    id: 'abc',
    type: 'public-key',
    response: { clientDataJSON: buffer, authenticatorData: buffer, signature: buffer, userHandle: null },
  });
  assert.deepEqual(signed.response, { clientDataJSON: text, authenticatorData: text, signature: text });
  const made = credentialJson({
    id: 'abc',
    type: 'public-key',
    response: { clientDataJSON: buffer, attestationObject: buffer, getTransports: () => ['internal'] },
  });
  assert.deepEqual(made.response, {
    clientDataJSON: text,
    attestationObject: text,
    transports: ['internal'],
  });
});
