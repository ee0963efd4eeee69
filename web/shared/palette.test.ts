import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { contrast, type Palette, palette } from './palette.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

test('tokens.css carries the palette', () => {
  for (const [name, light] of Object.entries(palette.light)) {
    const dark = palette.dark[name as keyof Palette];
    const property = `--${name.replace(/([A-Z]|\d+)/g, (part) => `-${part.toLowerCase()}`)}`;
    assert.ok(css.includes(`${property}: light-dark(${light}, ${dark});`), property);
  }
});

const readable: [keyof Palette, keyof Palette][] = [
  ['ink', 'paper'],
  ['ink', 'surface'],
  ['ink2', 'paper'],
  ['ink2', 'inset'],
  ['ink3', 'paper'],
  ['ink3', 'surface'],
  ['jade', 'surface'],
  ['jade', 'paper'],
  ['jade', 'jadeSoft'],
  ['onJade', 'jade'],
  ['amber', 'amberSoft'],
  ['red', 'redSoft'],
  ['red', 'surface'],
  ['blue', 'blueSoft'],
];

for (const mode of ['light', 'dark'] as const) {
  for (const [text, ground] of readable) {
    test(`${text} on ${ground} is readable (${mode})`, () => {
      const ratio = contrast(palette[mode][text], palette[mode][ground]);
      assert.ok(ratio >= 4.5, `contrast ${ratio.toFixed(2)}`);
    });
  }
}
