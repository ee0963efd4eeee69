/** The vault: sealing, places, marks, rotation. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { createDatabase, startPostgres } from '@bursar/postgres';
import { Secret } from '../../kernel/secret.ts';
import { systemClock } from '../../kernel/time.ts';
import { type Database, migrate, openDatabase } from '../database/index.ts';
import { createVault, newVaultKey, parseVaultKeys, vaultMigrations } from './index.ts';

let database: Database;
let cleanUp: () => Promise<void>;
const firstKey = newVaultKey();
const open = (key: Secret) => createVault({ database, keys: parseVaultKeys(key), clock: systemClock });

before(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'bursar-vault-'));
  const shared = process.env.TEST_POSTGRES_URL;
  const own = shared ? null : await startPostgres({ dataDir: dir });
  database = openDatabase({
    url: await createDatabase(shared ?? own?.url ?? '', `vault_${process.pid}`),
    instance: 'vault-test',
  });
  cleanUp = async () => {
    await database.close();
    await own?.stop({ evenIfShared: true });
    await rm(dir, { recursive: true, force: true });
  };
  await migrate(database.pool, vaultMigrations);
});
after(() => cleanUp());

test('what is sealed comes back for its purpose only, and the table does not show it', async () => {
  const vault = await open(firstKey);
  const [card, same] = await vault.sealAll('card-number', [
    '4111111111111111',
    new Secret('4111111111111111'),
  ]);
  assert.ok(card && same && card !== same);
  assert.equal((await vault.reveal('card-number', card)).reveal(), '4111111111111111');
  await assert.rejects(vault.reveal('id-number', card), /no id-number/);
  const { rows } = await database.pool.query(
    `select string_agg(s::text || encode(data, 'escape'), ' ') as text from vault.sealed s`,
  );
  assert.doesNotMatch(rows[0].text, /4111111111/);
  assert.equal(inspect(await vault.reveal('card-number', card)), '[secret]');
});

test('a sealed value moved to another row, or changed by a bit, does not open', async () => {
  const vault = await open(firstKey);
  const [a, b] = await vault.sealAll('card-number', ['one', 'two']);
  assert.ok(a && b);
  await database.pool.query(`update vault.sealed t set data = s.data, nonce = s.nonce from vault.sealed s
    where t.purpose = 'card-number' and s.purpose = 'card-number' and t.id <> s.id`);
  await assert.rejects(vault.reveal('card-number', a));
  const fresh = await vault.seal('note', 'three');
  await database.pool.query(
    `update vault.sealed set data = set_byte(data, 0, get_byte(data, 0) # 1) where purpose = 'note'`,
  );
  await assert.rejects(vault.reveal('note', fresh));
  await vault.forget([a, b, fresh]);
  await database.pool.query(`delete from vault.sealed where purpose <> 'root'`);
});

test('marks are equal for equal texts of one purpose, and derived tokens differ by name', async () => {
  const vault = await open(firstKey);
  assert.equal(vault.fingerprint('pan', '1'), vault.fingerprint('pan', new Secret('1')));
  assert.notEqual(vault.fingerprint('pan', '1'), vault.fingerprint('id', '1'));
  assert.notDeepEqual(vault.derive('t', 'a'), vault.derive('t', 'b'));
});

test('rotation: sealed again under the new key; marks, tokens and PINs stay; the old key may go', async () => {
  const before = await open(firstKey);
  const ref = await before.seal('card-number', '5555');
  const mark = before.fingerprint('pan', '5555');
  const pin = await before.hashPin(new Secret('246801'));
  const second = newVaultKey();
  const both = await open(new Secret(`${second.reveal()},${firstKey.reveal()}`));
  assert.equal((await both.reveal('card-number', ref)).reveal(), '5555');
  assert.equal(await both.rotate(), 2);
  assert.equal(await both.rotate(), 0);
  const after = await open(second);
  assert.equal((await after.reveal('card-number', ref)).reveal(), '5555');
  assert.equal(after.fingerprint('pan', '5555'), mark);
  assert.equal(await after.pinMatches(pin, new Secret('246801')), true);
  const intended = await before.hashPin(new Secret('246801'), 'ana 1');
  assert.equal(await after.hashPin(new Secret('246801'), 'ana 1'), intended);
  assert.equal(await after.pinMatches(intended, new Secret('246801')), true);
  for (const [other, intent] of [['246802', 'ana 1'] as const, ['246801', 'ana 2'] as const])
    assert.notEqual(await after.hashPin(new Secret(other), intent), intended);
  assert.equal(await after.pinMatches(pin, new Secret('246802')), false);
  await assert.rejects(open(firstKey), /the vault has no key/);
});

test('a malformed VAULT_KEY is refused without being shown', () => {
  for (const text of ['', 'short', `${newVaultKey().reveal()},rubbish`]) {
    assert.throws(
      () => parseVaultKeys(new Secret(text)),
      (error: Error) => /VAULT_KEY/.test(error.message) && !/rubbish|short/.test(error.message),
    );
  }
});
