/**
 * The key by which push services know this platform (VAPID, RFC 8292). Unless one is given, it follows from the vault's
 * sealed root secret like tokens do: made once, the same in every process, and never stored.
 */
import { createECDH } from 'node:crypto';
import { Secret } from '../../kernel/secret.ts';
import type { Vault } from '../vault/index.ts';

export type Vapid = {
  readonly subject: string;
  readonly publicKey: string;
  readonly privateKey: Secret;
};

export function vapidOf(
  vault: Pick<Vault, 'derive'>,
  config: { readonly publicUrl: string; readonly vapidPrivateKey: Secret | null },
): Vapid {
  const given = config.vapidPrivateKey?.reveal();
  const { publicKey, privateKey } = given ? pairOf(Buffer.from(given, 'base64url')) : derived(vault);
  const { protocol, hostname } = new URL(config.publicUrl);
  const subject = protocol === 'https:' ? config.publicUrl : `mailto:postmaster@${hostname}`;
  return { subject, publicKey, privateKey: new Secret(privateKey) };
}

function derived(vault: Pick<Vault, 'derive'>) {
  // A number outside of the curve's order is no key; that happens once in four billion times.
  for (let n = 1; ; n++) {
    try {
      return pairOf(vault.derive('vapid', String(n)));
    } catch (error) {
      if (n >= 10) throw error;
    }
  }
}

/** Throws when these 32 bytes are no private key of P-256. */
function pairOf(privateKey: Buffer) {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey);
  return { publicKey: curve.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') };
}
