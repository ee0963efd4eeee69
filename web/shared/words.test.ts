import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

type Words = { [key: string]: string | Words };

for (const page of ['shared', 'wallet', 'pay', 'till', 'console', 'town']) {
  const file = (language: string) => new URL(`../${page}/words/${language}.ts`, import.meta.url);
  if (!existsSync(file('en'))) continue;
  test(`${page}: English and Chinese say the same things with the same placeholders`, async () => {
    const [en, zh] = await Promise.all(
      ['en', 'zh'].map(async (language) => flat((await import(file(language).href)).default)),
    );
    assert.deepEqual(Object.keys(zh ?? {}).sort(), Object.keys(en ?? {}).sort());
    for (const [key, text] of Object.entries(en ?? {}))
      assert.deepEqual(placeholders(zh?.[key] ?? ''), placeholders(text), key);
  });
}

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
