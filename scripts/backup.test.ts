/** Backup while money moves, restore into a fresh database, books and journal equal, and the platform goes on. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createTestDatabase, createWorld, type TestPerson, type World } from '../server/testing/world.ts';
import { verifyDatabase } from './books.ts';
import { backUp, type Header } from './dump.ts';
import { restore } from './restore.ts';

let world: World;
let folder: string;
let file: string;
let header: Header;
let people: TestPerson[];

before(async () => {
  world = await createWorld();
  folder = await mkdtemp(join(tmpdir(), 'bursar-backup-'));
  file = join(folder, 'backup.gz');
});
after(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

const pay = (from: TestPerson, to: TestPerson, note = 'tea \\n\\N and "cake" \\. \u{1f375} 茶') =>
  from.api.post('/v1/transfers', {
    to: to.id,
    amount: { minor: '1', currency: 'CNY' },
    note,
    proof: { pin: from.pin },
  });

test('a backup is one snapshot, also while money moves', async () => {
  people = await Promise.all(['Ana', 'Bo', 'Cara', 'Dai'].map((name) => world.person(name, 10_000n)));
  let moving = true;
  let paid = 0;
  const load = people.map(async (from, i) => {
    const to = people[(i + 1) % people.length];
    while (moving && to) {
      const { status } = await pay(from, to);
      assert.equal(status, 201);
      paid += 1;
    }
  });
  while (paid < 20) await new Promise((done) => setTimeout(done, 10));
  ({ header } = await backUp(world.databaseUrl, file));
  const seqAfter = (await world.app.ground.journal.head()).seq;
  moving = false;
  await Promise.all(load);
  assert.ok(seqAfter >= BigInt(header.seq));
  assert.ok((await world.app.ground.journal.head()).seq > BigInt(header.seq), 'payments went on');
});

test('a restore has the same journal and books that balance, and the platform goes on from there', async () => {
  const fresh = await createTestDatabase();
  try {
    const { entries, root } = await restore(fresh.url, file);
    assert.equal(entries, BigInt(header.seq));
    assert.equal(root, header.root);

    const secrets = {
      BURSAR_MODE: 'production',
      VAULT_KEY: world.config.vaultKey.reveal(),
      BANK_SECRET: world.config.bankSecret.reveal(),
      PLATFORM_SECRET: world.config.platformSecret.reveal(),
    };
    const second = await createWorld({ databaseUrl: fresh.url, env: secrets });
    try {
      await second.checkBooks();
      const [ana, bo] = people;
      assert.ok(ana && bo);
      const again = { ...ana, api: second.api(ana.token) };
      const before = await again.api.get('/v1/me');
      assert.equal(before.status, 200, 'her session was restored');
      assert.equal((await pay(again, bo, 'after the restore')).status, 201, 'her PIN and the journal work');
      assert.equal((await second.app.ground.journal.head()).seq, BigInt(header.seq) + 1n);
      await second.checkBooks();
    } finally {
      await second.stop();
    }
    await verifyDatabase(fresh.url);
  } finally {
    await fresh.drop();
  }
});

test('a restore never overwrites a journal', async () => {
  await assert.rejects(restore(world.databaseUrl, file), /stop it first|a journal already/);
  await world.checkBooks();
});

test('a backup that was cut short, or of another version, restores nothing', async () => {
  const fresh = await createTestDatabase();
  try {
    const lines = gunzipSync(await readFile(file))
      .toString('utf8')
      .split('\n');
    const cut = join(folder, 'cut.gz');
    await writeFile(cut, gzipSync(lines.slice(0, -3).join('\n')));
    await assert.rejects(restore(fresh.url, cut), /cut short/);
    const other = join(folder, 'other.gz');
    const changed = { ...header, migrations: { ...header.migrations, 'ledger/001': 'other' } };
    await writeFile(other, gzipSync([JSON.stringify(changed), ...lines.slice(1)].join('\n')));
    await assert.rejects(restore(fresh.url, other), /another version/);
    assert.equal((await verifyDatabase(fresh.url)).entries, 0n);
  } finally {
    await fresh.drop();
  }
});
