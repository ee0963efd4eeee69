import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../kernel/refusal.ts';
import { NEUTRAL } from './catalogue.ts';
import {
  checkTexts,
  compilePattern,
  type ErrorMessage,
  fillText,
  leadingCode,
  makeRuleBook,
  type Rule,
  sanitize,
  sanitizeCode,
} from './rules.ts';

let versions = 0;
function rule(kind: Rule['kind'], match: string, en: string, priority = 0): Rule {
  versions += 1;
  return { id: `prompt_${versions}`, kind, match, priority, version: versions, texts: { en } };
}
const bank = (code: string, message = code): ErrorMessage => ({
  codes: [code, 'BANK_DECLINED'],
  message,
  source: 'bank',
});
const first = (rules: Rule[], message: ErrorMessage) =>
  makeRuleBook(rules).map(message).candidates[0]?.texts.en;

test('exact code, then pattern, then family, then built-in, then general default, then neutral', () => {
  const all = [
    rule('family', '*', 'general'),
    rule('family', 'bank', 'family'),
    rule('pattern', 'NSF', 'pattern'),
    rule('code', '51', 'exact'),
  ];
  const message = bank('51', '51|NSF|x');
  const unheardOf = bank('Q7', 'Q7|x');
  assert.equal(first(all, message), 'exact');
  assert.equal(first(all.slice(0, 3), message), 'pattern');
  assert.equal(first(all.slice(0, 2), message), 'family');
  assert.match(first(all.slice(0, 1), message) ?? '', /not enough money/);
  assert.match(first(all.slice(0, 1), unheardOf) ?? '', /bank declined/i);
  const unknown = { codes: ['zz'], message: 'zz', source: 'till' };
  assert.equal(first(all.slice(0, 1), unknown), 'general');
  assert.equal(first([], unknown), NEUTRAL.en);
  assert.equal(makeRuleBook([]).map({ codes: [], message: '', source: 'till' }).candidates.length, 1);
});

test('of several: highest priority, then most specific, then newest', () => {
  const message = { codes: ['PIN_WRONG'], message: '', source: 'platform' };
  assert.equal(
    first(
      [
        rule('code', 'PIN_WRONG', 'low', 1),
        rule('code', 'PIN_WRONG', 'high', 5),
        rule('code', 'PIN_WRONG', 'newer', 1),
      ],
      message,
    ),
    'high',
  );
  assert.equal(first([rule('code', 'PIN_WRONG', 'old'), rule('code', 'PIN_WRONG', 'new')], message), 'new');
  assert.equal(first([rule('family', 'PIN', 'short'), rule('family', 'PIN_WRONG', 'long')], message), 'long');
  assert.equal(
    first([rule('pattern', 'PIN_W.*', 'specific'), rule('pattern', 'PIN', 'newer')], message),
    'specific',
  );
  assert.equal(
    first([rule('code', 'BANK_DECLINED', 'ours'), rule('code', '51', 'theirs')], bank('51')),
    'theirs',
  );
});

test('a code named like a property of every object is just an unknown code', () => {
  const mapping = makeRuleBook([]).map({ codes: ['constructor', '__proto__'], message: '', source: 'bank' });
  assert.deepEqual([mapping.mapped, mapping.candidates.length], [false, 1]);
});

test('mapped means that somebody wrote words for the most specific code', () => {
  const mapped = (rules: Rule[], message: ErrorMessage) => makeRuleBook(rules).map(message).mapped;
  assert.equal(mapped([], bank('51')), true);
  assert.equal(mapped([], bank('Q7')), false);
  // A code that a front-end has from a record of ours; not a raw message, and not another's number.
  assert.equal(mapped([], { codes: ['51'], message: '', source: 'bank' }), true);
  assert.equal(mapped([], { codes: ['51'], message: '51|NSF|acct', source: 'bank' }), false);
  assert.equal(mapped([], { codes: ['51'], message: '', source: 'front-end' }), false);
  assert.equal(mapped([rule('code', 'Q7', 'x')], bank('Q7')), true);
  assert.equal(mapped([rule('family', '*', 'x')], bank('Q7')), false);
  assert.equal(mapped([], { codes: ['PIN_WRONG'], message: '', source: 'platform' }), true);
});

test('placeholders: filled from details of the right shape, else the next text speaks', () => {
  assert.equal(fillText('{left} left', { left: 2 }), '2 left');
  assert.equal(fillText('card {last4}', { last4: '1234' }), 'card 1234');
  assert.equal(fillText('card {last4}', { last4: '6225880011221234' }), null);
  assert.equal(fillText('in {minutes} minutes', { retryAfterMs: 61_000 }), 'in 2 minutes');
  assert.equal(fillText('{amount}', { amount: '10.00 CNY' }), '10.00 CNY');
  assert.equal(fillText('{amount}', { amount: '<script>' }), null);
  assert.equal(fillText('{constructor}', {}), null);
});

test('texts with anything else in braces are refused', () => {
  checkTexts({ en: 'ok {left}' });
  for (const en of ['{pan}', '{', 'x}', '{left', '{{left}}', '{}', '{__proto__}']) {
    assert.throws(
      () => checkTexts({ en }),
      (thrown) => thrown instanceof Refusal && thrown.code === 'PROMPT_PLACEHOLDER_UNKNOWN',
      en,
    );
  }
});

test('patterns: RE2 only, of bounded size, linear in time', () => {
  for (const bad of ['(', '(?=x)', '(a)\\1', '(x{500}){500}', '[']) {
    assert.throws(
      () => compilePattern(bad),
      (thrown) => thrown instanceof Refusal && thrown.code === 'PROMPT_PATTERN_INVALID',
      bad,
    );
  }
  const started = performance.now();
  compilePattern('(a+)+$')
    .matcher(`${'a'.repeat(500)}!`)
    .find();
  assert.ok(performance.now() - started < 500);
});

test('what is kept of a message has no digits, addresses or tokens (R12)', () => {
  const cases: [string, string][] = [
    ['51|NSF|acct 6225..1234', '#|NSF|acct #'],
    ['card 6225 8800-1122 1234 declined', 'card # declined'],
    ['id 11010519491231002X', 'id #'],
    ['mail ana@example.com now', 'mail [address] now'],
    ['see https://bank.example/?token=abc', 'see [url]'],
    ['token sk_live_abcdefghijklmnopqrstuvwxyz', 'token [long]'],
    ['全角６２２５と中文', '全角#と中文'],
    ['line\n\tbreak\u0000', 'line break'],
  ];
  for (const [raw, kept] of cases) assert.equal(sanitize(raw), kept);
  assert.ok(sanitize('x y '.repeat(1_000)).length <= 160);
  assert.equal(sanitizeCode('51'), '51');
  assert.equal(sanitizeCode('6225880011221234'), '[masked]');
});

test('the code at the head of a raw message', () => {
  assert.equal(leadingCode('51|NSF|acct'), '51');
  assert.equal(leadingCode('E-99: failed'), 'E-99');
  assert.equal(leadingCode(''), null);
  assert.equal(leadingCode('(?)'), null);
});
