// The modules of a code: its format, and its codewords in the order in which they were laid.

export type Grid = { version: number; size: number; at(column: number, row: number): 0 | 1 };
export type Level = 'L' | 'M' | 'Q' | 'H';

/** Up to 271 bytes: a pay link has about 80. */
export const maxVersion = 10;

const levels = ['M', 'L', 'H', 'Q'] as const;
const formatMask = 0b101010000010010;
const formatGenerator = 0b10100110111;

/** Level of correction and mask, from either copy; up to three of its 15 bits may be wrong. */
export function readFormat({ size, at }: Grid): { level: Level; mask: number } | undefined {
  let [first, second] = [0, 0];
  for (let bit = 0; bit < 15; bit += 1) {
    const near = bit < 6 ? bit : bit < 8 ? bit + 1 : bit === 8 ? 7 : 14 - bit;
    first |= (bit < 8 ? at(8, near) : at(near, 8)) << bit;
    second |= (bit < 8 ? at(size - 1 - bit, 8) : at(8, size - 15 + bit)) << bit;
  }
  let best: { wrong: number; data: number } = { wrong: 4, data: -1 };
  for (let data = 0; data < 32; data += 1) {
    const right = formatBits(data);
    const wrong = Math.min(bitsOf(first ^ right), bitsOf(second ^ right));
    if (wrong < best.wrong) best = { wrong, data };
  }
  const level = levels[best.data >> 3];
  return best.data < 0 || !level ? undefined : { level, mask: best.data & 7 };
}

function formatBits(data: number): number {
  let rest = data << 10;
  for (let bit = 14; bit >= 10; bit -= 1) if (rest & (1 << bit)) rest ^= formatGenerator << (bit - 10);
  return ((data << 10) | rest) ^ formatMask;
}

function bitsOf(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Upwards and downwards in columns of two, from the right, around everything that is no data. */
export function codewordsOf(grid: Grid, mask: number): Uint8Array {
  const { size } = grid;
  const words: number[] = [];
  let [word, bits] = [0, 0];
  let isUp = true;
  for (let right = size - 1; right > 0; right -= 2) {
    // The column of the timing pattern has no partner.
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = isUp ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (isFixed(grid, column, row)) continue;
        word = (word << 1) | (grid.at(column, row) ^ (isMasked(mask, column, row) ? 1 : 0));
        bits += 1;
        if (bits < 8) continue;
        words.push(word);
        [word, bits] = [0, 0];
      }
    }
    isUp = !isUp;
  }
  return Uint8Array.from(words);
}

function isMasked(mask: number, x: number, y: number): boolean {
  const rest = [
    (x + y) % 2,
    y % 2,
    x % 3,
    (x + y) % 3,
    (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    ((x * y) % 2) + ((x * y) % 3),
    (((x * y) % 2) + ((x * y) % 3)) % 2,
    (((x + y) % 2) + ((x * y) % 3)) % 2,
  ];
  return rest[mask] === 0;
}

/** Corner marks with format and paper around them, timing, small marks, version. */
function isFixed({ size, version }: Grid, x: number, y: number): boolean {
  if (x === 6 || y === 6) return true;
  if ((x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9)) return true;
  if (version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11))) return true;
  const middles = alignments(version, size);
  const near = (value: number) => middles.find((middle) => Math.abs(middle - value) <= 2);
  const [column, row] = [near(x), near(y)];
  if (column === undefined || row === undefined) return false;
  // None stands where a corner mark does.
  const last = size - 7;
  return !((column === 6 && row === 6) || (column === 6 && row === last) || (column === last && row === 6));
}

function alignments(version: number, size: number): number[] {
  if (version === 1) return [];
  return version < 7 ? [6, size - 7] : [6, (size - 1) / 2, size - 7];
}
