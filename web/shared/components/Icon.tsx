// Our small set of line icons, 24 by 24, drawn with the colour of the text. Always decoration: the words stand beside it.

const paths = {
  home: 'M4 11.2 12 4.5l8 6.7V19a1.2 1.2 0 0 1-1.2 1.2H14.6v-5.4H9.4v5.4H5.2A1.2 1.2 0 0 1 4 19z',
  list: 'M8.5 6.5h11M8.5 12h11M8.5 17.5h11M4.6 6.5h.1M4.6 12h.1M4.6 17.5h.1',
  card: 'M3.5 7.6A1.8 1.8 0 0 1 5.3 5.8h13.4a1.8 1.8 0 0 1 1.8 1.8v8.8a1.8 1.8 0 0 1-1.8 1.8H5.3a1.8 1.8 0 0 1-1.8-1.8zM3.5 10h17M7 14.6h3.4',
  person: 'M12 12.2a3.9 3.9 0 1 0 0-7.8 3.9 3.9 0 0 0 0 7.8zM4.8 20c.8-3.4 3.6-5.2 7.2-5.2s6.4 1.8 7.2 5.2',
  scan: 'M4 8.4V5.6A1.6 1.6 0 0 1 5.6 4h2.8M15.6 4h2.8A1.6 1.6 0 0 1 20 5.6v2.8M20 15.6v2.8a1.6 1.6 0 0 1-1.6 1.6h-2.8M8.4 20H5.6A1.6 1.6 0 0 1 4 18.4v-2.8M4.4 12h15.2',
  send: 'M4.5 12h14M13 6.2l5.8 5.8-5.8 5.8',
  receive: 'M19.5 12h-14M11 6.2 5.2 12l5.8 5.8',
  plus: 'M12 5v14M5 12h14',
  bank: 'M4 9.6 12 5l8 4.6M5.6 10v7.4M9.9 10v7.4M14.1 10v7.4M18.4 10v7.4M4 19.6h16',
  up: 'M12 19V6M6.4 11.2 12 5.6l5.6 5.6',
  down: 'M12 5v13M6.4 12.8 12 18.4l5.6-5.6',
  eye: 'M2.8 12S6.2 5.9 12 5.9 21.2 12 21.2 12 17.8 18.1 12 18.1 2.8 12 2.8 12zM12 14.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z',
  eyeOff:
    'M4 4l16 16M9.9 6.2c.7-.2 1.4-.3 2.1-.3 5.8 0 9.2 6.1 9.2 6.1a16 16 0 0 1-2.7 3.3M6.3 7.5A15.6 15.6 0 0 0 2.8 12s3.4 6.1 9.2 6.1c1.5 0 2.8-.4 4-1M10 10.2a2.7 2.7 0 0 0 3.8 3.8',
  bag: 'M6 8.4h12l1 11.2H5zM9 8.4V7.5a3 3 0 0 1 6 0v.9',
  undo: 'M8.6 5 4.4 9.2l4.2 4.2M4.8 9.2h9.4a5.3 5.3 0 0 1 0 10.6H9',
  shield: 'M12 3.6 19 6v5.6c0 4.3-2.9 7.4-7 8.8-4.1-1.4-7-4.5-7-8.8V6zM9 12l2.2 2.2L15.2 10',
  phone:
    'M8 3.6h8a1.4 1.4 0 0 1 1.4 1.4v14a1.4 1.4 0 0 1-1.4 1.4H8A1.4 1.4 0 0 1 6.6 19V5A1.4 1.4 0 0 1 8 3.6zM11 17.4h2',
  globe:
    'M12 20.4a8.4 8.4 0 1 0 0-16.8 8.4 8.4 0 0 0 0 16.8zM3.8 12h16.4M12 3.6c2.3 2.3 3.5 5.2 3.5 8.4s-1.2 6.1-3.5 8.4c-2.3-2.3-3.5-5.2-3.5-8.4S9.7 5.9 12 3.6z',
  moon: 'M19.8 14.2A8.2 8.2 0 0 1 9.8 4.2a8.2 8.2 0 1 0 10 10z',
  lock: 'M6.6 11h10.8a1.2 1.2 0 0 1 1.2 1.2v6.6a1.2 1.2 0 0 1-1.2 1.2H6.6a1.2 1.2 0 0 1-1.2-1.2v-6.6A1.2 1.2 0 0 1 6.6 11zM8.4 11V8a3.6 3.6 0 0 1 7.2 0v3',
  chevron: 'M9.5 5.5 16 12l-6.5 6.5',
  pin: 'M12 20.6s6.6-5.6 6.6-10.6a6.6 6.6 0 1 0-13.2 0c0 5 6.6 10.6 6.6 10.6zM12 12.4a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  clock: 'M12 20.4a8.4 8.4 0 1 0 0-16.8 8.4 8.4 0 0 0 0 16.8zM12 7.4V12l3 2',
  check: 'M5 12.6l4.6 4.6L19.2 7.4',
  cross: 'M6.4 6.4l11.2 11.2M17.6 6.4 6.4 17.6',
  shop: 'M4.4 9.6 5.8 4.8h12.4l1.4 4.8a2.5 2.5 0 0 1-5 0 2.5 2.5 0 0 1-5.1 0 2.5 2.5 0 0 1-5.1 0zM5.8 12.2v7.2h12.4v-7.2',
  wallet:
    'M4 8.2A2.2 2.2 0 0 1 6.2 6h11.2A1.6 1.6 0 0 1 19 7.6v1.6M4 8.2v8.6A2.2 2.2 0 0 0 6.2 19h12a1.8 1.8 0 0 0 1.8-1.8V11a1.8 1.8 0 0 0-1.8-1.8H5a1 1 0 0 1-1-1zM16.4 14.1h.1',
} as const;

export type IconName = keyof typeof paths;

export function Icon(props: { name: IconName; size?: number }) {
  const size = props.size ?? 22;
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" aria-hidden="true" className="icon">
      <path
        d={paths[props.name]}
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function isIcon(name: string | undefined): name is IconName {
  return name !== undefined && Object.hasOwn(paths, name);
}
