/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce: fine for 2^32 values per key, then rotate.
 * The reference and purpose are authenticated, so a sealed value cannot be moved to another row or use.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Id } from '../../kernel/id.ts';
import type { VaultKeys } from './keys.ts';

export type Sealed = {
  readonly id: Id<'vault'>;
  readonly keyId: string;
  readonly nonce: Buffer;
  readonly data: Buffer;
  readonly purpose: string;
};

const TAG_BYTES = 16;

export function sealText(keys: VaultKeys, place: { id: Id<'vault'>; purpose: string }, text: string): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(keys, keys.current), nonce, {
    authTagLength: TAG_BYTES,
  });
  cipher.setAAD(boundTo(place));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { ...place, keyId: keys.current, nonce, data };
}

/** Throws when the key is missing, the bytes were changed, or the row stands in another's place. */
export function openSealed(keys: VaultKeys, sealed: Sealed): string {
  const key = keyOf(keys, sealed.keyId);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(sealed));
  const end = sealed.data.length - TAG_BYTES;
  decipher.setAuthTag(sealed.data.subarray(end));
  return Buffer.concat([decipher.update(sealed.data.subarray(0, end)), decipher.final()]).toString('utf8');
}

function keyOf(keys: VaultKeys, id: string): Buffer {
  const key = keys.byId.get(id);
  if (!key) throw new Error(`the vault has no key ${id}: VAULT_KEY must still list it`);
  return key.reveal();
}

const boundTo = (place: { id: string; purpose: string }) => Buffer.from(`${place.id}\n${place.purpose}`);
