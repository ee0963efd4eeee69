/**
 * The vault's keys as configured: base64 of 32 bytes each, comma-separated, optionally named `id:base64`. The first one
 * seals, all of them open. To rotate: add the new key at the end in every process, then move it to the front; within an
 * hour everything is sealed under it, and the old one may go.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Secret } from '../../kernel/secret.ts';

export type VaultKeys = {
  readonly current: string;
  readonly byId: ReadonlyMap<string, Secret<Buffer>>;
};

const MAX_KEYS = 16;

/** Reads `VAULT_KEY`. Throws, without showing the value, when it is not of the documented shape. */
export function parseVaultKeys(text: Secret): VaultKeys {
  const byId = new Map<string, Secret<Buffer>>();
  for (const [i, part] of text.reveal().split(',').slice(0, MAX_KEYS).entries()) {
    const [, name, base64] = /^\s*(?:([a-z0-9-]{1,32}):)?([A-Za-z0-9+/_-]{43}=?)\s*$/.exec(part) ?? [];
    if (base64 === undefined) throw new Error(`VAULT_KEY: entry ${i + 1} is not base64 of 32 bytes`);
    const key = Buffer.from(base64, 'base64');
    const id =
      name ??
      `k-${createHash('sha256').update('bursar vault key id').update(key).digest('hex').slice(0, 12)}`;
    if (byId.has(id)) throw new Error(`VAULT_KEY: the key ${id} stands there twice`);
    byId.set(id, new Secret(key));
  }
  const [current] = byId.keys();
  if (current === undefined) throw new Error('VAULT_KEY is empty');
  return { current, byId };
}

/** A fresh value for `VAULT_KEY`. */
export function newVaultKey(): Secret {
  return new Secret(randomBytes(32).toString('base64'));
}
