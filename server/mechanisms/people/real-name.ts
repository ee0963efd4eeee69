/** A real name on its way into the journal: sealed values, masks and marks; the plain text stays behind (R12). */
import { Secret } from '../../kernel/secret.ts';
import { type Database, selectRows } from '../database/index.ts';
import type { Vault } from '../vault/index.ts';
import { maskIdNumber, maskName, normalIdNumber, normalName } from './masks.ts';
import type { SetRealNameFound } from './person-commands.ts';
import { realNames } from './tables.ts';

/** What names are sealed for. */
const REAL_NAME = 'real-name';

export type SealedRealName = {
  readonly found: SetRealNameFound;
  /** Equal for equal name and number together: what the journal compares (R1). */
  readonly mark: string;
  /** Takes the sealed values back, when the command did not keep them. */
  forget(): Promise<void>;
};

export async function sealRealName(
  vault: Vault,
  realName: { readonly name: string; readonly idNumber: string },
): Promise<SealedRealName> {
  const name = normalName(realName.name);
  const idNumber = normalIdNumber(realName.idNumber);
  const [nameRef, numberRef] = await Promise.all([
    vault.seal(REAL_NAME, new Secret(name)),
    vault.seal('id-number', new Secret(idNumber)),
  ]);
  return {
    found: {
      name: nameRef,
      idNumber: numberRef,
      nameMask: maskName(name),
      idNumberMask: maskIdNumber(idNumber),
      idNumberMark: vault.fingerprint('id-number', idNumber),
    },
    mark: vault.fingerprint('real-name', `${idNumber}\n${name}`),
    forget: () => vault.forget([nameRef, numberRef]),
  };
}

/** Compares with the sealed name. False when none is registered. */
export async function isRealName(
  { database, vault }: { readonly database: Database; readonly vault: Vault },
  person: string,
  name: string,
): Promise<boolean> {
  const [known] = await selectRows(database.pool, realNames, [person]);
  if (!known) return false;
  const registered = await vault.reveal(REAL_NAME, known.name);
  return registered.reveal().toLowerCase() === normalName(name).toLowerCase();
}
