import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickLanguage } from './language.ts';

const cases: [string | null, string | null, string[], 'en' | 'zh'][] = [
  ['zh', 'en', ['en-GB'], 'zh'],
  ['xx', 'zh', ['en-GB'], 'zh'],
  [null, null, ['fr-FR', 'zh-Hant-TW', 'en'], 'zh'],
  [null, null, ['fr-FR'], 'en'],
  [null, null, [], 'en'],
];

for (const [query, stored, browser, expected] of cases)
  test(`?lang=${query}, stored ${stored}, browser ${browser.join(' ') || 'none'} speaks ${expected}`, () => {
    assert.equal(pickLanguage({ query, stored, browser }), expected);
  });
