/** Chance from a seed: the same seed gives the same history of wishes. (sfc32, by Chris Doty-Humphrey, public domain.) */

export type Random = {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  between(least: number, most: number): number;
  chance(share: number): boolean;
  /** Throws on an empty list. */
  pick<T>(list: readonly T[]): T;
  /** One of the names, by weight. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /** Chance of its own for one client, so that what others draw does not change it. */
  fork(name: string): Random;
};

export function createRandom(seed: string): Random {
  const next = sfc32(seed);
  const int = (below: number) => Math.floor((next() / 4_294_967_296) * below);
  const random: Random = {
    int,
    between: (least, most) => least + int(most - least + 1),
    chance: (share) => next() / 4_294_967_296 < share,
    pick(list) {
      const at = int(list.length);
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[at] as (typeof list)[number];
    },
    weighted(weights) {
      const names = Object.keys(weights) as (keyof typeof weights)[];
      let left = (next() / 4_294_967_296) * names.reduce((sum, name) => sum + weights[name], 0);
      for (const name of names) {
        left -= weights[name];
        if (left < 0) return name;
      }
      return names[0] as (typeof names)[number];
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
  return random;
}

function sfc32(seed: string): () => number {
  const state = new Uint32Array(4);
  state.set([0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]);
  const draw = () => {
    const [a = 0, b = 0, c = 0, counter = 0] = state;
    const drawn = (a + b + counter) >>> 0;
    state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + drawn, counter + 1]);
    return drawn;
  };
  for (let i = 0; i < seed.length; i++) {
    state[0] = (state[0] ?? 0) ^ Math.imul(seed.charCodeAt(i) + 1, 0x85ebca6b);
    draw();
  }
  for (let i = 0; i < 12; i++) draw();
  return draw;
}
