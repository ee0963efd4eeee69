/**
 * The bytes that a passkey signs: a number used once, its end, and a seal over these, who is asked, on which device and
 * about what. So they need no table until they are used, and fit no other person, device, question or wording.
 */
import { timingSafeEqual } from 'node:crypto';
import { type Id, idFromBytes, newId, writeIdBytes } from '../../kernel/id.ts';
import { type Instant, MINUTE_MS } from '../../kernel/time.ts';
import type { Vault } from '../vault/index.ts';

export const CHALLENGE_LIFE_MS = 3 * MINUTE_MS;

const NONCE_BYTES = 16;
const TIME_BYTES = 6;
const SEAL_BYTES = 32;

export type Bound = {
  readonly purpose: 'register' | 'approve';
  readonly person: string;
  readonly device: string;
  /** For an approval: the challenge's id and the hash of what was shown. */
  readonly subject: string;
};
export type SignedChallenge = { readonly nonce: Id<'nonce'>; readonly expiresAt: Instant };

export const newChallenge = (now: Instant): SignedChallenge => ({
  nonce: newId('nonce', now),
  expiresAt: now + CHALLENGE_LIFE_MS,
});

export function writeChallenge(
  vault: Pick<Vault, 'derive'>,
  bound: Bound,
  challenge: SignedChallenge,
): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(NONCE_BYTES + TIME_BYTES + SEAL_BYTES);
  writeIdBytes(challenge.nonce, bytes, 0);
  bytes.writeUIntBE(challenge.expiresAt, NONCE_BYTES, TIME_BYTES);
  sealOf(vault, bound, challenge).copy(bytes, NONCE_BYTES + TIME_BYTES);
  return Uint8Array.from(bytes);
}

/** null when it is not ours, or was made for somebody or something else. Whether it has ended or is spent is asked later. */
export function readChallenge(
  vault: Pick<Vault, 'derive'>,
  bound: Bound,
  text: string,
): SignedChallenge | null {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== NONCE_BYTES + TIME_BYTES + SEAL_BYTES) return null;
  const challenge = {
    nonce: idFromBytes('nonce', bytes.subarray(0, NONCE_BYTES)),
    expiresAt: bytes.readUIntBE(NONCE_BYTES, TIME_BYTES),
  };
  const seal = bytes.subarray(NONCE_BYTES + TIME_BYTES);
  return timingSafeEqual(seal, sealOf(vault, bound, challenge)) ? challenge : null;
}

function sealOf(vault: Pick<Vault, 'derive'>, bound: Bound, challenge: SignedChallenge): Buffer {
  const { purpose, person, device, subject } = bound;
  const parts = [purpose, person, device, subject, challenge.nonce, challenge.expiresAt];
  return vault.derive('passkey-challenge', parts.join('\n'));
}
