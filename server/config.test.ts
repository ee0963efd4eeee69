import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from './config.ts';

const whsec = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;
const production = () => ({
  BURSAR_MODE: 'production',
  BANK_SECRET: whsec(32),
  PLATFORM_SECRET: whsec(24),
  VAULT_KEY: randomBytes(32).toString('base64'),
});

test('production needs three secrets and nothing else', () => {
  assert.equal(readConfig(production()).mode, 'production');
  for (const name of ['BANK_SECRET', 'PLATFORM_SECRET', 'VAULT_KEY'])
    assert.throws(
      () => readConfig({ ...production(), [name]: undefined }),
      new RegExp(`^Error: ${name} must`),
    );
});

const wrong: readonly [string, string][] = [
  ['BURSAR_MODE', 'Production'],
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['TRUST_PROXY', 'yes'],
  ['ALLOW_PRIVATE_WEBHOOKS', '1'],
  ['METRICS_TOKEN', 'short'],
  ['METRICS_TOKEN', 'with a space in the middle'],
  ['BANK_SECRET', 'whsec_not base64'],
  ['BANK_SECRET', whsec(23)],
  ['BANK_SECRET', whsec(65)],
  ['PLATFORM_SECRET', 'whsec_AA=='],
  ['PLATFORM_SECRET', 'too short'],
];
for (const [name, value] of wrong)
  test(`${name} that is malformed stops the start and is named, its value is not shown`, () => {
    assert.throws(
      () => readConfig({ ...production(), [name]: value }),
      (error: Error) => error.message.startsWith(`${name} must`) && !error.message.includes(value),
    );
  });

test('a secret may be any text that is long enough', () => {
  const config = readConfig({ ...production(), BANK_SECRET: 'sixteen letters!' });
  assert.equal(config.bankSecret.reveal(), 'sixteen letters!');
  assert.equal(JSON.stringify(config).includes('sixteen'), false);
});

test('demo mode makes its secrets once and keeps them', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bursar-config-'));
  try {
    const [first, second] = [readConfig({ DATA_DIR: dir }), readConfig({ DATA_DIR: dir })];
    assert.equal(first.vaultKey.reveal(), second.vaultKey.reveal());
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(join(dir, 'secrets.json'), 'utf8'))).sort(), [
      'BANK_SECRET',
      'PLATFORM_SECRET',
      'VAULT_KEY',
    ]);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
