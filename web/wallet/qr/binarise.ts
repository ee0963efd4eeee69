// What is ink and what is paper: each pixel against the brightness around it, so that a shadow across the code does no harm.

export type Picture = { width: number; height: number; light: Uint8Array };
/** 1 for dark. Outside of the picture everything is paper. */
export type Ink = { width: number; height: number; at(x: number, y: number): 0 | 1 };

/** How much darker than its surroundings ink is. */
const contrast = 0.9;

export function binarise({ width, height, light }: Picture): Ink {
  const reach = Math.max(8, Math.round(Math.min(width, height) / 8));
  const sums = integral(width, height, light);
  const row = width + 1;
  const dark = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const sum =
        (sums[bottom * row + right] ?? 0) -
        (sums[top * row + right] ?? 0) -
        (sums[bottom * row + left] ?? 0) +
        (sums[top * row + left] ?? 0);
      const around = sum / ((bottom - top) * (right - left));
      dark[y * width + x] = (light[y * width + x] ?? 0) < around * contrast ? 1 : 0;
    }
  }
  return {
    width,
    height,
    at: (x, y) =>
      x >= 0 && y >= 0 && x < width && y < height && dark[Math.floor(y) * width + Math.floor(x)] === 1
        ? 1
        : 0,
  };
}

/** At (x, y) the sum of all pixels above and left of it. */
function integral(width: number, height: number, light: Uint8Array): Float64Array {
  const row = width + 1;
  const sums = new Float64Array(row * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = 0; x < width; x += 1) {
      sum += light[y * width + x] ?? 0;
      sums[(y + 1) * row + x + 1] = (sums[y * row + x + 1] ?? 0) + sum;
    }
  }
  return sums;
}
