import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { QRCodeSVG } from 'qrcode.react';
import { binarise } from './binarise.ts';
import { correctBlocks } from './correct.ts';
import { codeOf, drawCode, type Look } from './draw.fixture.ts';
import { codewordsOf, readFormat } from './grid.ts';
import { readQr } from './index.ts';
import { locate } from './locate.ts';

// The library meets the React that stands beside it; ours is another one.
const beside = createRequire(import.meta.resolve('qrcode.react'));
const { createElement } = beside('react') as typeof import('react');
const { renderToStaticMarkup } = beside('react-dom/server') as typeof import('react-dom/server');

const link = 'http://192.168.1.20:4000/pay/order_01m81bbtdve1h8a8xn1yy2scaf';
const upright: Look = { width: 320, height: 240, module: 5 };

function codeFor(value: string, level: 'L' | 'M' | 'Q' | 'H' = 'M') {
  return codeOf(renderToStaticMarkup(createElement(QRCodeSVG, { value, level, boostLevel: false })));
}

test('our own pay link, as a camera may see it', () => {
  const looks: [string, Partial<Look>][] = [
    ['upright', {}],
    ['small', { module: 2.6 }],
    ['large', { module: 6.5 }],
    ['a little turned', { degrees: 8 }],
    ['on its side', { degrees: 97 }],
    ['upside down', { degrees: 180 }],
    ['tilted', { tilt: 0.18 }],
    [
      'turned, tilted, in a shadow, with noise',
      { degrees: -14, tilt: 0.12, shadow: 0.5, noise: 25, module: 4 },
    ],
  ];
  const code = codeFor(link);
  for (const [name, look] of looks) assert.equal(readQr(drawCode(code, { ...upright, ...look })), link, name);
});

test('every level of correction, every version up to the tenth, text of every kind', () => {
  const frame: Look = { width: 300, height: 300, module: 4 };
  const sizes = new Set<number>();
  for (const level of ['L', 'M', 'Q', 'H'] as const)
    for (const length of [5, 20, 40, 60, 80, 100, 119]) {
      const text = `x${'0123456789/pay?order'.repeat(6)}`.slice(0, length);
      const code = codeFor(text, level);
      sizes.add(code.size);
      assert.equal(readQr(drawCode(code, frame)), text, `${level} ${length}`);
    }
  assert.ok(sizes.size >= 9, [...sizes].join());
  for (const text of ['12345678', '0012', 'HTTPS://A.B/PAY', '付款：¥12.50', 'https://例え.jp/pay?x=1'])
    assert.equal(readQr(drawCode(codeFor(text), frame)), text);
});

test('what was misread is mended as far as it can be, and beyond that nothing is said', () => {
  const [grid] = locate(binarise(drawCode(codeFor('https://a.example/1', 'Q'), upright)));
  const format = grid && readFormat(grid);
  assert.ok(format && format.level === 'Q');
  const words = codewordsOf(grid, format.mask);
  const right = correctBlocks(words, grid.version, 'Q');
  // Version 2 has 22 codewords of correction in one block: eleven may be wrong.
  assert.equal(grid.version, 2);
  const spoilt = (count: number) =>
    words.map((word, place) => (place % 4 === 1 && place < 4 * count ? word ^ 0x5a : word));
  assert.deepEqual(correctBlocks(spoilt(11), grid.version, 'Q'), right);
  const tooMuch = words.map((word, place) => (place < 13 ? word ^ (place + 1) : word));
  assert.equal(correctBlocks(tooMuch, grid.version, 'Q'), undefined);
});

test('a picture without a code says nothing', () => {
  const { width, height } = upright;
  for (const light of [0, 255])
    assert.equal(readQr({ width, height, light: new Uint8Array(width * height).fill(light) }), undefined);
  const stripes = new Uint8Array(width * height).map((_, place) => (place % 14 < 7 ? 30 : 220));
  assert.equal(readQr({ width, height, light: stripes }), undefined);
  const noise = drawCode({ size: 25, at: (x, y) => (x * 7 + y * 13) % 3 === 0 }, upright);
  assert.equal(readQr(noise), undefined);
});
