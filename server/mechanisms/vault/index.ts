/**
 * The vault: card and ID numbers, names and templates go in, references come out. The journal, logs and errors carry
 * references only (R12). It must never return plain text other than by `reveal`.
 */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { type Id, newId } from '../../kernel/id.ts';
import { Secret } from '../../kernel/secret.ts';
import type { Clock } from '../../kernel/time.ts';
import { type Database, migrationFile } from '../database/index.ts';
import type { VaultKeys } from './keys.ts';
import { createPins, type Pins } from './pins.ts';
import { openSealed, sealText } from './seal.ts';
import {
  deleteSealed,
  insertRoot,
  insertSealed,
  loadRoot,
  loadSealed,
  loadSealedUnder,
  ROOT_PURPOSE,
  resealed,
} from './storage.ts';

export { forgetSealed, vaultTasks } from './forget.ts';
export { newVaultKey, parseVaultKeys, type VaultKeys } from './keys.ts';

export const vaultMigrations = [migrationFile('vault/001', new URL('./schema.sql', import.meta.url))];

export type VaultRef = Id<'vault'>;

export type Vault = Pins & {
  /** Seals a value; `purpose` says what it is ('card-number') and must be given again to reveal it. */
  seal(purpose: string, text: Secret | string): Promise<VaultRef>;
  sealAll(purpose: string, texts: readonly (Secret | string)[]): Promise<VaultRef[]>;
  /** Throws when there is no such value or it was sealed for another purpose. */
  reveal(purpose: string, ref: VaultRef): Promise<Secret>;
  revealAll(purpose: string, refs: readonly VaultRef[]): Promise<Secret[]>;
  /** For values that nothing refers to, e.g. after a refused command. */
  forget(refs: readonly VaultRef[]): Promise<void>;
  /** 64 hex digits, equal for equal texts of one purpose, worthless without the key. Survives key rotation. */
  fingerprint(purpose: string, text: Secret | string): string;
  /** 32 bytes that follow from the purpose and the name: tokens that can be answered again on a retry. */
  derive(purpose: string, name: string): Buffer;
  /** Seals everything of the older keys listed again under the current one, a page at a time. Returns how many. */
  rotate(): Promise<number>;
};

const PAGE = 500;
const MAX_TEXT_BYTES = 64 * 1024;

const plain = (text: Secret | string) => (typeof text === 'string' ? text : text.reveal());

export async function createVault(options: {
  database: Database;
  keys: VaultKeys;
  clock: Clock;
}): Promise<Vault> {
  const { database, keys, clock } = options;
  const pool = database.pool;
  const root = await readOrMakeRoot();
  const subkey = (use: string) => Buffer.from(hkdfSync('sha256', root, '', `bursar ${use}`, 32));
  const fingerprintKey = subkey('fingerprint');
  const deriveKey = subkey('derive');

  /** The secret behind fingerprints, PIN hashes and derived tokens: random, sealed like any value, made once. */
  async function readOrMakeRoot(): Promise<Buffer> {
    const known = await loadRoot(pool);
    if (known) return Buffer.from(openSealed(keys, known), 'base64');
    const made = sealText(
      keys,
      { id: newId('vault', clock.now()), purpose: ROOT_PURPOSE },
      randomBytes(32).toString('base64'),
    );
    await insertRoot(pool, made, clock.now());
    // Several processes may start at once: the first one's row stays, and all read that.
    const first = await loadRoot(pool);
    if (!first) throw new Error('the vault could not keep its root secret');
    return Buffer.from(openSealed(keys, first), 'base64');
  }

  async function sealAll(purpose: string, texts: readonly (Secret | string)[]): Promise<VaultRef[]> {
    const rows = texts.map((text) => {
      const value = plain(text);
      if (Buffer.byteLength(value) > MAX_TEXT_BYTES)
        throw new Error(`the vault takes at most ${MAX_TEXT_BYTES} bytes a value`);
      return sealText(keys, { id: newId('vault', clock.now()), purpose }, value);
    });
    await insertSealed(pool, rows, clock.now());
    return rows.map((row) => row.id);
  }

  async function revealAll(purpose: string, refs: readonly VaultRef[]): Promise<Secret[]> {
    const found = new Map((await loadSealed(pool, refs)).map((row) => [row.id, row]));
    return refs.map((ref) => {
      const row = found.get(ref);
      if (!row || row.purpose !== purpose)
        throw new Error(`the vault has no ${purpose} under this reference`);
      return new Secret(openSealed(keys, row));
    });
  }

  const derive = (purpose: string, name: string) =>
    createHmac('sha256', deriveKey).update(`${purpose}\n${name}`).digest();

  return {
    ...createPins(subkey('pin'), (intent) => derive('pin salt', intent)),
    sealAll,
    revealAll,
    async seal(purpose, text) {
      const [ref] = await sealAll(purpose, [text]);
      if (!ref) throw new Error('nothing was sealed');
      return ref;
    },
    async reveal(purpose, ref) {
      const [secret] = await revealAll(purpose, [ref]);
      if (!secret) throw new Error('nothing was revealed');
      return secret;
    },
    forget: (refs) => deleteSealed(pool, refs),
    fingerprint: (purpose, text) =>
      createHmac('sha256', fingerprintKey)
        .update(`${purpose}\n${plain(text)}`)
        .digest('hex'),
    derive,
    async rotate() {
      const older = [...keys.byId.keys()].filter((id) => id !== keys.current);
      for (let count = 0; ; ) {
        const page = await loadSealedUnder(pool, { keyIds: older, limit: PAGE });
        if (page.length === 0) return count;
        await resealed(
          pool,
          page.map((row) => sealText(keys, row, openSealed(keys, row))),
          clock.now(),
        );
        count += page.length;
      }
    },
  };
}
