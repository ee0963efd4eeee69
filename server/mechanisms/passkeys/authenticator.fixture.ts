/**
 * An authenticator in software, for tests: ES256 keys, attestation `none`, and every lie that the server must see through.
 * What it makes is what a browser's `toJSON` gives. Source: WebAuthn Level 3, sections 6.1 and 6.5.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Assertion, Registration } from './contract.ts';

export type Lies = {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  /** Without the finger or PIN that proves who is there. */
  readonly unverified?: boolean;
  /** Another count than the next one. */
  readonly counter?: number;
  /** Signs with another key than it registered. */
  readonly key?: KeyObject;
  /** Another challenge than it was given. */
  readonly challenge?: string;
};

type Options = { readonly challenge: string; readonly rp?: { readonly id?: string }; readonly rpId?: string };

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest();

export function createAuthenticator(origin: string, options: { counts?: boolean } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  let count = 0;

  function clientData(type: string, given: Options, lies: Lies): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? given.challenge,
        origin: lies.origin ?? origin,
        crossOrigin: false,
      }),
    );
  }

  function authData(rpId: string, lies: Lies, attested: Buffer): Buffer {
    if (options.counts !== false) count += 1;
    const flags = 0x01 | (lies.unverified ? 0 : 0x04) | (attested.length > 0 ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(lies.counter ?? count);
    return Buffer.concat([sha256(lies.rpId ?? rpId), Buffer.from([flags]), counter, attested]);
  }

  return {
    id,
    create(given: Options, lies: Lies = {}): Registration {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(publicKey)]);
      const data = authData(given.rp?.id ?? '', lies, attested);
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        cborBytes(data),
      ]);
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', given, lies).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get(given: Options, lies: Lies = {}): Assertion {
      const client = clientData('webauthn.get', given, lies);
      const data = authData(given.rpId ?? '', lies, Buffer.alloc(0));
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), lies.key ?? privateKey);
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}

/** A COSE key of type EC2 for ES256 (RFC 9053): {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' }) as { x?: string; y?: string };
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, 'base64url')),
  ]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}

function cborBytes(bytes: Buffer): Buffer {
  const head =
    bytes.length < 256
      ? Buffer.from([0x58, bytes.length])
      : Buffer.from([0x59, bytes.length >> 8, bytes.length & 255]);
  return Buffer.concat([head, bytes]);
}
