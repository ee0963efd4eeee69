// Draws a code as a camera may see it: turned, tilted, in a shadow, with noise. For tests only.

/** One byte of brightness for each pixel. */
export type Picture = { width: number; height: number; light: Uint8Array };

export type Code = { size: number; at(column: number, row: number): boolean };

export type Look = {
  width: number;
  height: number;
  /** Pixels of one module in the middle of the picture. */
  module: number;
  degrees?: number;
  /** How much nearer the right side is than the middle, 0.2 for a fifth. */
  tilt?: number;
  /** Up to so much is added to or taken from each pixel's brightness. */
  noise?: number;
  /** How much darker the left edge is than the right one. */
  shadow?: number;
};

/** The modules that our own QR component has drawn: its path is one rectangle, a row high, for each run of ink. */
export function codeOf(svg: string): Code {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const ink = new Set<string>();
  for (const [, x, y, width] of svg.matchAll(/M(\d+)[ ,](\d+) ?h(\d+)v1H/g))
    for (let step = 0; step < Number(width); step += 1) ink.add(`${Number(x) + step} ${y}`);
  if (!size || ink.size === 0) throw new Error('this is no QR code');
  return { size, at: (column, row) => ink.has(`${column} ${row}`) };
}

export function drawCode(code: Code, look: Look): Picture {
  const { width, height, module, degrees = 0, tilt = 0, noise = 0, shadow = 0 } = look;
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const light = new Uint8Array(width * height);
  let chance = 1;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [right, down] = [x - width / 2, y - height / 2];
      const depth = module * (1 + (tilt * right * 2) / width);
      const column = (right * cos + down * sin) / depth + code.size / 2;
      const row = (down * cos - right * sin) / depth + code.size / 2;
      const quiet = 4;
      const isPlate = Math.min(column, row) > -quiet && Math.max(column, row) < code.size + quiet;
      const isInk = isPlate && code.at(Math.floor(column), Math.floor(row));
      // Numbers that look like chance and are the same each time.
      chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648;
      const shade = 1 - shadow * (1 - x / width);
      const bright = (isInk ? 40 : isPlate ? 225 : 140) * shade + noise * (chance / 1_073_741_824 - 1);
      light[y * width + x] = Math.max(0, Math.min(255, Math.round(bright)));
    }
  return { width, height, light };
}
