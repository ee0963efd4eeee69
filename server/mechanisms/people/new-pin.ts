/** A PIN that somebody types to be his from now on: its hash for the table, and its mark for the journal. */
import type { Secret } from '../../kernel/secret.ts';
import type { Vault } from '../vault/index.ts';

export type NewPin = { readonly hash: string; readonly mark: string };

/**
 * The mark stands in the command's body, so that one key with another PIN is seen (R1). It differs for each person and key:
 * the journal does not tell whose PINs are equal. It is made from the hash, so that to guess at it costs what guessing a PIN costs.
 */
export async function hashNewPin(
  vault: Vault,
  { person, key, pin }: { readonly person: string; readonly key: string; readonly pin: Secret },
): Promise<NewPin> {
  const hash = await vault.hashPin(pin, `${person} ${key}`);
  return { hash, mark: vault.fingerprint('new pin', hash) };
}
