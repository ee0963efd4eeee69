/** The built-in words are held against every declared refusal, both ways. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRefusals } from '../../kernel/refusal.ts';
import '../../app.ts';
import { bankCodes, bankTexts } from './bank-codes.ts';
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

test('every response code of a bank has words in both languages, which need no details', () => {
  assert.ok(bankCodes.length > 30);
  for (const code of bankCodes) {
    assert.match(code, /^\d\d$/);
    const [texts, ...more] = bankTexts(code);
    assert.ok(texts && more.length === 0);
    assert.ok(texts.zh && /[\u4e00-\u9fff]/.test(texts.zh), code);
    assert.equal(fillText(texts.en, {}), texts.en);
    // They are said beside `effect: none`, and by a bank that must not accuse anybody.
    assert.doesNotMatch(texts.en, /fraud|stolen|lost|suspect/i);
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
