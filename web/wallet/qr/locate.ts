// Finds the three corner marks of a code, from them its size and slant, and reads its modules into a grid.
import type { Ink } from './binarise.ts';
import { type Grid, maxVersion } from './grid.ts';

type Point = { x: number; y: number };
/** The middle of a corner mark, and the width of one module there. */
type Mark = Point & { module: number; seen: number };

const maxMarks = 12;
const maxTries = 12;

/** Grids that may be a code, the likeliest first. */
export function* locate(ink: Ink): Generator<Grid> {
  const corners = triples(findMarks(ink));
  for (const [topLeft, topRight, bottomLeft] of corners.slice(0, maxTries)) {
    const module = (topLeft.module + topRight.module + bottomLeft.module) / 3;
    const across = (distance(topLeft, topRight) + distance(topLeft, bottomLeft)) / 2 / module + 7;
    const version = Math.round((across - 17) / 4);
    for (const near of [version, version - 1, version + 1])
      if (near >= 1 && near <= maxVersion) yield sample(ink, near, { topLeft, topRight, bottomLeft });
  }
}

/** Ink, paper, ink, paper, ink as 1:1:3:1:1, along a row and then down the column through its middle. */
function findMarks(ink: Ink): Mark[] {
  const marks: Mark[] = [];
  for (let y = 0; y < ink.height; y += 2) {
    let runs: number[] = [];
    let colour = ink.at(0, y);
    let length = 0;
    for (let x = 0; x <= ink.width; x += 1) {
      const next = x < ink.width ? ink.at(x, y) : colour === 1 ? 0 : 1;
      if (next === colour) {
        length += 1;
        continue;
      }
      runs = [...runs.slice(-4), length];
      if (colour === 1 && isMark(runs)) keep(ink, marks, x - sum(runs) / 2, y, sum(runs) / 7);
      colour = next;
      length = 1;
    }
  }
  return marks.sort((a, b) => b.seen - a.seen).slice(0, maxMarks);
}

function isMark(runs: readonly number[]): boolean {
  const module = sum(runs) / 7;
  if (runs.length < 5 || module < 1) return false;
  const slack = Math.max(module * 0.6, 1);
  return runs.every(
    (run, place) => Math.abs(run - (place === 2 ? 3 : 1) * module) < (place === 2 ? 2 : 1) * slack,
  );
}

function keep(ink: Ink, marks: Mark[], x: number, row: number, module: number): void {
  const down = runsThrough(ink, x, row, module, 0, 1);
  if (!down) return;
  const y = row + down.shift;
  const along = runsThrough(ink, x, y, module, 1, 0);
  if (!along) return;
  const found = { x: x + along.shift, y, module: (down.module + along.module) / 2, seen: 1 };
  const known = marks.find((mark) => distance(mark, found) < 3 * module);
  if (!known) {
    if (marks.length < 10 * maxMarks) marks.push(found);
    return;
  }
  const { seen } = known;
  known.x = (known.x * seen + found.x) / (seen + 1);
  known.y = (known.y * seen + found.y) / (seen + 1);
  known.module = (known.module * seen + found.module) / (seen + 1);
  known.seen += 1;
}

/** The five runs through a point, walked both ways from it; how far their middle is from the point. */
function runsThrough(ink: Ink, x: number, y: number, module: number, dx: number, dy: number) {
  const walk = (sign: 1 | -1): number[] => {
    const runs = [0, 0, 0];
    let place = 0;
    for (let step = sign === 1 ? 0 : 1; step < module * 7; step += 1) {
      const colour = ink.at(x + dx * sign * step, y + dy * sign * step);
      if (colour !== (place === 1 ? 0 : 1)) place += 1;
      if (place > 2) break;
      runs[place] = (runs[place] ?? 0) + 1;
    }
    return runs;
  };
  const [near, far] = [walk(-1), walk(1)];
  const runs = [near[2] ?? 0, near[1] ?? 0, (near[0] ?? 0) + (far[0] ?? 0), far[1] ?? 0, far[2] ?? 0];
  return isMark(runs) ? { shift: (sum(far) - sum(near)) / 2, module: sum(runs) / 7 } : undefined;
}

