// The colours of Bursar, light and dark, named by their use. tokens.css carries the same values (a test compares them);
// this copy is for libraries that want colours in JavaScript: antd and echarts.

export const palette = {
  light: {
    paper: '#f3f6f4',
    surface: '#ffffff',
    inset: '#ebf0ee',
    raised: '#ffffff',
    ink: '#0c2226',
    ink2: '#44575b',
    ink3: '#5d6f72',
    line: '#dde5e2',
    lineStrong: '#b9c7c3',
    jade: '#0a7455',
    jadeStrong: '#075a42',
    jadeSoft: '#dff2ea',
    onJade: '#ffffff',
    amber: '#865400',
    amberSoft: '#fbefd6',
    red: '#b3261e',
    redSoft: '#fce9e7',
    blue: '#1d5a9c',
    blueSoft: '#e4eef9',
    night: '#0d2b2f',
  },
  dark: {
    paper: '#0a1315',
    surface: '#111d20',
    inset: '#1a292c',
    raised: '#2b3e42',
    ink: '#e8f1ef',
    ink2: '#aebfbd',
    ink3: '#8da09e',
    line: '#22343a',
    lineStrong: '#3b5156',
    jade: '#56cda6',
    jadeStrong: '#7bdcbc',
    jadeSoft: '#10352b',
    onJade: '#04231a',
    amber: '#ecb95a',
    amberSoft: '#332611',
    red: '#ff8d83',
    redSoft: '#3b1b1a',
    blue: '#86b9f2',
    blueSoft: '#142a43',
    night: '#0e2f31',
  },
} as const;

export type Mode = keyof typeof palette;
export type Palette = { readonly [name in keyof (typeof palette)['light']]: string };

/** WCAG 2 contrast ratio of two #rrggbb colours, 1 to 21. */
export function contrast(first: string, second: string): number {
  const [darker = 0, lighter = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
