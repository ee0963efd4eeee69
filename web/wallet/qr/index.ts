// Reads a QR code (ISO/IEC 18004) from a picture, for browsers that have no BarcodeDetector: iPhones' and most desktops'. Pure.
import { binarise, type Picture } from './binarise.ts';
import { correctBlocks } from './correct.ts';
import { codewordsOf, readFormat } from './grid.ts';
import { locate } from './locate.ts';
import { textOf } from './text.ts';

/** What the first code in the picture says; undefined when there is none that can be read whole. */
export function readQr(picture: Picture): string | undefined {
  const ink = binarise(picture);
  for (const grid of locate(ink)) {
    const format = readFormat(grid);
    if (!format) continue;
    const data = correctBlocks(codewordsOf(grid, format.mask), grid.version, format.level);
    const text = data && textOf(data, grid.version);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The brightness of what a camera or a canvas gives as red, green, blue, alpha. */
export function pictureOf(image: { width: number; height: number; data: Uint8ClampedArray }): Picture {
  const { width, height, data } = image;
  const light = new Uint8Array(width * height);
  for (let place = 0, from = 0; place < light.length; place += 1, from += 4)
    light[place] = ((data[from] ?? 0) * 77 + (data[from + 1] ?? 0) * 150 + (data[from + 2] ?? 0) * 29) >> 8;
  return { width, height, light };
}
