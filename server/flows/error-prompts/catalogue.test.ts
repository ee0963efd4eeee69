/** The built-in words are held against every declared refusal, both ways. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRefusals } from '../../kernel/refusal.ts';
import '../../app.ts';
import { catalogue } from './catalogue.ts';
import { checkTexts, fillText } from './rules.ts';

const textsOf = (code: string) => [catalogue[code] ?? []].flat();

test('every refusal has words in English and Chinese, and there are no words without a refusal', () => {
  assert.deepEqual(
    [...allRefusals().keys()].filter((code) => !catalogue[code]),
    [],
    'codes without words',
  );
  assert.deepEqual(
    Object.keys(catalogue).filter((code) => !allRefusals().has(code)),
    [],
    'words without a code',
  );
  for (const code of Object.keys(catalogue)) {
    for (const texts of textsOf(code)) {
      assert.ok(texts.zh && /[\u4e00-\u9fff]/.test(texts.zh), `${code} has Chinese words`);
      assert.ok(!/[\u4e00-\u9fff]/.test(texts.en), `${code} has English words`);
      checkTexts(texts);
    }
  }
});

test('the last text of every code needs no details', () => {
  for (const code of Object.keys(catalogue)) {
    const last = textsOf(code).at(-1);
    assert.ok(last && fillText(last.en, {}) !== null && fillText(last.zh ?? '', {}) !== null, code);
  }
});

test('no words name internals', () => {
  for (const code of Object.keys(catalogue)) {
    for (const { en } of textsOf(code))
      assert.ok(!/\b(null|undefined|SQL|database|journal|exception|stack|[A-Z]+_[A-Z_]+)\b/.test(en), code);
  }
});