/** Three marks that stand like a right angle with equal sides, best first; ordered top left, top right, bottom left. */
function triples(marks: readonly Mark[]): [Mark, Mark, Mark][] {
  const found: { wrong: number; corners: [Mark, Mark, Mark] }[] = [];
  for (const corner of marks) {
    for (const [place, one] of marks.entries()) {
      for (const other of marks.slice(place + 1)) {
        if (one === corner || other === corner) continue;
        const [a, b] = [distance(corner, one), distance(corner, other)];
        const turn = (one.x - corner.x) * (other.y - corner.y) - (one.y - corner.y) * (other.x - corner.x);
        const sizes = [corner.module, one.module, other.module];
        const uneven = Math.max(...sizes) / Math.min(...sizes) - 1;
        const wrong = Math.abs(a - b) / Math.max(a, b) + (1 - Math.abs(turn) / (a * b)) + uneven;
        if (Math.min(a, b) < 12 * corner.module || wrong > 1) continue;
        // On a picture y goes down, so right and down turn the positive way.
        found.push({ wrong, corners: turn > 0 ? [corner, one, other] : [corner, other, one] });
      }
    }
  }
  return found.sort((a, b) => a.wrong - b.wrong).map(({ corners }) => corners);
}

function sample(ink: Ink, version: number, at: { topLeft: Mark; topRight: Mark; bottomLeft: Mark }): Grid {
  const size = 17 + 4 * version;
  const far = size - 3.5;
  const { topLeft, topRight, bottomLeft } = at;
  const corner = { x: topRight.x + bottomLeft.x - topLeft.x, y: topRight.y + bottomLeft.y - topLeft.y };
  const flat = projection(far, far, [topLeft, topRight, corner, bottomLeft]);
  const fourth = version === 1 ? undefined : findAlignment(ink, size, flat);
  const place = fourth ? projection(far, size - 6.5, [topLeft, topRight, fourth, bottomLeft]) : flat;
  const dark = new Uint8Array(size * size);
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const { x, y } = place(column + 0.5, row + 0.5);
      dark[row * size + column] = ink.at(x, y);
    }
  return { version, size, at: (column, row) => (dark[row * size + column] === 1 ? 1 : 0) };
}

/** The small mark near the fourth corner: where its 25 modules fit best, within four modules of where it should be. */
function findAlignment(ink: Ink, size: number, place: (u: number, v: number) => Point): Point | undefined {
  let best: { fits: number; u: number; v: number } = { fits: 0, u: 0, v: 0 };
  for (let u = size - 10.5; u <= size - 2.5; u += 0.25)
    for (let v = size - 10.5; v <= size - 2.5; v += 0.25) {
      let fits = 0;
      for (let row = -2; row <= 2; row += 1)
        for (let column = -2; column <= 2; column += 1) {
          const { x, y } = place(u + column, v + row);
          const isInk = Math.max(Math.abs(row), Math.abs(column)) !== 1;
          if ((ink.at(x, y) === 1) === isInk) fits += 1;
        }
      const nearer = fits === best.fits && off(u, v, size) < off(best.u, best.v, size);
      if (fits > best.fits || nearer) best = { fits, u, v };
    }
  return best.fits >= 23 ? place(best.u, best.v) : undefined;
}

const off = (u: number, v: number, size: number) => Math.hypot(u - size + 6.5, v - size + 6.5);

/**
 * From modules to pixels: the projection that takes (3.5, 3.5), (far, 3.5), (fourth, fourth) and (3.5, far) to the four
 * points. Heckbert, Fundamentals of Texture Mapping (1989), by way of eight equations.
 */
function projection(far: number, fourth: number, to: readonly [Point, Point, Point, Point]) {
  const from = [
    [3.5, 3.5],
    [far, 3.5],
    [fourth, fourth],
    [3.5, far],
  ] as const;
  const rows = from.flatMap(([u, v], place) => {
    const { x, y } = to[place] ?? { x: 0, y: 0 };
    return [
      [u, v, 1, 0, 0, 0, -u * x, -v * x, x],
      [0, 0, 0, u, v, 1, -u * y, -v * y, y],
    ];
  });
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = solve(rows);
  return (u: number, v: number): Point => {
    const depth = g * u + h * v + 1;
    return { x: (a * u + b * v + c) / depth, y: (d * u + e * v + f) / depth };
  };
}

/** Gauss and Jordan; each row is its factors and then its result. */
function solve(rows: number[][]): number[] {
  const count = rows.length;
  for (let column = 0; column < count; column += 1) {
    const rest = rows.slice(column);
    const largest = rest.reduce((a, b) => (Math.abs(b[column] ?? 0) > Math.abs(a[column] ?? 0) ? b : a));
    rows.splice(rows.indexOf(largest), 1);
    const head = largest[column] || 1;
    const pivot = largest.map((value) => value / head);
    for (const row of rows) {
      const factor = row[column] ?? 0;
      for (let place = column; place <= count; place += 1)
        row[place] = (row[place] ?? 0) - factor * (pivot[place] ?? 0);
    }
    rows.splice(column, 0, pivot);
  }
  return rows.map((row) => row[count] ?? 0);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
