import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

type Words = { [key: string]: string | Words };

for (const page of ['shared', 'wallet', 'pay', 'till', 'console', 'town', 'missing']) {
  if (!existsSync(new URL(`../${page}/words/en.ts`, import.meta.url))) continue;
  test(`${page}: English and Chinese say the same things with the same placeholders`, async () => {
    const [en, zh] = await Promise.all(
      ['en', 'zh'].map(async (language) => flat((await import(`../${page}/words/${language}.ts`)).default)),
    );
    assert.deepEqual(Object.keys(zh ?? {}).sort(), Object.keys(en ?? {}).sort());
    for (const [key, text] of Object.entries(en ?? {}))
      assert.deepEqual(placeholders(zh?.[key] ?? ''), placeholders(text), key);
  });
}

test('every act of the journal has a name for people', async () => {
  const server = new URL('../../server/', import.meta.url).pathname;
  const sources = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.ts$/.test(file) && !/\.(test|fixture)\.ts$|^testing/.test(file),
  );
  const kinds = sources.flatMap((file) =>
    [...readFileSync(join(server, file), 'utf8').matchAll(/\bkind: '([a-z-]+\.[a-z-]+)'/g)].map(
      ([, kind]) => kind ?? '',
    ),
  );
  assert.ok(kinds.includes('order.pay'));
  const { default: words } = await import('./words/en.ts');
  const acts: Readonly<Record<string, string>> = words.act;
  assert.deepEqual(
    [...new Set(kinds)].filter((kind) => acts[kind] === undefined),
    [],
  );
});

test('every kind of alert has a name for people', async () => {
  const source = new URL('../../server/mechanisms/bank/alerts.ts', import.meta.url);
  const [, list = ''] = /alertKinds = \[([\s\S]*?)\]/.exec(readFileSync(source, 'utf8')) ?? [];
  const kinds = [...list.matchAll(/'([A-Z_]+)'/g)].map(([, kind]) => kind ?? '');
  assert.ok(kinds.includes('AMOUNT_MISMATCH'));
  const { default: words } = await import('../console/words/en.ts');
  assert.deepEqual(Object.keys(words.bank.alertKind).sort(), kinds.sort());
});

/** Chinese has no plural forms: `days_one` and `days_other` together answer to `days`. */
function flat(words: Words, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${path}${key}`.replace(/_(one|other)$/, ''), value]]
        : Object.entries(flat(value, `${path}${key}.`)),
    ),
  );
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name ?? '').sort();
}
