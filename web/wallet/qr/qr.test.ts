import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { QRCodeSVG } from 'qrcode.react';
import { type Code, codeOf, drawCode, type Look, type Picture } from './draw.fixture.ts';
import { readQr } from './index.ts';

// The library meets the React that stands beside it; ours is another one.
const beside = createRequire(createRequire(import.meta.url).resolve('qrcode.react'));
const { createElement } = beside('react') as typeof import('react');
const { renderToStaticMarkup } = beside('react-dom/server') as typeof import('react-dom/server');

const link = 'http://192.168.1.20:4000/pay/order_01m81bbtdve1h8a8xn1yy2scaf';
const upright: Look = { width: 320, height: 240, module: 5 };

function codeFor(value: string, level: 'L' | 'M' | 'Q' | 'H' = 'M') {
  return codeOf(renderToStaticMarkup(createElement(QRCodeSVG, { value, level, boostLevel: false })));
}

/** As a canvas gives it: red, green, blue, alpha. */
function read({ width, height, light }: Picture): string | undefined {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [place, bright] of light.entries()) data.fill(bright, place * 4, place * 4 + 3);
  return readQr({ width, height, data });
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
  for (const [name, look] of looks) assert.equal(read(drawCode(code, { ...upright, ...look })), link, name);
});

test('every level of correction, short and long, text of every kind', () => {
  const frame: Look = { width: 400, height: 400, module: 4 };
  for (const level of ['L', 'M', 'Q', 'H'] as const)
    for (const length of [5, 40, 80, 119, 300]) {
      const text = `x${'0123456789/pay?order'.repeat(15)}`.slice(0, length);
      assert.equal(read(drawCode(codeFor(text, level), frame)), text, `${level} ${length}`);
    }
  for (const text of ['12345678', '0012', 'HTTPS://A.B/PAY', '付款：¥12.50', 'https://例え.jp/pay?x=1'])
    assert.equal(read(drawCode(codeFor(text), frame)), text);
});

test('a small blot does no harm; under a large one nothing is said', () => {
  const code = codeFor(link, 'Q');
  const blotted = (side: number): Code => ({
    size: code.size,
    at: (column, row) =>
      (Math.min(column, row) >= 12 && Math.max(column, row) < 12 + side) || code.at(column, row),
  });
  assert.equal(read(drawCode(blotted(6), upright)), link);
  assert.equal(read(drawCode(blotted(18), upright)), undefined);
});

test('a picture without a code says nothing', () => {
  const { width, height } = upright;
  const picture = (light: (place: number) => number) =>
    read({ width, height, light: new Uint8Array(width * height).map((_, place) => light(place)) });
  for (const bright of [0, 255])
    assert.equal(
      picture(() => bright),
      undefined,
    );
  assert.equal(
    picture((place) => (place % 14 < 7 ? 30 : 220)),
    undefined,
  );
  assert.equal(
    picture((place) => (place * place * 31 + (place >> 3) * 17) % 256),
    undefined,
  );
});

test('garbage says nothing', () => {
  const code = codeFor(link);
  // Three good corners and modules of nonsense between them.
  const nonsense: Code = {
    size: code.size,
    at: (column, row) =>
      Math.min(column, row) < 9 || Math.max(column, row) > code.size - 9
        ? code.at(column, row)
        : (column * 7 + row * 13) % 3 === 0,
  };
  assert.equal(read(drawCode(nonsense, upright)), undefined);
  const halved = drawCode(code, upright);
  halved.light.fill(128, 0, halved.light.length / 2);
  assert.equal(read(halved), undefined);
  assert.equal(readQr({ width: 20, height: 20, data: new Uint8ClampedArray(7) }), undefined);
  assert.equal(readQr({ width: 0, height: 0, data: new Uint8ClampedArray(0) }), undefined);
});
