// Reed and Solomon: takes a code's blocks apart, mends what was misread, and gives the data in order.
import type { Level } from './grid.ts';

/** By version 1 to 10: codewords of correction in each block, and how many blocks (ISO/IEC 18004, table 9). */
const plans: Record<Level, readonly (readonly [number, number])[]> = {
  L: [
    [7, 1],
    [10, 1],
    [15, 1],
    [20, 1],
    [26, 1],
    [18, 2],
    [20, 2],
    [24, 2],
    [30, 2],
    [18, 4],
  ],
  M: [
    [10, 1],
    [16, 1],
    [26, 1],
    [18, 2],
    [24, 2],
    [16, 4],
    [18, 4],
    [22, 4],
    [22, 5],
    [26, 5],
  ],
  Q: [
    [13, 1],
    [22, 1],
    [18, 2],
    [26, 2],
    [18, 4],
    [24, 4],
    [18, 6],
    [22, 6],
    [20, 8],
    [24, 8],
  ],
  H: [
    [17, 1],
    [28, 1],
    [22, 2],
    [16, 4],
    [22, 4],
    [28, 4],
    [26, 5],
    [26, 6],
    [24, 8],
    [28, 8],
  ],
};

/** Undefined when more was misread than can be mended. */
export function correctBlocks(words: Uint8Array, version: number, level: Level): Uint8Array | undefined {
  const plan = plans[level][version - 1];
  if (!plan) return undefined;
  const [spare, count] = plan;
  const short = Math.floor(words.length / count) - spare;
  const shorter = count - (words.length % count);
  const blocks = Array.from({ length: count }, (_, place) => ({
    length: short + (place < shorter ? 0 : 1),
    words: [] as number[],
  }));
  let from = 0;
  for (let place = 0; place <= short; place += 1)
    for (const block of blocks) if (place < block.length) block.words.push(words[from++] ?? 0);
  for (let place = 0; place < spare; place += 1)
    for (const block of blocks) block.words.push(words[from++] ?? 0);
  const data: number[] = [];
  for (const block of blocks) {
    if (!correct(block.words, spare)) return undefined;
    data.push(...block.words.slice(0, block.length));
  }
  return Uint8Array.from(data);
}

const exp = new Uint8Array(512);
const log = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  exp[power] = value;
  exp[power + 255] = value;
  log[value] = power;
  value = value < 128 ? value << 1 : (value << 1) ^ 0x11d;
}
const times = (a: number, b: number): number =>
  a === 0 || b === 0 ? 0 : (exp[(log[a] ?? 0) + (log[b] ?? 0)] ?? 0);
const inverse = (a: number): number => exp[255 - (log[a] ?? 0)] ?? 0;
/** A polynomial, lowest power first, at a value. */
const valueAt = (terms: readonly number[], x: number): number =>
  terms.reduceRight((total, term) => times(total, x) ^ term, 0);

/** Mends the block in place (Berlekamp and Massey; Chien; Forney). False when it cannot be. */
function correct(block: number[], spare: number): boolean {
  const syndromesOf = () => {
    const terms = [...block].reverse();
    return Array.from({ length: spare }, (_, power) => valueAt(terms, exp[power] ?? 0));
  };
  const syndromes = syndromesOf();
  if (syndromes.every((value) => value === 0)) return true;
  const locator = locatorOf(syndromes);
  const wrong = locator.length - 1;
  if (wrong * 2 > spare) return false;
  const evaluator = Array.from({ length: spare }, (_, power) =>
    locator.reduce((total, term, place) => total ^ times(term, syndromes[power - place] ?? 0), 0),
  );
  let mended = 0;
  for (let place = 0; place < block.length; place += 1) {
    const root = inverse(exp[place] ?? 0);
    if (valueAt(locator, root) !== 0) continue;
    const slope = valueAt(
      locator.slice(1).map((term, power) => (power % 2 === 0 ? term : 0)),
      root,
    );
    if (slope === 0) return false;
    const error = times(times(exp[place] ?? 0, valueAt(evaluator, root)), inverse(slope));
    const at = block.length - 1 - place;
    block[at] = (block[at] ?? 0) ^ error;
    mended += 1;
  }
  return mended === wrong && syndromesOf().every((value) => value === 0);
}

function locatorOf(syndromes: readonly number[]): number[] {
  let [current, before] = [[1], [1]];
  let [length, gap, scale] = [0, 1, 1];
  for (const [round, syndrome] of syndromes.entries()) {
    let off = syndrome;
    for (let place = 1; place <= length; place += 1)
      off ^= times(current[place] ?? 0, syndromes[round - place] ?? 0);
    if (off === 0) {
      gap += 1;
      continue;
    }
    const factor = times(off, inverse(scale));
    const size = Math.max(current.length, before.length + gap);
    const next = Array.from(
      { length: size },
      (_, place) => (current[place] ?? 0) ^ times(factor, before[place - gap] ?? 0),
    );
    if (2 * length <= round) {
      [before, scale, gap] = [current, off, 1];
      length = round + 1 - length;
    } else gap += 1;
    current = next;
  }
  return current.slice(0, length + 1);
}
