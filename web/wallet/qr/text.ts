// What the data of a code say: digits, capital letters or bytes of UTF-8, in any order.

const capitals = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Undefined when it holds something that is no text, say Kanji of its own kind. */
export function textOf(data: Uint8Array, version: number): string | undefined {
  let place = 0;
  const left = () => data.length * 8 - place;
  const take = (count: number): number => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, place += 1)
      value = (value << 1) | (((data[place >> 3] ?? 0) >> (7 - (place & 7))) & 1);
    return value;
  };
  const bytes: number[] = [];
  const say = (text: string) => bytes.push(...new TextEncoder().encode(text));
  while (left() >= 4) {
    const mode = take(4);
    if (mode === 0) break;
    if (mode === 1) {
      let digits = take(version < 10 ? 10 : 12);
      if (digits * 3 > left()) return undefined;
      for (; digits > 0; digits -= 3) {
        const few = Math.min(digits, 3);
        say(String(take(few === 3 ? 10 : few === 2 ? 7 : 4)).padStart(few, '0'));
      }
    } else if (mode === 2) {
      let letters = take(version < 10 ? 9 : 11);
      if (letters * 5 > left()) return undefined;
      for (; letters > 0; letters -= 2) {
        const pair = take(letters > 1 ? 11 : 6);
        if (letters > 1) say(capitals.charAt(Math.floor(pair / 45)));
        say(capitals.charAt(pair % 45));
      }
    } else if (mode === 4) {
      const count = take(version < 10 ? 8 : 16);
      if (count * 8 > left()) return undefined;
      for (let byte = 0; byte < count; byte += 1) bytes.push(take(8));
    } else if (mode === 7) take(8);
    else return undefined;
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
